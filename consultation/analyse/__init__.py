"""Every response read and coded: themes, points, who read what."""
