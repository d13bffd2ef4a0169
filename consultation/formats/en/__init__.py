"""English is that of the United Kingdom."""
