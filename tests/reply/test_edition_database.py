"""How the database lets an edition go on: by the moves of the lifecycle, and by nothing else."""

from contextlib import suppress
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction

from consultation.models import FormalReply, FormalReplyState
from consultation.reply import actions
from consultation.states import MOVES
from tests import factories
from tests.conftest import NOW
from tests.factories.nouns import THEN
from tests.house.test_database import refused
from tests.reply.signing import Council

pytestmark = pytest.mark.django_db
TABLE = "consultation_formalreply"


def in_state(state: str) -> FormalReply:
    """An edition beside its signed text, so that only the move itself can be refused."""
    made: FormalReply = factories.FormalReplyFactory(
        state=state, asked_by=factories.UserFactory(), asked_at=THEN,
        ended_reason="An error." if state == "WITHDRAWN" else "",
    )  # fmt: skip
    factories.SignedReplyFactory(reply=made)
    return made


def moves(reply: FormalReply, to: str) -> bool:
    """Whether a plain UPDATE moves it there; nothing of it stays."""
    reason = ", ended_reason = 'Another.'" if to == "WITHDRAWN" else ""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET state = '{to}'{reason} WHERE id = {reply.pk}")
        transaction.set_rollback(True)
        return cursor.rowcount == 1
    return False


def test_the_database_has_the_moves_of_the_lifecycle_and_no_other() -> None:
    every = list(FormalReplyState)
    editions = {state: in_state(state) for state in every}
    found = {(was, to) for was, to in permutations(every, 2) if moves(editions[was], to)}
    assert found == set(MOVES[FormalReply])


def test_what_is_signed_is_not_unsigned(redbridge: Council) -> None:
    reply = redbridge.signed().reply
    for to in ("DRAFT", "RETURNED", "AWAITING_APPROVAL", "SET_ASIDE"):
        said = f"formal reply {reply.pk}: what is SIGNED does not become {to}"
        assert refused(f"UPDATE {TABLE} SET state = '{to}'") == said


def test_nothing_becomes_signed_without_its_signed_text(redbridge: Council) -> None:
    reply = redbridge.waiting()
    said = f"formal reply {reply.pk}: no text of it is signed"
    assert refused(f"UPDATE {TABLE} SET state = 'SIGNED'") == said
    assert redbridge.now(redbridge.sign(reply).reply).state == "SIGNED"


def test_why_it_ended_is_written_only_as_it_ends(redbridge: Council) -> None:
    reply = redbridge.drafted()
    said = f"formal reply {reply.pk}: a reason is written only as it ends"
    assert refused(f"UPDATE {TABLE} SET ended_reason = 'x'") == said
    moving = "state = 'AWAITING_APPROVAL', asked_at = now(), asked_by_id = begun_by_id"
    assert refused(f"UPDATE {TABLE} SET ended_reason = 'x', {moving}") == said
    # In force, and on its way to be replaced.
    signed = redbridge.sign(_asked(redbridge, reply)).reply
    assert refused(f"UPDATE {TABLE} SET ended_reason = 'x'") == said
    assert refused(f"UPDATE {TABLE} SET ended_reason = 'x', state = 'SUPERSEDED'") == said
    assert redbridge.now(signed).ended_reason == ""


def _asked(redbridge: Council, reply: FormalReply) -> FormalReply:
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)
    return redbridge.now(reply)
