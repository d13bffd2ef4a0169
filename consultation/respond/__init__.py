"""Residents answer."""
