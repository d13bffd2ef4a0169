"""Every address of the admin for every role, exact: see `tests/staff/admin_table.py`.

Some twenty thousand requests: each goes by its address to the view that the admin has for it, with
the admin's own door around it, and its page is not drawn. That every list is the same through the
whole of HTTP, and can be drawn, is seen in test_admin.py.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseForbidden, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.urls import resolve, reverse

from consultation.models import BOROUGH_ROLES, Consultation, Event, Role, User
from tests import small_world
from tests.conftest import Town, account, with_app
from tests.staff.admin_table import GROUND, NOUNS, OTHERS, Noun, Reach, row_in

pytestmark = pytest.mark.django_db
ROLES = {role: str(role).lower() for role in Role}
STAFF = [Role.OWNER, Role.MODERATOR, Role.ANALYST, Role.DECISION_MAKER, Role.AUDITOR]
OWN, FOREIGN = "own", "foreign"
NOTHING, DONE = "no file", "done"
#: Whom `make test` tries, of each kind of limit; the others are sweeps.
FEW = [Role.MODERATOR, Role.COUNCIL_APPROVER]
TO_RECORD, TO_INDEX, TO_DOOR = "/staff/audit/", "/admin/", "/admin/login/"


class Door:
    """Somebody's way in: an address is answered by its view, without the middleware around it."""

    def __init__(self, person: User | AnonymousUser) -> None:
        self.person, self.made = person, RequestFactory()

    def get(self, where: str) -> HttpResponseBase:
        """Look."""
        return self.answer(self.made.get(where))

    def post(self, where: str, sent: dict[str, Any] | None = None) -> HttpResponseBase:
        """Press the button. That a token is asked for is Django's own, and tried elsewhere."""
        request = self.made.post(where, sent or {})
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """As the view answers, refusals as the number that they become."""
        request.user, request.session = self.person, SessionStore()
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        view = resolve(request.path_info)
        try:
            return view.func(request, *view.args, **view.kwargs)
        except PermissionDenied:
            return HttpResponseForbidden()
        except Http404:
            return HttpResponseNotFound()


@dataclass
class Rows:
    """Of each noun one row that is within what a role is limited to, and one that is not."""

    own: dict[Noun, Model] = field(default_factory=dict)
    foreign: dict[Noun, Model] = field(default_factory=dict)

    def keys(self, noun: Noun) -> dict[Any, str]:
        """Of each row what it is."""
        return {self.foreign[noun].pk: FOREIGN, self.own[noun].pk: OWN}


@pytest.fixture
def elsewhere(town: Town) -> Consultation:
    """Another one, open too, with all that one needs to be published."""
    return small_world.consultation_of(town, slug="elsewhere", opened=True)


@pytest.fixture
def rows(consultation: Consultation, elsewhere: Consultation, town: Town) -> Rows:
    """In the consultation and of Redbridge, or of neither."""
    made = Rows()
    for noun in [*NOUNS, *GROUND]:
        made.own[noun] = row_in(noun, consultation, town.redbridge)
        other = made.own[noun]
        if noun.reach not in (Reach.ALL, Reach.SITE):
            other = row_in(noun, elsewhere, town.merton)
        made.foreign[noun] = other
    return made


def at(noun: Noun, page: str, row: Model | None = None) -> str:
    return reverse(f"admin:{noun.name}_{page}", args=[row.pk] if row is not None else [])


def said(answer: HttpResponseBase) -> int | str:
    """Its number, or where it leads."""
    if answer.status_code == 302:
        return urlsplit(answer["Location"]).path
    if answer.streaming:
        told = b"".join(answer).decode()
        return f"{len(list(csv.reader(io.StringIO(told)))) - 1} rows"
    return answer.status_code


