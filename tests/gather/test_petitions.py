"""Staff record petitions, correct them and take them back."""

from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from consultation.gather import actions
from consultation.gather.entries import PetitionEntry
from consultation.models import Consultation, Event, Petition, Proposal, User
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.gather.typed import HERE, PETITION, PUBLIC, petition
from tests.publish.reading import text_of
from tests.publish.staff import LONDON


def test_a_petition_is_recorded_as_it_was_handed_in(
    desk: Client, moderator: User, proposal: Proposal
) -> None:
    answer = petition(
        desk, proposals=[str(proposal.pk)], points="Barkingside: the bus is slow\nOpen later: ten"
    )

    row = Petition.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/petitions/{row.pk}/")
    assert (row.title, row.organiser, row.organiser_is_body, row.signatures) == (
        "Keep Barkingside open", "Ruth Resident", False, 1240,
    )  # fmt: skip
    assert row.text == PETITION["text"]
    assert (row.verified, row.channel, row.page, row.state) == (
        "NOT_VERIFIED", "PAPER", "", "CURRENT",
    )  # fmt: skip
    assert row.received_at == datetime(2026, 11, 20, 17, 0, tzinfo=LONDON)
    assert (row.recorded_by, row.recorded_at) == (moderator, NOW)
    assert list(row.proposals.all()) == [proposal]
    points = [(one.position, one.text, one.proposal) for one in row.points.all()]
    assert points == [(1, "the bus is slow", proposal), (2, "Open later: ten", None)]
    event = Event.objects.get(kind="petition.recorded")
    assert (event.about, event.by, event.facts) == (
        f"petition:{row.pk}", moderator.pk, {"signatures": 1240},
    )  # fmt: skip
    page = text_of(desk.get(answer["Location"]).content)
    assert "Ruth Resident A person: not published" in page
    assert "1,240 Nobody has checked the signatures." in page
    assert "Petition recorded" in page
    assert "by Mo Moderator" in page


def test_a_petition_online_that_was_checked(desk: Client) -> None:
    page = "https://petitions.example.com/barkingside?a=1"
    petition(
        desk, organiser="Barkingside Residents", organiser_is="BODY", channel="BOTH", page=page,
        verified="SAMPLE", verified_how="Fifty were called. Two knew nothing of it.",
    )  # fmt: skip
    row = Petition.objects.get()
    assert (row.channel, row.page, row.verified, row.organiser_is_body) == (
        "BOTH", page, "SAMPLE", True,
    )  # fmt: skip
    assert row.verified_how == "Fifty were called. Two knew nothing of it."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"called": ""}, "Enter what the petition is called"),
        ({"called": "x" * 201}, "What is the petition called must be 200 letters or less"),
        ({"organiser": " "}, "Enter who organised it"),
        ({"organiser_is": ""}, "Select whether the organiser is a body or a person"),
        ({"text": ""}, "Enter the full text of the petition"),
        ({"text": "x" * 20_001}, "Your answer must be 20,000 characters or less"),
        ({"signatures": ""}, "Enter the number of signatures"),
        ({"signatures": "many"}, "Number of signatures must be a whole number, like 1,240"),
        ({"signatures": "1.5"}, "Number of signatures must be a whole number, like 1,240"),
        ({"signatures": "0"}, "Number of signatures must be 1 or more"),
        ({"signatures": "9" * 30}, "Number of signatures must be 99,999,999 or less"),
        ({"verified": ""}, "Select how far the signatures were checked"),
        ({"verified": "SAMPLE"}, "Enter how they were checked, and what was found"),
        (
            {"verified_how": "By post."},
            "Select how far the signatures were checked: you wrote how below",
        ),
        ({"channel": "FAX"}, "Select where people signed"),
        ({"channel": "ONLINE"}, "Enter the address of the petition’s page"),
        (
            {"page": "https://example.com/p"},
            "Select where people signed: you gave an address below",
        ),
        (
            {"channel": "ONLINE", "page": "javascript:alert(1)"},
            "Enter an address like https://www.example.com/petition",
        ),
        ({"received_month": ""}, "The date on which it came in must include a month"),
        ({"received_day": "31"}, "The date on which it came in must be a real date"),
        ({"received_time": "noon"}, "Enter a time like 11:59pm or 23:59"),
        (
            {"received_day": "24"},
            "The petition cannot have come in later than now. Change the date or time.",
        ),
        ({"proposals": ["0"]}, "Select front counters from the list"),
    ],
)
def test_what_cannot_be_recorded_is_told_and_kept(
    desk: Client, typed: dict[str, Any], told: str
) -> None:
    answer = petition(desk, points="My point", **typed)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert told in page
    assert "Error:" in page
    assert "My point" in page
    assert Petition.objects.count() == 0


def correct(desk: Client, key: int, **typed: Any) -> Any:
    sent = PETITION | {"reason": "Forty sheets were found"} | typed
    return desk.post(f"/staff/petitions/{key}/correct/", sent)


