"""Signing in: a password, then what somebody has; and setting that up."""
