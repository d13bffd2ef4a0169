"""What those who decide change."""
