"""Lists of a million rows read the rows that they show, and of those the columns that they show."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Message, MessageKind, User
from tests import factories
from tests.plans import as_of_a_million

pytestmark = pytest.mark.django_db
ROWS = "/admin/consultation/bulkreviewrow/"
MESSAGES = "/admin/consultation/message/"


def fetched(client: Client, address: str, table: str) -> tuple[str, list[str]]:
    """The page, and the statements that read the table."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    read = [one["sql"] for one in captured.captured_queries if f'FROM "{table}"' in one["sql"]]
    return answer.content.decode(), read


def row_of(by: User, **more: Any) -> Any:
    whole = factories.ConsultationFactory(two_reviews=True)
    asked = factories.BulkReviewFactory(consultation=whole, asked_by=by, **more)
    return factories.BulkReviewRowFactory(
        bulk_review=asked, response=factories.ResponseFactory(consultation=whole)
    )


def test_rows_that_are_another_reviewers_are_not_gone_through(
    client: Client, moderator: User
) -> None:
    row_of(factories.UserFactory())
    client.force_login(moderator)
    page, read = fetched(client, ROWS, "consultation_bulkreviewrow")
    assert "0 " in page
    assert read == []


def test_of_verdicts_on_many_those_rows_are_shown_that_may_be(
    client: Client, moderator: User
) -> None:
    own, hidden = row_of(moderator), row_of(factories.UserFactory())
    open_to_all = row_of(factories.UserFactory(), verdict="QUARANTINE", reason="Look again.")
    by_one = factories.BulkReviewRowFactory()
    client.force_login(moderator)
    page, read = fetched(client, ROWS, "consultation_bulkreviewrow")
    for row in (own, open_to_all, by_one):
        assert f"{ROWS}{row.pk}/change/" in page
    assert f"{ROWS}{hidden.pk}/change/" not in page
    assert [one for one in read if "two_reviews" in one.partition(" WHERE ")[2]] == []
    assert client.get(f"{ROWS}{hidden.pk}/change/").status_code == 302  # as where there is none
    assert client.get(f"{ROWS}{own.pk}/change/").status_code == 200


def test_the_filters_of_emails_are_known_without_looking(client: Client, auditor: User) -> None:
    factories.MessageFactory(kind="link")
    client.force_login(auditor)
    page, read = fetched(client, MESSAGES, "consultation_message")
    for kind in MessageKind:
        assert f'href="?kind__exact={kind}"' in page
        assert kind.label in page
    assert [one for one in read if "DISTINCT" in one] == []
    assert len(read) == 1  # fifty of them: a page that is not full is counted by that


def test_a_list_of_emails_reads_neither_words_nor_addresses(client: Client, auditor: User) -> None:
    sent = factories.MessageFactory()
    client.force_login(auditor)
    for address in (MESSAGES, f"{MESSAGES}{sent.pk}/change/"):
        _page, read = fetched(client, address, "consultation_message")
        assert read
        for column in ("to", "subject", "body"):
            assert [one for one in read if f'"{column}"' in one] == []


@pytest.mark.parametrize("chosen", ["state__exact=FAILED", "kind__exact=no-approver"])
def test_rare_emails_are_found_by_an_index(client: Client, auditor: User, chosen: str) -> None:
    rare = factories.MessageFactory(state="FAILED", kind="no-approver")
    other = factories.MessageFactory()
    client.force_login(auditor)
    page, read = fetched(client, f"{MESSAGES}?{chosen}", "consultation_message")
    assert f"{MESSAGES}{rare.pk}/change/" in page
    assert f"{MESSAGES}{other.pk}/change/" not in page
    with connection.cursor() as cursor:
        as_of_a_million(cursor, Message)
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in read:
            cursor.execute(f"EXPLAIN {statement}")
            plan = " ".join(line for (line,) in cursor.fetchall())
            assert "message_not_taken" in plan or "message_of_a_rare_kind" in plan, plan
