"""Who may open an address, by the tables of `tests/site.py`; whose words may stand on a page."""

from django.urls import Resolver404, ResolverMatch, resolve

from consultation.models import Meeting, Petition
from tests.house.test_scopes import Expected, foreign, foreign_borough
from tests.hunt.cast import ELSEWHERE, OTHER_BOROUGH
from tests.routes import COUNCIL, Route
from tests.site import ROUTES

ADMIN = {"owner", "moderator", "analyst", "auditor", "superuser"}
TABLE: dict[str, list[Route]] = {}
for _route in ROUTES:
    TABLE.setdefault(_route.name, []).append(_route)
LIMITED = {ELSEWHERE: foreign, OTHER_BOROUGH: foreign_borough}
ADDED: dict[str, type[Meeting] | type[Petition]] = {"meeting": Meeting, "petition": Petition}
WORLD = "front-counters"  # the consultation of the world
#: Of the reply that one's own council drafts: the tables have no such reply.
OF_OWN_REPLY = "own-"


def name_of(path: str) -> str:
    """What the address is called; "" for none of ours, "admin" for all of Django's admin."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    return "admin" if match.app_name == "admin" else match.url_name or ""


def may_open(path: str, who: str, role: str) -> bool:
    """Some row of the table lets this visitor read something there."""
    match = resolve(path.partition("?")[0])
    if match.app_name == "admin":
        return role in ADMIN
    own_one = _consultation_of(match) != WORLD  # the one that a role is limited to
    limited = None if own_one else LIMITED.get(who)
    return any(_lets_in(route, role, limited) for route in TABLE.get(match.url_name or "", ()))


def _consultation_of(match: ResolverMatch) -> str:
    """By its address, or by the row: whoever fuzzes adds meetings to their own consultation."""
    noun = ADDED.get((match.url_name or "").partition("-")[0])
    if noun is None or "pk" not in match.kwargs:
        return str(match.kwargs.get("slug", WORLD))
    of = noun.objects.filter(pk=match.kwargs["pk"]).values_list("consultation__slug", flat=True)
    return of.first() or WORLD


def _lets_in(route: Route, role: str, limited: Expected | None) -> bool:
    if limited is not None and route.is_scoped:
        return limited(route, role, "get") != 403
    if route.name.startswith(OF_OWN_REPLY):
        return role in COUNCIL or role in route.who
    return role in route.who


def is_declared(name: str, code: int) -> bool:
    """The table says that this is what everybody reads there."""
    return any(route.answer == code for route in TABLE.get(name, ()))
