"""Django's admin as a whole: who comes in, and through which door."""

from enum import Enum
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from consultation.access import lacks_second_factor


class Story(Enum):
    """The parts of the index, in the order of the story. Of each: its heading and what is in it."""

    PREPARING = "Consultations", "What is asked, about what, and until when."
    COMING_IN = "What came in", "Responses by every channel, petitions and meetings."
    MODERATING = "Moderation", "Doubts, verdicts, words taken out, and what is public."
    REPLYING = "Organisations and their formal replies", "Who is asked, and what they signed."
    ANALYSING = "Analysis", "Who read what, the points that people make, and what was answered."
    REPORTING = "Reports", "Summaries and exports that were made."
    KEEPING = "People and retention", "What people asked about their records; how long all is kept."
    RECORDING = "The record", "What happened, the proofs of the ledger, and e-mails."
    WORKING = "Accounts and roles", "Who works here, and what they may do."


class StaffSite(admin.AdminSite):
    """For accounts that may open it; they sign in where all staff do."""

    site_header = site_title = "Counterpoint admin"
    index_title = "What is recorded"
    site_url = "/staff/"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # nothing is deleted here, by anybody

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """All but Django's groups: a second list of who may do what, which nothing here reads."""
        given = model_or_iterable
        nouns = [given] if isinstance(given, type) else list(given)
        super().register([noun for noun in nouns if noun is not Group], admin_class, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By the parts of the story, and below them the ground; of one app all of it.

        Django asks for the whole on every page, for a sidebar that is off here: what a person may
        see of seventy nouns is worked out where it is drawn, in the index.
        """
        if app_label:
            return list(super().get_app_list(request, app_label))
        return cast("list[Any]", SimpleLazyObject(lambda: self._parts(request)))

    def _parts(self, request: HttpRequest) -> list[Any]:
        apps: list[Any] = super().get_app_list(request)
        parts: dict[Story, list[Any]] = {}
        for app in apps:
            for noun in list(app["models"]):
                page: Any = self.get_model_admin(noun["model"])
                if story := getattr(page, "story", None):
                    app["models"].remove(noun)
                    parts.setdefault(story, []).append(noun | {"name": page.called or noun["name"]})
        told = [self._part(story, parts[story]) for story in Story if story in parts]
        return [*told, *(app for app in apps if app["models"])]

    def _part(self, story: Story, nouns: list[Any]) -> dict[str, Any]:
        """In the form that Django gives to an app."""
        heading, sentence = story.value
        where = reverse("admin:app_list", args=["consultation"])
        return {
            "name": heading, "sentence": sentence, "app_label": story.name.lower(),
            "app_url": where, "has_module_perms": True, "models": nouns,
        }  # fmt: skip

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
