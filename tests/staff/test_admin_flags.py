"""The admin's buttons on flags and redactions: the moderators' own acts, on several at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.admin import views
from consultation.models import Consultation, Event, Flag, Proposal, Redaction, Response, User
from consultation.models.flag import MEANINGS
from tests import factories
from tests.staff.test_admin_acts import press, told

pytestmark = pytest.mark.django_db
FLAGS = reverse("admin:consultation_flag_changelist")
MARKS = reverse("admin:consultation_redaction_changelist")


@pytest.fixture
def waiting(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """About Barkingside, screened."""
    sent = send_response(consultation, about=[proposal])
    factories.ScreeningFactory(response=sent)
    return sent


@pytest.fixture
def flags(waiting: Response) -> list[Flag]:
    """Two doubts about it."""
    return [factories.FlagFactory(response=waiting, rule=rule) for rule in ("one", "two")]


def states() -> list[str]:
    return list(Flag.objects.order_by("pk").values_list("state", flat=True))


def moves() -> list[str]:
    found = Event.objects.filter(about__startswith="flag:").order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_flags_are_called_false_and_put_back_each_with_its_event(
    client: Client, moderator: User, flags: list[Flag]
) -> None:
    client.force_login(moderator)
    assert told(press(client, FLAGS, "call_false", flags)) == ["Called false: 2."]
    assert states() == ["FALSE", "FALSE"]
    assert told(press(client, FLAGS, "put_back", flags[:1])) == ["Put back: 1."]
    assert states() == ["STANDING", "FALSE"]
    assert len(moves()) == 3


def test_what_is_so_already_is_told_and_the_rest_is_done(
    client: Client, moderator: User, flags: list[Flag]
) -> None:
    client.force_login(moderator)
    press(client, FLAGS, "call_false", flags[:1])
    done, left = told(press(client, FLAGS, "call_false", flags))
    assert done == "Called false: 1."
    assert left.startswith("Left as it was: 1. ")
    assert states() == ["FALSE", "FALSE"]
    assert len(moves()) == 2


def test_a_flag_of_a_response_that_somebody_has_open_is_left(
    client: Client, moderator: User, flags: list[Flag], waiting: Response, now: datetime
) -> None:
    other = factories.UserFactory()
    held = waiting.screening
    held.held_by, held.held_until = other, now + timedelta(minutes=5)
    held.save()
    client.force_login(moderator)
    (left,) = told(press(client, FLAGS, "call_false", flags))
    assert left.startswith("Left as it was: 2. ")
    assert states() == ["STANDING", "STANDING"]
    assert moves() == []


@pytest.mark.parametrize("role", ["analyst", "auditor", "owner"])
def test_who_does_not_review_has_no_such_button(
    role: str, client: Client, flags: list[Flag], request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert "call_false" not in client.get(FLAGS).content.decode()
    press(client, FLAGS, "call_false", flags)
    press(client, MARKS, "take_back", [factories.RedactionFactory()])
    assert states()[:2] == ["STANDING", "STANDING"]
    assert not Redaction.objects.filter(taken_back_at__isnull=False).exists()


def test_no_more_at_once_than_somebody_can_look_at(
    client: Client, moderator: User, flags: list[Flag], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
    client.force_login(moderator)
    assert told(press(client, FLAGS, "call_false", flags)) == ["Choose at most 1 at once."]
    assert states() == ["STANDING", "STANDING"]


def test_words_are_put_back(client: Client, moderator: User, waiting: Response) -> None:
    answer: Any = waiting.answers.exclude(text="").first()
    mark = factories.RedactionFactory(response=waiting, answer=answer, by=moderator, start=0, end=1)
    client.force_login(moderator)
    assert told(press(client, MARKS, "take_back", [mark])) == ["Taken back: 1."]
    mark.refresh_from_db()
    assert (mark.in_force, mark.taken_back_by) == (False, moderator)
    assert Event.objects.filter(kind="redaction.taken_back").count() == 1
    assert told(press(client, MARKS, "take_back", [mark]))[0].startswith("Left as it was: 1. ")


def test_a_list_does_not_fail_for_a_flag_of_which_no_number_is_known(
    client: Client, waiting: Response, superuser: User
) -> None:
    for kind in MEANINGS:
        factories.FlagFactory(response=waiting, kind=kind, rule="", facts={})
    client.force_login(superuser)
    page = client.get(FLAGS)
    assert page.status_code == 200
    told_of = {one.kind: one.sentence for one in page.context["cl"].result_list}
    assert told_of == MEANINGS | {"NO_PROOF": told_of["NO_PROOF"]}
    assert told_of["NO_PROOF"].startswith("Its page asked for proof of work, and none came.")
