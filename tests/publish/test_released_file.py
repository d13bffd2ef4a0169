"""The file of all published answers: what it holds, who need not read it anew, and how it ends."""

import csv
import io
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import Consultation, Proposal, Response, User
from consultation.publish import released_file
from consultation.publish.released_file import TakenTooSlowly
from consultation.spreadsheets import NOT_WHOLE
from consultation.states import move
from stations.models import Borough, Station
from tests import factories
from tests.moderate.marks import WORDS, release
from tests.processes import database_url

Send = Callable[..., Response]
SITE = WSGIHandler()  # it puts the middleware together once


def fetched(client: Client, consultation: Consultation, **headers: str) -> Any:
    return client.get(reverse("published-file", args=[consultation.slug]), headers=headers)


def rows_of(client: Client, consultation: Consultation) -> list[dict[str, str]]:
    answer = client.get(reverse("published-file", args=[consultation.slug]))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{consultation.slug}-responses.csv"'
    )
    sent = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent, newline="")))


def test_the_file_holds_every_public_answer(
    client: Client, consultation: Consultation, told: Response
) -> None:
    rows = rows_of(client, consultation)
    assert list(rows[0]) == [name for name, _meaning in released_file.COLUMNS]
    assert [(one["question"], one["answer"]) for one in rows] == [
        ("stance", "Oppose"),
        ("reasons", WORDS.replace("Rosa Okafor", "[personal details removed]")),
        ("instead", "'=1+1 <b>No</b>"),
    ]
    assert {
        name: rows[1][name] for name in rows[1] if name not in ("answer", "question")
    } == {
        "response": str(told.pk), "received_on": "2026-11-23", "channel": "ONLINE",
        "capacity": "MYSELF", "place": "BOROUGH", "borough": "Merton", "language": "en",
        "words_withheld": "no", "station": "Barkingside", "station_borough": "Redbridge",
        "proposal": "CLOSE", "wording": "1", "place_in_order": "0", "redactions": "1",
    }  # fmt: skip
    assert rows[2]["station"] == ""


@pytest.mark.parametrize("words", ["=1+1", "+44", "-x", "@a", "'x"])
def test_no_cell_is_a_formula(
    client: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime, words: str,
) -> None:  # fmt: skip
    release(send_response(consultation, about=[proposal], reasons=words), by=moderator, at=now)
    assert rows_of(client, consultation)[1]["answer"] == f"'{words}"


def test_the_file_of_nothing_has_its_heading(client: Client, consultation: Consultation) -> None:
    assert rows_of(client, consultation) == []


# Who has it already.


