"""Councils and other bodies that reply formally: the organisations and their people."""
