"""What was done and by whom; what people may ask about their own records; how long all is kept."""
