"""Judging what staff type about petitions and meetings. Nothing here saves."""
