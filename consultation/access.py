"""Who may do what. Roles as code: each with a sentence and a set of permissions."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from consultation.models import Grant, Role, User
from consultation.typed import WORDS, typed_in


class Permission(StrEnum):
    """One act, or one kind of reading, that not everybody may do."""

    PUBLISH = "prepare and publish consultations"
    READ_RESPONSES = "read every response, released or not"
    GATHER = "record petitions and public meetings"
    IMPORT_RESPONSES = "import responses from a file"
    REVIEW = "release, quarantine and exclude responses"
    TRANSCRIBE = "type in responses that came by post, phone, email or at a meeting"
    ASK_REPORTS = "ask for summary reports and read them"
    EXPORT = "export all responses"
    READ_EQUALITY = "read totals of equality answers"
    READ_EVENTS = "read the record of what happened"
    FIND_PERSON = "find, export and restrict the records of a person"
    ERASE_PERSON = "erase the records of a person and say how long responses are kept"
    GRANT_ROLES = "give and revoke roles"
    IMPORT_REGISTER = "import a register of stations"
    INVITE = "invite organisations to reply"
    READ_REPLY = "read a council's formal reply while it is drafted"
    DRAFT_REPLY = "draft a council's formal reply"
    APPROVE_REPLY = "approve a council's formal reply"
    DECIDE = "answer points and sign decisions"


P = Permission


@dataclass(frozen=True)
class RoleInfo:
    """What a role is for, in one sentence, and what it may do."""

    sentence: str
    permissions: frozenset[Permission]
    second_factor: bool = False  # what only such roles may do needs two-factor sign-in


ROLES: dict[Role, RoleInfo] = {
    Role.OWNER: RoleInfo(
        "Prepares a consultation, publishes it, and answers for how it is run.",
        frozenset(
            {P.PUBLISH, P.READ_RESPONSES, P.ASK_REPORTS, P.EXPORT, P.READ_EVENTS}
            | {P.IMPORT_REGISTER, P.IMPORT_RESPONSES, P.GRANT_ROLES}
            | {P.GATHER, P.TRANSCRIBE, P.READ_EQUALITY, P.INVITE}
            | {P.FIND_PERSON, P.ERASE_PERSON}
        ),
    ),
    Role.MODERATOR: RoleInfo(
        "Brings in what came by other ways, reads what came in, and releases, quarantines or "
        "excludes it under a published rule.",
        frozenset({P.READ_RESPONSES, P.IMPORT_RESPONSES, P.REVIEW, P.GATHER, P.TRANSCRIBE}),
    ),
    Role.ANALYST: RoleInfo(
        "Reads every response, asks for summary reports and exports.",
        frozenset({P.READ_RESPONSES, P.ASK_REPORTS, P.EXPORT, P.READ_EQUALITY}),
    ),
    Role.DECISION_MAKER: RoleInfo(
        "Reads the responses and reports, answers each point and signs the decision.",
        frozenset({P.READ_RESPONSES, P.ASK_REPORTS, P.DECIDE, P.READ_EQUALITY}),
    ),
    Role.AUDITOR: RoleInfo(
        "Sees everything that was done and by whom, and changes nothing.",
        frozenset({P.READ_RESPONSES, P.READ_EVENTS}),
    ),
    Role.COUNCIL_DRAFTER: RoleInfo(
        "Drafts the council's formal reply with colleagues.",
        frozenset({P.READ_REPLY, P.DRAFT_REPLY}),
    ),
    Role.COUNCIL_APPROVER: RoleInfo(
        "Approves the council's formal reply under a stated authority.",
        frozenset({P.READ_REPLY, P.DRAFT_REPLY, P.APPROVE_REPLY}),
        second_factor=True,
    ),
    Role.COUNCIL_OBSERVER: RoleInfo(
        "Reads the council's draft, and changes nothing.", frozenset({P.READ_REPLY})
    ),
}
# What may be done after two-factor sign-in alone.
GUARDED = frozenset().union(
    *(info.permissions for info in ROLES.values() if info.second_factor)
) - frozenset().union(*(info.permissions for info in ROLES.values() if not info.second_factor))
STAFF_ROLES = frozenset(
    {Role.OWNER, Role.MODERATOR, Role.ANALYST, Role.DECISION_MAKER, Role.AUDITOR}
)

Visitor = User | AnonymousUser
StaffView = Callable[..., HttpResponseBase]


def permissions_of(person: Visitor) -> frozenset[Permission]:
    """All that the person may do now. Read once a request: kept on the account object.

    An account with a second factor is signed in only where it was used (signin/session.py), so to
    have one and to have used it in this session are the same.
    """
    if not isinstance(person, User) or not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset(Permission)
    if not hasattr(person, "_permissions"):
        granted = frozenset().union(*(ROLES[role].permissions for role in roles_of(person)))
        known = granted if person.two_factor_since else granted - GUARDED
        person._permissions = known  # type: ignore[attr-defined]
    return person._permissions  # type: ignore[attr-defined]


def roles_of(person: User) -> frozenset[Role]:
    """Those in force. Read once a request: kept on the account object."""
    if not hasattr(person, "_roles"):
        held = Grant.objects.in_force().to(person).values_list("role", flat=True)
        person._roles = frozenset(map(Role, held))  # type: ignore[attr-defined]
    return person._roles  # type: ignore[attr-defined]


def lacks_second_factor(person: Visitor) -> bool:
    """A role of theirs is not whole before they sign in with a second factor."""
    if not isinstance(person, User) or not person.is_active:
        return False
    if person.is_superuser or person.two_factor_since:
        return False
    return any(ROLES[role].second_factor for role in roles_of(person))


def may(person: Visitor, permission: Permission) -> bool:
    """The person may do it."""
    return permission in permissions_of(person)


def why_not(person: Visitor, permission: Permission) -> str:
    """Empty when the person may; otherwise the sentence to show."""
    if may(person, permission):
        return ""
    if permission in GUARDED and lacks_second_factor(person):
        return f"You need two-factor sign-in to {permission}. Set it up first."
    able = [role.label for role, info in ROLES.items() if permission in info.permissions]
    return f"You need another role to {permission}: {' or '.join(able)}."


def needs(permission: Permission) -> Callable[[StaffView], StaffView]:
    """Guard a staff view: visitors sign in first, others read why they may not. Never cached.

    A form that comes after the session has ended is shown back, so that nothing typed is lost.
    Raises PermissionDenied with the sentence of `why_not`.
    """

    def guard(view: StaffView) -> StaffView:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return signed_out(request)
            if refusal := why_not(request.user, permission):
                raise PermissionDenied(refusal)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def signed_out(request: HttpRequest) -> HttpResponse:
    """To the sign-in and back to this page; what was sent is shown first, for it is not saved."""
    onward = redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return onward
    context = {"typed": typed_in(request, longer_than=WORDS), "onward": onward.url}
    return render(request, "staff/signed_out.html", context, status=403)


class RegisterBackend(BaseBackend):
    """Django's own permissions on the register, for the roles that may load one.

    The register knows nothing of our roles: its admin asks Django.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Look at every noun of the register, and load a file of counters."""
        app, _, act = perm.partition(".")
        known = app == "stations" and (act == "add_station" or act.startswith("view_"))
        return known and may(user_obj, P.IMPORT_REGISTER)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """The register is in their index of the admin."""
        return app_label == "stations" and may(user_obj, P.IMPORT_REGISTER)
