"""Judging what staff type in: the envelope, and the answers. Nothing here saves."""
