"""Pages about organisations: of staff, of an organisation's own people, and of who is invited."""
