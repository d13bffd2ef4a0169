"""The ground."""

from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "Stations"
    default_auto_field = "django.db.models.BigAutoField"
