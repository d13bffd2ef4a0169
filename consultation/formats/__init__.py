"""How dates are written, where it differs from what Django thinks of the language."""
