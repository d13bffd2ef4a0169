"""Who may do what. Roles as code: each with a sentence and a set of permissions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from consultation import scopes
from consultation.models import BOROUGH_ROLES, COUNCIL_ROLES, Consultation, Role, User
from consultation.scopes import SITE, About, Finder, Held, held_by
from consultation.typed import WORDS, typed_in


class Permission(StrEnum):
    """One act, or one kind of reading, that not everybody may do."""

    PUBLISH = "prepare and publish consultations"
    READ_RESPONSES = "read every response, released or not"
    GATHER = "record petitions and public meetings"
    IMPORT_RESPONSES = "import responses from a file"
    REVIEW = "release, quarantine and exclude responses"
    CODE = "read and code responses, and shape the codeframe"
    TRANSCRIBE = "type in responses that came by post, phone, email or at a meeting"
    ASK_REPORTS = "ask for summary reports and read them"
    READ_INTERIM = "read figures before the consultation closes"
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
            {P.PUBLISH, P.READ_RESPONSES, P.ASK_REPORTS, P.EXPORT, P.READ_EVENTS, P.READ_INTERIM}
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
        "Reads and codes every response, asks for summary reports and exports.",
        frozenset(
            {P.READ_RESPONSES, P.CODE, P.ASK_REPORTS, P.READ_INTERIM, P.EXPORT, P.READ_EQUALITY}
        ),
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

# What a role that is limited to a borough leaves: it is for single responses, and for reports about
# the borough. All else is of a whole consultation.
IN_A_BOROUGH = frozenset({P.READ_RESPONSES, P.REVIEW, P.ASK_REPORTS, P.READ_INTERIM})

Visitor = User | AnonymousUser
StaffView = Callable[..., HttpResponseBase]


def needs_factor(role: Role) -> bool:
    """Who holds the role has two-factor sign-in: all staff, but in the local demo."""
    return ROLES[role].second_factor or (role in STAFF_ROLES and settings.STAFF_SECOND_FACTOR)


def gives(held: Held) -> frozenset[Permission]:
    """What a role allows, with what it is limited to."""
    allowed = ROLES[held.role].permissions
    return allowed if held.borough is None else allowed & IN_A_BOROUGH


def permissions_of(
    person: Visitor, consultation: Consultation | None = None
) -> frozenset[Permission]:
    """All that the person may do now: in the whole of a consultation, or anywhere.

    An account with a second factor is signed in only where it was used (signin/session.py), so to
    have one and to have used it in this session are the same.
    """
    return _permissions(person, consultation, with_factor=False, in_part=False)


def _permissions(
    person: Visitor, about: About, *, with_factor: bool, in_part: bool
) -> frozenset[Permission]:
    """`with_factor`: as if two-factor sign-in were set up."""
    if not isinstance(person, User) or not person.is_active:
        return frozenset()
    known = with_factor or person.two_factor_since is not None
    if person.is_superuser:
        free = known or not settings.STAFF_SECOND_FACTOR
        return frozenset(Permission) if free else frozenset()
    reaching = [one for one in held_by(person) if one.reaches(about, in_part=in_part)]
    if not known and settings.STAFF_SECOND_FACTOR:
        reaching = [one for one in reaching if one.role not in STAFF_ROLES]
    granted: frozenset[Permission] = frozenset().union(*map(gives, reaching))
    return granted if known else granted - GUARDED


def roles_of(person: User) -> frozenset[Role]:
    """Those in force. Read once a request: kept on the account object."""
    return frozenset(one.role for one in held_by(person))


def lacks_second_factor(person: Visitor) -> bool:
    """A role of theirs is not whole before they sign in with a second factor."""
    if not isinstance(person, User) or not person.is_active or person.two_factor_since:
        return False
    if person.is_superuser:
        return bool(settings.STAFF_SECOND_FACTOR)
    return any(map(needs_factor, roles_of(person)))


def may(
    person: Visitor, permission: Permission, *, about: About = None, in_part: bool = False
) -> bool:
    """The person may do it: somewhere, or about this.

    :param about: a consultation, any row of one, or SITE for what belongs to none.
    :param in_part: for some of the responses is enough; the page shows no others.
    """
    return permission in _permissions(person, about, with_factor=False, in_part=in_part)


def may_with_factor(person: Visitor, permission: Permission) -> bool:
    """The person may do it somewhere, or will once two-factor sign-in is set up."""
    return permission in _permissions(person, None, with_factor=True, in_part=False)


def why_not(
    person: Visitor, permission: Permission, *, about: About = None, in_part: bool = False
) -> str:
    """Empty when the person may, as `may` has it; otherwise the sentence to show."""
    if may(person, permission, about=about, in_part=in_part):
        return ""
    if permission in _permissions(person, about, with_factor=True, in_part=in_part):
        return f"You need two-factor sign-in to {permission}. Set it up first."
    if isinstance(person, User):
        granting = [one for one in held_by(person) if permission in gives(one)]
        if granting:
            return _why_not_here(granting, permission, about)
    able = [role.label for role, info in ROLES.items() if permission in info.permissions]
    return f"You need another role to {permission}: {' or '.join(able)}."


def _why_not_here(granting: list[Held], permission: Permission, about: About) -> str:
    """What the roles that would allow it are limited to."""
    if about is SITE:
        return f"Your role is for one consultation. To {permission} here you need it for all."
    here = [Held(one.role, one.consultation, None) for one in granting]
    if not any(one.reaches(about) for one in here):
        return (
            f"Your role is for another consultation, so you cannot {permission} in this one. "
            "Ask its owner for a role."
        )
    return (
        "Your role is for one borough: for responses that speak about a front counter in it or "
        f"came from it, and reports about it. You cannot {permission} here."
    )


def boroughs_within(
    person: Visitor, permission: Permission, consultation: Consultation
) -> frozenset[int] | None:
    """The boroughs that the person may do it in; None for all of the consultation."""
    if not isinstance(person, User) or may(person, permission, about=consultation):
        return None
    here = [one for one in _giving(person, {permission}) if one.reaches(consultation, in_part=True)]
    return frozenset(one.borough for one in here if one.borough is not None)


def rows_within(
    person: Visitor,
    permissions: Iterable[Permission],
    *,
    to: str,
    response: str | None = None,
    in_part: bool = False,
) -> Q | None:
    """The rows of a noun that one of these permissions is for; None for all. See scopes.within."""
    if not isinstance(person, User):
        return Q(pk__in=[])
    if person.is_superuser:
        return None
    held = _giving(person, permissions)
    return scopes.within(held, to=to, response=response, in_part=in_part)


def is_of_boroughs(person: Visitor, permissions: Iterable[Permission]) -> bool:
    """What `rows_within` finds for them is limited to boroughs, at least in part."""
    if not isinstance(person, User) or person.is_superuser:
        return False
    held = _giving(person, permissions)
    return any(one.borough for one in held) and not any(one.is_whole for one in held)


def _giving(person: User, permissions: Iterable[Permission]) -> list[Held]:
    wanted = frozenset(permissions)
    return [one for one in held_by(person) if wanted & gives(one)]


def needs(
    permission: Permission, *, of: type[Model] | Finder | None, in_part: bool = False
) -> Callable[[StaffView], StaffView]:
    """Guard a staff view: visitors sign in first, others read why they may not. Never cached.

    :param of: what the address is about: `Consultation` where it has its slug, the noun whose key
        it has, or a function of what stands in it. None: of no consultation, as may be somewhere.
    :param in_part: a role that is limited to a borough is enough; the view shows no more than its
        responses.

    A form that comes after the session has ended is shown back, so that nothing typed is lost.
    Raises PermissionDenied with the sentence of `why_not`, and Http404 where there is no such row.
    """

    def guard(view: StaffView) -> StaffView:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return signed_out(request)
            if refusal := why_not_open(request.user, permission, of, kwargs, in_part=in_part):
                raise PermissionDenied(refusal)
            return view(request, *args, **kwargs)

        guarded.asks = (permission, of, in_part)  # type: ignore[attr-defined]
        return guarded

    return guard


def why_not_open(
    person: Visitor,
    permission: Permission,
    of: type[Model] | Finder | None,
    named: dict[str, Any],
    *,
    in_part: bool = False,
) -> str:
    """Why an address is not for the person; what it names is looked up for a limited role alone.

    Raises Http404 where what it names is not there.
    """
    if refusal := why_not(person, permission):
        return refusal
    find = scopes.finder(of)
    if find is None or may(person, permission, about=SITE):
        return ""
    about = find(**named)
    if about is None:
        raise Http404
    return why_not(person, permission, about=about, in_part=in_part)


def signed_out(request: HttpRequest) -> HttpResponse:
    """To the sign-in and back to this page; what was sent is shown first, for it is not saved."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    keep = getattr(request, "keep_typed", None)  # signin/session.py knows for whom
    kept = keep is not None and keep()
    onward = redirect_to_login(reverse("typed-again") if kept else request.get_full_path())
    context = {
        "typed": typed_in(request, longer_than=WORDS), "onward": onward.url, "kept": kept
    }  # fmt: skip
    return render(request, "staff/signed_out.html", context, status=403)


