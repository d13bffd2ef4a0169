"""What becomes of a form that comes twice."""
