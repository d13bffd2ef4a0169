"""May this be taken in now, and if not, why. An empty string means yes."""
