"""Petitions and public meetings as records, each with a count of its own."""
