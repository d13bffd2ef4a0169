"""How responses came in: files with them, files of them, and paper that is typed in."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from consultation.access import Permission
from consultation.admin.kinds import InScope
from consultation.admin.showing import FOUND_BY_RESPONSE, OF_RESPONSE, showing, unrestricted
from consultation.models import Attachment, Import, ImportedRow, Transcription
from consultation.moderate.staff_site import Story

P = Permission
coming_in = showing(Story.COMING_IN)


def sent(page: Any, request: HttpRequest) -> models.QuerySet:
    """What came with a response. A file of something unfinished is nobody's to look at."""
    return unrestricted(page, request).filter(response__isnull=False)


coming_in(
    Attachment,
    P.READ_RESPONSES,
    "response purpose name content_type size state uploaded_at",
    more="consultation question_version proposal sha256",
    on_page="attachment",
    get_queryset=sent,
    list_select_related=("response",),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
coming_in(
    Import,
    P.IMPORT_RESPONSES,
    "name consultation state uploaded_by uploaded_at steps_done steps_total",
    more="size sha256 origin channel source capacity received_on late_reason repeats asked_by "
    "asked_at started_at finished_at attempt step error counts",
    on_page="import",
    list_filter=("state", ("consultation", InScope)),
    list_select_related=("consultation", "uploaded_by"),
)
coming_in(
    ImportedRow,
    P.IMPORT_RESPONSES,
    "response file line source_key source_reference late",
    more="consultation",
    list_select_related=("response", "file"),
    response="response__",
    **FOUND_BY_RESPONSE,
)
coming_in(
    Transcription,
    P.TRANSCRIBE,
    "id consultation state purpose channel received_on typed_by checked_by response",
    more="about language form_code edition read_back version begun_by begun_at typed_at "
    "checked_at note reason",
    on_page="transcription",
    list_filter=("state", "channel", ("consultation", InScope)),
    list_select_related=("consultation", "typed_by", "checked_by", "response"),
)