def test_a_correction_replaces_and_alters_nothing(desk: Client, proposal: Proposal) -> None:
    petition(desk, points="Barkingside: the bus is slow", proposals=[str(proposal.pk)])
    first = Petition.objects.get()
    before = Petition.objects.values().get()
    form = desk.get(f"/staff/petitions/{first.pk}/correct/").context["form"]
    assert (form["signatures"].value(), form["points"].value()) == (
        "1,240", "Barkingside: the bus is slow",
    )  # fmt: skip
    assert (form["received_time"].value(), form["proposals"].value()) == (
        "5:00pm", [str(proposal.pk)],
    )  # fmt: skip

    answer = correct(desk, first.pk, signatures="1 640")

    second = Petition.objects.get(replaces=first)
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/petitions/{second.pk}/")
    assert (second.signatures, second.correction, second.state) == (
        1640, "Forty sheets were found", "CURRENT",
    )  # fmt: skip
    after = Petition.objects.values().get(pk=first.pk)
    assert after == before | {"state": "SUPERSEDED"}
    assert first.points.count() == 1
    event = Event.objects.get(kind="petition.corrected")
    assert (event.about, event.facts) == (
        f"petition:{first.pk}", {"replacement": second.pk, "signatures": 1640},
    )  # fmt: skip
    page = desk.get(answer["Location"]).content.decode()
    assert f'href="/staff/petitions/{first.pk}/"' in page
    assert "Forty sheets were found" in page
    old = desk.get(f"/staff/petitions/{first.pk}/").content.decode()
    assert "Replaced by a correction" in old
    assert f'href="/staff/petitions/{second.pk}/"' in old
    public = text_of(Client().get(PUBLIC).content)
    assert "Signatures 1,640" in public
    assert "1,240" not in public
    assert "Corrected On 23 November 2026: Forty sheets were found" in public


def test_a_correction_needs_a_reason_and_what_was_typed_is_kept(desk: Client) -> None:
    petition(desk)
    key = Petition.objects.get().pk
    page = correct(desk, key, reason="", signatures="1,640").content.decode()
    assert "Enter the reason" in page
    assert 'value="1,640"' in page
    assert Petition.objects.count() == 1


def test_what_was_replaced_cannot_be_corrected_again(desk: Client) -> None:
    petition(desk)
    key = Petition.objects.get().pk
    correct(desk, key)
    told = "It is “Replaced by a correction” now and cannot become “Replaced by a correction”."
    assert told in text_of(desk.get(f"/staff/petitions/{key}/correct/").content)
    assert told in text_of(correct(desk, key, signatures="5").content)
    assert Petition.objects.count() == 2
    assert "Correct it" not in text_of(desk.get(f"/staff/petitions/{key}/").content)


def test_a_petition_is_withdrawn_with_a_reason_and_stays_on_the_public_page(desk: Client) -> None:
    petition(desk)
    key = Petition.objects.get().pk
    where = f"/staff/petitions/{key}/withdraw/"
    assert "Enter the reason" in text_of(desk.post(where, {"reason": " "}).content)
    assert Petition.objects.get().state == "CURRENT"

    answer = desk.post(where, {"reason": "It is about another consultation"})

    assert (answer.status_code, answer["Location"]) == (303, f"/staff/petitions/{key}/")
    row = Petition.objects.get()
    assert (row.state, row.ended_reason) == ("WITHDRAWN", "It is about another consultation")
    assert Event.objects.get(kind="petition.withdrawn").facts == {}
    public = text_of(Client().get(PUBLIC).content)
    assert "Keep Barkingside open Withdrawn It is about another consultation" in public
    assert "1,240" not in public
    assert "cannot become" in text_of(correct(desk, key).content)


def test_late_and_unchecked_petitions_are_pointed_out(
    desk: Client, closed_consultation: Consultation
) -> None:
    late = factories.PetitionFactory(consultation=closed_consultation)
    checked = factories.PetitionFactory(
        consultation=closed_consultation, verified="ALL", verified_how="Against the register.",
        received_at=closed_consultation.closes_at,
    )  # fmt: skip
    told = "It came in after the consultation had closed."
    page = text_of(desk.get(f"/staff/petitions/{late.pk}/").content)
    assert told in page
    assert "Nobody has checked the signatures." in page
    assert "Worth a second look" not in text_of(desk.get(f"/staff/petitions/{checked.pk}/").content)
    rows = text_of(desk.get(f"{HERE[:-1]}-closed/gatherings/").content)
    assert f"Nobody has checked the signatures. {told}" in rows
    public = Client().get("/consultations/front-counters-closed/meetings-and-petitions/")
    assert "After the consultation had closed" in text_of(public.content)


def test_a_person_without_the_role_may_not_record_whatever_the_page(
    consultation: Consultation, analyst: User
) -> None:
    entry = PetitionEntry(
        title="Keep it", organiser="Ruth", organiser_is_body=False, text="Keep it.", signatures=1,
        verified="NOT_VERIFIED", verified_how="", channel="PAPER", page="", received_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="You need another role to record petitions"):
        actions.record_petition(consultation=consultation, entry=entry, by=analyst, at=NOW)
    assert Petition.objects.count() == 0
