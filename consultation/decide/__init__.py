"""Every point answered, and decisions signed."""
