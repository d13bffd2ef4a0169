"""What is typed, judged; by what it is about."""
