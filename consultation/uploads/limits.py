"""How much of what is sent is taken in at all, before any form looks at it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from consultation.models import Attachment

# Bytes of one request that are read, most of them to be dropped: a browser hears an answer only
# when it could send all it has. More than the longest video is refused unread.
MOST_SENT = 500_000_000


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
        return raw_data if start <= Attachment.MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """Others make the file."""
