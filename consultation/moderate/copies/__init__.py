"""Identical and near-identical texts: found and shown together, never dropped or merged.

Pure: no database, no clock, no network, nothing but the standard library.
"""

VERSION = 1  # of how copies are told
