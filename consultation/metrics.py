"""What monitors read, in the format of Prometheus: `/metrics`, for whoever has METRICS_TOKEN.

Requests are counted by the name of their route, never by their address: an address may be a
secret, and there is no end of them. What waits is read from the database as it is asked for.

Each web process counts into files of its own in METRICS_FOLDER, and whichever is asked adds all up:
a count of one process would jump to and fro with who answers. How much memory and time a process
takes its own supervisor knows.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if settings.METRICS_TOKEN:  # the library looks for it once, as it is loaded
    settings.METRICS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_FOLDER)

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from consultation import waiting
from consultation.models import Response
from consultation.respond.tally import is_counting

Answer = Callable[[HttpRequest], HttpResponse]
READ_LIMIT = "SELECT set_config('statement_timeout', '2s', true)"
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
COUNTED = CollectorRegistry()
REQUESTS = Counter(
    "counterpoint_requests", "Requests answered", ["route", "method", "code"], registry=COUNTED
)
SECONDS = Histogram(
    "counterpoint_request_seconds",
    "Time to an answer",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=COUNTED,
)


def counted(get_response: Answer) -> Answer:
    """Middleware: count each request and how long it took."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        route = _route(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began)
        return response

    return answer


def _route(request: HttpRequest) -> str:
    """Its name in urls.py, of which there are so many and no more."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "without a name"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 where no token is set, 401 for whoever has another."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    said = _of_all_processes() + generate_latest(_Standing(timezone.now()))
    return HttpResponse(said, content_type="text/plain; version=0.0.4; charset=utf-8")


def _of_all_processes() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(COUNTED)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


class _Standing(Collector):
    """What stands in the database at this moment. Where it does not answer, that alone is said."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(READ_LIMIT)
                found = [*self._waits(), *self._responses()]
        except (DatabaseError, InterfaceError):
            found = []
        yield from found
        yield GaugeMetricFamily(
            "counterpoint_database_read", "1 where the database was read, else 0", bool(found)
        )
        yield GaugeMetricFamily(
            "counterpoint_limits_counted", "1 while Valkey counts limits", is_counting(self.at)
        )

    def _waits(self) -> Iterator[Metric]:
        oldest = GaugeMetricFamily(
            "counterpoint_oldest_due_seconds", "How long the oldest due row waits", labels=["kind"]
        )
        for kind, seconds in waiting.longest_waits(self.at).items():
            oldest.add_metric([kind], seconds)
        number = GaugeMetricFamily("counterpoint_due", "Rows that wait", labels=["kind"])
        for kind, rows in waiting.due(self.at).items():
            number.add_metric([kind], rows)
        yield from (oldest, number)

    def _responses(self) -> Iterator[Metric]:
        received = GaugeMetricFamily(
            "counterpoint_responses", "Responses received, by what became of them", labels=["state"]
        )
        for state, number in Response.objects.values_list("state").annotate(Count("pk")).order_by():
            received.add_metric([state], number)
        yield received
