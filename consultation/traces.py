"""Traces: how long a request or a task took, and each question that it asked the database.

Only where TRACES_URL names a collector that takes OTLP over HTTP. OpenTelemetry's instrumentations
of Django, psycopg and Celery were looked at: they note the address of a page, which here may open
somebody's answers, and the words of errors, in which a database repeats what it refused. So spans
are made here, of names alone: the route, the method, the statement without its values.
"""

import logging
import os
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db.backends.signals import connection_created
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
OTHER = "_OTHER"  # as the conventions of OpenTelemetry call it
QUOTED = re.compile(r"'(?:[^']|'')*'")
LONGEST = 2_000  # characters of a statement
WAIT = 5  # seconds for the collector
AT_EDGE: dict[str, bool] = {"record_exception": False, "set_status_on_exception": False}


@cache
def _provider() -> Any:
    """What makes spans and sends them; None where no traces are wanted."""
    if not settings.TRACES_URL:
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    os.environ.setdefault("OTEL_SERVICE_NAME", "counterpoint")
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.TRACES_PERCENT / 100)),
    )
    sender = OTLPSpanExporter(endpoint=settings.TRACES_URL, timeout=WAIT)
    provider.add_span_processor(BatchSpanProcessor(sender))
    connection_created.connect(time_statements, dispatch_uid="traces")
    # Where the collector is away, what was lost is a line; each try that is repeated is none.
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    return provider


def _tracer() -> Any:
    provider = _provider()
    return provider and provider.get_tracer("consultation")


def flush() -> None:
    """Send what was not sent yet: a process is about to end."""
    if provider := _provider():
        provider.force_flush(WAIT * 1_000)


def stop() -> None:
    """No traces from now on, until somebody asks for them anew."""
    if provider := _provider():
        provider.shutdown()
    connection_created.disconnect(dispatch_uid="traces")
    _provider.cache_clear()


def traced(get_response: View) -> View:
    """Middleware, the outermost: one span a request, of no trace that a visitor names."""
    tracer = _tracer()
    if tracer is None:
        raise MiddlewareNotUsed
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanKind, Status, StatusCode

    def answer(request: HttpRequest) -> HttpResponseBase:
        method = request.method if request.method in METHODS else OTHER
        with tracer.start_as_current_span(
            str(method), context=Context(), kind=SpanKind.SERVER, **AT_EDGE
        ) as span:
            answered = get_response(request)
            match = request.resolver_match
            span.set_attribute("http.request.method", str(method))
            span.set_attribute("http.response.status_code", answered.status_code)
            span.set_attribute("counterpoint.request", getattr(request, "log_number", ""))
            if match:
                span.set_attribute("http.route", match.route)
                span.update_name(f"{method} {match.view_name}")
            if answered.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
            return answered

    return answer


def time_statements(connection: Any, **_: Any) -> None:
    """A new connection of the wrapper: it is timed once, however often it connects."""
    if _statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(_statement)


def _statement(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """One span a statement, within a request or task; by itself none would know what it was for."""
    from opentelemetry.trace import SpanKind, Status, StatusCode, get_current_span

    tracer = _tracer()
    if tracer is None or not get_current_span().is_recording():
        return execute(sql, params, many, context)
    words = QUOTED.sub("'…'", sql)[:LONGEST] if isinstance(sql, str) else ""
    name = (words.split(None, 1) or ["statement"])[0].upper()
    told = {"db.system.name": "postgresql", "db.operation.name": name, "db.query.text": words}
    with tracer.start_as_current_span(
        name, kind=SpanKind.CLIENT, attributes=told, **AT_EDGE
    ) as span:
        try:
            return execute(sql, params, many, context)
        except Exception as problem:
            cause = problem.__cause__ or problem
            state = getattr(cause, "sqlstate", None)
            span.set_attribute("error.type", state or type(cause).__qualname__)
            span.set_status(Status(StatusCode.ERROR))
            raise


def carry(headers: dict[str, Any]) -> None:
    """Tell the task that is sent which trace it is of."""
    if _provider():
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        TraceContextTextMapPropagator().inject(headers)


def begin(task: Any) -> None:
    """A task is about to run, in the trace of whoever sent it."""
    tracer = _tracer()
    if tracer is None:
        return
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    told = {"traceparent": getattr(task.request, "traceparent", None) or ""}
    sender = TraceContextTextMapPropagator().extract(told, context=Context())
    current = tracer.start_as_current_span(
        task.name, context=sender, kind=SpanKind.CONSUMER, **AT_EDGE
    )
    current.__enter__()
    task.request.traced = current


def end(task: Any, state: str | None) -> None:
    """It has ended, however."""
    current = getattr(task.request, "traced", None)
    if current is None:
        return
    from opentelemetry.trace import Status, StatusCode, get_current_span

    span = get_current_span()
    span.set_attribute("celery.state", str(state))
    if state == "FAILURE":
        span.set_status(Status(StatusCode.ERROR))
    current.__exit__(None, None, None)
