"""A moderator takes words out on the page: by flag, by typing, by pointing."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from consultation.models import Consultation, Proposal, Redaction, Response, User
from tests import factories
from tests.moderate.conftest import Desk, Reader
from tests.moderate.marks import WORDS, answer_of, public_words, release, take_out

Send = Callable[..., Response]


class Marker(Reader):
    """A moderator at the page on which words are taken out."""

    def open(self, response: Response) -> str:
        page = self.client.get(reverse("redact", args=[response.pk]))
        assert page.status_code == 200
        text = page.content.decode()
        found = re.search(r'name="seen" value="([^"]+)"', text)
        self.seen = found[1] if found else ""
        return unescape(text)

    def press(self, response: Response, act: str, **sent: Any) -> Any:
        data = {"act": act, "seen": self.seen, **sent}
        return self.client.post(reverse("redact", args=[response.pk]), data)


@pytest.fixture
def desk(moderator: User) -> Marker:
    return Marker(moderator)


@pytest.fixture
def told(consultation: Consultation, proposal: Proposal, send_response: Send) -> Response:
    return send_response(
        consultation, about=[proposal], reasons=WORDS, instead="Ask ROSA  okafor. <b>Far</b>."
    )


def spans() -> list[str]:
    """What is marked, in words."""
    rows = Redaction.objects.standing().order_by("answer", "start")
    return [one.answer.text[one.start : one.end] for one in rows.select_related("answer")]


def test_both_sides_stand_beside_one_another(
    desk: Marker, told: Response, moderator: User, now: datetime
) -> None:
    take_out(told, "Rosa Okafor", by=moderator, at=now)
    factories.FlagFactory(
        response=told, kind="PERSONAL", answer=answer_of(told), start=23, end=35, rule="PHONE"
    )
    page = desk.open(told)
    assert ">Rosa Okafor</del>" in page
    assert 'data-start="23">07700 900123</mark>' in page
    assert '<ins class="cp-added">[personal details removed]</ins>' in page
    assert "Before it can be released" in page
    assert "It was taken out elsewhere and still stands, in “Instead”." in page
    assert "It looks like personal details, in “Reasons, Barkingside”." in page
    assert "Personal details, by Mo Moderator" in page


def test_words_of_strangers_are_no_markup(desk: Marker, told: Response) -> None:
    page = desk.client.get(reverse("redact", args=[told.pk])).content.decode()
    assert "<b>Far" not in page
    assert "&lt;b&gt;Far&lt;/b&gt;" in page


def test_one_press_beside_a_flag(desk: Marker, told: Response) -> None:
    flag = factories.FlagFactory(
        response=told, kind="PERSONAL", answer=answer_of(told), start=23, end=35, rule="PHONE"
    )
    desk.open(told)
    answer = desk.press(told, "flag", flag=flag.pk, reason="PERSONAL")
    assert answer.status_code == 303
    assert answer["Location"] == f"/staff/responses/{told.pk}/redact/#answer-{answer_of(told).pk}"
    assert spans() == ["07700 900123"]
    assert "is taken out" in desk.open(told)


def test_words_that_stand_once_are_typed(desk: Marker, told: Response) -> None:
    desk.open(told)
    assert desk.press(told, "words", words="07700-900123", reason="PERSONAL").status_code == 303
    assert spans() == ["07700 900123"]


def test_of_words_that_stand_twice_it_is_asked_which(desk: Marker, told: Response) -> None:
    desk.open(told)
    page = desk.press(told, "words", words="rosa okafor", reason="PERSONAL")
    text = unescape(page.content.decode())
    assert text.count("These words stand 2 times. Select which of them to take out") == 2
    offered = re.findall(r'name="places"[^>]* value="([^"]+)"', text)
    assert len(offered) == 2
    assert "I am Rosa Okafor. Call 07700" in text
    assert Redaction.objects.count() == 0
    again = desk.press(told, "words", words="rosa okafor", reason="PERSONAL", places=offered)
    assert again.status_code == 303
    assert spans() == ["Rosa Okafor", "ROSA  okafor"]
    last = desk.press(told, "words", words="rosa okafor", reason="PERSONAL")
    assert "These words are taken out already" in last.content.decode()


@pytest.mark.parametrize(
    ("sent", "told_why"),
    [
        ({"words": "", "reason": "PERSONAL"}, "Enter the words to take out"),
        ({"words": "Rosa Smith", "reason": "PERSONAL"}, "These words are not in this response"),
        ({"words": "07700 900123"}, "Select why these words are taken out"),
        ({"words": "07700 900123", "reason": "RUDE"}, "Select why these words are taken out"),
        ({"words": "rosa okafor", "reason": "ABUSE", "places": "1:2:3"}, "Select from the list"),
        ({"words": "x" * 10_001, "reason": "ABUSE"}, "must be 10,000 characters or less"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(
    desk: Marker, told: Response, sent: dict[str, Any], told_why: str
) -> None:
    desk.open(told)
    page = desk.press(told, "words", **sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert told_why in text
    assert "There is a problem" in text
    assert sent["words"] in text
    assert Redaction.objects.count() == 0


def test_a_place_that_a_browser_points_at(desk: Marker, told: Response) -> None:
    """Half a word too; and where the words are not at the place, they are looked for."""
    key = answer_of(told).pk
    desk.open(told)
    desk.press(told, "words", words="Oka", place=f"{key}:10:13", reason="PERSONAL")
    assert spans() == ["Oka"]
    desk.press(told, "words", words="07700 900123", place=f"{key}:0:12", reason="PERSONAL")
    assert spans() == ["Oka", "07700 900123"]


@pytest.mark.parametrize("place", ["", "1", "a:b:c", "-1:0:3", f"{'9' * 30}:0:1", "0:0:1"])
def test_a_place_that_is_none(desk: Marker, told: Response, place: str) -> None:
    desk.open(told)
    page = desk.press(told, "place", place=place, reason="PERSONAL")
    assert page.status_code == 409
    assert "is not on this page any more" in page.content.decode()


@pytest.mark.parametrize(
    "sent", [{"act": "flag", "flag": "x"}, {"act": "back", "redaction": "999999"}, {"act": "?"}]
)
def test_a_button_of_something_else(desk: Marker, told: Response, sent: dict[str, str]) -> None:
    desk.open(told)
    assert desk.press(told, reason="PERSONAL", **sent).status_code == 409


def test_a_mark_of_another_response_is_not_touched(
    desk: Marker, told: Response, proposal: Proposal, consultation: Consultation,
    send_response: Send, moderator: User, now: datetime,
) -> None:  # fmt: skip
    other = send_response(consultation, about=[proposal], reasons=WORDS)
    mark = take_out(other, "Rosa", by=moderator, at=now)
    desk.open(told)
    assert desk.press(told, "back", redaction=mark.pk).status_code == 409
    assert spans() == ["Rosa"]


def test_words_are_put_back(desk: Marker, told: Response, moderator: User, now: datetime) -> None:
    mark = take_out(told, "Rosa", by=moderator, at=now)
    desk.open(told)
    assert desk.press(told, "back", redaction=mark.pk).status_code == 303
    assert spans() == []


def test_no_message_repeats_the_words(desk: Marker, told: Response) -> None:
    """A message travels in a cookie."""
    desk.open(told)
    answer = desk.press(told, "words", words="07700 900123", reason="PERSONAL")
    assert "07700" not in str(answer.cookies)
    assert "07700" not in answer["Location"]


def test_what_was_decided_meanwhile_is_told(
    desk: Marker, told: Response, superuser: User, now: datetime
) -> None:
    desk.open(told)
    release(told, by=superuser, at=now)
    page = desk.press(told, "words", words="07700 900123", reason="PERSONAL")
    text = unescape(page.content.decode())
    assert page.status_code == 409
    assert "it is now “Released”. Nothing was taken out." in text
    assert ">07700 900123</textarea>" in text.replace("\n", "")
    assert Redaction.objects.count() == 0


def test_of_a_public_response_it_is_gone_at_once(
    desk: Marker, told: Response, superuser: User, now: datetime
) -> None:
    release(told, by=superuser, at=now)
    assert "This response is public." in desk.open(told)
    desk.press(told, "words", words="07700 900123", reason="PERSONAL")
    assert "07700" not in "".join(public_words(told))


def test_what_nobody_reads_is_shown_without_forms(desk: Marker, told: Response) -> None:
    Response.objects.filter(pk=told.pk).update(state="EXCLUDED")
    page = desk.open(told)
    assert "It is excluded: nobody reads its words." in page
    assert 'name="reason"' not in page
    assert desk.press(told, "words", words="07700 900123", reason="ABUSE").status_code == 409


def test_the_page_takes_as_many_queries_with_three_marks_as_with_one(
    desk: Marker, told: Response, consultation: Consultation, proposal: Proposal,
    send_response: Send, moderator: User, now: datetime,
    django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    more = send_response(consultation, about=list(consultation.proposals.all()), reasons=WORDS)
    take_out(told, "Rosa", by=moderator, at=now)
    for words in ("Rosa", "07700", "far"):
        take_out(more, words, by=moderator, at=now)
    for one in (told, more):
        with django_assert_num_queries(9):
            desk.client.get(reverse("redact", args=[one.pk]))


def test_two_reviewers_see_nothing_of_one_another(
    desk: Marker, told: Response, superuser: User, now: datetime
) -> None:
    Consultation.objects.update(two_reviews=True)
    told.consultation.refresh_from_db()
    take_out(told, "Rosa Okafor", by=superuser, at=now)
    page = desk.open(told)
    assert "Two people decide about this response." in page
    assert "</del>" not in page
    assert "Sue Super" not in page


def test_the_third_sees_what_the_two_marked(
    desk: Marker, told: Response, superuser: User, owner: User, now: datetime
) -> None:
    Consultation.objects.update(two_reviews=True)
    told.consultation.refresh_from_db()
    take_out(told, "Rosa Okafor", by=superuser, at=now)
    Response.objects.filter(pk=told.pk).update(state="DISPUTED")
    page = desk.open(told)
    assert "What the two reviewers marked" in page
    assert 'Sue Super: <span class="cp-words">“Rosa Okafor”</span>' in page
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place is not None
    assert desk.press(told, "place", place=place[1], reason="PERSONAL").status_code == 303


def test_a_formal_reply_is_published_as_it_was_signed(desk: Marker) -> None:
    signed = factories.SignedReplyFactory()
    assert "published as it was signed" in desk.open(signed.response)


def test_only_reviewers_open_it(at_desk: Desk, told: Response, auditor: User) -> None:
    page = at_desk(auditor).client.post(reverse("redact", args=[told.pk]), {"act": "words"})
    assert page.status_code == 403
