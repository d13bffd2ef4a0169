"""Drafters write sections through their pages: alone, one after another, and at once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import (
    Consultation,
    FormalReply,
    Organisation,
    Role,
    SectionVersion,
    User,
)
from consultation.reply import actions
from tests import factories
from tests.conftest import NOW, account
from tests.reply.conftest import as_, events, said
from tests.reply.writing import Writer, newest, section_about, texts

pytestmark = pytest.mark.django_db
HOME = "/organisation/replies/front-counters/"


@pytest.fixture
def carl(draft: FormalReply, council_drafter: User) -> Writer:
    """A drafter, at the section about Barkingside."""
    return Writer(as_(council_drafter), section_about(draft, "barkingside"))


@pytest.fixture
def dora(draft: FormalReply) -> Writer:
    """A second drafter, at the same section."""

    return Writer(
        as_(account(Role.COUNCIL_DRAFTER, "Dora Drafter")), section_about(draft, "barkingside")
    )


def test_a_drafter_begins_the_reply_and_finds_the_counters_of_the_borough(
    council: Organisation, consultation: Consultation, council_drafter: User
) -> None:
    client = as_(council_drafter)
    assert "Begin the reply" in said(client.get(HOME))
    answer = client.post(f"{HOME}begin/")
    assert (answer.status_code, answer["Location"]) == (303, HOME)
    page = said(client.get(HOME))
    for title in ("Our view as a whole", "Barkingside, Redbridge: close", "Ilford, Redbridge"):
        assert title in page
    assert "Mitcham" not in page
    reply = FormalReply.objects.get()
    assert events("formal_reply.begun") == [
        (f"formalreply:{reply.pk}", council_drafter.pk, {"organisation": council.pk, "edition": 1})
    ]
    assert "A reply is being written already." in said(client.get(f"{HOME}begin/"))


def test_what_is_written_is_kept_with_who_wrote_it(carl: Writer, council_drafter: User) -> None:
    answer = carl.open().send(
        position="OPPOSE", heading_0="Buses", text_0="Ilford is two buses away.\r\n", done="yes",
        then="reply",
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (303, HOME)
    saved = newest(carl.section)
    assert (saved.number, saved.by, saved.done) == (1, council_drafter, True)
    assert texts(carl.section) == [("Buses", "Ilford is two buses away.")]
    page = said(carl.client.get(HOME))
    assert "Opposes it. Last saved by Carl Drafter" in page
    assert "Completed" in page


def test_saving_the_same_again_is_no_new_version(carl: Writer) -> None:
    carl.open().send(text_0="Too far.")
    carl.open().send()
    assert SectionVersion.objects.count() == 1


def test_passages_are_added_moved_and_removed(carl: Writer) -> None:
    answer = carl.open().send(text_0="First.", then="more")
    assert answer["Location"] == f"{carl.address}?more=1#last"
    carl.open("?more=1").send(text_1="Second.", then="more")
    assert texts(carl.section) == [("", "First."), ("", "Second.")]
    carl.open().send(up=carl.keys[1])
    assert texts(carl.section) == [("", "Second."), ("", "First.")]
    carl.open().send(remove=carl.keys[0])
    assert texts(carl.section) == [("", "First.")]
    carl.open().send(text_0="")
    assert texts(carl.section) == []


def test_changes_in_different_places_are_put_together(carl: Writer, dora: Writer) -> None:
    carl.open().send(heading_0="Buses", text_0="Two buses.\n\nThe last goes at ten.")
    carl.open()
    dora.open()
    dora.send(text_0="Three buses.\n\nThe last goes at ten.")
    answer = carl.send(position="OPPOSE", text_0="Two buses.\n\nThe last goes at nine.")
    assert (answer.status_code, answer["Location"]) == (303, carl.address)
    assert texts(carl.section) == [("Buses", "Three buses.\n\nThe last goes at nine.")]
    assert newest(carl.section).merged
    told = "Dora Drafter saved this section at 12:00pm too. Both changes are kept: read it once"
    assert told in said(carl.client.get(carl.address))


def clashing(carl: Writer, dora: Writer) -> Any:
    """Both change the same sentence; Carl's answer."""
    carl.open().send(heading_0="Buses", text_0="Two buses.")
    carl.open()
    dora.open().send(text_0="Three buses.")
    return carl.send(text_0="One train.", position="OPPOSE", done="yes")


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ("theirs", "Three buses."),
        ("mine", "One train."),
        ("both", "Three buses.\n\nOne train."),
    ],
)
def test_where_two_wrote_in_one_place_a_person_chooses(
    carl: Writer, dora: Writer, keep: str, expected: str
) -> None:
    answer = clashing(carl, dora)
    assert answer.status_code == 409
    page = said(answer)
    assert "Dora Drafter saved this section at 12:00pm, after you had opened it." in page
    assert "The text under “Buses”" in page
    assert newest(carl.section).number == 2  # nothing of Carl's is saved unseen
    fields = merge_fields(answer)
    again = carl.client.post(carl.address, fields)
    assert again.status_code == 409
    assert "The text under “Buses”: select which should stay" in said(again)
    (name,) = [one.name for one in answer.context["form"]]
    saved = carl.client.post(carl.address, fields | {name: keep})
    assert (saved.status_code, saved["Location"]) == (303, carl.address)
    assert texts(carl.section) == [("Buses", expected)]
    version = newest(carl.section)
    assert (version.number, version.merged, version.done) == (3, True, True)
    assert version.content["position"] == "OPPOSE"


