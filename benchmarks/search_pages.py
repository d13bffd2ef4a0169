"""Searches, fetched many times inside one process. Called by `inside`."""

import re
import time
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client

from benchmarks.ground import CLOSED
from benchmarks.queue_pages import fetched, signed_in
from consultation.models import Consultation, Publish, PublishedResponse, Response, User
from consultation.publish.released import Mark
from stations.models import Borough, Station

WORDS = {
    "in every second text": "counter",
    "in one of ten": "tram",
    "in one of a hundred": "pharmacy",
    "in one of five thousand, accented": "cafe",
    "in none": "giraffe",
    "two that meet often": "counter tram",
    "two that never meet": "even odd",
    "of one week long ago": "campaign",
    "a phrase": '"tram is late"',
    "one without another": "counter -tram",
    "either of two": "pharmacy or cafe",
    "small words alone": "the",
    "a long query": " or ".join(f"w{number}" for number in range(2_000, 2_030)),
}
A_BATCH = 200
# Each statement writes A_BATCH rows again; nothing of it stays.
STORING = {
    "a response is screened": (
        "consultation_screening", "words_received",
        "DELETE FROM consultation_receivedwords WHERE response_id = ANY(%(keys)s);"
        "DELETE FROM consultation_screening WHERE response_id = ANY(%(keys)s);",
        "INSERT INTO consultation_screening SELECT * FROM kept",
        "response_id",
    ),
    "a response is published": (
        "consultation_publishedanswer", "words_published",
        "DELETE FROM consultation_publishedanswer WHERE published_id = ANY(%(keys)s);",
        "INSERT INTO consultation_publishedanswer SELECT * FROM kept",
        "published_id",
    ),
}  # fmt: skip


def measure(runs: str) -> dict[str, Any]:
    """The times of each search, of storing words, and how much room the words take."""
    middle = PublishedResponse.objects.order_by("received_on", "pk")
    mark = Mark.of(middle[middle.count() // 2])
    station, borough = Station.objects.get(pk=1).slug, Borough.objects.get(pk=5).slug
    public = f"/consultations/{CLOSED}/responses/"
    staff = f"/staff/consultations/{CLOSED}/responses/"
    plans: dict[str, tuple[str, dict[str, str]]] = {}
    for name, words in WORDS.items():
        plans[f"public, {name}"] = (public, {"words": words})
        plans[f"staff, {name}"] = (staff, {"words": words, "state": "ANY"})
    narrowed = {"station": station, "borough": borough, "position": "OPPOSE"}
    for name in ("in every second text", "in one of a hundred", "in none"):
        words = WORDS[name]
        plans[f"public, {name}, deep"] = (public, {"words": words, "after": str(mark)})
        plans[f"public, {name}, filters"] = (public, {"words": words, **narrowed})
        plans[f"staff, {name}, waiting, filters"] = (staff, {"words": words, "station": station})
    person = User.objects.get(email="moderator@example.com")
    clients = {public: Client(SERVER_NAME="localhost"), staff: signed_in(person)}
    assert Consultation.objects.filter(slug=CLOSED).exists()
    return {
        "pages": {
            name: _page(clients[where], where, asked, int(runs))
            for name, (where, asked) in plans.items()
        },
        "cost": {name: _stored(*plan, runs=int(runs)) for name, plan in STORING.items()},
        "size": _size(),
    }


def _page(client: Client, where: str, asked: dict[str, str], runs: int) -> dict[str, Any]:
    address = f"{where}?{urlencode(asked)}"
    shown = re.findall(r">Response \d+</a>", client.get(address).content.decode())
    return fetched(client, address, runs) | {"shown": len(shown)}


def _stored(
    table: str, trigger: str, forget: str, again: str, column: str, *, runs: int
) -> dict[str, list[float]]:
    """Milliseconds a response, with the trigger and without, one after the other."""
    found: dict[str, list[float]] = {"with": [], "without": []}
    rows = Response.objects.released().filter(publish=Publish.WORDS).order_by("pk")
    released = list(rows.values_list("pk", flat=True)[: runs * A_BATCH])
    for run in range(runs):
        for name in found:
            with transaction.atomic(), connection.cursor() as cursor:
                if name == "without":
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
                keys = released[run * A_BATCH : (run + 1) * A_BATCH]
                cursor.execute(
                    f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM {table} "
                    f"WHERE {column} = ANY(%(keys)s)", {"keys": keys},
                )  # fmt: skip
                cursor.execute(forget, {"keys": keys})
                started = time.perf_counter()
                cursor.execute(again)
                found[name].append((time.perf_counter() - started) * 1000 / A_BATCH)
                transaction.set_rollback(True)
    return found


def _size() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%s %s MB', relname, "
            "round(pg_total_relation_size(oid) / 1e6)), ', ' ORDER BY relname) FROM pg_class "
            "WHERE relname IN ('consultation_publishedwords', 'consultation_receivedwords', "
            "'published_words', 'received_words')"
        )
        return str(cursor.fetchone()[0])
