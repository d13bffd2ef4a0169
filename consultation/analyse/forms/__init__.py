"""Judging what those who analyse type."""
