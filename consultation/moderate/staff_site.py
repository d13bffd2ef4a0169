"""Django's admin as a whole: who comes in, and through which door."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from consultation.access import lacks_second_factor


class StaffSite(admin.AdminSite):
    """For accounts that may open it; they sign in where all staff do."""

    site_header = site_title = "Counterpoint admin"
    index_title = "What is recorded"
    site_url = "/staff/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """All but Django's groups: a second list of who may do what, which nothing here reads."""
        given = model_or_iterable
        nouns = [given] if isinstance(given, type) else list(given)
        super().register([noun for noun in nouns if noun is not Group], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """As Django has it, after two-factor sign-in where that is needed."""
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """To the one sign-in. Raises PermissionDenied for an account that may not come in."""
        if request.user.is_authenticated and not self.has_permission(request):
            if request.user.is_staff and lacks_second_factor(request.user):
                raise PermissionDenied(
                    "You need two-factor sign-in to open the admin. Set it up first."
                )
            raise PermissionDenied("Your account may not open the admin.")
        onward = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(onward, reverse("sign-in"))
