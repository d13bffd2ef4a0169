"""Fill a closed consultation with made-up responses, the same for the same seed."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultation.events import MACHINE
from consultation.models import Consultation, Grant, Role, User
from consultation.publish.example.texts import CLOSED_SLUG
from consultation.respond import actions, bulk
from consultation.states import Refused


def share(text: str) -> float:
    """A number from 0 to 1."""
    try:
        found = float(text)
    except ValueError:
        found = -1
    if not 0 <= found <= 1:
        raise ArgumentTypeError(f"give a number from 0 to 1, not {text!r}")
    return found


def positive(text: str) -> int:
    """A whole number above zero."""
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"give a whole number above zero, not {text!r}")
    return int(text)


class Command(BaseCommand):
    help = (
        "Store made-up responses. No real person's words are in them. "
        "A consultation that has some already is left alone unless --more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=positive, default=1000, help="default 1000")
        parser.add_argument("--seed", type=int, default=2017, help="default 2017")
        parser.add_argument("--consultation", default=CLOSED_SLUG, help=f"default {CLOSED_SLUG}")
        parser.add_argument(
            "--reviewed", type=share, default=0.6, help="share with a verdict; default 0.6"
        )
        parser.add_argument(
            "--reviewer", help="email address of the account that gave the verdicts"
        )
        parser.add_argument("--more", action="store_true", help="add to those already made")
        parser.add_argument("--force", action="store_true", help="even among real responses")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with what to do."""
        try:
            consultation = Consultation.objects.get(slug=options["consultation"])
        except Consultation.DoesNotExist:
            raise CommandError(
                f"There is no consultation {options['consultation']!r}. "
                "Run `manage.py load_example`, or name one with --consultation."
            ) from None
        before = bulk.generated_before(consultation)
        if before and not options["more"]:
            self.stdout.write(
                f"{consultation.slug} already has {before:,} generated responses: nothing changed. "
                "--more adds to them."
            )
            return
        self._generate(consultation, options)

    def _generate(self, consultation: Consultation, options: dict[str, Any]) -> None:
        reviewer = self._reviewer(options["reviewer"])
        if reviewer is None and options["reviewed"]:
            self.stdout.write("No moderator has an account: all will wait for review.")
        started = time.monotonic()
        try:
            actions.generate(
                consultation=consultation,
                count=options["count"],
                seed=options["seed"],
                by=MACHINE,
                at=timezone.now(),
                reviewer=reviewer,
                reviewed=options["reviewed"],
                force=options["force"],
                tell=lambda done: self._tell(done, options["count"], started),
            )
        except Refused as refusal:
            raise CommandError(f"{consultation.slug}: {refusal} --force does it anyway.") from None
        self.stdout.write(f"{consultation.slug}: {options['count']:,} made-up responses stored.")

    def _reviewer(self, email: str | None) -> User | None:
        """The named account, else the moderator of longest standing, if there is one."""
        if email:
            try:
                return User.objects.get(email=email.lower(), is_active=True)
            except User.DoesNotExist:
                raise CommandError(f"No account in use has the email address {email}.") from None
        grants = Grant.objects.in_force().filter(role=Role.MODERATOR, person__is_active=True)
        grant = grants.select_related("person").order_by("pk").first()
        return grant.person if grant else None

    def _tell(self, done: int, count: int, started: float) -> None:
        rate = done / max(time.monotonic() - started, 0.001)
        self.stdout.write(f"{done:,} of {count:,}, {rate:,.0f} a second")
