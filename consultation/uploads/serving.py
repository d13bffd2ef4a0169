"""Handing out a file that a stranger sent: to be saved, never shown in the browser."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404

from consultation import files
from consultation.models import Attachment, AttachmentState

GONE = "This file is not there."
#: How a file's state is shown: a shape and a tone.
ATTACHED = {
    AttachmentState.UNSCANNED.value: ("ring", "warm"),
    AttachmentState.CLEAN.value: ("tick", "calm"),
    AttachmentState.INFECTED.value: ("cross", "strong"),
}


def why_not_open(attachment: Attachment) -> str:
    """A file with a virus is kept as evidence of what came in, and handed to nobody."""
    if attachment.state == AttachmentState.INFECTED:
        return "A virus was found in this file. It is in quarantine and cannot be downloaded."
    return ""


def served(attachment: Attachment | None) -> FileResponse:
    """The answer with its bytes. Whether this person may have it is asked before.

    Raises Http404 where there is none, and PermissionDenied for one that is infected.
    """
    if attachment is None:
        raise Http404(GONE)
    if refusal := why_not_open(attachment):
        raise PermissionDenied(refusal)
    try:
        content = files.opened(attachment.stored_as)
    except FileNotFoundError as problem:
        raise Http404(GONE) from problem
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
