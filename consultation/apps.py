"""The app that is the process, and the project package itself."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = "Consultations"


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, entered by the one sign-in that staff have."""

    default_site = "consultation.moderate.staff_site.StaffSite"
    default = False  # of the two configurations in this file, the one above is the app's own
