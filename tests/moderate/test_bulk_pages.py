"""The pages of verdicts on many, as a moderator goes through them."""

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import BulkReview, Consultation, Event, Response, User
from consultation.moderate import actions
from consultation.moderate.queries import Chosen
from tests import factories
from tests.moderate.conftest import Desk, Reader, Sent
from tests.moderate.many import states, work

pytestmark = pytest.mark.django_db


def text_of(page: Any) -> str:
    """The words of a page, without its tags."""
    inner = re.sub(r"<(script|style|head).*?</\1>", " ", page.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inner)).split())


@pytest.fixture
def desk(at_desk: Desk, moderator: User) -> Reader:
    return at_desk(moderator)


@pytest.fixture
def decide(consultation: Consultation) -> str:
    return reverse("bulk-decide", args=[consultation.slug])


def newest(page: Any) -> str:
    found = re.search(r'name="newest" value="(\d+)"', page.content.decode())
    assert found is not None
    return found[1]


def test_from_the_filters_to_the_end(
    desk: Reader, decide: str, three: list[Response], send: Sent, now: datetime
) -> None:
    send(channel="PAPER")
    factories.FlagFactory(response=three[0], kind="PERSONAL")
    first = desk.get(f"{decide}?channel=ONLINE")
    told = text_of(first)
    assert "Decide about 3 responses" in told
    assert "How it came: Online form" in told
    assert "Waiting for review: 3" in told
    assert "Personal details: 1" in told
    assert 'name="channel" value="ONLINE"' in first.content.decode()
    asked = desk.get(f"{decide}?channel=ONLINE&verdict=RELEASE")
    told = text_of(asked)
    assert "Release 3 responses" in told
    assert "1: It has flags that nobody judged." in told
    later = send()
    sent = desk.client.post(f"{decide}?channel=ONLINE&verdict=RELEASE", {"newest": newest(asked)})
    job = BulkReview.objects.get()
    assert sent["Location"] == reverse("bulk-review", args=[job.pk])
    assert (job.steps_total, job.query) == (3, "channel=ONLINE")
    told = text_of(desk.get(sent["Location"]))
    assert "It is waiting for its turn." in told
    work(now)
    told = text_of(desk.get(sent["Location"]))
    assert "Decided 2 of 3" in told
    assert "Left alone 1" in told
    assert "Left alone, by reason" in told
    assert f"Response {three[0].pk} It has flags that nobody judged. Waiting for review" in told
    assert states() == ["RECEIVED", "RELEASED", "RELEASED", "RECEIVED", "RECEIVED"]
    assert Response.objects.get(pk=later.pk).state == "RECEIVED"
    told = text_of(desk.get(reverse("bulk-reviews", args=[job.consultation.slug])))
    assert "Release 3 responses Done 3 23 Nov 2026, 12:00 Mo Moderator" in told


def test_without_a_choice_it_is_asked_for(desk: Reader, decide: str, three: list[Response]) -> None:
    told = text_of(desk.get(f"{decide}?verdict="))
    assert "There is a problem Select what you want to do with them" in told


def test_what_was_typed_is_kept_and_nothing_is_asked_for(
    desk: Reader, decide: str, three: list[Response]
) -> None:
    where = f"{decide}?verdict=EXCLUDE"
    page = desk.client.post(where, {"newest": "9", "exclude-reason": "Half <typed>"})
    assert "Select the rule that it is excluded under" in text_of(page)
    assert ">\nHalf &lt;typed&gt;</textarea>" in page.content.decode()
    assert newest(page) == "9"
    assert BulkReview.objects.count() == 0


def test_a_rule_and_a_reason_are_kept_with_it(
    desk: Reader, decide: str, three: list[Response]
) -> None:
    rule = three[0].consultation.exclusion_rules.get()
    where = f"{decide}?verdict=EXCLUDE"
    sent = {
        "newest": newest(desk.get(where)),
        "exclude-reason": "A program.",
        "exclude-rule": rule.pk,
    }
    page = desk.client.post(where, sent, follow=True)
    told = text_of(page)
    assert f"Rule {rule.text} Reason A program." in told


@pytest.mark.parametrize("query", ["station=nowhere", "state=OTHER", "channel=PIGEON", "flag=MOOD"])
def test_a_filter_that_is_not_known_never_means_all(
    desk: Reader, decide: str, three: list[Response], query: str
) -> None:
    told = text_of(desk.get(f"{decide}?{query}&verdict=RELEASE"))
    assert "One of the filters in the address is not known." in told
    desk.client.post(f"{decide}?{query}&verdict=RELEASE", {"newest": "999999"})
    assert BulkReview.objects.count() == 0


def test_some_chosen_one_by_one(desk: Reader, decide: str, three: list[Response]) -> None:
    query = f"key={three[0].pk}&key={three[2].pk}&key=abc&key=999999"
    told = text_of(desk.get(f"{decide}?{query}"))
    assert "Decide about 2 responses" in told
    assert "Chosen one by one" in told
    page = desk.get(f"{decide}?{query}&verdict=RELEASE")
    desk.client.post(f"{decide}?{query}&verdict=RELEASE", {"newest": newest(page)})
    keys = list(BulkReview.objects.get().rows.values_list("response", flat=True))
    assert keys == [three[0].pk, three[2].pk]
    assert "No response matches" in text_of(desk.get(f"{decide}?key=abc"))


