"""How much of what is sent is taken in at all, before any form looks at it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from consultation.models import Attachment

# Bytes of one request that are read, most of them to be dropped: a browser hears an answer only
# when it could send all it has. More than the longest video is refused unread.
MOST_SENT = 500_000_000


View = TypeVar("View", bound=Callable[..., Any])


def takes_files_of(most_bytes: int) -> Callable[[View], View]:
    """Mark a view whose files may be larger, or have to be smaller, than attachments."""

    def marked(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return marked


class OnlySoMuch(FileUploadHandler):
    """Drops what comes after the most that a file may hold, so that no disk is filled.

    The rest of the form is read as usual: its page comes back with all that was typed.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        """Raises RequestDataTooBig for what nobody sends by mistake."""
        if content_length > MOST_SENT:
            raise RequestDataTooBig("The request is larger than any form of ours.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler; None once the file is larger than may be."""
        # Known by now: the request's view is found before anything reads what was posted.
        match = self.request.resolver_match if self.request else None
        most: int = getattr(match.func if match else None, "most_bytes", Attachment.MOST_BYTES)
        return raw_data if start <= most else None

    def file_complete(self, file_size: int) -> None:
        """Others make the file."""
