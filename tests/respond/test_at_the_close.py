"""At the close: what was received in time comes in, or is kept and told; nothing comes in after."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from consultation.events import MACHINE, PUBLIC
from consultation.models import Closing, Consultation, Draft, Proposal, Response, User
from consultation.publish import actions as publish
from consultation.publish.closing import DRAIN
from consultation.respond import actions
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.factories import LONDON
from tests.races import somebody_waits
from tests.respond.resident import Resident, text_of

SAID = (
    "Your response reached us in time, but could not be recorded before the responses were "
    "counted, so it was not sent. Your answers are kept. Send them again."
)
SECOND = timedelta(seconds=1)


def begun(consultation: Consultation, proposal: Proposal) -> tuple[Draft, Answers]:
    """A draft with all that is needed, begun before the close."""
    made = actions.begin(consultation=consultation, proposals=[proposal.pk], by=PUBLIC, at=NOW)
    answers = Answers(
        capacity="MYSELF", place="NOT_SAID", proposals=[proposal.pk], publish="WORDS",
        about={str(proposal.pk): {"stance": "OPPOSE"}},
    )  # fmt: skip
    actions.save(draft=made.draft, answers=answers, by=PUBLIC, at=NOW)
    return made.draft, answers


def sent(draft: Draft, answers: Answers, *, at: datetime) -> str:
    """Its reference, or the refusal."""
    content = Content.read(draft.consultation)
    try:
        return actions.send(draft=draft, answers=answers, content=content, by=PUBLIC, at=at)
    except Refused as why:
        return str(why)


def started(act: Callable[[], object]) -> Thread:
    """Somebody else who does this, on a line of their own to the database."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = Thread(target=run)
    other.start()
    return other


@pytest.mark.django_db(transaction=True)
def test_what_is_coming_in_is_waited_for(consultation: Consultation, proposal: Proposal) -> None:
    draft, answers = begun(consultation, proposal)
    until = consultation.grace_ends_at

    def close() -> None:
        publish.close_book(consultation=consultation, by=MACHINE, at=until + DRAIN + SECOND)

    with transaction.atomic():
        reference = sent(draft, answers, at=until)
        other = started(close)
        assert somebody_waits()
        assert not Closing.objects.exists()
    other.join(60)
    assert Response.objects.get().reference == reference
    assert Closing.objects.get().responses == 1


@pytest.mark.django_db(transaction=True)
def test_what_comes_while_the_book_is_closed_is_refused_and_kept(
    consultation: Consultation, proposal: Proposal
) -> None:
    draft, answers = begun(consultation, proposal)
    until, told = consultation.grace_ends_at, list[str]()
    with transaction.atomic():
        publish.close_book(consultation=consultation, by=MACHINE, at=until + DRAIN + SECOND)
        other = started(lambda: told.append(sent(draft, answers, at=until)))
        assert somebody_waits()
    other.join(60)
    assert told == [f"{SAID} If that is refused, write to {consultation.contact}."]
    assert not Response.objects.exists()
    kept = Draft.objects.get()
    assert (kept.sent_at, kept.answers) == (None, answers.as_json())


def test_the_check_page_says_what_to_do_and_shows_what_is_kept(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    resident.fill_in(proposal, instead="Keep it open on Saturdays.")
    factories.ClosingFactory(consultation=consultation)
    page = resident.post("check/", privacy="on")
    assert page.status_code == 200
    assert SAID in text_of(page)
    assert "Keep it open on Saturdays." in text_of(page)
    assert not Response.objects.exists()
    assert Draft.objects.get().sent_at is None


class Clock:
    """One hundred seconds before the end of the grace; it goes faster than those on the wall."""

    def __init__(self, until: datetime, *, times: float) -> None:
        self.began, self.first, self.times = time.monotonic(), until - 100 * SECOND, times

    def now(self) -> datetime:
        return self.first + (time.monotonic() - self.began) * self.times * SECOND


def race(consultation: Consultation, proposal: Proposal, *, writers: int, each: int) -> int:
    """Writers send across the close while a worker tries to close the book; how many came in.

    One second is ten of the consultation, so a request has six of ours to end.
    """
    drafts = [[begun(consultation, proposal) for _ in range(each)] for _ in range(writers)]
    until = consultation.grace_ends_at
    clock, ready = Clock(until, times=10), Barrier(writers + 1, timeout=60)
    told = list[tuple[datetime, str]]()

    def write(mine: list[tuple[Draft, Answers]]) -> None:
        ready.wait()
        for number, (draft, answers) in enumerate(mine):
            while clock.now() < until + (number - each / 2) * 4 * SECOND:
                time.sleep(0.001)
            at = clock.now()
            told.append((at, sent(draft, answers, at=at)))
        connection.close()

    def close() -> None:
        ready.wait()
        while not publish.close_books(by=MACHINE, at=clock.now()):
            time.sleep(0.01)
        connection.close()

    threads = [Thread(target=write, args=(mine,)) for mine in drafts] + [Thread(target=close)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert len(told) == writers * each
    return judged(told, until)


def judged(told: list[tuple[datetime, str]], until: datetime) -> int:
    """All that was received in time came in, nothing else, and the book says how many."""
    known = set(Response.objects.values_list("reference", flat=True))
    late = {said for at, said in told if at > until}
    assert {said for at, said in told if at <= until} == known
    assert late
    assert not late & known
    row = Closing.objects.get()
    assert row.responses == len(known)
    assert row.closed_at > until + DRAIN
    assert Draft.objects.filter(sent_at=None).exclude(answers={}).count() == len(told) - len(known)
    return len(known)


@pytest.mark.django_db(transaction=True)
def test_writers_across_the_close(consultation: Consultation, proposal: Proposal) -> None:
    assert race(consultation, proposal, writers=4, each=6) > 0


@pytest.mark.sweeps
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "closes_at",
    [
        *(datetime(2027, 6, day, 17, 0, tzinfo=LONDON) for day in range(1, 9)),
        datetime(2027, 3, 28, 0, 45, tzinfo=LONDON),
        datetime(2027, 10, 31, 1, 45, tzinfo=LONDON),
    ],
)
def test_many_writers_across_the_close(
    consultation: Consultation, proposal: Proposal, owner: User, closes_at: datetime
) -> None:
    publish.extend(consultation=consultation, to=closes_at, reason="Why.", by=owner, at=NOW)
    assert race(consultation, proposal, writers=24, each=12) > 0
