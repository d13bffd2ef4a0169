"""A role for boroughs: its lists hold what its pages of single responses let be read, exactly.

What a list is limited by are the tokens of a screening, or, of what waits for one, the same put
together on the spot; a page asks the answers themselves.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from consultation import tasks
from consultation.access import Permission, may, rows_within
from consultation.audit import actions as guarding
from consultation.models import (
    Answer,
    Consultation,
    Flag,
    Ground,
    Redaction,
    Response,
    Review,
    Role,
    Screening,
    Unscreened,
    User,
)
from consultation.moderate import actions as moderating
from consultation.moderate.actions.screening import screen_next
from consultation.respond import actions as responding
from consultation.states import move
from tests import factories
from tests.conftest import Town, account, send, with_app
from tests.moderate.test_copies import CAMPAIGN
from tests.reply.signed import council_of, signed
from tests.staff.test_scopes import elsewhere

__all__ = ["elsewhere"]
READ = Permission.READ_RESPONSES
NOUNS: tuple[type[models.Model], ...] = (Response, Answer, Flag, Review, Redaction)
HURT = "You can reach me on 07700 900123, my husband hits me."


@pytest.fixture
def crowd(
    consultation: Consultation, elsewhere: Consultation, town: Town, owner: User, now: datetime
) -> list[Response]:
    """One response of each sort, to two consultations; none is screened."""

    def sent(*slugs: str, to: Consultation = consultation, **more: Any) -> Response:
        found = to.proposals.filter(station__slug__in=slugs)
        return send(to, about=list(found), **more)

    made: list[Any] = [
        sent("barkingside"),
        sent("wimbledon", "mitcham", reasons=HURT),
        sent("ilford", "wimbledon", "holborn", borough=town.camden, reasons=HURT),
        sent("holborn", borough=town.merton, reasons=CAMPAIGN, instead="Keep it."),
        sent("wimbledon", borough=town.redbridge, reasons=CAMPAIGN),
        factories.ResponseFactory(consultation=consultation, borough=town.merton, place="BOROUGH"),
        factories.ResponseFactory(consultation=consultation, place="OUTSIDE"),
        sent("wimbledon", place="OUTSIDE"),
        sent("holborn", borough=town.camden),
        sent("wimbledon", to=elsewhere),
        sent("wimbledon", to=elsewhere, borough=town.camden),
        factories.ResponseFactory(consultation=elsewhere, borough=town.merton, place="BOROUGH"),
    ]
    for one in made[9:11]:
        factories.AnswerFactory(response=one, proposal=elsewhere.proposals.get())
    gone = {name: sent("wimbledon", reasons=HURT) for name in ("again", "away", "shut", "empty")}
    move(gone["again"], "SUPERSEDED", by=owner, at=now)
    responding.withdraw(response=gone["away"], by=owner, at=now)
    asked: Any = {"reason": "Letter of 20 November.", "by": guardian(owner), "at": now}
    guarding.restrict(subjects=[gone["shut"]], **asked)
    guarding.erase(subjects=[gone["empty"]], ground=Ground.ASKED, **asked)
    about = consultation.proposals.get(station=town.wimbledon)
    reply = signed(council_of(town.camden), consultation, at=now, says={about: "OPPOSE"})
    for one in made[:4]:
        factories.ReviewFactory(response=one)
        factories.FlagFactory(response=one, kind="PERSONAL", rule="PHONE")
    for answer in Answer.objects.filter(response__in=made[:4]).exclude(text=""):
        factories.RedactionFactory(answer=answer, start=0, end=3)
    return [*made, *gone.values(), reply.response]


def guardian(owner: User) -> User:
    with transaction.atomic():
        return with_app(owner)


def limited(*limits: tuple[Consultation | None, Any]) -> User:
    """A moderator of each of them, and of nothing else."""
    person: User = factories.UserFactory(is_staff=True)
    for consultation, borough in limits:
        factories.GrantFactory(
            person=person, role=Role.MODERATOR, consultation=consultation, borough=borough
        )
    return person


@pytest.fixture
def people(consultation: Consultation, elsewhere: Consultation, town: Town) -> list[User]:
    """Of one borough, of several, here or there, and of a whole consultation besides."""
    return [
        limited((None, town.merton)),
        limited((None, town.camden), (None, town.merton)),
        limited((consultation, town.merton)),
        limited((consultation, town.camden), (consultation, town.redbridge)),
        limited((consultation, town.camden), (elsewhere, town.merton)),
        limited((elsewhere, town.camden), (None, town.redbridge), (consultation, town.merton)),
        limited((elsewhere, None), (consultation, town.redbridge)),
        limited((elsewhere, None)),
        limited(),
    ]


def listed(person: User, noun: type[models.Model]) -> list[int]:
    """What their list of it holds."""
    way = "" if noun is Response else "response__"
    limits = rows_within(person, {READ}, to=f"{way}consultation", response=way)
    assert limits is not None
    found = noun._default_manager.filter(limits).order_by("pk")
    return list(found.values_list("pk", flat=True))


def allowed(person: User, noun: type[models.Model]) -> list[int]:
    """What its rows are whose responses they may read, asked of each by itself."""
    rows = noun._default_manager.order_by("pk")
    return [one.pk for one in rows if may(person, READ, about=one)]


def agree(people: list[User]) -> list[list[int]]:
    """Every list of each of them is right. Returns the lists of responses."""
    for noun in NOUNS:
        for person in people:
            assert listed(person, noun) == allowed(person, noun), (noun, people.index(person))
    return [listed(person, Response) for person in people]


@pytest.mark.sweeps
def test_lists_hold_what_single_pages_let_be_read(
    crowd: list[Response], people: list[User]
) -> None:
    before = agree(people)
    assert [len(one) for one in before] == [14, 15, 11, 6, 7, 13, 6, 3, 0]
    assert screen_next(clock=timezone.now) == len(crowd)
    assert agree(people) == before


@pytest.mark.sweeps
def test_lists_hold_what_single_pages_let_be_read_before_during_and_after_screening(
    crowd: list[Response], people: list[User], moderator: User, now: datetime,
) -> None:  # fmt: skip
    before = agree(people)
    assert [len(one) for one in before] == [14, 15, 11, 6, 7, 13, 6, 3, 0]
    assert (Unscreened.objects.count(), Screening.objects.count()) == (len(crowd), 0)
    left = len(crowd)
    while done := screen_next(clock=timezone.now, most=5):
        left -= done
        assert Unscreened.objects.count() == left
        assert agree(people) == before
    assert (left, Screening.objects.count()) == (0, len(crowd))
    tasks.group_due_texts()
    assert Screening.objects.filter(tokens__contains=["flag:SAME_TEXT"]).count() == 7
    assert agree(people) == before
    for flag in Flag.objects.standing():
        moderating.judge_flag(flag=flag, false=True, by=moderator, at=now)
    assert not Screening.objects.filter(tokens__contains=["flagged"]).exists()
    assert agree(people) == before
    Screening.objects.update(version=0)
    assert moderating.sweep(clock=timezone.now) == len(crowd)
    assert agree(people) == before
    late = factories.ResponseFactory(
        consultation=crowd[0].consultation, borough=crowd[5].borough, place="BOROUGH"
    )
    after = agree(people)
    assert [one.count(late.pk) for one in after] == [1, 1, 1, 0, 0, 1, 0, 0, 0]


def test_a_response_is_in_one_of_both_tables_always(crowd: list[Response]) -> None:
    screen_next(clock=timezone.now, most=7)
    known = set(Screening.objects.values_list("pk", flat=True))
    waits = set(Unscreened.objects.values_list("pk", flat=True))
    assert known | waits == {one.pk for one in crowd}
    assert known & waits == set()


def test_in_the_admin_each_row_stands_once_with_its_count_and_its_page(
    crowd: list[Response], town: Town, sign_in: Callable[[User], Client]
) -> None:
    screen_next(clock=timezone.now, most=7)
    person = account(Role.MODERATOR, "Mina Merton", borough=town.merton, is_staff=True)
    client = sign_in(person)
    for noun in (Flag, Review, Redaction):
        address = f"/admin/consultation/{noun._meta.model_name}/"
        shown = client.get(address).context["cl"]
        assert [one.pk for one in reversed(shown.result_list)] == allowed(person, noun)
        assert shown.result_count == len(shown.result_list) > 0
        for one in noun._default_manager.all():
            status = client.get(f"{address}{one.pk}/change/").status_code
            assert status == (200 if may(person, READ, about=one) else 302)


def test_what_has_to_be_looked_up_is_counted_to_fewer(
    crowd: list[Response], town: Town, moderator: User, sign_in: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("stations.keyset.MOST_LOOKED_UP", 3)
    moderator.is_staff = True
    moderator.save()
    both = limited((None, None), (None, town.redbridge))
    for person, told in (
        (limited((None, town.redbridge)), "3 responses"),
        (limited((None, town.merton)), "More than 3 responses"),
        (moderator, f"{len(crowd)} responses"),
        (both, f"{len(crowd)} responses"),
    ):
        page = sign_in(person).get("/admin/consultation/response/").content.decode()
        shown = page.rpartition('class="paginator"')[2].split("<")[0].rpartition(">")[2]
        assert " ".join(shown.split()) == told


@pytest.mark.sweeps
@pytest.mark.parametrize("noun", NOUNS)
def test_a_page_between_others_holds_the_next_of_the_same_list(
    crowd: list[Response], town: Town, sign_in: Callable[[User], Client], noun: type[models.Model]
) -> None:
    screen_next(clock=timezone.now, most=7)
    person = limited((None, town.merton))
    client, keys = sign_in(person), allowed(person, noun)
    if noun is Answer:  # those whose use is restricted are in no list
        shut = {one.pk for one in Answer.objects.exclude(response__restrictions=None)}
        keys = [key for key in keys if key not in shut]
    address, middle = f"/admin/consultation/{noun._meta.model_name}/", keys[len(keys) // 2]
    for way, expected in (
        ("older", [key for key in reversed(keys) if key < middle]),
        ("newer", [key for key in reversed(keys) if key > middle]),
    ):
        shown = client.get(address, {way: middle}).context["cl"].result_list
        assert [one.pk for one in shown] == expected
