"""What everybody may read is there in the transaction that releases it, and gone with the undo."""

from datetime import datetime
from typing import Any

import pytest

from consultation.models import Consultation, PublishedAnswer, PublishedResponse, Response
from consultation.moderate import actions
from consultation.moderate.actions.publishing import publish
from tests import factories
from tests.conftest import Town
from tests.moderate.conftest import Sent
from tests.moderate.many import states, work

pytestmark = pytest.mark.django_db


def copy_of(response: Response) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    copy: Any = PublishedResponse.objects.filter(pk=response.pk).values().get()
    answers = PublishedAnswer.objects.filter(published=response.pk).values()
    return copy, [
        {name: one[name] for name in ("choice", "text", "redactions", "place")} for one in answers
    ]


def test_words_where_their_sender_agreed(
    send: Sent, asking: dict[str, Any], town: Town, now: datetime
) -> None:
    one = send(borough=town.merton, reasons="Too far.", instead="Open it on Mondays.")
    actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    copy, answers = copy_of(one)
    assert copy == {
        "response_id": one.pk, "consultation_id": one.consultation_id,
        "received_on": now.date(), "channel": "ONLINE", "capacity": "MYSELF",
        "place": "BOROUGH", "borough_id": town.merton.pk, "language": "en",
        "words_withheld": False, "at": now,
    }  # fmt: skip
    told = [(answer["choice"], answer["text"]) for answer in answers]
    assert told == [("OPPOSE", ""), ("", "Too far."), ("", "Open it on Mondays.")]
    assert all(answer["redactions"] == answer["place"] == 0 for answer in answers)


@pytest.mark.parametrize("verdict", ["RELEASE", "WITHHOLD"])
def test_choices_alone_where_not_or_where_words_are_withheld(
    consultation: Consultation, asking: dict[str, Any], now: datetime, verdict: str
) -> None:
    publish = "COUNT_ONLY" if verdict == "RELEASE" else "WORDS"
    one = factories.ResponseFactory(consultation=consultation, publish=publish)
    factories.ScreeningFactory(response=one)
    for key, answer in (("stance", {"choice": "OPPOSE"}), ("reasons", {"text": "Too far."})):
        wording = consultation.questions.get(key=key).versions.get()
        factories.AnswerFactory(
            response=one, question_version=wording, **{"choice": "", "text": ""} | answer
        )
    reason = "" if verdict == "RELEASE" else "A neighbour is named."
    actions.ask_bulk(**asking, verdict=verdict, reason=reason)
    work(now)
    copy, answers = copy_of(one)
    assert copy["words_withheld"] is True
    assert [(answer["choice"], answer["text"]) for answer in answers] == [("OPPOSE", "")]


def test_the_name_of_a_file_is_nobodys_to_read(
    consultation: Consultation, asking: dict[str, Any], now: datetime
) -> None:
    one = factories.ResponseFactory(consultation=consultation)
    factories.ScreeningFactory(response=one)
    wording = factories.QuestionVersionFactory(
        question__consultation=consultation, question__kind="FILE"
    )
    factories.AnswerFactory(
        response=one, question_version=wording, choice="", text="Rosa Okafor.pdf"
    )
    actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    copy, answers = copy_of(one)
    assert (copy["words_withheld"], answers) == (False, [])


def test_it_is_gone_with_the_undo(
    three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    job = actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    assert PublishedResponse.objects.count() == 3
    actions.undo_bulk(bulk_review=job, by=asking["by"], at=now, reason="Wrong.")
    work(now)
    assert (PublishedResponse.objects.count(), PublishedAnswer.objects.count()) == (0, 0)


def test_a_formal_reply_has_none(
    consultation: Consultation, asking: dict[str, Any], now: datetime
) -> None:
    one = factories.ResponseFactory(
        consultation=consultation,
        kind="FORMAL",
        organisation=factories.OrganisationFactory(),
    )
    factories.ScreeningFactory(response=one)
    actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    assert states() == ["RELEASED"]
    assert PublishedResponse.objects.count() == 0


@pytest.mark.parametrize("verdict", ["RELEASE", "WITHHOLD"])
def test_it_is_the_copy_that_a_single_verdict_makes(
    send: Sent, asking: dict[str, Any], town: Town, now: datetime, verdict: str
) -> None:
    """Made by a statement for many, then made anew as for one: the same."""
    made = [
        send(borough=town.merton, instead="Open it on Mondays."),
        send(channel="PAPER", place="OUTSIDE", reasons=""),
        send(reasons="ę — 🚔", evidence="None."),
    ]
    made += [
        factories.ResponseFactory(consultation=made[0].consultation, publish=publish)
        for publish in ("COUNT_ONLY", "NOT_SAID")
    ]
    for one in made[3:]:
        factories.ScreeningFactory(response=one)
        for key, said in (("stance", {"choice": "OPPOSE"}), ("reasons", {"text": "Too far."})):
            wording = one.consultation.questions.get(key=key).versions.get()
            factories.AnswerFactory(
                response=one, question_version=wording, **{"choice": "", "text": ""} | said
            )
    reason = "" if verdict == "RELEASE" else "A neighbour is named."
    actions.ask_bulk(**asking, verdict=verdict, reason=reason)
    work(now)
    together = [copy_of(one) for one in made]
    for one in made:
        one.refresh_from_db()
        publish(response=one, by=asking["by"], at=now)
    assert together == [copy_of(one) for one in made]
