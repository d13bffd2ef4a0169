"""Say how many years of schooling the texts of a consultation ask for."""

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultation.models import Consultation
from consultation.publish.checks import read_by_residents
from consultation.publish.reading import fixed_words, grade, words_in

# A piece that several pages share is read where it stands: two headings alone have no grade.
PIECE = re.compile(r'{% include "respond/(_\w+\.html)".*?%}')


def around_the_questions() -> list[tuple[str, str]]:
    """What the pages of the journey say themselves, each with the pieces it is put together of."""
    folder = settings.BASE_DIR / "templates" / "respond"
    sources = {path.name: path.read_text() for path in sorted(folder.glob("*.html"))}
    said = [
        (name.removesuffix(".html"), fixed_words(PIECE.sub(lambda one: sources[one[1]], source)))
        for name, source in sources.items()
        if not name.startswith("_")
    ]
    return [(f"Fixed words of {name}", text) for name, text in said if words_in(text)]


class Command(BaseCommand):
    help = "Print the reading age of each text that residents meet; fail where one is too hard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The consultation, and the limit."""
        parser.add_argument("slug")
        parser.add_argument("--most", type=float, default=9, help="years of schooling (default: 9)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where there is no such consultation, and for texts over the limit."""
        consultation = Consultation.objects.filter(slug=options["slug"]).first()
        if consultation is None:
            raise CommandError(f"There is no consultation called “{options['slug']}”.")
        texts = [*read_by_residents(consultation), *around_the_questions()]
        width = max(len(name) for name, _text in texts)
        self.stdout.write(f"{'Text':{width}}  Words  Grade")
        for name, text in texts:
            self.stdout.write(f"{name:{width}}  {len(words_in(text)):5}  {grade(text):5.1f}")
        hard = [name for name, text in texts if grade(text) > options["most"]]
        if hard:
            told = f"more than {options['most']:g} years of schooling"
            raise CommandError(
                f"{len(hard)} of {len(texts)} texts ask for {told}: {'; '.join(hard)}"
            )
        self.stdout.write(
            f"Every text can be read with {options['most']:g} years of schooling or fewer."
        )
