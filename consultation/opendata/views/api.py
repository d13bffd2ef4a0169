"""The API: one view for each operation of the table, its description, and what is in neither."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from consultation.opendata import queries, tables
from consultation.opendata.answers import Answer, etag_of
from consultation.opendata.asked import Given, Problem, read
from consultation.opendata.contents import SCHEMAS
from consultation.opendata.description import description
from consultation.opendata.operations import CSV, OPERATIONS, Operation
from consultation.opendata.schemas import PACKAGE
from consultation.opendata.views.sending import View, as_json, compared, readable


def view_of(operation: Operation) -> View:
    """The view of one operation."""

    @readable
    def answered(request: HttpRequest, suffix: str = "", **path: Any) -> HttpResponseBase:
        given = _given(operation, request, suffix, path)
        found = operation.answer(given)
        return compared(
            request,
            f"{found.etag}-{given.form}",
            lambda: _made(operation, given, found),
            words=found.words,
            modified=found.modified,
        )

    return answered


def _given(operation: Operation, request: HttpRequest, suffix: str, path: dict[str, Any]) -> Given:
    """What is asked for. Raises Problem."""
    if suffix and suffix not in operation.forms:
        told = ", ".join(f".{one}" for one in operation.forms)
        raise Problem(404, f"This is not to be had as “.{suffix}”, but as: {told}.")
    values = read(request.GET, operation.parameters)
    form = values.pop("format", "") or suffix or "json"
    if suffix and form != suffix:
        raise Problem(400, "The suffix and “format” ask for different forms. Leave one out.")
    consultation = None
    if "consultation" in path:
        consultation = queries.consultation_of(path["consultation"])
        if consultation is None:
            raise Problem(404, f"There is no public consultation “{path['consultation']}”.")
    return Given(operation.name, path, values, timezone.now(), consultation, form)


def _made(operation: Operation, given: Given, found: Answer) -> HttpResponse:
    if given.form == "csv" and found.rows is not None:
        lines: list[bytes] = []
        tables.write(found.rows(), lines.append)
        answer = HttpResponse(b"".join(lines), content_type=f"{CSV}; charset=utf-8")
    else:
        answer = HttpResponse(as_json(found.make()), content_type=operation.media)
    if found.following:
        answer["Link"] = f'<{found.following}>; rel="next"'
    return answer


#: Each operation with its view.
VIEWS: Iterable[tuple[Operation, View]] = [(one, view_of(one)) for one in OPERATIONS]


def _document(request: HttpRequest, make: Callable[[], Any]) -> HttpResponseBase:
    content = as_json(make())
    return compared(
        request,
        etag_of(content),
        lambda: HttpResponse(content, content_type="application/json"),
        words=False,
    )


@readable
def described(request: HttpRequest) -> HttpResponseBase:
    """The description of all of it (OpenAPI 3.1)."""
    return _document(request, description)


@readable
def schema(request: HttpRequest, name: str) -> HttpResponseBase:
    """The schema of one file of a package."""
    if name not in SCHEMAS:
        raise Problem(404, f"There is no schema “{PACKAGE}/{name}.json”.")
    return _document(request, SCHEMAS[name])


@readable
def unknown(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """An address that is none."""
    raise Problem(404, "There is nothing at this address. /api/v1/openapi.json lists them all.")
