"""Addresses for machines, and the page that explains them to people."""
