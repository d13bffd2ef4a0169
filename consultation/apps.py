"""The app that is the process, and the project package itself."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin
from django.core import checks


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = "Consultations"

    def ready(self) -> None:
        """What `manage.py check --deploy` looks at besides, and what open data adds to reports."""
        from consultation.opendata.making import offer

        offer()
        checks.register(second_factor, checks.Tags.security, deploy=True)
        checks.register(security_contact, checks.Tags.security, deploy=True)


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


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, entered by the one sign-in that staff have."""

    default_site = "consultation.moderate.staff_site.StaffSite"
    default = False  # of the two configurations in this file, the one above is the app's own
