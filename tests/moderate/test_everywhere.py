"""The same words are taken out of all responses: found however they are written, then taken out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from consultation.audit.actions import holds, people
from consultation.models import (
    BulkRedaction,
    BulkRedactionPlace,
    Consultation,
    Event,
    Ground,
    Proposal,
    PublishedResponse,
    Redaction,
    Response,
    ResponseState,
    User,
)
from consultation.moderate.actions import everywhere, publishing
from consultation.moderate.actions.everywhere_working import work_next_everywhere
from consultation.moderate.queries.everywhere import longest_wait_of_everywhere, places_between
from consultation.moderate.redacting import same_words
from consultation.states import Refused, move
from tests import factories
from tests.moderate.marks import (
    public_words,
    release,
    search,
    take_out,
    take_out_everywhere,
    worked,
)

Send = Callable[..., Response]
LAST = 2**40  # a key beyond all
A_WEEK = timedelta(days=7)


@pytest.fixture
def many(consultation: Consultation, proposal: Proposal, send_response: Send) -> list[Response]:
    """The same name in five responses of five states, however it is written."""
    texts = ["Rosa Okafor", "ROSA-OKAFOR!", "rosa  oka\u00adfor", "Rosa\nOkafor", "Rosa Okafor."]
    rows = [send_response(consultation, about=[proposal], reasons=f"By {one}") for one in texts]
    states = ["RECEIVED", "QUARANTINED", "RELEASED", "EXCLUDED", "WITHDRAWN"]
    for one, state in zip(rows, states, strict=True):
        Response.objects.filter(pk=one.pk).update(state=state)
        one.refresh_from_db()
    return rows


def events(job: BulkRedaction) -> list[str]:
    """What happened to it, in order."""
    told = Event.objects.filter(about=f"bulkredaction:{job.pk}").order_by("pk")
    return list(told.values_list("kind", flat=True))


def test_words_are_taken_out_everywhere(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    received, quarantined, released, excluded, _withdrawn = many
    publishing.publish(response=released, by=moderator, at=now)
    job = search("rosa okafor", consultation, by=moderator, at=now, reason="THIRD_PARTY")
    assert (job.state, job.responses, job.places) == ("FOUND", 4, 4)
    assert Redaction.objects.count() == 0
    assert public_words(released) == ["By rosa  oka\u00adfor"]
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    job = worked(job, now)
    assert (job.state, job.changed, job.taken, job.published) == ("DONE", 4, 4, 1)
    marked = Redaction.objects.values_list("response", "in_force")
    assert dict(marked) == dict.fromkeys(
        [received.pk, quarantined.pk, released.pk, excluded.pk], True
    )
    assert public_words(released) == ["By [details of another person removed]"]
    event = Event.objects.get(kind="redaction.everywhere")
    assert event.facts == {"why": "THIRD_PARTY", "responses": 4, "places": 4, "published": 1}
    assert events(job) == [
        "everywhere.asked", "everywhere.started", "everywhere.found", "everywhere.confirmed",
        "everywhere.started", "redaction.everywhere",
    ]  # fmt: skip
    assert (job.words, BulkRedactionPlace.objects.count()) == ("", 0)


def test_what_is_out_already_is_not_found_again(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    take_out_everywhere("rosa okafor", consultation, by=moderator, at=now)
    again = search("Rosa Okafor", consultation, by=moderator, at=now)
    assert again.state == "REFUSED"
    assert again.error.startswith("These words stand in no response that could be published")
    assert again.words == "Rosa Okafor"  # to be corrected


WRITTEN = [
    "Rosa Okafor", "rosa.okafor@x.org", "ROSA\n-okafor", "Rosalind Okafor", "O'Connor", "OConnor",
    "Okafor's", "Call 07700 900 123", "(020) 7946-0018", "0 2 0 7 9 4 6 0 0 1 8", "Jose", "José",
    "a+b (c)*x", "50% off_it", "back\\slash", "Flat 3, 12 High St.", "Ros\u200ba Okafor",
    "\uff32\uff4f\uff53\uff41 \u00d3kafor", "O\u2019Connor",
    "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663",
    "Jo\ufb01n", "Johannes Gro\u00df", "GROSS", "wait\u2026 Rosa\u00a0Okafor", "রহিম উদ্দিন",
    "محمد عَلي", "김민수", "Иван Петров", "山田太郎さん", "\U0001d411osa Okafor", "Łukasz",
]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["rosa okafor", "O’Connor", "Okafor", "07700900123", "020 79460018", "José", "jose",
     "a+b (c)*x", "50% off_it", "back\\slash", "flat 3 12 high st", "07 700 900 123",
     "johannes gross", "joﬁn", "রহিম উদ্দিন", "محمد علي", "김민수", "иван петров", "山田太郎",
     "wait… rosa", "łukasz"],
)  # fmt: skip
def test_the_database_sifts_out_nothing_that_is_looked_for(
    consultation: Consultation, proposal: Proposal, words: str
) -> None:
    response = factories.ResponseFactory(consultation=consultation)
    version = consultation.questions.get(key="reasons").versions.get()
    for place, text in enumerate(WRITTEN):
        factories.AnswerFactory(
            response=response, question_version=version, proposal=proposal, place=place, text=text
        )
    found = {one.answer.text for one in places_between(consultation, words, after=0, until=LAST)}
    assert found == {text for text in WRITTEN if same_words(text, words)}
    assert found


@pytest.mark.parametrize("words", ["Ann", "a b", "...", "far"])
def test_words_that_are_nobodys_are_not_searched_for(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime, words: str
) -> None:
    with pytest.raises(Refused, match="at least 4 letters"):
        search(words, consultation, by=moderator, at=now)
    with pytest.raises(Refused, match="Select why"):
        search("Rosa Okafor", consultation, by=moderator, at=now, reason="RUDE")
    assert BulkRedaction.objects.count() == 0


@pytest.mark.parametrize(
    ("bound", "told"),
    [("MOST_EVERYWHERE", "more than 2 responses"), ("MOST_PLACES", "more than 2 times")],
)
def test_words_in_too_many_responses_change_nothing(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime,
    monkeypatch: pytest.MonkeyPatch, bound: str, told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(f"consultation.moderate.marking.{bound}", 2)
    job = search("rosa okafor", consultation, by=moderator, at=now)
    assert job.state == "REFUSED"
    assert told in job.error
    assert (Redaction.objects.count(), BulkRedactionPlace.objects.count()) == (0, 0)
    with pytest.raises(Refused, match="cannot become"):
        everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)


def test_too_many_that_came_in_since_change_nothing(
    many: list[Response], consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The bound holds for all that would be taken out, not only for what was shown."""
    job = search("rosa okafor", consultation, by=moderator, at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    send_response(consultation, about=[proposal], reasons="Rosa Okafor")
    monkeypatch.setattr("consultation.moderate.marking.MOST_EVERYWHERE", 4)
    job = worked(job, now)
    assert (job.state, job.late, job.changed) == ("REFUSED", 1, 0)
    assert Redaction.objects.count() == 0


def test_what_came_in_between_search_and_confirmation_is_searched_too(
    many: list[Response], consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime,
) -> None:  # fmt: skip
    job = search("rosa okafor", consultation, by=moderator, at=now)
    late = send_response(consultation, about=[proposal], reasons="So says Rosa Okafor")
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    job = worked(job, now + timedelta(minutes=1))
    assert (job.changed, job.taken, job.late) == (5, 5, 1)
    assert job.newest_at == now + timedelta(minutes=1)
    assert late.redactions.get().in_force
    later = send_response(consultation, about=[proposal], reasons="Rosa Okafor again")
    assert work_next_everywhere(clock=lambda: now) is None
    assert not later.redactions.exists()


def test_what_is_released_between_search_and_taking_out_is_public_without_the_words(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    received = many[0]
    job = search("rosa okafor", consultation, by=moderator, at=now)
    release(received, by=moderator, at=now)
    assert public_words(received) == ["By Rosa Okafor"]
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    job = worked(job, now)
    assert public_words(received) == ["By [personal details removed]"]
    assert job.published == 1


def test_what_has_no_public_copy_is_not_published_by_taking_words_out(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    """The sweep that makes copies leaves it, for instance, while a phone number stands in it."""
    released = many[2]
    job = take_out_everywhere("rosa okafor", consultation, by=moderator, at=now)
    assert (job.taken, job.published) == (4, 0)
    assert released.redactions.get().in_force
    assert not PublishedResponse.objects.exists()


def test_what_is_restricted_meanwhile_stays_unpublished(
    many: list[Response], consultation: Consultation, moderator: User, superuser: User,
    now: datetime,
) -> None:  # fmt: skip
    released = many[2]
    publishing.publish(response=released, by=moderator, at=now)
    job = search("rosa okafor", consultation, by=moderator, at=now)
    people.restrict(subjects=[released], reason="A letter.", by=superuser, at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    job = worked(job, now)
    assert (job.taken, job.published) == (4, 0)
    assert not PublishedResponse.objects.exists()


def test_a_legal_hold_keeps_the_words_as_they_were_sent_and_not_in_public(
    many: list[Response], consultation: Consultation, moderator: User, superuser: User,
    now: datetime,
) -> None:  # fmt: skip
    released = many[2]
    publishing.publish(response=released, by=moderator, at=now)
    for one in (None, released):
        holds.place_hold(
            consultation=consultation, reason="A court.", by=superuser, at=now, response=one
        )
    assert take_out_everywhere("rosa okafor", consultation, by=moderator, at=now).taken == 4
    assert public_words(released) == ["By [personal details removed]"]
    assert released.answers.filter(text="By rosa  oka\u00adfor").exists()


def test_of_a_response_that_is_replaced_meanwhile_the_newer_is_changed(
    many: list[Response], consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime,
) -> None:  # fmt: skip
    older = many[0]
    job = search("rosa okafor", consultation, by=moderator, at=now)
    newer = send_response(consultation, about=[proposal], reasons="Now by Rosa Okafor")
    move(older, ResponseState.SUPERSEDED, by="public", at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    assert worked(job, now).taken == 4
    assert (older.redactions.count(), newer.redactions.count()) == (0, 1)


def test_what_a_person_takes_out_meanwhile_is_not_taken_out_twice(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    released = many[2]
    publishing.publish(response=released, by=moderator, at=now)
    job = search("rosa okafor", consultation, by=moderator, at=now)
    take_out(released, "rosa  oka\u00adfor", by=moderator, at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    job = worked(job, now)
    assert (job.places, job.taken, job.published) == (4, 3, 0)
    assert released.redactions.count() == 1


def test_what_is_withdrawn_or_erased_meanwhile_is_left_alone(
    many: list[Response], consultation: Consultation, moderator: User, superuser: User,
    now: datetime,
) -> None:  # fmt: skip
    job = search("rosa okafor", consultation, by=moderator, at=now)
    Response.objects.filter(pk=many[0].pk).update(state="WITHDRAWN")
    people.erase(subjects=[many[1]], ground=Ground.ASKED, reason="A letter.", by=superuser, at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    assert worked(job, now).taken == 2


def test_another_consultation_is_left_alone(
    many: list[Response], closed_consultation: Consultation, moderator: User, now: datetime
) -> None:
    assert search("rosa okafor", closed_consultation, by=moderator, at=now).state == "REFUSED"


# Who may, stop, expiry.


def test_only_reviewers_ask_confirm_and_stop(
    many: list[Response], consultation: Consultation, moderator: User, auditor: User, now: datetime
) -> None:
    with pytest.raises(Refused, match="You need another role"):
        search("rosa okafor", consultation, by=auditor, at=now)
    job = search("rosa okafor", consultation, by=moderator, at=now)
    for act in (everywhere.confirm_everywhere, everywhere.stop_everywhere):
        with pytest.raises(Refused, match="You need another role"):
            act(bulk_redaction=job, by=auditor, at=now)


def test_whoever_may_review_no_more_has_nothing_taken_out_and_another_goes_on(
    many: list[Response], consultation: Consultation, moderator: User, superuser: User,
    now: datetime,
) -> None:  # fmt: skip
    job = search("rosa okafor", consultation, by=superuser, at=now)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)
    User.objects.filter(pk=moderator.pk).update(is_active=False)
    job = worked(job, now)
    assert (job.state, job.taken) == ("FAILED", 0)
    assert "may not review any more" in job.error
    everywhere.ask_everywhere_again(bulk_redaction=job, by=superuser, at=now)
    job = worked(job, now)
    assert (job.state, job.taken, job.confirmed_by) == ("DONE", 4, superuser)
    assert set(Redaction.objects.values_list("by", flat=True)) == {superuser.pk}


def test_it_is_stopped_before_it_is_confirmed_and_the_words_go(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = search("rosa okafor", consultation, by=moderator, at=now)
    everywhere.stop_everywhere(bulk_redaction=job, by=moderator, at=now)
    job.refresh_from_db()
    assert (job.state, job.words, Redaction.objects.count()) == ("STOPPED", "", 0)
    assert BulkRedactionPlace.objects.count() == 0
    assert work_next_everywhere(clock=lambda: now) is None
    with pytest.raises(Refused, match="cannot become"):
        everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=now)


def test_what_nobody_confirms_expires_and_the_words_go(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    found = search("rosa okafor", consultation, by=moderator, at=now)
    nowhere = search("nobody here", consultation, by=moderator, at=now)
    late = now + A_WEEK
    assert everywhere.expire_everywhere(by="machine", at=late - timedelta(seconds=1)) == 0
    with pytest.raises(Refused, match="more than 7 days ago"):
        everywhere.confirm_everywhere(bulk_redaction=found, by=moderator, at=late)
    assert everywhere.expire_everywhere(by="machine", at=late) == 2
    for job in (found, nowhere):
        job.refresh_from_db()
        assert (job.state, job.words) == ("EXPIRED", "")
        assert events(job)[-1] == "everywhere.expired"
    assert BulkRedactionPlace.objects.count() == 0


def test_the_database_keeps_no_words_of_what_is_over(
    consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = everywhere.ask_everywhere(
        words="Rosa Okafor", reason="PERSONAL", consultation=consultation, by=moderator, at=now
    )
    row = BulkRedaction.objects.filter(pk=job.pk)
    for nonsense in ({"state": "STOPPED"}, {"words": ""}, {"state": "TAKE_DUE"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**nonsense)


def test_no_event_holds_the_words(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    take_out_everywhere("rosa okafor", consultation, by=moderator, at=now)
    search("nobody here", consultation, by=moderator, at=now)
    told = str(list(Event.objects.values_list("about", "facts"))).lower()
    assert not {"rosa", "okafor", "nobody"} & set(told.replace("'", " ").split())


def test_how_long_the_oldest_has_waited(
    consultation: Consultation, moderator: User, many: list[Response], now: datetime
) -> None:
    assert longest_wait_of_everywhere(now) == 0
    job = search("rosa okafor", consultation, by=moderator, at=now)
    assert longest_wait_of_everywhere(now) == 0  # for a person it may wait
    later = now + timedelta(hours=1)
    everywhere.confirm_everywhere(bulk_redaction=job, by=moderator, at=later)
    assert longest_wait_of_everywhere(later + timedelta(seconds=90)) == 90