def taken(door: Door, noun: Noun, rows: Rows, row: Model) -> int | str:
    """Which rows are in the file, a refusal, or the list again with or without a word about it.

    And what the record says that left: of no file nothing.
    """
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True)[:1]
    since = max(newest, default=0)
    sent = {"action": "take_chosen", ACTION_CHECKBOX_NAME: [row.pk]}
    answer = door.post(at(noun, "changelist"), sent)
    files = Event.objects.filter(pk__gt=since, facts__has_key="lowest").order_by("pk")
    recorded = list(files.values_list("kind", "by", "facts__highest"))
    if not answer.streaming:
        told = said(answer)
        return str(recorded) if recorded else told if told in (403, TO_DOOR) else NOTHING
    _head, *lines = csv.reader(io.StringIO(b"".join(answer).decode()))
    keys = {str(key): named for key, named in rows.keys(noun).items()}
    found = [keys.get(line[0], line[0]) for line in lines]
    key = row.pk if isinstance(row.pk, int) else str(row.pk)
    assert recorded == [(noun.file, door.person.pk, key)], (noun.name, recorded)
    return f"a file of {', '.join(found)}"


def acted(door: Door, noun: Noun, name: str, row: Model, other: Model) -> int | str:
    """DONE where it is, in the database; else what is answered. Nothing of it stays."""
    act = noun.acts[name]
    with transaction.atomic():
        act.make(row)
        before, beside = act.look(row), act.look(other)
        sent = {"action": name, ACTION_CHECKBOX_NAME: [row.pk]} | act.sent(row)
        answer = said(door.post(at(noun, "changelist"), sent))
        after = act.look(row)
        if row.pk != other.pk:
            assert act.look(other) == beside, (noun.name, name)
        transaction.set_rollback(True)
    assert act.done != before, (noun.name, name)
    if after == act.done:
        return DONE
    return answer if after == before else f"{before} became {after}"


def tried(door: Door, noun: Noun, rows: Rows) -> Iterator[tuple[str, Any]]:
    """Every address of a noun, by GET and by POST."""
    own, foreign = rows.own[noun], rows.foreign[noun]
    newest = f"?older={max(own.pk, foreign.pk) + 1}" if noun.model is Event else ""  # not ours
    listed = door.get((where := at(noun, "changelist")) + newest)
    yield "list", said(listed)
    if listed.status_code == 200:
        found = {rows.keys(noun).get(one.pk) for one in listed.context_data["cl"].result_list}  # type: ignore[attr-defined]
        yield "listed", found - {None}
    for named, row in ((OWN, own), (FOREIGN, foreign)):
        yield f"change {named}", said(door.get(at(noun, "change", row)))
        yield f"change {named} by POST", said(door.post(at(noun, "change", row)))
        yield f"history {named}", said(door.get(at(noun, "history", row)))
        yield f"delete {named}", said(door.get(at(noun, "delete", row)))
        yield f"export {named}", taken(door, noun, rows, row)
    yield "delete by POST", said(door.post(at(noun, "delete", own), {"post": "yes"}))
    yield "add", said(door.get(at(noun, "add")))
    yield "add by POST", said(door.post(at(noun, "add")))
    for name, act in noun.acts.items():
        if act.asks:
            yield name, said(door.post(where, {"action": name, ACTION_CHECKBOX_NAME: [own.pk]}))
        yield f"{name} {OWN}", acted(door, noun, name, own, foreign)
        yield f"{name} {FOREIGN}", acted(door, noun, name, foreign, own)


def expected(
    noun: Noun,
    role: str,
    *,
    reaches: frozenset[str],
    looks: bool,
    taking: bool = True,
    narrow: bool = False,
) -> dict[str, Any]:
    """What somebody reads. `looks`: the list is for them; `reaches`: which of its rows are.

    `narrow`: their role is limited.
    """
    grounded, made = noun in GROUND, role in noun.adders
    told: dict[str, Any] = {"list": 200 if looks else 403}
    if looks:
        told["listed"] = set(reaches)
    for named in (OWN, FOREIGN):
        reached = (OWN if noun.reach in (Reach.ALL, Reach.SITE) else named) in reaches
        told[f"change {named}"] = (200 if reached else TO_INDEX) if looks else 403
        sent = 403 if reached or role not in noun.changers or not looks else TO_INDEX
        told[f"change {named} by POST"] = sent
        seen = 200 if grounded else TO_RECORD
        told[f"history {named}"] = (seen if reached else TO_INDEX) if looks else 403
        told[f"delete {named}"] = 403
        takes = looks and reached and (grounded or (role in noun.may_take and taking))
        one = OWN if noun.reach in (Reach.ALL, Reach.SITE) else named
        told[f"export {named}"] = f"a file of {one}" if takes else NOTHING if looks else 403
    told["delete by POST"] = 403
    told |= dict.fromkeys(("add", "add by POST"), 200 if made and looks else 403)
    return told | expected_acts(
        noun, role, reaches=reaches if looks else None, taking=taking, narrow=narrow
    )