def merge_fields(answer: Any) -> dict[str, str]:
    """What the merge page sends, nothing chosen."""
    mine = answer.context["mine"]
    found = {name: str(answer.context[name]) for name in ("seen", "theirs", "done")}
    found |= {"passages": answer.context["keys"], "position": mine.position}
    for one in mine.passages:
        found |= {f"{one.key}-heading": one.heading, f"{one.key}-text": one.text}
    return found


def test_a_third_who_saves_while_two_are_put_together_is_not_lost(
    carl: Writer, dora: Writer
) -> None:
    answer = clashing(carl, dora)
    (name,) = [one.name for one in answer.context["form"]]
    dora.open().send(position="CONDITIONAL", text_0="Three buses.")
    second = carl.client.post(carl.address, merge_fields(answer) | {name: "both"})
    assert second.status_code == 409
    assert [clash.where for clash, _field in second.context["clashes"]] == ["The position"]
    chosen = {"which-position": "mine"}
    third = carl.client.post(carl.address, merge_fields(second) | chosen)
    assert third.status_code == 303
    assert newest(carl.section).content["position"] == "OPPOSE"
    assert texts(carl.section) == [("Buses", "Three buses.\n\nOne train.")]


def test_saving_quietly_tells_the_page(carl: Writer, dora: Writer) -> None:
    answer = carl.open().send(text_0="Two buses.", save="quietly")
    assert answer.json() == {"told": "Saved at 12:00pm", "seen": 1}
    dora.open()
    carl.open().send(text_0="Three buses.", save="quietly")
    answer = dora.send(text_0="One train.", save="quietly")
    assert answer.status_code == 409
    assert answer.json()["told"] == (
        "Carl Drafter saved this section at 12:00pm meanwhile. Your text is kept here: save to see "
        "both."
    )
    assert texts(carl.section) == [("", "Three buses.")]
    answer = carl.open().send(text_0="x" * 20_001, save="quietly")
    assert answer.status_code == 422
    assert answer.json() == {"told": "Your answer must be 20,000 characters or less"}


def test_too_long_a_text_is_told_and_kept_on_the_page(carl: Writer) -> None:
    answer = carl.open().send(text_0="x" * 20_001)
    assert answer.status_code == 200
    assert "Your answer must be 20,000 characters or less" in said(answer)
    assert "x" * 20_001 in answer.content.decode()
    assert not SectionVersion.objects.exists()


