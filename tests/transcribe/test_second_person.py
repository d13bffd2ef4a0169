"""Nobody checks what they typed any of: on the page, in the action, in the database."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consultation.models import (
    Consultation,
    Proposal,
    Response,
    Role,
    Transcription,
    User,
)
from consultation.states import Refused
from consultation.transcribe import actions
from tests.conftest import NOW, account
from tests.house.test_database import refused
from tests.transcribe.conftest import Desk


def test_nobody_checks_their_own(typist: Desk, waiting: Transcription) -> None:
    said = "You typed this in, so somebody else has to check it."
    page = typist.get("transcription-check", waiting.pk)
    assert said in page
    assert "Accept this response" not in page
    for act in ("accept", "return"):
        answer = typist.check(waiting, act, reason="No.", seen="1")
        assert (answer.status_code, said in answer.content.decode()) == (409, True)
    own: dict[str, Any] = {"transcription": waiting, "seen": 1, "by": typist.person, "at": NOW}
    with pytest.raises(Refused, match="somebody else has to check"):
        actions.accept(**own)
    with pytest.raises(Refused, match="somebody else has to check"):
        actions.send_back(reason="No.", **own)
    assert Response.objects.count() == 0


def test_whoever_began_it_does_not_check_it_either(
    typist: Desk, checker: Desk, superuser: User, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    checker.type(made, p__stance="OPPOSE")
    assert typist.check(made, seen="1").status_code == 409
    assert checker.check(made, seen="1").status_code == 409
    assert Desk(superuser, consultation).check(made).status_code == 302


def test_whoever_typed_in_between_does_not_check_it_either(
    typist: Desk, checker: Desk, superuser: User, consultation: Consultation, proposal: Proposal
) -> None:
    """Mo begins, Olive types everything, Sue only presses the button: Olive has checked nothing."""
    made, third = typist.begin(proposal), Desk(superuser, consultation)
    checker.type(made, "save", p__stance="OPPOSE", p__reasons="Too far.")
    third.type(made, p__stance="OPPOSE", p__reasons="Too far.")
    made.refresh_from_db()
    assert (made.state, made.typed_by) == ("AWAITING_CHECK", superuser)
    assert "Accept this response" not in checker.get("transcription-check", made.pk)
    for desk in (typist, checker, third):
        answer = desk.check(made, seen=made.version)
        said = "You typed this in, so somebody else has to check it."
        assert (answer.status_code, said in answer.content.decode()) == (409, True)
        with pytest.raises(Refused, match="somebody else has to check"):
            actions.accept(transcription=made, seen=made.version, by=desk.person, at=NOW)
    assert Response.objects.count() == 0
    fourth = Desk(account(Role.MODERATOR, "Flo"), consultation)
    assert fourth.check(made).status_code == 302


def test_the_database_refuses_a_check_of_ones_own(waiting: Transcription, checker: Desk) -> None:
    typists = [*waiting.typists, checker.person.pk]
    Transcription.objects.filter(pk=waiting.pk).update(typists=typists)
    with pytest.raises(IntegrityError, match="checked_by_another"), transaction.atomic():
        Transcription.objects.update(checked_by=checker.person, checked_at=NOW)


def test_the_database_forgets_nobody_who_typed(waiting: Transcription, checker: Desk) -> None:
    for column in ("begun_by_id", "typed_by_id"):
        with pytest.raises(IntegrityError, match="typists_named"), transaction.atomic():
            Transcription.objects.update(**{column: checker.person.pk})
    said = f"transcription {waiting.pk}: whoever typed any of it stays named"
    assert refused("UPDATE consultation_transcription SET typists = '{}'") == said
