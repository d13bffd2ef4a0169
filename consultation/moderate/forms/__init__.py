"""Judging what moderators type."""
