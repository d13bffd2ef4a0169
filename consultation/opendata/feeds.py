"""Feeds in Atom (RFC 4287): newly published responses, and the consultations themselves.

What a feed says of a response is read from its public copy; one that is taken back is in no feed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from consultation.languages import Translations, current
from consultation.models import Consultation, PublishedAnswer, PublishedResponse
from consultation.opendata.shapes import address
from consultation.publish import released
from consultation.publish.rules import in_words

MEDIA = "application/atom+xml; charset=utf-8"
#: What XML cannot hold, whatever it stands for.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Atom(Atom1Feed):
    """Django's, which would read the clock where it has no entry."""

    def latest_post_date(self) -> datetime:
        found: datetime = self.feed["updated"]
        return found


@dataclass(frozen=True)
class Entry:
    """One entry: its address is its id, and stays."""

    address: str
    title: str
    content: str  # HTML
    updated: datetime
    published: datetime


def atom(title: str, page: str, own: str, entries: Iterable[Entry], *, since: datetime) -> bytes:
    """The feed. It was updated when its newest entry was, and without one at `since`."""
    every = list(entries)
    updated = max((one.updated for one in every), default=since)
    feed = _Atom(
        title=_xml(title), link=page, description="", language=current(), feed_url=own,
        feed_guid=own, author_name="Counterpoint", updated=updated.astimezone(UTC),
        feed_copyright=f"{settings.OPEN_DATA_LICENCE} {settings.OPEN_DATA_LICENCE_URL}",
    )  # fmt: skip
    for one in every:
        feed.add_item(
            title=_xml(one.title), link=one.address, description=_xml(one.content),
            unique_id=one.address, updateddate=one.updated.astimezone(UTC),
            pubdate=one.published.astimezone(UTC),
        )  # fmt: skip
    written = BytesIO()
    feed.write(written, "utf-8")
    return written.getvalue()


def _xml(words: str) -> str:
    return NOT_XML.sub("", words)


def _lines(words: str) -> SafeString:
    """Words as paragraphs; nothing in them is taken for HTML that is not ours."""
    return mark_safe(linebreaks(conditional_escape(words)))  # noqa: S308 (escaped just before)


def entry_of(
    one: PublishedResponse,
    answers: Iterable[PublishedAnswer],
    consultation: Consultation,
    translations: Translations,
) -> Entry:
    """A published response: what it says about each front counter, as its page shows it."""
    parts = []
    for about in released.told(answers, translations):
        place = about.proposal.station.name if about.proposal else _("About everything")
        said = ((each.version.short, _lines(each.answer)) for each in about.said)
        lines = format_html_join("", "<p><strong>{}</strong></p>{}", said)
        parts.append(format_html("<h2>{}</h2>{}", place, lines))
    if one.words_withheld:
        parts.append(format_html("<p>{}</p>", _("Its words are not published.")))
    received = datetime.combine(one.received_on, datetime.min.time(), tzinfo=UTC)
    return Entry(
        address("published-response", consultation.slug, one.pk),
        _("Response %(number)s") % {"number": one.pk},
        "".join(parts),
        one.at,
        received,
    )


def entry_of_consultation(one: Consultation) -> Entry:
    """A consultation: what it asks, and until when."""
    closes = _("Closes at %(when)s, London time.") % {"when": in_words(one.closes_at)}
    content = format_html("{}<p>{}</p>", _lines(one.summary), closes)
    where = address("consultation", one.slug)
    return Entry(where, one.title, content, one.opens_at, one.opens_at)
