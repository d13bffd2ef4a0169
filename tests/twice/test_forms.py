"""A form that comes twice: at once, with other words, from somebody else, and when it is over."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import tasks
from consultation.events import MACHINE
from consultation.models import (
    Consultation,
    Event,
    JoinCode,
    LegalHold,
    Proposal,
    Role,
    Screening,
    SentForm,
    User,
)
from consultation.moderate import actions as review
from consultation.twice.actions import forget_forms
from tests import factories
from tests.conftest import NOW, let_in, send
from tests.moderate.screened import screen_all
from tests.publish.test_pauses import OUTAGE
from tests.reply.signed import council_of, person_of
from tests.reply.test_join_codes import CODE
from tests.reply.test_race import at_once
from tests.twice.form import TOKEN

WHY = "A claim for judicial review was brought."
LATER = "The claim was brought by a council."


@pytest.fixture
def address(consultation: Consultation) -> str:
    return reverse("hold-new", args=[consultation.slug])


def opened(desk: Client, address: str) -> dict[str, str]:
    """The form of a page, with its token."""
    found = TOKEN.search(desk.get(address).content.decode())
    assert found is not None
    return {"csrfmiddlewaretoken": found[1]}


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def holds() -> list[str]:
    return list(LegalHold.objects.values_list("reason", flat=True))


def test_other_words_are_shown_and_where_the_first_stand(owner: User, address: str) -> None:
    desk = let_in(Client(enforce_csrf_checks=True), owner)
    form = opened(desk, address)
    first = desk.post(address, form | {"reason": WHY})
    assert first.status_code == 302
    answer = desk.post(address, form | {"reason": LATER})
    assert answer.status_code == 409
    words = words_of(answer)
    assert "You sent this page already" in words
    assert "What you sent first, at midday, was taken." in words
    assert LATER in words
    assert f'href="{first["Location"]}"' in answer.content.decode()
    assert holds() == [WHY]
    # "Send this as well" is a form of its own: it is judged as any other is.
    again = desk.post(address, opened_in(answer) | {"reason": LATER})
    assert "There is a legal hold on this already." in words_of(again)
    assert holds() == [WHY]


def opened_in(answer: Any) -> dict[str, str]:
    """The last form of a page: the frame's own stand before it."""
    return {"csrfmiddlewaretoken": TOKEN.findall(answer.content.decode())[-1]}


def test_a_refusal_that_leads_on_is_no_taking(
    moderator: User, superuser: User, consultation: Consultation, proposal: Proposal
) -> None:
    response = send(consultation, about=[proposal])
    screen_all()
    review.take(response=response, by=superuser, at=NOW)
    desk, address = let_in(Client(), moderator), reverse("take", args=[response.pk])
    form = opened(desk, reverse("response", args=[response.pk]))
    for _ in range(2):  # each time the reason is told
        assert superuser.name in words_of(desk.post(address, form, follow=True))
    assert not SentForm.objects.exists()
    review.let_go(response=response, by=superuser, at=NOW)
    desk.post(address, form)
    assert Screening.objects.get(response=response).held_by == moderator


def test_all_that_was_sent_can_be_sent_as_well(owner: User, consultation: Consultation) -> None:
    desk, address = let_in(Client(), owner), reverse("outage-new", args=[consultation.slug])
    form = opened(desk, address) | OUTAGE
    desk.post(address, form)
    page = desk.post(address, form | {"reason": "Another disk was full"}).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert {name: hidden[name] for name in OUTAGE} == OUTAGE | {"reason": "Another disk was full"}
    assert hidden["csrfmiddlewaretoken"] != form["csrfmiddlewaretoken"]


def test_what_was_refused_can_be_mended_and_sent(owner: User, address: str) -> None:
    desk = let_in(Client(), owner)
    form = opened(desk, address)
    assert desk.post(address, form | {"reason": ""}).status_code == 200
    assert not SentForm.objects.exists()
    assert desk.post(address, form | {"reason": WHY}).status_code == 302
    assert SentForm.objects.count() == 1


def test_another_person_or_another_page_is_another_form(
    owner: User, superuser: User, address: str, consultation: Consultation
) -> None:
    desk = let_in(Client(), owner)
    form = opened(desk, address)
    desk.post(address, form | {"reason": WHY})
    told = let_in(Client(), superuser).post(address, form | {"reason": WHY})
    assert "There is a legal hold on this already." in words_of(told)
    rule = reverse("retention-rule", args=[consultation.slug, "words"])
    sent = {"counted_from": "CLOSING", "months": "30", "reason": WHY}
    assert desk.post(rule, form | sent).status_code == 302


def test_what_is_kept_names_nobody_and_goes_after_two_days(owner: User, address: str) -> None:
    desk = let_in(Client(), owner)
    desk.post(address, opened(desk, address) | {"reason": WHY})
    kept = SentForm.objects.get()
    assert WHY not in str(SentForm.objects.values().get())
    assert (len(kept.key), len(kept.digest), kept.at) == (64, 64, NOW)
    assert forget_forms(by=MACHINE, at=NOW + timedelta(days=2, seconds=-1)) == 0
    assert forget_forms(by=MACHINE, at=NOW + timedelta(days=2)) == 1
    assert not SentForm.objects.exists()


@pytest.mark.real_clock
def test_the_hourly_job_looks_after_that(db: None) -> None:
    old, new = (timezone.now() - timedelta(hours=hours) for hours in (49, 47))
    for at in (old, new):
        factories.SentFormFactory(at=at)
    tasks.forget_drafts()
    assert SentForm.objects.get().at == new


def test_a_code_for_colleagues_is_shown_again_to_who_made_it(
    consultation: Consultation, town: Any
) -> None:
    council = council_of(town.redbridge)
    council.email_domain = "redbridge.gov.uk"
    council.save()
    desk = let_in(Client(), person_of(council, Role.COUNCIL_APPROVER))
    address = reverse("own-code-new")
    form = opened(desk, address) | {"role": "COUNCIL_DRAFTER"}
    shown = [CODE.findall(desk.post(address, form).content.decode()) for _press in range(2)]
    assert shown[0] == shown[1]
    assert len(shown[0]) == 1
    told = desk.post(address, form | {"role": "COUNCIL_OBSERVER"})
    assert "You made a code with this page already, for the role “Council drafter”" in (
        words_of(told)
    )
    assert JoinCode.objects.count() == 1
    other = CODE.findall(desk.post(address, opened(desk, address) | form_of(form)).content.decode())
    assert other not in ([], shown[0])


def form_of(form: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one(owner: User, address: str) -> None:
    desk = let_in(Client(), owner)
    form = opened(desk, address) | {"reason": WHY}

    def press() -> Any:
        window = Client()
        window.cookies = desk.cookies
        return window.post(address, form)

    answers = at_once(press, press, press)
    assert sorted(one.status_code for one in answers) == [302, 303, 303]
    assert len({one["Location"] for one in answers}) == 1
    assert holds() == [WHY]
    assert Event.objects.filter(kind="legal_hold.placed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_noted_is_not_done(owner: User, address: str) -> None:
    desk = let_in(Client(raise_request_exception=False), owner)
    form = opened(desk, address) | {"reason": WHY}
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE consultation_sentform ADD CONSTRAINT none_led CHECK (led_to = '')"
        )
        assert desk.post(address, form).status_code == 500
        cursor.execute("ALTER TABLE consultation_sentform DROP CONSTRAINT none_led")
    assert (holds(), SentForm.objects.count()) == ([], 0)
    assert desk.post(address, form).status_code == 302
    assert holds() == [WHY]
