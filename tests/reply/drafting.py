"""What the tests of a reply's files share: Redbridge's reply, and browsers at its pages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client

from consultation.models import FormalReply, ReplySection
from consultation.reply import editions
from tests.uploads import made


@dataclass
class Drafting:
    """Somebody of Redbridge at work on its reply."""

    client: Client
    reply: FormalReply

    @property
    def root(self) -> str:
        """The address of the reply."""
        return f"/organisation/replies/{self.reply.consultation.slug}/"

    def get(self, page: str = "files/") -> Any:
        """A page of the reply."""
        return self.client.get(self.root + page)

    def upload(self, name: str = "plan.pdf", content: bytes = b"") -> Any:
        """Choose a file and press the button."""
        return self.client.post(
            f"{self.root}files/", {"file": made.upload(name, content or made.pdf())}
        )

    def empty(self, name: str = "empty.pdf") -> Any:
        """Choose a file of no bytes."""
        return self.client.post(f"{self.root}files/", {"file": made.upload(name, b"")})

    def remove(self, key: str) -> Any:
        """Press the button beside a file."""
        return self.client.post(f"{self.root}files/", {"remove": key})

    def bring(self, name: str, content: bytes, section: int | str | None = None) -> Any:
        """Import a Word document; into the view as a whole, unless told otherwise."""
        into = self.view.pk if section is None else section
        return self.client.post(
            f"{self.root}word/", {"file": made.upload(name, content), "section": into}
        )

    @property
    def view(self) -> ReplySection:
        """The section for the view as a whole."""
        return editions.sections_of(self.reply)[0].section

    @property
    def said(self) -> list[tuple[str, str]]:
        """What the view as a whole says now: headings and texts."""
        (written, *_) = editions.sections_of(self.reply)
        return [(one.heading, one.text) for one in written.content.passages]


def on_disk(folder: Path) -> int:
    """How many files lie there."""
    return sum(1 for one in folder.rglob("*") if one.is_file())
