"""The Easy Read version: fewer questions, in shorter words, in the same analysis."""

from typing import Any

import pytest
from django.test import Client

from consultation.models import Answer, Consultation, Draft, Proposal, QuestionVersion, Response
from consultation.respond.journey import Answers
from tests import factories
from tests.publish.reading import text_of
from tests.respond.easy import easy_consultation
from tests.respond.resident import Resident


@pytest.fixture
def consultation(db: None) -> Consultation:
    """Two of its four questions are in Easy Read too."""
    return easy_consultation()


@pytest.fixture
def proposal(consultation: Consultation) -> Proposal:
    made: Proposal = factories.ProposalFactory(
        consultation=consultation, station__slug="barkingside", station__name="Barkingside"
    )
    return made


def answer_all(resident: Resident, proposal: Proposal) -> Response:
    """Every page that Easy Read asks, and no other."""
    about = "about/barkingside/"
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="NOT_SAID")
    resident.go("stations/", f"{about}stance/", proposals=[proposal.pk])
    resident.go(f"{about}stance/", f"{about}reasons/", stance="NO")
    resident.go(f"{about}reasons/", f"{about}name-it/", reasons="Too far.")
    resident.go(f"{about}name-it/", "publish/", **{"name-it": "Ruth"})
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/", email="ruth@example.com")
    return resident.send()


def test_a_journey_in_easy_read(resident: Resident, proposal: Proposal) -> None:
    start = resident.get().content.decode()
    assert 'name="easy" value="1"' in start
    assert "Start in Easy Read" in text_of(start)
    resident.go("", "capacity/", easy="1")
    page = resident.get("capacity/").content.decode()
    assert '<body class="govuk-template__body cp-easy">' in page
    assert Draft.objects.get().answers["easy_read"] is True

    sent = answer_all(resident, proposal)

    assert sent.easy_read is True
    versions = {one.question.key: one.pk for one in QuestionVersion.objects.all()}
    given = set(Answer.objects.values_list("question_version", "choice", "text"))
    assert given == {
        (versions["stance"], "NO", ""),
        (versions["reasons"], "", "Too far."),
        (versions["name-it"], "", "Ruth"),
    }
    for receipt in (resident.get("sent/"), resident.get("receipt.txt")):
        words = text_of(receipt.content)
        assert "Easy Read, with fewer questions" in words
        assert "Short stance? No" in words.replace("\n", " ")
        assert "Short reasons?" in words
        assert "A long question about name-it?" in words
        assert "distance" not in words
    from consultation.models import Message

    assert "Version: Easy Read, with fewer questions" in Message.objects.get().body


def test_the_questions_have_their_own_words(resident: Resident, proposal: Proposal) -> None:
    resident.go("", "capacity/", easy="1")
    resident.go("stations/", "about/barkingside/stance/", proposals=[proposal.pk])
    stance = text_of(resident.get("about/barkingside/stance/").content)
    assert "Short stance? " in stance
    assert "Short help." in stance
    assert "A long" not in stance
    reasons = text_of(resident.get("about/barkingside/reasons/").content)
    assert "Short reasons?" in reasons
    assert "A long help." not in reasons
    assert resident.get("about/barkingside/distance/").status_code == 302
    in_polish = resident.client.get("/pl/consultations/easy/respond/about/barkingside/stance/")
    assert "A long question about stance?" in text_of(in_polish.content)


def test_without_it_everything_is_asked_in_full(resident: Resident, proposal: Proposal) -> None:
    resident.go("", "capacity/")
    assert "cp-easy" not in resident.get("capacity/").content.decode()
    resident.go("stations/", "about/barkingside/stance/", proposals=[proposal.pk])
    stance = text_of(resident.get("about/barkingside/stance/").content)
    assert "A long question about stance?" in stance
    assert resident.get("about/barkingside/distance/").status_code == 200


def test_a_change_stays_in_easy_read(resident: Resident, proposal: Proposal) -> None:
    resident.go("", "capacity/", easy="1")
    first = answer_all(resident, proposal)
    resident.client.post(f"{resident.root}sent/change/")
    assert "Short stance?" in text_of(resident.get("check/").content)
    assert "distance" not in text_of(resident.get("check/").content)
    second = resident.send()
    assert (second.replaces, second.easy_read) == (first, True)


@pytest.mark.parametrize(
    "where", ["/consultations/easy/respond/", "/ur/consultations/easy/respond/"]
)
def test_it_is_offered_only_where_there_is_one(
    client: Client, consultation: Consultation, where: str
) -> None:
    offered = 'name="easy"' in client.get(where).content.decode()
    assert offered == where.startswith("/consultations")
    other = factories.ConsultationFactory(slug="without")
    page = client.get("/consultations/without/respond/").content.decode()
    assert 'name="easy"' not in page
    client.post("/consultations/without/respond/", {"easy": "1"})
    assert Draft.objects.get(consultation=other).answers["easy_read"] is False


def test_a_draft_stored_before_easy_read_still_loads() -> None:
    stored: dict[str, Any] = Answers(capacity="MYSELF").as_json()
    del stored["easy_read"]
    assert Answers.read(stored).easy_read is False


def test_the_easy_words_are_frozen_with_the_wording(consultation: Consultation) -> None:
    from tests.house.test_database import refused

    said = refused("UPDATE consultation_questionversion SET easy_wording = 'Other?'")
    assert "a wording that was asked is frozen" in said