def test_nothing_is_written_while_approval_is_asked_for(
    carl: Writer, draft: FormalReply, council_drafter: User
) -> None:
    carl.open().send(text_0="Two buses.")
    carl.open()
    actions.ask_approval(reply=draft, by=council_drafter, at=NOW)
    answer = carl.send(text_0="Three buses.")
    assert answer.status_code == 409
    assert "waits for approval, so it cannot be changed" in said(answer)
    assert "Three buses." in answer.content.decode()
    assert texts(carl.section) == [("", "Two buses.")]
    quiet = carl.send(text_0="Three buses.", save="quietly")
    assert quiet.status_code == 422
    assert "cp-drafting" not in carl.client.get(carl.address).content.decode()


def test_observers_read_and_others_find_nothing(
    carl: Writer, council_observer: User, superuser: User, owner: User
) -> None:
    carl.open().send(text_0="Two buses.")
    observer = as_(council_observer)
    page = said(observer.get(carl.address))
    assert "Two buses." in page
    assert "You need another role to draft a council's formal reply." in page
    assert observer.post(carl.address, {"seen": "1"}).status_code == 409
    assert texts(carl.section) == [("", "Two buses.")]
    merton = factories.OrganisationFactory(name="London Borough of Merton", slug="merton")
    stranger = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person
    for person in (superuser, owner, stranger):
        for page in ("", "history/", "history/1/", "notes/", "notes/1/"):
            assert as_(person).get(f"{carl.address}{page}").status_code == 404
        assert as_(person).post(carl.address, {"seen": "1"}).status_code == 404
    assert Client().get(carl.address).status_code == 302


def test_who_wrote_what_is_shown_by_sittings(carl: Writer, dora: Writer) -> None:
    carl.open().send(heading_0="Buses", text_0="Ilford is two buses away.")
    carl.open().send(text_0="Ilford is three buses away.")
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        dora.client.force_login(User.objects.get(name="Dora Drafter"))
        dora.open().send(position="OPPOSE")
        answer = dora.client.get(f"{dora.address}history/")
    sittings = answer.context["sittings"]
    assert [(one.by.name, one.savings, one.last.number) for one in sittings] == [
        ("Dora Drafter", 1, 3), ("Carl Drafter", 2, 2),
    ]  # fmt: skip
    assert [one.where for one in sittings[0].changes] == ["Position"]


def test_an_earlier_text_comes_back_as_a_new_version(carl: Writer) -> None:
    carl.open().send(text_0="Two buses.")
    carl.open().send(text_0="")
    answer = carl.client.post(f"{carl.address}history/1/", {"seen": "2"})
    assert (answer.status_code, answer["Location"]) == (303, carl.address)
    assert texts(carl.section) == [("", "Two buses.")]
    assert newest(carl.section).number == 3
    assert carl.client.get(f"{carl.address}history/9/").status_code == 404


def test_notes_are_left_and_settled_and_never_in_the_text(
    carl: Writer, draft: FormalReply, council_observer: User
) -> None:
    answer = carl.client.post(f"{carl.address}notes/", {"text": "Ask transport."})
    assert (answer.status_code, answer["Location"]) == (303, f"{carl.address}#notes")
    assert "Ask transport." in said(carl.client.get(carl.address))
    assert "1 open note" in said(carl.client.get(HOME))
    assert "Enter a note" in said(carl.client.post(f"{carl.address}notes/", {"text": " "}))
    assert "Ask transport." not in said(carl.client.get(f"{HOME}whole/"))
    assert as_(council_observer).post(f"{carl.address}notes/", {"text": "x"}).status_code == 403
    (note,) = carl.section.notes.all()
    settled = carl.client.post(f"{carl.address}notes/{note.pk}/")
    assert settled["Location"] == f"{carl.address}#notes"
    page = said(carl.client.get(carl.address))
    assert "Settled by Carl Drafter" in page
    twice = carl.client.post(f"{carl.address}notes/{note.pk}/", follow=True)
    assert "Somebody else settled this note already." in said(twice)


