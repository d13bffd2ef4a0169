"""What stands in the log, and what never does."""

import json
import logging
import logging.config
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from celery.exceptions import Reject
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from consultation import emails, logs
from consultation.models import Consultation, Proposal, User
from tests.conftest import PASSWORD
from tests.respond.resident import Resident
from tests.respond.test_returning import link_in

EMAIL = "canary.quill@example.com"
WORDS = "Quillfeather canary words"
CODED = "quillfeather"  # in an address, a search, a host, a password
CANARIES = ("quill", PASSWORD)


@pytest.fixture
def log(settings: Any) -> Iterator[StringIO]:
    """The log, as the settings have it for production."""
    written, root = StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    configured = deepcopy(settings.LOGGING)
    configured["formatters"]["line"]["layout"] = logs.JSON
    configured["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(configured)
    yield written
    root.handlers[:] = before
    root.setLevel(level)


def lines(log: StringIO) -> list[dict[str, Any]]:
    """Each line is one object of JSON."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def no_canary(log: StringIO) -> None:
    for canary in CANARIES:
        assert canary not in log.getvalue().lower()


@pytest.fixture
def outside(consultation: Consultation, settings: Any) -> Resident:
    """A resident whose browser is told of errors as any is."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client = Client(raise_request_exception=False)
    return Resident(client, consultation)


def test_a_whole_journey_leaves_no_word_of_it(
    outside: Resident, proposal: Proposal, log: StringIO, consultation: Consultation
) -> None:
    outside.fill_in(proposal, reasons=WORDS, instead=WORDS, email=EMAIL)
    code = outside.code()
    outside.post("save/", email=EMAIL)
    while emails.post_next(clock=timezone.now):
        pass
    link = link_in(mail.outbox[-1].body)
    other = Client()
    assert other.get(link).status_code == 200
    assert other.get(f"{link[:-3]}/?{CODED}=1").status_code == 404
    outside.send()
    assert other.post("/return/", {"code": CODED}).status_code == 200
    assert other.get(f"/{CODED}/?q={EMAIL}").status_code == 404
    assert other.get("/", headers={"host": f"{CODED}.example"}).status_code == 400
    forged = Client(enforce_csrf_checks=True).post(f"/return/?{CODED}", {"code": code})
    assert forged.status_code == 403
    told = [(one["message"], one.get("route")) for one in lines(log)]
    assert told == [
        ("Answered 404", "return-link"), ("Answered 404", None), ("Answered 400", None),
        ("Answered 403", "return"),
    ]  # fmt: skip
    no_canary(log)
    assert code not in log.getvalue()
    assert link.split("/")[3][:10] not in log.getvalue()


def test_a_statement_that_is_refused_is_told_without_what_it_held(
    outside: Resident, proposal: Proposal, log: StringIO
) -> None:
    outside.fill_in(proposal, reasons=WORDS, email=EMAIL)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE consultation_respondent ADD CONSTRAINT nobody CHECK (email = '') NOT VALID"
        )
    assert outside.post("check/", privacy="on").status_code == 500
    (line,) = lines(log)
    assert (line["level"], line["logger"]) == ("ERROR", "django.request")
    assert (line["message"], line["method"], line["route"]) == (
        "Answered 500", "POST", "respond-page",
    )  # fmt: skip
    wrapped, cause = line["error"]
    assert wrapped["kind"] == "django.db.utils.IntegrityError"
    assert (cause["kind"], cause["sqlstate"], cause["constraint"]) == (
        "psycopg.errors.CheckViolation", "23514", "nobody",
    )  # fmt: skip
    assert any("respond/actions/" in place for place in wrapped["places"])
    no_canary(log)


def test_signing_in_leaves_neither_address_nor_password(
    moderator: User, client: Client, log: StringIO
) -> None:
    for typed in (CODED, PASSWORD):
        client.post("/staff/sign-in/", {"username": moderator.email, "password": typed})
    client.post(f"/staff/sign-out/?{CODED}", {"word": CODED})
    client.get(f"/staff/sign-out/?{CODED}")
    assert [(one["message"], one["route"]) for one in lines(log)] == [("Answered 405", "sign-out")]
    no_canary(log)
    assert moderator.email not in log.getvalue()


