"""What the database refuses about signed replies: any plain UPDATE, DELETE and TRUNCATE."""

import pytest
from django.conf import settings
from django.db import connection

from consultation.models import SignedReply
from tests import factories
from tests.conftest import NOW
from tests.house.test_database import refused
from tests.reply.signing import Council

pytestmark = pytest.mark.django_db
CHANGES = {
    "signedreply": ("text = 'x'", "digest = repeat('0', 64)", "interim = true", "late = true"),
    "ratification": ("authority_reference = 'x'", "authority_on = '2026-01-01'"),
    "replyreturn": ("reasons = 'x'", "digest = repeat('1', 64)"),
    "sectionversion": ("content = '{}'", "number = 9", "done = true"),
    "replysection": ("kind = 'HEARING'",),
}


@pytest.fixture
def whole(redbridge: Council) -> SignedReply:
    """Signed after it was sent back once, interim, and ratified."""
    signed = redbridge.signed(whom="the Cabinet")
    redbridge.ratify(signed)
    factories.ReplyReturnFactory(reply=signed.reply)
    return signed


def test_it_is_tried_as_the_role_of_the_application_with_its_triggers_on() -> None:
    """That role owns the tables here, and is a superuser: no lack of rights refuses for it.

    A superuser who switches the triggers off (session_replication_role) is not stopped.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert set(cursor.fetchone()) == {settings.DATABASES["default"]["USER"]}
        cursor.execute(
            "SELECT every.tablename FROM pg_tables every WHERE every.tablename = ANY(%s)"
            " AND NOT (has_table_privilege(every.tablename, 'UPDATE')"
            " AND has_table_privilege(every.tablename, 'DELETE')"
            " AND has_table_privilege(every.tablename, 'TRUNCATE'))",
            [[f"consultation_{name}" for name in CHANGES]],
        )
        assert cursor.fetchall() == []  # so whatever is refused below, a trigger refuses
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.parametrize("table", CHANGES)
def test_what_was_signed_refuses_update_delete_and_truncate(table: str, whole: SignedReply) -> None:
    name = f"consultation_{table}"
    said = f"{name} is append-only: "
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name}")
        (rows,) = cursor.fetchone()
    assert rows
    for change in CHANGES[table]:
        assert refused(f"UPDATE {name} SET {change}") == f"{said}UPDATE refused"
    assert refused(f"DELETE FROM {name}") == f"{said}DELETE refused"
    assert refused(f"TRUNCATE {name} CASCADE") == f"{said}TRUNCATE refused"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name}")
        assert cursor.fetchone() == (rows,)


def test_an_edition_that_is_signed_changes_only_its_state(whole: SignedReply) -> None:
    table = "consultation_formalreply"
    said = f"formal reply {whole.reply_id}: only how it goes on may be written"
    for change in (
        "number = 2",
        "asked_by_id = asked_by_id + 1",
        "asked_at = now()",
        "begun_at = now()",
        "replaces_id = id + 1",
        "organisation_id = organisation_id + 1",
    ):
        assert refused(f"UPDATE {table} SET {change}") == said
    assert refused(f"DELETE FROM {table}").endswith("DELETE refused")
    assert refused(f"TRUNCATE {table} CASCADE").endswith("TRUNCATE refused")


def test_one_that_has_ended_is_not_changed_at_all(redbridge: Council) -> None:
    signed = redbridge.signed()
    newer = redbridge.waiting()
    redbridge.sign(newer)
    where = f"WHERE id = {signed.reply_id}"
    said = f"formal reply {signed.reply_id}: it has ended and is not changed"
    for change in ("state = 'SIGNED'", "state = 'DRAFT'", "ended_reason = 'x'"):
        assert refused(f"UPDATE consultation_formalreply SET {change} {where}") == said


def test_nothing_is_added_to_the_text_of_a_reply_that_waits_or_is_signed(
    redbridge: Council,
) -> None:
    reply = redbridge.waiting()
    version = (
        "INSERT INTO consultation_sectionversion"
        " (section_id, number, content, done, merged, by_id, at)"
        " SELECT section_id, number + 1, content, done, merged, by_id, at"
        " FROM consultation_sectionversion LIMIT 1"
    )
    section = (
        "INSERT INTO consultation_replysection (reply_id, kind, proposal_id)"
        f" SELECT {reply.pk}, 'PROPOSAL', id FROM consultation_proposal ORDER BY id LIMIT 1"
    )
    for state in ("AWAITING_APPROVAL", "SIGNED"):
        for sql in (version, section):
            assert refused(sql) == f"a formal reply that is {state} is not written"
        if state == "AWAITING_APPROVAL":
            redbridge.sign(reply)


def test_the_response_of_a_signed_reply_and_its_answers_keep_too(whole: SignedReply) -> None:
    said = f"response {whole.response_id}: only its state may change"
    for change in ("reference = 'AAAA-BBBB-CCCC'", "organisation_id = NULL, kind = 'PUBLIC'"):
        assert refused(f"UPDATE consultation_response SET {change}") == said
    assert refused("DELETE FROM consultation_response").endswith("DELETE refused")
    assert refused("UPDATE consultation_answer SET text = 'x'").endswith("UPDATE refused")
    assert refused("DELETE FROM consultation_answer").endswith("DELETE refused")


def test_there_is_one_signature_and_one_ratification(redbridge: Council) -> None:
    signed = redbridge.signed(whom="the Cabinet")
    redbridge.ratify(signed)
    for table in ("signedreply", "ratification"):
        columns = {
            "signedreply": "reply_id, response_id, content, text, digest, authority,"
            " authority_reference, authority_on, signer_post, interim, ratified_by_whom, late,"
            " signed_by_id, signed_at",
            "ratification": "signed_id, authority, authority_reference, authority_on, by_id, at",
        }[table]
        name = f"consultation_{table}"
        again = refused(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {name}")
        assert again.startswith("duplicate key value violates unique constraint")
    assert signed.signed_at == NOW
