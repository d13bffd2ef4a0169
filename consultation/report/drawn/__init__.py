"""A report in every form that people use, each drawn from the same figures."""
