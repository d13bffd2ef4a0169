"""What every page of one transcription begins with."""

from django.http import Http404, HttpRequest

from consultation.models import Transcription
from consultation.transcribe import queries


def found_at(pk: int) -> Transcription:
    found = queries.transcription_at(pk)
    if found is None:
        raise Http404("There is no such transcription.")
    return found


def seen_in(request: HttpRequest) -> int:
    """The version that the page showed."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 10 else -1
