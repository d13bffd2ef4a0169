"""Screen every response that has no screening by the rules as they are now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from consultation.moderate.actions import sweep


class Command(BaseCommand):
    """Safe at any time and as often as wanted; workers may run beside it."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many it were."""
        self.stdout.write(f"Screened: {sweep(clock=timezone.now):,}")
