"""The app that is the process, and the project package itself."""

import time
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin
from django.core import checks

from consultation.soundness import faults


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = "Consultations"

    def ready(self) -> None:
        """What `manage.py check --deploy` looks at besides, and what open data adds to reports."""
        from consultation.opendata.making import offer

        offer()
        checks.register(second_factor, checks.Tags.security, deploy=True)
        checks.register(security_contact, checks.Tags.security, deploy=True)
        checks.register(sound_database, checks.Tags.database)


def second_factor(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Staff need two-factor sign-in wherever it is not only tried out."""
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        checks.Error(
            "STAFF_SECOND_FACTOR is off: a password alone lets staff in.",
            hint="Leave it out, or set it to 1. It is off for the local demo alone.",
            id="counterpoint.E001",
        )
    ]


def security_contact(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Whoever finds a weakness knows whom to tell."""
    if settings.SECURITY_CONTACT:
        return []
    return [
        checks.Warning(
            "SECURITY_CONTACT is empty: whoever finds a weakness cannot tell you.",
            hint="Set it to mailto: with an address that is read, or to a page, https://.",
            id="counterpoint.W001",
        )
    ]


def sound_database(
    app_configs: Any, databases: Sequence[str] | None = None, **options: Any
) -> list[checks.CheckMessage]:
    """What `check --database default` asks, and `migrate` by itself: see consultation/soundness.py.

    Each fault has an id of its own, for SILENCED_SYSTEM_CHECKS of whoever knows better.
    """
    from django.db import connections

    told: list[checks.CheckMessage] = []
    for name in databases or ():
        with connections[name].cursor() as cursor:
            for fault in faults(cursor, clock=time.time):
                named = f"counterpoint.{fault.name}"
                told.append(checks.Error(fault.words, hint=fault.hint, id=named))
    return told


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, entered by the one sign-in that staff have."""

    default_site = "consultation.moderate.staff_site.StaffSite"
    default = False  # of the two configurations in this file, the one above is the app's own
