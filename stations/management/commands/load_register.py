"""Load the boroughs and the register of 2017 that comes with the software. Safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from stations.actions import import_register
from stations.loading import REGISTER, read_rows, sha256_of


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = import_register(
            rows=read_rows(REGISTER),
            source=REGISTER.name,
            sha256=sha256_of(REGISTER.read_bytes()),
            by="load_register",
            at=timezone.now(),
        )
        report = loaded.report
        self.stdout.write(
            f"{loaded.rows} front counters in {report['boroughs']} boroughs; "
            f"{len(report['missing_postcode'])} without a postcode."
        )
