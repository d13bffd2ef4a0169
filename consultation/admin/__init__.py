"""Django's admin over the same rules and actions: lists, searches, and a few forms.

What was received and what was done is read here and never written. Who may see what follows from
the roles in access.py, not from Django's own permissions.
"""

from consultation.admin import people, preparation, records, responses

__all__ = ["people", "preparation", "records", "responses"]
