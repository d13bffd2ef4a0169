"""Seal the secrets of signing in under the SECRET_KEY of now; ends with 1 where one stays closed.

To be run after a new SECRET_KEY, while the old one stands in SECRET_KEY_FALLBACKS.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultation.events import MACHINE
from consultation.signin import actions


class Command(BaseCommand):
    """`manage.py reseal`."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and tell how many."""
        told = actions.reseal(by=MACHINE, at=timezone.now())
        self.stdout.write(f"{told.anew} sealed anew under the SECRET_KEY of now.")
        if told.unread:
            raise CommandError(
                f"{told.unread} cannot be opened: put the key that they were sealed under into "
                "SECRET_KEY_FALLBACKS, and run this again."
            )
