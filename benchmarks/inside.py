"""What the benchmarks need Django for: run as a process on one database, told by its arguments.

`python -m benchmarks.inside NAME ARGUMENTS` prints one line of JSON. Called by `ground.inside`.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import (  # noqa: E402
    closing,
    coding_pages,
    drawing,
    edition,
    filing,
    ledger_inside,
    open_data_pages,
    queue_pages,
    releasing,
    search_pages,
    taking_out,
    tally_pages,
)
from benchmarks.filing import peak  # noqa: E402
from benchmarks.ground import CLOSED, OPEN  # noqa: E402
from benchmarks.result import median  # noqa: E402
from consultation import files  # noqa: E402
from consultation.files import disk  # noqa: E402
from consultation.models import (  # noqa: E402
    Consultation,
    Draft,
    Event,
    EventKind,
    Grant,
    Leaf,
    Proposal,
    Response,
    Role,
    User,
)
from consultation.report import exports  # noqa: E402
from consultation.report.counting import snapshot  # noqa: E402
from consultation.respond.content import Content  # noqa: E402
from consultation.respond.journey import Answers  # noqa: E402
from consultation.respond.visit import cookie_name, names_of_check  # noqa: E402
from stations.models import Borough  # noqa: E402

REASONS = (
    "I go there with my neighbour, who does not use the internet. The next counter is two buses "
    "away, and in the evening it is a long wait. Please look at the times of the buses before you "
    "draw a straight line on a map, and tell us how many people come in for other reasons."
)
ONE_EACH = 3  # runs of the export and of its control, one after the other


def token(prefix: str, number: int) -> str:
    """What the cookie of a prepared draft holds."""
    return f"{prefix}-{number}"


def moderator() -> str:
    """The account that gives the verdicts of generated responses."""
    person = User.objects.create_user("moderator@example.com", name="A moderator")
    Grant.objects.create(person=person, role=Role.MODERATOR, granted_at=timezone.now())
    return person.email


def drafts(prefix: str, count: str, slug: str = OPEN, asks: str = "3") -> dict[str, Any]:
    """Filled-in drafts, ready to be sent; each so-manieth asks for a copy by e-mail.

    The name of the cookie that finds them, and what the check of each one shows.
    """
    consultation = Consultation.objects.get(slug=slug)
    proposals = list(Proposal.objects.filter(consultation=consultation).order_by("pk"))
    borough = Borough.objects.get(slug="redbridge")
    now = timezone.now()
    content = Content.read(consultation)
    made, seen = [], []
    for number in range(int(count)):
        chosen = [proposals[(number + step) % len(proposals)].pk for step in range(2)]
        answers = Answers(
            capacity="MYSELF",
            place="BOROUGH",
            borough=borough.ons_code,
            proposals=chosen,
            about={str(pk): {"stance": "OPPOSE", "reasons": REASONS} for pk in chosen},
            overall={"instead": "Open it three days a week.", "evidence": ""},
            publish="WORDS",
            email=f"{token(prefix, number)}@example.com" if number % int(asks) == 0 else "",
        )
        draft = Draft(
            key=uuid4(),
            token_hash=sha256(token(prefix, number).encode()).hexdigest(),
            consultation=consultation,
            answers=answers.as_json(),
            begun_at=now,
            saved_at=now,
        )
        seen.append(names_of_check(draft, answers, content).plain)
        made.append(draft)
    Draft.objects.bulk_create(made, batch_size=1000)
    return {"cookie": cookie_name(consultation.slug), "seen": seen}


def statements() -> int:
    """SQL statements of the last POST, BEGIN and COMMIT among them."""
    client = Client(SERVER_NAME="localhost")
    prefix = uuid4().hex
    made = drafts(prefix, "1")
    client.cookies[made["cookie"]] = token(prefix, 0)
    fields = {"privacy": "on", "seen": made["seen"][0]}
    with CaptureQueriesContext(connection) as captured:
        sent = client.post(f"/consultations/{OPEN}/respond/check/", fields)
    assert sent.status_code == 303, sent.content[:500]
    return len(captured)


def pages() -> dict[str, Any]:
    """Queries and HTML of the public pages of the closed example and of the list."""
    client = Client(SERVER_NAME="localhost")
    station = Proposal.objects.filter(consultation__slug=CLOSED, kind="CLOSE").first()
    assert station is not None
    addresses = {
        "list of consultations": "/",
        "list of proposals": f"/consultations/{CLOSED}/",
        "proposal": station.get_absolute_url(),
    }
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            shown = client.get(address)
        assert shown.status_code == 200
        found[name] = {"queries": len(captured), "html": shown.content.decode()}
    return found


def counts(prefix: str, count: str) -> dict[str, int]:
    """What became of prepared drafts: how many were sent, and how many responses there are."""
    hashes = [sha256(token(prefix, n).encode()).hexdigest() for n in range(int(count))]
    found = Draft.objects.filter(token_hash__in=hashes)
    keys = list(Response.objects.filter(key__in=found.values("key")).values_list("pk", flat=True))
    told = Event.objects.filter(kind=EventKind.RESPONSE_RECEIVED)
    return {
        "sent": found.exclude(sent_at=None).count(),
        "responses": len(keys),
        "leaves": Leaf.objects.filter(pk__in=keys).count(),
        "events": told.filter(about__in=[f"response:{key}" for key in keys]).count(),
    }


def export() -> dict[str, float]:
    """The export of the closed example as its job writes it, beside a bare COPY of its rows."""
    consultation = Consultation.objects.get(slug=CLOSED)
    rows = exports.expected_rows(consultation)
    before = peak()
    ours, bare, size = [], [], 0
    first: list[float] = []
    for _ in range(ONE_EACH):
        started = time.perf_counter()
        with snapshot():
            stored = files.store(partial(_timed, consultation, first))
        ours.append(time.perf_counter() - started)
        size = stored.size
        disk.path_of(stored.sha256).unlink()
        started = time.perf_counter()
        bare_size = _bare()
        bare.append(time.perf_counter() - started)
    ratios = [theirs / own for own, theirs in zip(ours, bare, strict=True)]
    return {
        "rows": rows, "bytes": size, "bare_bytes": bare_size, "ours": median(ours),
        "bare": median(bare), "ratio": median(ratios), "growth": peak() - before,
        "first": median(first),
    }  # fmt: skip


def _timed(consultation: Consultation, first: list[float], sink: files.Sink) -> None:
    """The export, and how long it took to the first bytes that the database gave."""
    started, writes = time.perf_counter(), 0

    class Watched:
        def write(self, content: bytes | memoryview, /) -> object:
            nonlocal writes
            writes += 1
            if writes == 2:  # the mark comes before the query
                first.append(time.perf_counter() - started)
            return sink.write(content)

    exports.write(consultation, Watched())


def _bare() -> int:
    """The rows that the export is made of, as they are stored; the size of the file in bytes."""
    place = Path(os.environ["FILES_ROOT"]) / f"bare-{os.getpid()}.csv"
    with connection.cursor() as cursor, place.open("wb") as out:
        for table in ("consultation_response", "consultation_answer"):
            with cursor.copy(f"COPY {table} TO STDOUT WITH (FORMAT csv)") as copy:
                for row in copy:
                    out.write(row)
        out.flush()
        os.fsync(out.fileno())
    size = place.stat().st_size
    place.unlink()
    return size


def load_file(count: str, slug: str) -> dict[str, Any]:
    """A file of so many responses, checked and loaded, with the growth of memory by it."""
    before = peak()
    told = filing.load(int(count), slug)
    return told | {"growth": told.pop("peak") - before}


def release_many(count: str, slug: str) -> dict[str, Any]:
    """A release of so many responses by its worker, and its undo."""
    return releasing.release(int(count), slug)


def take_out(count: str, slug: str) -> dict[str, Any]:
    """A name taken out of so many responses by its worker, after a search of all."""
    return taking_out.measure(int(count), slug)


def release_by_two(count: str, slug: str) -> dict[str, Any]:
    """The same where two people review, by one and by the other."""
    return releasing.release_by_two(int(count), slug)


TASKS: dict[str, Callable[..., Any]] = {
    "moderator": moderator,
    "drafts": drafts,
    "draft_closing": closing.draft,
    "publish_closing": closing.publish,
    "statements": statements,
    "pages": pages,
    "counts": counts,
    "export": export,
    "load_file": load_file,
    "rows_as": drawing.rows_as,
    "paper": drawing.paper,
    "edition": edition.make,
    "release_many": release_many,
    "take_out": take_out,
    "release_by_two": release_by_two,
    "coding": coding_pages.measure,
    "queue": queue_pages.measure,
    "search": search_pages.measure,
    "open_data": open_data_pages.measure,
    "tallies": tally_pages.measure,
    "ledger": ledger_inside.measure,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
