"""The pages of signing in, and of the second factor."""
