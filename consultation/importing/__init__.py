"""Responses come in from files: exports of other tools, and tables that somebody typed."""