class RegisterBackend(BaseBackend):
    """Django's own permissions on the register, for the roles that may load one.

    The register knows nothing of our roles: its admin asks Django.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Look at every noun of the register, and load a file of counters."""
        app, _, act = perm.partition(".")
        known = app == "stations" and (act == "add_station" or act.startswith("view_"))
        return known and may(user_obj, P.IMPORT_REGISTER, about=SITE)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """The register is in their index of the admin."""
        return app_label == "stations" and may(user_obj, P.IMPORT_REGISTER, about=SITE)


@dataclass(frozen=True)
class Column:
    """One role, as the table of roles has it."""

    role: Role
    sentence: str
    factor: bool
    scope: str


@dataclass(frozen=True)
class Matrix:
    """Who may do what: a page and a document are made of it."""

    columns: list[Column]
    rows: list[tuple[str, list[tuple[str, str]]]]  # permission; of each role its name and a cell


YES, IN_BOROUGH = "yes", "yes, also for one borough"


def matrix(*, in_production: bool = False) -> Matrix:
    """Every role with every permission. `in_production`: as it is anywhere but in a demo."""
    staff = STAFF_ROLES if in_production else frozenset()
    return Matrix(
        [
            Column(role, info.sentence, role in staff or needs_factor(role), scope_of(role))
            for role, info in ROLES.items()
        ],
        [(str(one), [(str(role.label), _cell(role, one)) for role in ROLES]) for one in Permission],
    )


def _cell(role: Role, permission: Permission) -> str:
    if permission not in ROLES[role].permissions:
        return ""
    return IN_BOROUGH if role in BOROUGH_ROLES and permission in IN_A_BOROUGH else YES


def scope_of(role: Role) -> str:
    """What a role can be limited to, in words."""
    if role in COUNCIL_ROLES:
        return "its organisation"
    return "a consultation, a borough, or both" if role in BOROUGH_ROLES else "a consultation"
