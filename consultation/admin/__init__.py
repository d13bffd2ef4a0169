"""Django's admin over the same rules and actions: lists, searches, and a few forms.

What was received and what was done is read here and never written. Who may see what follows from
the roles in access.py, not from Django's own permissions.
"""

from django.contrib import admin

from consultation.admin import (
    analysis,
    incoming,
    keeping,
    people,
    preparation,
    records,
    replying,
    responses,
    taking,
)

admin.site.add_action(taking.take_chosen)

__all__ = [
    "analysis", "incoming", "keeping", "people", "preparation", "records", "replying", "responses",
    "taking",
]  # fmt: skip
