"""What a view says that shows personal details: ``@shows(Response)``, or ``@lists()`` for a list.

No reading without a record: the Event is written before the page leaves us, and where it cannot be
written the page is not sent. Looking again writes again. Put it below ``@needs``, so that somebody
is known; tests/house/test_readings.py holds every staff address to one of the two or to a reason.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from consultation.models import Consultation, EventKind, User
from consultation.reading.actions import note_read
from consultation.reading.queries import subject_of

View = Callable[..., HttpResponseBase]
SHOWN_AGAIN = (400, 409, 422)  # what was typed, beside what it is about


def shows(noun: type[models.Model]) -> Callable[[View], View]:
    """The view shows a row of this noun with details of a person: an Event about the row."""
    return _noted(noun, None)


def lists(
    kind: EventKind = EventKind.RESPONSES_LISTED, *, of: type[models.Model] = Consultation
) -> Callable[[View], View]:
    """The view lists what many people said or who they are: an Event about the consultation.

    It holds a number for the filters and the page, which is another for others, and no words.

    :param of: of what the rows are, on a page of no consultation.
    """
    return _noted(of, kind)


def _noted(noun: type[models.Model], kind: EventKind | None) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = view(request, *args, **kwargs)
            if answer.status_code < 300 or answer.status_code in SHOWN_AGAIN:
                try:
                    note(request, noun, kwargs, kind)
                except BaseException:
                    answer.close()
                    raise
            return answer

        shown.shows = noun  # type: ignore[attr-defined]
        return shown

    return declare


def note(
    request: HttpRequest,
    noun: type[models.Model],
    named: dict[str, Any],
    kind: EventKind | None = None,
) -> None:
    """Record that whoever asks is shown what the address names."""
    assert isinstance(request.user, User)
    facts = {"query": number_of(request)} if kind else {}
    about = getattr(request, "is_about", None) or subject_of(noun, named)
    note_read(about=about, by=request.user, at=timezone.now(), kind=kind, **facts)


def number_of(request: HttpRequest) -> int:
    """A number for what a list was narrowed to and which page of it was read; 0 for neither."""
    chosen = request.META.get("QUERY_STRING", "")
    return int(sha256(chosen.encode()).hexdigest()[:12], 16) if chosen else 0
