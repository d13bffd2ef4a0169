"""Lines of the log: one a record, without what people wrote, who they are and what opens a page.

The words of a line are the programmer's; what fills them may be anybody's. So numbers stand as they
are, a row as its kind and key, a problem as its kind, and a text only where it is ours, without
addresses, keys and quotations. Of an error the kind and the places in the code are told and never
its text, in which a database or a mail server repeats what it refused.

python-json-logger and structlog were looked at: they lay lines out, which is one call of `json`.
What is left out of a line would be ours to write with either.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex
from traceback import extract_tb
from types import TracebackType
from typing import Any
from weakref import ref

from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]

PLAIN, JSON = "plain", "json"
OURS = ("consultation", "stations")
GONE = "…"
#: Of what other libraries fill in by name: these name no person.
TOLD = {"name", "id", "runtime", "hostname"}
LONGEST = 2_000  # characters of a message
MOST_PLACES = 40  # of an error, the last ones
MOST_CAUSES = 5
LEFT_OUT = (
    re.compile(r"(?<=\?)[^\s\"']+"),  # what follows an address of a page
    re.compile(r"(?<=//)[^\s/@]+(?=@)"),  # name and password in an address
    re.compile(r"[^\s<>@=(\"'…]+@[^\s<>@)\"']+\.[^\s<>@)\"',;:]+"),  # an e-mail address
    re.compile(r"\b(?=\w*\d)[\w-]{20,}"),  # a key, a token, a digest
)
#: In texts of other libraries, a value that somebody gave stands in quotation marks or brackets.
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|(?<==)\([^)]*\)")
NAME = re.compile(r"[\w.@:*/-]{1,120}")

_current: ContextVar["ref[HttpRequest] | None"] = ContextVar("request", default=None)


def numbered(get_response: View) -> View:
    """Middleware: what is logged meanwhile, and at the end, carries one number of this request."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.log_number = token_hex(8)  # type: ignore[attr-defined]
        _current.set(ref(request))
        return get_response(request)

    return answer


def catch_all() -> None:
    """Log also what nobody caught, which Python would print with all its words."""
    logger = logging.getLogger("uncaught")

    def uncaught(kind: type[BaseException], problem: BaseException, *rest: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, problem.__traceback__)
            return
        logger.critical("Nobody caught an error", exc_info=problem)

    def uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and told.exc_type is not SystemExit:
            uncaught(told.exc_type, told.exc_value)

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread


class Line(logging.Formatter):
    """A record as one line of JSON, or in words for people at a terminal."""

    def __init__(self, layout: str = JSON) -> None:
        super().__init__()
        self.layout = layout

    def format(self, record: logging.LogRecord) -> str:
        line = _line(record)
        if self.layout == JSON:
            return json.dumps(line)
        problem = line.pop("error", None)
        more = {key: line[key] for key in ("request", "route") if line.get(key)}
        words = f"{line['at'][:19]} {line['level']} {line['logger']}: {line['message']}"
        told = [words + "".join(f" [{key} {value}]" for key, value in more.items())]
        for one in problem or []:
            told += [f"  {_facts(one)}", *(f"    {place}" for place in one["places"])]
        # Line by line, so that nothing that was filled in begins a line of its own.
        return "\n".join(_one_line(one) for one in told)


def _facts(problem: dict[str, Any]) -> str:
    facts = (f"{key} {value}" for key, value in problem.items() if key not in ("kind", "places"))
    return ", ".join([problem["kind"], *facts])


def _one_line(text: str) -> str:
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def _line(record: logging.LogRecord) -> dict[str, Any]:
    line: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record)[:LONGEST],
        "process": record.process,
    }
    asked = getattr(record, "request", None)
    if not isinstance(asked, HttpRequest):
        held = _current.get()
        asked = held() if held else None
    if asked is not None:
        match = asked.resolver_match
        line["request"] = getattr(asked, "log_number", None)
        line["method"] = asked.method if (asked.method or "").isalpha() else GONE
        line["route"] = match.view_name if match else None
    if record.exc_info and record.exc_info[1]:
        line["error"] = [_problem(one) for one in _causes(record.exc_info[1])]
    return line


def _message(record: logging.LogRecord) -> str:
    if (code := getattr(record, "status_code", None)) and hasattr(record, "request"):
        return (
            f"Answered {code}"  # Django's own words hold the address, and what it was refused for
        )
    ours = record.name.split(".")[0] in OURS
    if not isinstance(record.msg, str):
        return _filled(record.msg, ours=ours)
    if not record.args:
        return _without(record.msg) if ours else QUOTED.sub(GONE, _without(_first(record.msg)))
    filling: Any = record.args
    if isinstance(filling, dict):
        shown = {key: value for key, value in filling.items() if ours or key in TOLD}
        filling = dict.fromkeys(filling, GONE) | {
            key: _filled(value, ours=ours) for key, value in shown.items()
        }
    else:
        filling = tuple(_filled(value, ours=ours) for value in filling)
    try:
        text = record.msg % filling
    except (TypeError, ValueError, KeyError):  # a number was wanted and is left out
        text = record.msg
    return text if ours else _first(text)


def _filled(value: Any, *, ours: bool) -> Any:
    """What stands in a line for this value."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        own = type(value).__module__.split(".")[0] in OURS
        return _without(str(value)) if own else type(value).__name__
    if hasattr(value, "_meta") and hasattr(value, "pk"):
        return f"{value._meta.model_name} {value.pk}"
    if ours:
        return _without(str(value))
    text = str(value)
    return _without(text) if NAME.fullmatch(text) else GONE


def _without(text: str) -> str:
    for one in LEFT_OUT:
        text = one.sub(GONE, text)
    return text


def _first(text: str) -> str:
    """Its first line: in a text of another library a traceback follows, with its words."""
    return text.strip().split("\n", 1)[0]


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The error, and what led to it."""
    seen: BaseException | None = problem
    for _turn in range(MOST_CAUSES):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _problem(problem: BaseException) -> dict[str, Any]:
    """Its kind, its codes, and where it came from."""
    kind = type(problem)
    found: dict[str, Any] = {"kind": f"{kind.__module__}.{kind.__qualname__}"}
    told = {
        "sqlstate": getattr(problem, "sqlstate", None),
        "constraint": getattr(getattr(problem, "diag", None), "constraint_name", None),
        "smtp": getattr(problem, "smtp_code", None),
        "errno": getattr(problem, "errno", None),
    }
    found |= {key: value for key, value in told.items() if value is not None}
    return found | {"places": _places(problem.__traceback__)}


def _places(traceback: TracebackType | None) -> list[str]:
    frames = extract_tb(traceback)[-MOST_PLACES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