def test_it_is_stopped_and_goes_on(
    desk: Reader, three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    job = actions.ask_bulk(**asking, verdict="RELEASE")
    where = reverse("bulk-review", args=[job.pk])
    told = text_of(desk.client.post(where, {"act": "stop"}, follow=True))
    assert "Stopped" in told
    assert "Not reached 3" in told
    told = text_of(desk.client.post(where, {"act": "stop"}, follow=True))
    assert "It is “Stopped” now and cannot become “Stopped”." in told
    desk.client.post(where, {"act": "again"})
    work(now)
    assert states() == ["RELEASED"] * 3
    assert "Go on with the rest" not in text_of(desk.get(where))
    desk.client.post(where, {"act": "other"})
    assert BulkReview.objects.get().state == "DONE"


def test_it_is_undone_with_a_reason_once(
    desk: Reader, three: list[Response], asking: dict[str, Any], now: datetime
) -> None:
    job = actions.ask_bulk(**asking, verdict="RELEASE")
    work(now)
    where = reverse("bulk-review-undo", args=[job.pk])
    assert "It decided 3 responses." in text_of(desk.get(where))
    told = text_of(desk.client.post(where, {"reason": ""}))
    assert "Enter the reason" in told
    told = text_of(desk.client.post(where, {"reason": "The wrong filter."}, follow=True))
    assert "Send 3 responses back to the queue" in told
    assert "This takes back an earlier verdict on many" in told
    work(now)
    assert states() == ["RECEIVED"] * 3
    told = text_of(desk.get(reverse("bulk-review", args=[job.pk])))
    assert "It was undone: see what went back to the queue" in told
    assert "It was undone already." in text_of(desk.get(where))
    told = text_of(desk.client.post(where, {"reason": "Again."}))
    assert "It was undone already." in told
    undo = BulkReview.objects.get(undoes=job)
    assert ">Undo<" not in desk.get(reverse("bulk-review", args=[undo.pk])).content.decode()


def test_where_two_people_review_others_do_not_see_what_was_asked_for(
    desk: Reader,
    at_desk: Desk,
    superuser: User,
    three: list[Response],
    asking: dict[str, Any],
) -> None:
    Consultation.objects.filter(pk=asking["consultation"].pk).update(two_reviews=True)
    asking["consultation"].refresh_from_db()
    own = actions.ask_bulk(**asking, verdict="RELEASE")
    brake = actions.ask_bulk(**asking, verdict="QUARANTINE", reason="Copies?")
    other = at_desk(superuser)
    where = reverse("bulk-review", args=[own.pk])
    assert desk.get(where).status_code == 200
    refused = other.get(where)
    assert refused.status_code == 403
    assert "Two people review each response here" in text_of(refused)
    assert other.get(reverse("bulk-review-undo", args=[own.pk])).status_code == 403
    assert other.get(reverse("bulk-review", args=[brake.pk])).status_code == 200
    every = reverse("bulk-reviews", args=[asking["consultation"].slug])
    assert "Release 3 responses" in text_of(desk.get(every))
    assert "Release 3 responses" not in text_of(other.get(every))
    assert "Put 3 responses in quarantine" in text_of(other.get(every))
    event = Event.objects.get(about=f"bulkreview:{own.pk}")
    assert event.facts == {"rows": 3}


def test_what_was_left_alone_has_pages(
    desk: Reader, consultation: Consultation, asking: dict[str, Any], now: datetime
) -> None:
    Response.objects.bulk_create(
        factories.ResponseFactory.build_batch(53, consultation=consultation)
    )
    unscreened = asking | {"chosen": Chosen(show="UNSCREENED")}
    job = actions.ask_bulk(**unscreened, verdict="RELEASE")
    work(now)
    where = reverse("bulk-review", args=[job.pk])
    page = desk.get(where).content.decode()
    assert page.count(">Response ") == 50
    found = re.search(r'href="(\?after=\d+)" rel="next"', page)
    assert found is not None
    further = desk.get(where + found[1]).content.decode()
    assert further.count(">Response ") == 3
    assert 'rel="next"' not in further
    assert "(further page)" in further


def test_no_page_takes_more_queries_for_more_rows(
    desk: Reader,
    consultation: Consultation,
    decide: str,
    send: Sent,
    moderator: User,
    now: datetime,
) -> None:
    def queries_of(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    taken = []
    for many in (1, 3):
        made = [send() for _ in range(many)]
        for one in made:
            factories.FlagFactory(response=one, kind="PERSONAL")
        job = actions.ask_bulk(
            consultation=consultation, verdict="RELEASE", chosen=[one.pk for one in made],
            by=moderator, at=now,
        )  # fmt: skip
        work(now)
        taken.append(
            [
                queries_of(decide),
                queries_of(f"{decide}?verdict=RELEASE"),
                queries_of(reverse("bulk-review", args=[job.pk])),
                queries_of(reverse("bulk-reviews", args=[consultation.slug])),
            ]
        )
    assert taken[0] == taken[1]


def test_the_address_of_a_list_is_kept(desk: Reader, decide: str, three: list[Response]) -> None:
    page = desk.get(f"{decide}?channel=ONLINE&state=ANY&verdict=QUARANTINE").content.decode()
    assert 'href="?channel=ONLINE&amp;state=ANY"' in page
    assert Chosen().query == ""


def test_nobody_finds_one_that_is_not_there(desk: Reader) -> None:
    assert desk.get(reverse("bulk-review", args=[999])).status_code == 404
