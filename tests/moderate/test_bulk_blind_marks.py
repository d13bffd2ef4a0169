"""Where two people review, another's draft answers no flag for anybody else, and shows nowhere."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Flag, Proposal, PublishedResponse, Response
from consultation.moderate import actions
from consultation.moderate.queries import Chosen
from consultation.states import Refused
from tests.moderate.many import outcome, states, work
from tests.moderate.two import Bench, bench_of

pytestmark = pytest.mark.django_db

NAMED = "It is my neighbour Mrs Rosa Okafor who drinks."
THREAT = "I will kill the mayor with a knife tonight."
WRITE_TO = "Write to rosa@example.org about it."
DOUBTED = "It has flags that nobody judged."
WHY = "A neighbour."


@pytest.fixture
def bench(consultation: Consultation) -> Bench:
    return bench_of(consultation)


Sent = Callable[[str], Response]


@pytest.fixture
def sent(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response],
    now: datetime,
) -> Sent:  # fmt: skip
    """Send words, and have the real rules screen them."""

    def made(words: str) -> Response:
        response = send_response(consultation, about=[proposal], reasons=words)
        assert actions.screen_next(clock=lambda: now) == 1
        return response

    return made


def flag_of(response: Response) -> Flag:
    return Flag.objects.get(response=response, kind__in=("PERSONAL", "THREAT"))


def cover(bench: Bench, name: str, response: Response) -> None:
    """Mark the words of its flag, as a draft."""
    flag = flag_of(response)
    assert flag.start is not None
    assert flag.end is not None
    bench.mark(name, response, flag.start, flag.end)


def asked(
    bench: Bench, name: str, response: Response, now: datetime, verdict: str = "RELEASE"
) -> str:
    """What a job of this person's makes of it: "" where it decides."""
    rule = response.consultation.exclusion_rules.get() if verdict == "EXCLUDE" else None
    job = actions.ask_bulk(
        consultation=response.consultation, chosen=[response.pk], by=getattr(bench, name),
        at=now, verdict=verdict, reason=WHY, rule=rule,
    )  # fmt: skip
    work(now)
    return outcome(job)[response.pk]


def test_no_two_jobs_publish_a_name_beside_a_draft_of_a_third(
    bench: Bench, sent: Sent, now: datetime
) -> None:
    response = sent(NAMED)
    assert flag_of(response).rule == "NAME"
    cover(bench, "ada", response)
    assert asked(bench, "ben", response, now) == DOUBTED
    assert asked(bench, "cas", response, now) == DOUBTED
    assert (states(), PublishedResponse.objects.count()) == (["RECEIVED"], 0)
    assert asked(bench, "ada", response, now) == ""  # given on Ada's own mark
    assert asked(bench, "ben", response, now) == DOUBTED
    assert states() == ["SECOND_DUE"]
    cover(bench, "ben", response)
    assert asked(bench, "ben", response, now) == ""
    public = PublishedResponse.objects.get().answers.exclude(text="").get()
    assert (states(), public.redactions) == (["RELEASED"], 1)
    assert "Okafor" not in public.text


@pytest.mark.parametrize("verdict", ["RELEASE", "WITHHOLD", "EXCLUDE"])
def test_a_threat_beside_a_draft_of_another_stops_a_job(
    bench: Bench, sent: Sent, now: datetime, verdict: str
) -> None:
    response = sent(THREAT)
    cover(bench, "ada", response)
    assert asked(bench, "ben", response, now, verdict) == DOUBTED
    assert states() == ["RECEIVED"]


@pytest.mark.parametrize("verdict", ["RELEASE", "WITHHOLD", "EXCLUDE"])
@pytest.mark.parametrize("words", [NAMED, THREAT])
def test_neither_preview_nor_job_tells_whether_a_colleague_marked_it(
    bench: Bench, sent: Sent, now: datetime, verdict: str, words: str
) -> None:
    response, client = sent(words), Client()
    client.force_login(bench.ben)
    address = reverse("bulk-decide", args=[response.consultation.slug])
    pages = []
    for marked in (False, True):
        if marked:
            cover(bench, "ada", response)
        preview = client.get(f"{address}?key={response.pk}&verdict={verdict}")
        refusal = asked(bench, "ben", response, now, verdict) if words == THREAT else ""
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", preview.content.decode())
        pages.append((body, refusal))
    assert pages[0] == pages[1]
    assert (DOUBTED in pages[0][0]) == (words == THREAT or verdict == "RELEASE")


def test_what_is_in_force_answers_a_flag_and_a_draft_of_an_earlier_round_does_not(
    bench: Bench, sent: Sent, now: datetime
) -> None:
    response = sent(NAMED)
    cover(bench, "ben", response)
    bench.give("ada", "QUARANTINE", response)
    bench.give("ada", "REOPEN", response)
    assert asked(bench, "ben", response, now) == DOUBTED  # Ben's own, of the round before
    response.redactions.update(in_force=True)
    assert asked(bench, "cas", response, now) == ""
    assert asked(bench, "ben", response, now) == ""
    public = PublishedResponse.objects.get().answers.exclude(text="").get()
    assert (states(), "Okafor" in public.text) == (["RELEASED"], False)


def test_where_one_person_reviews_any_mark_answers_a_flag(
    bench: Bench, sent: Sent, now: datetime
) -> None:
    """Whoever releases it puts all of them in force."""
    Consultation.objects.update(two_reviews=False)
    response = sent(NAMED)
    response.consultation.refresh_from_db()
    cover(bench, "ada", response)
    assert asked(bench, "ben", response, now) == ""
    assert "Okafor" not in PublishedResponse.objects.get().answers.exclude(text="").get().text


@pytest.mark.parametrize("many", [True, False])
def test_a_single_verdict_and_a_job_take_the_same_marks_for_an_answer(
    bench: Bench, sent: Sent, now: datetime, many: bool
) -> None:
    response = sent(WRITE_TO)
    assert flag_of(response).rule != "NAME"
    cover(bench, "ada", response)

    def refused(name: str) -> bool:
        if many:
            return asked(bench, name, response, now) != ""
        try:
            bench.give(name, "RELEASE", response)
        except Refused:
            return True
        return False

    assert refused("ben")
    assert not refused("ada")
    assert refused("cas")
    cover(bench, "cas", response)
    assert not refused("cas")
    public = PublishedResponse.objects.get().answers.exclude(text="").get()
    assert (states(), "rosa@example.org" in public.text) == (["RELEASED"], False)


def test_a_mixed_list_is_judged_by_each_ones_own_round(
    bench: Bench, sent: Sent, now: datetime
) -> None:
    """One in its first round, one in its second; each with a mark of Ben's from that round."""
    first, second = sent(NAMED), sent(NAMED)
    bench.give("ada", "QUARANTINE", second)
    bench.give("ada", "REOPEN", second)
    cover(bench, "ben", first)
    cover(bench, "ben", second)
    job = actions.ask_bulk(
        consultation=first.consultation, chosen=Chosen(), by=bench.ben, at=now, verdict="RELEASE"
    )
    work(now)
    assert outcome(job) == {first.pk: "", second.pk: ""}
    assert states() == ["SECOND_DUE"] * 2
