"""A drafter at work on one section, through its page."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from consultation.models import FormalReply, ReplySection, SectionVersion
from consultation.reply.document import Content
from tests.components.reading import read


@dataclass
class Writer:
    """One person with the page of one section open."""

    client: Client
    section: ReplySection
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Of the section."""
        slug = self.section.reply.consultation.slug
        return f"/organisation/replies/{slug}/sections/{self.section.pk}/"

    def open(self, query: str = "") -> "Writer":
        """Look at it; what is sent later is what was seen now."""
        answer = self.client.get(f"{self.address}{query}")
        assert answer.status_code == 200
        self.fields = fields_of(answer.content.decode())
        return self

    @property
    def keys(self) -> list[str]:
        """Of the passages that were seen."""
        return self.fields["passages"].split()

    def send(self, **more: str) -> Any:
        """Send the form as it was seen, with what was changed in it. `text_0` is the first text."""
        typed = dict(self.fields)
        for name, value in more.items():
            place = re.fullmatch(r"(heading|text)_([0-9]+)", name)
            key = f"{self.keys[int(place[2])]}-{place[1]}" if place else name
            typed[key] = value
        return self.client.post(self.address, typed)


def fields_of(page: str) -> dict[str, str]:
    """What the form of a section's page sends, nothing changed."""
    form = next(
        one for one in read(page).all("form") if one.attrs.get("data-module") == "cp-drafting"
    )
    found = {}
    for one in form.all("input"):
        kind = one.attrs.get("type", "text")
        if kind in ("hidden", "text") or (kind == "radio" and "checked" in one.attrs):
            found[one.attrs["name"]] = one.attrs.get("value", "")
    for one in form.all("textarea"):
        found[one.attrs["name"]] = one.source.removeprefix("\n")
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def section_about(reply: FormalReply, station: str = "") -> ReplySection:
    """The section about a counter, or the view as a whole."""
    if station:
        return reply.sections.get(proposal__station__slug=station)
    return reply.sections.get(kind="VIEW")


def newest(section: ReplySection) -> SectionVersion:
    """What it says now."""
    return section.versions.select_related("by").latest("number")


def texts(section: ReplySection) -> list[tuple[str, str]]:
    """Headings and texts of what it says now."""
    content = Content.read(newest(section).content)
    return [(one.heading, one.text) for one in content.passages]