def expected_acts(
    noun: Noun, role: str, *, reaches: frozenset[str] | None, taking: bool, narrow: bool
) -> dict[str, Any]:
    """What comes of the buttons. `reaches`: None where the list is not for them."""
    has = {
        name: role in act.who and (taking or act.for_boroughs) for name, act in noun.acts.items()
    }
    offered = any(has.values()) or (role in noun.may_take and taking)
    refused = 403 if reaches is None else at(noun, "changelist") if offered else 200
    told: dict[str, Any] = {}
    for name, act in noun.acts.items():
        reached = reaches if reaches and has[name] else frozenset()
        if act.asks:
            told[name] = 200 if OWN in reached else refused
        does = (taking or not act.of_all) and not (narrow and act.whole_site)
        for named in (OWN, FOREIGN):
            told[f"{name} {named}"] = DONE if does and named in reached else refused
    return told


def unlike(door: Door, rows: Rows, table: dict[str, dict[str, Any]]) -> list[str]:
    """What is not as the table has it: the noun, the address, what was said and what it says."""
    found = []
    for noun in [one for one in [*NOUNS, *GROUND] if one.name in table]:
        said_of = dict(tried(door, noun, rows))
        for named in said_of.keys() | table[noun.name].keys():
            pair = said_of.get(named), table[noun.name].get(named)
            if pair[0] != pair[1]:
                found.append(f"{noun.name} {named}: {pair[0]}, not {pair[1]}")
    return sorted(found)


def index_of(door: Door) -> set[str]:
    """The nouns in the index."""
    answer = door.get("/admin/")
    assert answer.status_code == 200
    parts = answer.context_data["app_list"]  # type: ignore[attr-defined]
    return {
        f"{noun['model']._meta.app_label}_{noun['model']._meta.model_name}"
        for part in parts
        for noun in part["models"]
    }


def apps_of(door: Door) -> dict[str, int]:
    wheres = {app: reverse("admin:app_list", args=[app]) for app in ("consultation", "stations")}
    return {app: door.get(where).status_code for app, where in wheres.items()}


def name_of(address: Any) -> str | None:
    return getattr(address, "name", None)


def test_every_noun_and_every_address_stands_in_the_table() -> None:
    assert {noun.model for noun in [*NOUNS, *GROUND]} == set(admin.site._registry)
    named = set(map(name_of, admin.site.get_urls())) - {None}
    assert named == {*OTHERS, "view_on_site", "app_list"}
    for page in admin.site._registry.values():
        own = {str(name).rsplit("_", 1)[-1] for name in map(name_of, page.get_urls()) if name}
        assert own - {"load"} == {"changelist", "add", "history", "delete", "change"}


def test_every_button_stands_in_the_table(superuser: User) -> None:
    request = RequestFactory().get("/")
    request.user = superuser
    for noun in [*NOUNS, *GROUND]:
        offered = set(admin.site.get_model_admin(noun.model).get_actions(request))
        assert offered == {"take_chosen", *noun.acts}, noun.name


def test_those_who_are_no_staff_are_led_to_the_door(rows: Rows, owner: User) -> None:
    owner.is_staff = False
    for door in (Door(AnonymousUser()), Door(owner)):
        for noun in [*NOUNS, *GROUND]:
            assert {one for _name, one in tried(door, noun, rows)} == {TO_DOOR}, noun.name
        others = {name: door.get(reverse(f"admin:{name}")) for name in OTHERS}
        told = {name: said(answer) for name, answer in others.items()}
        for name in set(OTHERS) - {"login", "logout", "password_change"}:
            assert told[name] == TO_DOOR, name
        for app in ("consultation", "stations"):
            assert said(door.get(reverse("admin:app_list", args=[app]))) == TO_DOOR


def few_and_others(roles: Iterable[Role]) -> pytest.MarkDecorator:
    """Two tests: of a few of these roles, and, as a sweep, of all the others."""
    few = pytest.param([role for role in roles if role in FEW], id="few")
    others = [role for role in roles if role not in FEW]
    every = [few, pytest.param(others, id="others", marks=pytest.mark.sweeps)]
    return pytest.mark.parametrize("roles", every)