def test_refusals_are_told(
    client: Client, moderator: User, consultation: Consultation, log: StringIO
) -> None:
    client.force_login(moderator)
    answer = client.get(f"/staff/consultations/{consultation.slug}/reports/")
    assert answer.status_code == 403
    (line,) = lines(log)
    assert (line["level"], line["message"], line["route"]) == (
        "WARNING", "Answered 403", "reports",
    )  # fmt: skip
    assert moderator.email not in log.getvalue()


def test_the_lines_of_one_request_carry_one_number(client: Client, log: StringIO) -> None:
    client.get("/nothing-here/")
    client.get("/nothing-there/")
    first, second = (one["request"] for one in lines(log))
    assert len(first) == len(second) == 16
    assert first != second


@pytest.mark.parametrize(
    ("logger", "text", "filling", "told"),
    [
        # Ours: text is kept, without addresses, keys and what follows a page's address.
        ("consultation.x", "Files wait: %s", ("no scanner",), "Files wait: no scanner"),
        ("consultation.x", "For %s", (EMAIL,), "For …"),
        ("consultation.x", "At %s", (f"/return/link/{'aB3-' * 10}/?next=/{CODED}",),
         "At /return/link/…/?…"),
        ("consultation.x", "%s of %.1f", (7, 2.25), "7 of 2.2"),
        ("consultation.x", "%s", (ValueError(CODED),), "ValueError"),
        ("consultation.x", "Not sent: %s", (SMTPRecipientsRefused({EMAIL: (550, b"no")}),),
         "Not sent: SMTPRecipientsRefused"),
        # Of others: numbers and plain names alone.
        ("other", "%s took %d s", (f"the words {CODED}", 3), "… took 3 s"),
        ("other", "%d", (f"the words {CODED}",), "%d"),
        ("other", f"Invalid '{CODED}' (args=('{CODED}',))", (), "Invalid … (args=…)"),
        ("other", f"It broke\nTraceback\n{CODED}", (), "It broke"),
        ("other", f"redis://:{CODED}@127.0.0.1:6379/0 is away", (),
         "redis://…@127.0.0.1:6379/0 is away"),
        ("celery.app.trace", "Task %(name)s[%(id)s] raised: %(exc)s",
         ({"name": "consultation.tasks.watch", "id": 5, "exc": CODED},),
         "Task consultation.tasks.watch[5] raised: …"),
        ("celery.worker", "%s refused: %s", ("watch", Reject(CODED)), "watch refused: Reject"),
    ],
)  # fmt: skip
def test_what_fills_a_line(logger: str, text: str, filling: tuple[Any, ...], told: str) -> None:
    record = logging.getLogger(logger).makeRecord(
        logger, logging.INFO, "", 0, text, filling, exc_info=None
    )
    line = logs.Line().format(record)
    assert json.loads(line)["message"] == told
    assert "quill" not in line


def test_a_row_is_told_by_its_kind_and_key(log: StringIO, moderator: User) -> None:
    logging.getLogger("consultation.x").warning("%s is away", moderator)
    assert [one["message"] for one in lines(log)] == [f"user {moderator.pk} is away"]


@pytest.mark.parametrize("layout", [logs.JSON, logs.PLAIN])
def test_nobody_writes_a_line_of_their_own(layout: str) -> None:
    forged = "a\nb\r\x1b[31m\u2028\u202e"
    record = logging.LogRecord("consultation", logging.INFO, "", 0, "Said %s", (forged,), None)
    line = logs.Line(layout).format(record)
    assert line.splitlines() == [line]
    assert line.isascii() or layout == logs.PLAIN
    assert all(one.isprintable() for one in line)


def test_people_read_where_an_error_came_from_and_not_what_it_said() -> None:
    try:
        raise LookupError(CODED) from OSError(5, CODED)
    except LookupError as problem:
        told = (type(problem), problem, problem.__traceback__)
    record = logging.LogRecord("consultation", logging.ERROR, "", 0, "No %s", ("luck",), told)
    first, second, place, third = logs.Line(logs.PLAIN).format(record).split("\n")
    assert first.split(" [request")[0].endswith("ERROR consultation: No luck")
    assert second == "  builtins.LookupError"
    assert place.startswith("    /")
    assert place.endswith("test_people_read_where_an_error_came_from_and_not_what_it_said")
    assert third == "  builtins.OSError, errno 5"
