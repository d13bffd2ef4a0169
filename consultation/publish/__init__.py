"""Staff prepare a consultation; the public reads it."""