@pytest.mark.sweeps
@few_and_others(Role)
def test_every_address_for_every_role_of_all_consultations(rows: Rows, roles: list[Role]) -> None:
    cast = {ROLES[role]: account(role, ROLES[role], is_staff=True) for role in roles}
    every_address_of_all_consultations(rows, {name: with_app(one) for name, one in cast.items()})


@pytest.mark.sweeps
def test_every_address_for_the_superuser(rows: Rows, superuser: User) -> None:
    every_address_of_all_consultations(rows, {"superuser": superuser})


def every_address_of_all_consultations(rows: Rows, cast: dict[str, User]) -> None:
    """It is as the table has it, for each of them."""
    for role, person in cast.items():
        door = Door(person)
        table = {
            noun.name: expected(
                noun, role, looks=role in noun.who, reaches=frozenset(rows.keys(noun).values())
            )
            for noun in [*NOUNS, *GROUND]
        }
        assert unlike(door, rows, table) == [], role
        assert index_of(door) == {n.name for n in [*NOUNS, *GROUND] if role in n.who}, role
        assert apps_of(door) == {
            "consultation": 200 if any(role in noun.who for noun in NOUNS) else 404,
            "stations": 200 if any(role in noun.who for noun in GROUND) else 404,
        }, role
        others = {name: door.get(reverse(f"admin:{name}")).status_code for name in OTHERS}
        assert others == OTHERS, role


def table_of(role: str, *, for_borough: bool, reaches: frozenset[str]) -> dict[str, Any]:
    """What somebody reads whose role is limited. Of a borough nothing is exported."""
    table = {}
    for noun in [*NOUNS, *GROUND]:
        looks = role in noun.who and noun.reach is not Reach.SITE
        seen = frozenset({OWN}) if noun.reach is Reach.ALL else reaches
        if for_borough:
            looks = looks and noun.for_boroughs
            seen = reaches if noun.reach is Reach.RESPONSE else frozenset()
        told = expected(noun, role, looks=looks, reaches=seen, taking=not for_borough, narrow=True)
        if noun.model is Consultation:  # a new one is within no role that is limited to another
            told |= {"add": 403, "add by POST": 403}
        table[noun.name] = told
    return table


def check(person: User, rows: Rows, table: dict[str, Any], named: str) -> None:
    door = Door(person)
    assert unlike(door, rows, table) == [], named
    assert index_of(door) == {name for name, told in table.items() if told["list"] == 200}, named


@few_and_others(STAFF)
def test_every_address_for_every_role_of_one_consultation(
    rows: Rows, consultation: Consultation, roles: list[Role]
) -> None:
    for role in roles:
        person = account(role, ROLES[role], is_staff=True, consultation=consultation)
        table = table_of(ROLES[role], for_borough=False, reaches=frozenset({OWN}))
        check(person, rows, table, ROLES[role])


@few_and_others(STAFF)
def test_no_button_reaches_further_than_the_role_whichever_consultation_it_is_for(
    rows: Rows, elsewhere: Consultation, roles: list[Role]
) -> None:
    turned = Rows(own=rows.foreign, foreign=rows.own)
    for role in roles:
        person = account(role, ROLES[role], is_staff=True, consultation=elsewhere)
        table = table_of(ROLES[role], for_borough=False, reaches=frozenset({OWN}))
        pressed = {noun.name: table[noun.name] for noun in NOUNS if noun.acts}
        assert unlike(Door(person), turned, pressed) == [], role


@few_and_others(BOROUGH_ROLES)
def test_every_address_for_every_role_of_a_borough(
    rows: Rows, elsewhere: Consultation, town: Town, roles: list[Role]
) -> None:
    for role in roles:
        for whole, seen in ((None, {OWN}), (elsewhere, set())):
            person = account(
                role, ROLES[role], is_staff=True, borough=town.redbridge, consultation=whole
            )
            table = table_of(ROLES[role], for_borough=True, reaches=frozenset(seen))
            if whole is None:
                check(person, rows, table, role)
            else:  # a limit to a consultation besides changes what of a response is reached
                limited = {n.name: table[n.name] for n in NOUNS if n.reach is Reach.RESPONSE}
                assert unlike(Door(person), rows, limited) == [], role
