"""What happens at the same moment elsewhere: nothing is lost, kept too long or waited for."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import Client

from consultation.events import MACHINE, PUBLIC
from consultation.models import Attachment, Consultation, Draft, Proposal, Response, User
from consultation.publish import actions as publish
from consultation.respond import actions, content
from consultation.respond.content import Content, content_in_force
from consultation.respond.journey import Answers
from consultation.uploads.actions import sweep
from tests import factories
from tests.conftest import NOW
from tests.processes import database_url
from tests.respond.filing import add
from tests.respond.resident import Resident


def test_a_page_saved_while_the_rest_is_being_sent_is_not_lost(
    consultation: Consultation, proposal: Proposal
) -> None:
    begun = actions.begin(consultation=consultation, proposals=[proposal.pk], by=PUBLIC, at=NOW)
    answers = Answers(
        capacity="MYSELF", place="NOT_SAID", proposals=[proposal.pk], publish="WORDS",
        about={str(proposal.pk): {"stance": "OPPOSE"}},
    )  # fmt: skip
    draft = begun.draft
    actions.save(draft=draft, answers=answers, by=PUBLIC, at=NOW)
    seen = Draft.objects.get()
    answers.overall["instead"] = "Saved on another page."
    actions.save(draft=draft, answers=answers, by=PUBLIC, at=NOW)
    with pytest.raises(actions.Overtaken):
        actions.send(
            draft=seen, answers=Answers.read(seen.answers), content=Content.read(consultation),
            by=PUBLIC, at=NOW,
        )  # fmt: skip
    assert Response.objects.count() == 0
    assert Draft.objects.get().answers["overall"] == {"instead": "Saved on another page."}


def test_a_row_read_before_a_change_is_not_kept_as_what_is_asked_after_it(
    consultation: Consultation, owner: User
) -> None:
    before = Consultation.objects.get()
    to = consultation.closes_at + timedelta(days=7)
    publish.extend(consultation=consultation, to=to, reason="Why.", by=owner, at=NOW)
    content._kept.clear()
    assert content_in_force(before)[0].consultation.closes_at == to


@pytest.mark.django_db(transaction=True)
def test_answers_are_mixed_as_if_written_at_once_and_nobody_waits_for_it() -> None:
    asked = factories.EqualityQuestionFactory()
    consultation = factories.ConsultationFactory(equality_set=asked.set)
    for _person in range(5):
        factories.EqualityAnswerFactory(question=asked, consultation=consultation)
    with psycopg.connect(database_url()) as other:

        def writers() -> int:
            read = "SELECT count(DISTINCT xmin::text) FROM consultation_equalityanswer"
            row = other.execute(read).fetchone()
            assert row is not None
            return int(row[0])

        assert writers() == 5  # and holds on to the table, as a backup does
        started = time.monotonic()
        assert actions.mix_equality_answers(by=MACHINE, at=NOW) is False
        assert time.monotonic() - started < 5
        other.rollback()
        assert actions.mix_equality_answers(by=MACHINE, at=NOW) is True
        assert writers() == 1


def test_a_response_holds_so_many_files_and_no_more(
    at_files: Resident, consultation: Consultation
) -> None:
    draft = Draft.objects.get()
    factories.AttachmentFactory.create_batch(
        30, consultation=consultation, response=None, draft=draft
    )
    page = add(at_files).content.decode()
    assert "You have added all the files that one response can hold. Remove one first" in page
    assert Attachment.objects.count() == 30


def test_bytes_that_no_row_names_are_erased_after_a_day(at_files: Resident, settings: Any) -> None:
    add(at_files)
    root = Path(settings.FILES_ROOT)
    (kept,) = (one for one in root.rglob("*") if one.is_file())
    old, new = NOW.timestamp() - 90_000, NOW.timestamp() - 3_600
    names = {"ab" * 16: old, "cd" * 16: new, "unfinished-x": old, "unfinished-y": new}
    for name, written in {**names, "ef" * 32: old}.items():  # the last as a report is called
        place = root / name if name.startswith("un") else root / name[:2] / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"left behind")
        os.utime(place, (written, written))
    os.utime(kept, (old, old))
    sweep(by=MACHINE, at=NOW)
    left = {one.name for one in root.rglob("*") if one.is_file()}
    assert left == {kept.name, "cd" * 16, "unfinished-y", "ef" * 32}


@pytest.mark.parametrize("address", ["?about=%00", "?about=none"])
def test_an_address_that_names_no_counter(
    client: Client, consultation: Consultation, address: str
) -> None:
    page = client.get(f"/consultations/{consultation.slug}/respond/{address}")
    assert page.status_code == 200