def test_a_position_on_a_counter_elsewhere(draft: FormalReply, council_drafter: User) -> None:
    client = as_(council_drafter)
    page = client.get(f"{HOME}proposals/")
    assert "Merton: Mitcham" in said(page)
    assert "Redbridge: Barkingside" not in said(page)
    mitcham = draft.consultation.proposals.get(station__slug="mitcham")
    answer = client.post(f"{HOME}proposals/", {"proposal": mitcham.pk})
    section = section_about(draft, "mitcham")
    assert answer["Location"] == f"{HOME}sections/{section.pk}/"
    refused = client.post(f"{HOME}proposals/", {"proposal": "999"})
    assert "Select a front counter from the list" in said(refused)


def test_the_page_of_the_reply_asks_as_much_for_one_section_as_for_many(
    draft: FormalReply, council_drafter: User
) -> None:
    client = as_(council_drafter)

    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for section in draft.sections.all():
        for number in (1, 2):
            factories.SectionVersionFactory(section=section, number=number)
        factories.ReplyNoteFactory(section=section)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert len(few) == len(many)


def test_an_earlier_text_is_not_brought_back_over_one_that_nobody_saw(
    carl: Writer, dora: Writer
) -> None:
    carl.open().send(text_0="Two buses.")
    carl.open().send(text_0="Three buses.")
    dora.open().send(text_0="Four buses.")
    answer = carl.client.post(f"{carl.address}history/1/", {"seen": "2"})
    assert "Dora Drafter saved this section after you had looked at it." in said(answer)
    assert texts(carl.section) == [("", "Four buses.")]


def test_what_is_typed_into_an_edition_that_was_set_aside_is_shown_back(
    carl: Writer, draft: FormalReply, council_drafter: User
) -> None:
    carl.open()
    actions.set_aside(reply=draft, by=council_drafter, at=NOW)
    actions.begin(
        organisation=draft.organisation, consultation=draft.consultation, by=council_drafter,
        at=NOW,
    )  # fmt: skip
    answer = carl.send(text_0="Two buses.")
    assert answer.status_code == 409
    assert "This edition is finished." in said(answer)
    assert "Two buses." in answer.content.decode()
    quiet = carl.send(text_0="Two buses.", save="quietly")
    assert (quiet.status_code, quiet.json()["told"]) == (
        422, "This edition is finished. Begin a new one to say something else.",
    )  # fmt: skip


def test_whoever_wrote_in_a_second_tab_is_not_asked_about_themselves(carl: Writer) -> None:
    carl.open().send(heading_0="Buses", text_0="Two buses.")
    seen = dict(carl.open().fields)
    carl.send(text_0="Three buses.", position="OPPOSE")
    carl.fields = seen
    answer = carl.send(text_0="Four buses.")
    assert (answer.status_code, answer["Location"]) == (303, carl.address)
    assert texts(carl.section) == [("Buses", "Four buses.")]
    assert newest(carl.section).content["position"] == "OPPOSE"


def test_more_parts_than_a_section_holds_are_told_and_none_is_cut_off(
    carl: Writer, draft: FormalReply
) -> None:
    many = [{"key": f"k{one}", "heading": "", "text": f"Part {one}."} for one in range(53)]
    content = {"position": "", "passages": many}
    factories.SectionVersionFactory(section=carl.section, content=content)
    answer = carl.open().send(text_0="Changed.")
    assert answer.status_code == 200
    assert "A section holds up to 50 parts, and this one has 53." in said(answer)
    assert "Part 52." in answer.content.decode()
    assert len(texts(carl.section)) == 53
    carl.open().send(text_50="", text_51="", text_52="")
    assert len(texts(carl.section)) == 50