def test_who_has_it_is_told_so_and_no_answer_is_read(
    client: Client, consultation: Consultation, told: Response
) -> None:
    first = fetched(client, consultation)
    assert (first.status_code, first["Access-Control-Allow-Origin"]) == (200, "*")
    address = reverse("published-file", args=[consultation.slug])
    with CaptureQueriesContext(connection) as queries:
        same = fetched(client, consultation, if_none_match=first["ETag"])
        asked = client.head(address)
    assert (same.status_code, same.content) == (304, b"")
    assert (asked.status_code, b"".join(asked)) == (200, b"")
    assert asked.headers == first.headers
    for one in (same, asked):
        told_of = [one[name] for name in ("ETag", "Cache-Control", "X-Robots-Tag")]
        assert told_of == [first["ETag"], "no-store", "noindex, noarchive"]
        assert one["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in one["Access-Control-Expose-Headers"]
    assert len(queries) == 6
    assert not [one for one in queries if "publishedanswer" in one["sql"]]


def test_a_server_that_is_asked_for_the_head_alone_reads_no_answer(
    consultation: Consultation, told: Response
) -> None:
    """The client of other tests drops the body before anybody reads it; servers read it first."""
    address = reverse("published-file", args=[consultation.slug])
    with CaptureQueriesContext(connection) as queries:
        assert list(SITE.get_response(RequestFactory().head(address))) == []
    assert len(queries) == 3


def taken_back(told: Response, by: User, at: datetime) -> None:
    move(told, "RECEIVED", by=by, at=at)


def a_counter_has_another_name(told: Response, by: User, at: datetime) -> None:
    Station.objects.filter(slug="barkingside").update(name="Barkingside High Street")


def a_borough_has_another_name(told: Response, by: User, at: datetime) -> None:
    Borough.objects.filter(slug="merton").update(name="Royal Merton")


def another_thing_is_proposed(told: Response, by: User, at: datetime) -> None:
    Proposal.objects.filter(station__slug="barkingside").update(kind="KEEP")


CHANGES = [
    taken_back, a_counter_has_another_name, a_borough_has_another_name, another_thing_is_proposed,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_who_has_what_was_changed_gets_it_anew(
    client: Client, consultation: Consultation, told: Response, moderator: User, now: datetime,
    change: Callable[[Response, User, datetime], None],
) -> None:  # fmt: skip
    first = fetched(client, consultation)
    was = b"".join(first)
    change(told, moderator, now)
    anew = fetched(client, consultation, if_none_match=first["ETag"])
    assert anew.status_code == 200
    assert anew["ETag"] != first["ETag"]
    assert b"".join(anew) != was


def test_what_is_released_elsewhere_is_no_change_of_it(
    client: Client, consultation: Consultation, told: Response, closed_consultation: Consultation,
    proposal: Proposal, moderator: User, now: datetime, send_response: Send,
) -> None:  # fmt: skip
    etag = fetched(client, consultation)["ETag"]
    release(factories.ResponseFactory(consultation=closed_consultation), by=moderator, at=now)
    assert fetched(client, consultation)["ETag"] == etag
    release(send_response(consultation, about=[proposal]), by=moderator, at=now)
    assert fetched(client, consultation)["ETag"] != etag


# What the database does meanwhile, and a file that is not whole.

commits = pytest.mark.django_db(transaction=True)


def begun(client: Client, consultation: Consultation) -> tuple[Any, StreamingHttpResponse]:
    """The file after its heading and its first row, and what sends it."""
    answer = fetched(client, consultation)
    pieces = iter(answer)
    next(pieces)
    assert next(pieces).endswith(b"Oppose,0\r\n")
    return pieces, answer


def state_of_ours() -> str:
    """What another session sees of ours."""
    ours = connection.connection.info.backend_pid
    with psycopg.connect(database_url()) as other:
        read = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        row = other.execute(read, [ours]).fetchone()
    return row[0] if row else "gone"


@pytest.fixture
def row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(released_file, "AT_ONCE", 1)


@commits
def test_no_row_is_kept_that_nobody_has_read_yet(
    client: Client, consultation: Consultation, told: Response, row_by_row: None
) -> None:
    _pieces, answer = begun(client, consultation)
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_holdable FROM pg_cursors WHERE name LIKE '_django_curs_%'")
        assert cursor.fetchall() == [(False,)]
    answer.close()


@commits
@pytest.mark.parametrize("whole", [True, False])
def test_the_database_is_free_once_it_was_read_or_nobody_reads_on(
    client: Client, consultation: Consultation, told: Response, row_by_row: None, *, whole: bool
) -> None:
    pieces, answer = begun(client, consultation)
    assert state_of_ours() == "idle in transaction"
    if whole:
        assert len(list(pieces)) == 2
    else:
        answer.close()
    assert state_of_ours() == "idle"


@commits
def test_a_pause_that_is_too_long_frees_it_too_and_the_file_says_that_it_is_not_whole(
    client: Client, consultation: Consultation, told: Response, row_by_row: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    whole = b"".join(fetched(client, consultation))
    monkeypatch.setattr(released_file, "PAUSE", "50ms")
    pieces, _answer = begun(client, consultation)
    for _turn in range(3_000):
        if state_of_ours() == "gone":
            break
        time.sleep(0.01)
    assert next(pieces) == NOT_WHOLE
    with pytest.raises(DatabaseError, match="idle-in-transaction timeout"):
        next(pieces)
    monkeypatch.undo()
    assert b"".join(fetched(client, consultation)) == whole


def test_whoever_takes_too_long_for_all_of_it_is_told_that_it_is_not_whole(
    client: Client, consultation: Consultation, told: Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released_file, "LONGEST", -1.0)
    pieces = iter(fetched(client, consultation))
    sent = next(pieces) + next(pieces)
    assert sent.splitlines()[1:] == [NOT_WHOLE]
    with pytest.raises(TakenTooSlowly):
        next(pieces)
    with pytest.raises(csv.Error, match="unexpected end of data"):
        list(csv.reader(io.StringIO(sent.decode()), strict=True))
