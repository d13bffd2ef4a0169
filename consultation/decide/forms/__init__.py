"""Judging what those who decide type."""
