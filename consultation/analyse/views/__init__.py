"""The pages of those who analyse."""
