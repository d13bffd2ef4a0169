"""Fill the closed example with generated responses: the same seed makes the same ones."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultation.events import MACHINE
from consultation.models import Consultation, Event, EventKind, Grant, Role, User
from consultation.respond import actions, queries
from consultation.respond.bulk import Setting
from consultation.respond.examples import Generator
from consultation.states import Refused

CLOSED_EXAMPLE = "police-front-counters-2017-closed"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--consultation", default=CLOSED_EXAMPLE, help="its slug")
        parser.add_argument(
            "--reviewed", type=float, default=0.6, help="share that a moderator has decided on"
        )
        parser.add_argument("--more", action="store_true", help="add to those generated before")

    def handle(self, *args: Any, count: int, seed: int, reviewed: float, **options: Any) -> None:
        consultation = Consultation.objects.filter(slug=options["consultation"]).first()
        if consultation is None:
            raise CommandError(f"There is no consultation {options['consultation']!r}.")
        if count < 1 or not 0 <= reviewed <= 1:
            raise CommandError("--count must be 1 or more, --reviewed between 0 and 1.")
        if not options["more"] and self.generated_before(consultation):
            self.stdout.write("It has generated responses already. --more adds to them.")
            return
        setting = self.setting_of(consultation)
        if setting.moderator is None or setting.rule is None:
            reviewed = 0
        proposals = queries.proposals_of(consultation)
        generator = Generator(
            consultation,
            proposals,
            seed=seed,
            reviewed=reviewed,
            after=consultation.responses.count(),
        )
        self.store(setting, generator, count, seed)

    def store(self, setting: Setting, generator: Generator, count: int, seed: int) -> None:
        """Write them, saying how far it is."""
        begun = monotonic()
        try:
            for stored in actions.generate(
                setting=setting,
                examples=generator.draw(count),
                seed=seed,
                by=MACHINE,
                at=timezone.now(),
            ):
                rate = stored / max(monotonic() - begun, 0.001)
                self.stdout.write(f"{stored:,} of {count:,} ({rate:,.0f} a second)")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    @staticmethod
    def generated_before(consultation: Consultation) -> bool:
        """An earlier run filled it."""
        events = Event.objects.filter(consultation=consultation.pk)
        return events.filter(kind=EventKind.RESPONSES_GENERATED).exists()

    @staticmethod
    def setting_of(consultation: Consultation) -> Setting:
        """The questions, and the moderator and rule of the verdicts that come with some."""
        asked = queries.questions_of(consultation)
        granted = Grant.objects.in_force().filter(role=Role.MODERATOR).values("person")
        return Setting(
            consultation=consultation,
            questions={version.question.key: version for version in asked},
            moderator=User.objects.filter(pk__in=granted).order_by("pk").first(),
            rule=consultation.exclusion_rules.order_by("code").first(),
        )
