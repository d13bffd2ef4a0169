"""How passwords are kept: Argon2id, with the cost that OWASP's password sheet names first.

Django's own choice takes 100 MB for each password that is tried, so that eight threads at once take
most of a small machine. This takes 46 MB, and no less time of whoever guesses.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Hashes of before, and those with another cost, are made anew when their holder signs in."""

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1
