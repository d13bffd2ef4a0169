"""Django's collectstatic, and one page more: what a proxy shows while the service is away."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.template.loader import render_to_string

OUTAGE = "outage.html"


class Command(collectstatic.Command):
    """The page is the one that the site itself shows without its database."""

    def handle(self, **options: Any) -> str | None:
        told: str | None = super().handle(**options)
        if not options["dry_run"]:
            place = Path(settings.STATIC_ROOT) / OUTAGE
            place.write_text(render_to_string("503.html"), encoding="utf-8")
        return told
