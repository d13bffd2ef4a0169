"""A council asks the body that consults; the answer is for everybody; and who is kept out."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import (
    Consultation,
    Enquiry,
    EnquiryAnswer,
    Message,
    Organisation,
    User,
)
from consultation.reply import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.reply.conftest import Desk, as_, events, said

QUESTION = "How many people used the Barkingside counter in 2025?"
ANSWER = "4,210 people, counted at the door.\nThe count is on page 12."
OWN = "/organisation/enquiries/front-counters/"
PUBLIC = "/consultations/front-counters/questions-and-answers/"
BOARD = "/staff/consultations/front-counters/enquiries/"


def ask(person: User, about: str = "barkingside", text: str = QUESTION) -> Any:
    return as_(person).post(f"{OWN}new/", {"about": about, "text": text})


@dataclass
class Asked:
    """A question of Redbridge, and the owner who answers."""

    desk: Desk
    row: Enquiry

    @property
    def page(self) -> str:
        return f"/staff/enquiries/{self.row.pk}/answer/"

    def answer(self, text: str = ANSWER, *, after: str = "0", why: str = "") -> Any:
        return self.desk.client.post(self.page, {"text": text, "after": after, "why": why})

    def answered(self, text: str = ANSWER, *, after: str = "0", why: str = "") -> None:
        outcome = self.answer(text, after=after, why=why)
        assert outcome.status_code == 303, said(outcome)


@pytest.fixture
def asked(desk: Desk, council_drafter: User) -> Asked:
    answer = ask(council_drafter)
    assert answer.status_code == 303, said(answer)
    return Asked(desk, Enquiry.objects.get())


def sent() -> Any:
    """The e-mail that is posted next."""
    assert emails.post_next(clock=timezone.now) is not None
    return mail.outbox[-1]


def test_a_drafter_asks_and_owners_are_told(
    asked: Asked, council: Organisation, council_drafter: User, owner: User
) -> None:
    row = asked.row
    assert (row.organisation, row.text, row.asked_by, row.asked_at) == (
        council, QUESTION, council_drafter, NOW,
    )  # fmt: skip
    assert row.proposal is not None
    assert row.proposal.station.slug == "barkingside"
    facts = {"organisation": council.pk}
    assert events("enquiry.asked") == [(f"enquiry:{row.pk}", council_drafter.pk, facts)]
    letter = sent()
    assert (letter.to, letter.subject) == (
        [owner.email],
        f"Question from London Borough of Redbridge: {row.consultation.title}",
    )
    assert f"/staff/enquiries/{row.pk}/answer/" in letter.body
    assert QUESTION in letter.body
    page = said(as_(council_drafter).get(OWN))
    assert "Waiting" in page
    assert "Asked by Carl Drafter" in page
    assert Message.objects.filter(kind="enquiry").count() == 1


def test_nothing_is_public_before_the_answer(asked: Asked, client: Client) -> None:
    assert QUESTION not in said(client.get(PUBLIC))
    assert "No question is answered yet." in said(client.get(PUBLIC))
    for page in (
        "/consultations/front-counters/",
        "/consultations/front-counters/proposals/barkingside/",
    ):
        assert PUBLIC not in client.get(page).content.decode()


def test_the_answer_is_for_everybody(asked: Asked, client: Client, council_drafter: User) -> None:
    sent()
    asked.answered()
    made = EnquiryAnswer.objects.get()
    assert (made.number, made.text, made.why, made.at) == (1, ANSWER, "", NOW)
    (event,) = events("enquiry.answered")
    assert (event[0], event[2]["number"]) == (f"enquiry:{asked.row.pk}", 1)
    letter = sent()
    assert (letter.to, "Answer to your question" in letter.subject) == (
        [council_drafter.email], True,
    )  # fmt: skip
    assert ANSWER in letter.body
    assert PUBLIC in letter.body
    page = said(client.get(PUBLIC))
    assert QUESTION in page
    assert "London Borough of Redbridge about Barkingside" in page
    assert "4,210 people, counted at the door." in page
    assert "Carl Drafter" not in page
    for place, linked in [
        ("", True), ("proposals/barkingside/", True), ("proposals/ilford/", False),
    ]:  # fmt: skip
        shown = client.get(f"/consultations/front-counters/{place}").content.decode()
        assert (PUBLIC in shown) is linked, place


def test_in_another_language_the_words_are_marked_as_english(asked: Asked, client: Client) -> None:
    asked.answered()
    page = client.get(f"/ur{PUBLIC}").content.decode()
    assert f'lang="en" dir="ltr">{QUESTION}</p>' in page
    assert 'cp-words" lang="en" dir="ltr">4,210 people' in page
    assert '<span lang="en" dir="ltr">London Borough of Redbridge</span>' in page


def test_a_correction_keeps_the_answer_before_and_says_why(asked: Asked, client: Client) -> None:
    asked.answered()
    refused = asked.answer("5,000 people.", after="1")
    assert "Enter what was wrong with the answer before" in said(refused)
    assert "5,000 people." in said(refused)
    assert "Nothing is different from before." in said(asked.answer(after="1", why="Typo."))
    with time_machine.travel("2026-11-23 13:00", tick=False):
        asked.answered("5,000 people.", after="1", why="December was missing.")
    (event,) = events("enquiry.answer_corrected")
    assert event[2]["number"] == 2
    page = said(client.get(PUBLIC))
    assert page.index("5,000 people.") < page.index("December was missing.") < page.index("4,210")
    letter = Message.objects.latest("pk")
    assert letter.to == asked.row.asked_by.email
    assert "What was wrong before: December was missing." in letter.body
    assert letter.subject.startswith("Corrected answer to your question")


def test_of_two_who_answer_the_second_is_told_and_keeps_what_was_typed(
    asked: Asked, owner: User
) -> None:
    asked.answered()
    late = asked.answer("About 4,000.", after="0")
    assert "Somebody else answered this in the meantime: “4,210 people" in said(late)
    assert "About 4,000.</textarea>" in late.content.decode()
    assert re.search('type="hidden"[^>]* name="after"[^>]* value="1"', late.content.decode())
    with pytest.raises(Refused, match="Somebody else answered this a moment ago"):
        actions.answer(enquiry=asked.row, text="About 4,000.", after=0, by=owner, at=NOW)
    assert EnquiryAnswer.objects.count() == 1
    asked.answered("About 4,000.", after="1", why="The door was broken.")


def test_the_newest_answer_comes_first_for_everybody_and_the_oldest_wait_for_staff(
    desk: Desk, consultation: Consultation, client: Client
) -> None:
    texts = ["First?", "Second?", "Third?", "Fourth?"]
    rows = [factories.EnquiryFactory(consultation=consultation, text=one) for one in texts]
    for row, day in ((rows[1], 24), (rows[0], 25)):
        with time_machine.travel(f"2026-11-{day}", tick=False):
            factories.EnquiryAnswerFactory(enquiry=row, at=timezone.now())
    page = said(client.get(PUBLIC))
    assert page.index("First?") < page.index("Second?")
    assert "Third?" not in page
    page = said(desk.client.get(BOARD))
    assert sorted(texts, key=page.index) == ["Third?", "Fourth?", "First?", "Second?"]
    assert "4 questions, 2 waiting for an answer." in page


def test_three_take_as_many_queries_as_one(
    desk: Desk, consultation: Consultation, council_observer: User, client: Client,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    own = as_(council_observer)
    organisation = council_observer.grants.get().organisation
    for _round in range(2):
        for about in consultation.proposals.all()[:2]:
            row = factories.EnquiryFactory(
                consultation=consultation, organisation=organisation, proposal=about
            )
            factories.EnquiryAnswerFactory(enquiry=row)
            factories.EnquiryAnswerFactory(enquiry=row, number=2)
        with django_assert_num_queries(4):
            client.get(PUBLIC)
        with django_assert_num_queries(9):
            desk.client.get(BOARD)
        with django_assert_num_queries(8):
            own.get(OWN)


def test_pages_of_twenty(consultation: Consultation, client: Client) -> None:
    for number in range(21):
        row = factories.EnquiryFactory(consultation=consultation, text=f"Question {number}?")
        factories.EnquiryAnswerFactory(enquiry=row)
    assert "Question 0?" not in said(client.get(PUBLIC))
    assert "Question 0?" in said(client.get(f"{PUBLIC}?page=2"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": " "}, "Enter your question"),
        ({"text": "x" * 2_001}, "Your question must be 2,000 characters or less"),
        ({"about": "york"}, "Select what it is about from the list"),
    ],
)
def test_a_question_is_judged(
    consultation: Consultation, council_drafter: User, typed: dict[str, str], told: str
) -> None:
    answer = ask(council_drafter, **typed)
    assert (answer.status_code, told in said(answer)) == (200, True)
    assert Enquiry.objects.count() == 0


def test_a_question_about_everything(
    consultation: Consultation, council_approver: User, client: Client, desk: Desk
) -> None:
    assert ask(council_approver, about="").status_code == 303
    row = Enquiry.objects.get()
    assert row.proposal is None
    Asked(desk, row).answered()
    assert "London Borough of Redbridge about the whole consultation" in said(client.get(PUBLIC))
    page = client.get("/consultations/front-counters/proposals/ilford/").content.decode()
    assert PUBLIC in page


def test_after_the_close_nothing_is_asked_and_what_was_asked_is_still_answered(
    asked: Asked, council_drafter: User, consultation: Consultation
) -> None:
    with time_machine.travel("2027-02-15 00:00", tick=False):
        for answer in (as_(council_drafter).get(f"{OWN}new/"), ask(council_drafter)):
            assert "The consultation closed at 11:59pm on Sunday 14 February 2027" in said(answer)
        assert "The consultation closed" in said(as_(council_drafter).get(OWN))
        asked.desk.client.force_login(User.objects.get(name="Olive Owner"))
        asked.answered()
    assert Enquiry.objects.count() == 1


def test_one_that_is_published_and_not_open_yet_can_be_asked_about(
    consultation: Consultation, council_drafter: User
) -> None:
    with time_machine.travel(consultation.opens_at.replace(day=1), tick=False):
        assert consultation.is_coming_at(timezone.now())
        assert ask(council_drafter).status_code == 303


def test_a_draft_does_not_exist_for_anybody_else(
    consultation: Consultation, council_drafter: User, client: Client
) -> None:
    made = factories.ConsultationFactory(slug="quiet", state="DRAFT")
    council = Organisation.objects.get(slug="redbridge")
    own = as_(council_drafter)
    assert client.get("/consultations/quiet/questions-and-answers/").status_code == 404
    assert own.get("/organisation/enquiries/quiet/").status_code == 404
    assert own.post("/organisation/enquiries/quiet/new/", {"text": QUESTION}).status_code == 404
    with pytest.raises(Refused, match="The consultation is a draft"):
        actions.ask(
            consultation=made, organisation=council,
            proposal=None, text=QUESTION, by=council_drafter, at=NOW,
        )  # fmt: skip


def test_twenty_may_wait(
    consultation: Consultation, council_drafter: User, council: Organisation, desk: Desk
) -> None:
    for _number in range(20):
        factories.EnquiryFactory(consultation=consultation, organisation=council)
    told = "20 questions of London Borough of Redbridge wait for an answer."
    assert told in said(as_(council_drafter).get(f"{OWN}new/"))
    late = ask(council_drafter)
    assert (told in said(late), f"{QUESTION}</textarea>" in late.content.decode()) == (True, True)
    first = Enquiry.objects.earliest("pk")
    Asked(desk, first).answered()
    assert ask(council_drafter).status_code == 303


def test_who_may_ask_read_and_answer(
    asked: Asked, merton: Organisation, council_observer: User, moderator: User
) -> None:
    assert QUESTION in said(as_(council_observer).get(OWN))
    assert f'href="{OWN}new/"' not in as_(council_observer).get(OWN).content.decode()
    assert ask(council_observer).status_code == 403
    elsewhere = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person
    assert QUESTION not in said(as_(elsewhere).get(OWN))
    for person in (council_observer, elsewhere, moderator, asked.row.asked_by):
        assert as_(person).get(asked.page).status_code == 404
        assert as_(person).post(asked.page, {"text": "No.", "after": "0"}).status_code == 404
        assert as_(person).get(BOARD).status_code == 403
    assert ask(moderator).status_code == 404
    assert asked.desk.client.get("/staff/enquiries/999/answer/").status_code == 404
    told = {"enquiry": asked.row, "text": "No.", "after": 0, "by": elsewhere, "at": NOW}
    with pytest.raises(Refused, match="You need another role to invite organisations"):
        actions.answer(**told)
    with pytest.raises(Refused, match="You do not act for London Borough of Redbridge"):
        actions.ask(
            consultation=asked.row.consultation, organisation=asked.row.organisation,
            proposal=None, text="Ours?", by=elsewhere, at=NOW,
        )  # fmt: skip
    assert (Enquiry.objects.count(), EnquiryAnswer.objects.count()) == (1, 0)


def test_where_the_asker_has_left_those_who_are_there_are_told(
    asked: Asked, council_approver: User, council_observer: User, council_drafter: User
) -> None:
    as_(council_drafter).post("/organisation/leave/")
    asked.answered()
    told = Message.objects.filter(kind="enquiry-answer").values_list("to", flat=True)
    assert set(told) == {council_approver.email, council_observer.email}


def test_an_owner_who_is_not_in_use_any_more_is_not_told(
    consultation: Consultation, owner: User, council_drafter: User
) -> None:
    gone = factories.GrantFactory(role="OWNER", person__is_active=False).person
    former = factories.GrantFactory(role="OWNER", revoked_at=NOW, revoked_by=owner).person
    assert ask(council_drafter).status_code == 303
    told = set(Message.objects.values_list("to", flat=True))
    assert told == {owner.email}
    assert not told & {gone.email, former.email}


def test_markup_is_shown_as_it_was_typed(asked: Asked, client: Client) -> None:
    asked.answered("<b>None</b>")
    assert "&lt;b&gt;None&lt;/b&gt;" in client.get(PUBLIC).content.decode()
    row = factories.EnquiryFactory(consultation=asked.row.consultation, text="<script>x</script>")
    assert "<script>x" not in asked.desk.client.get(Asked(asked.desk, row).page).content.decode()
