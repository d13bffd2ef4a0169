"""The site as one table: every address, and who is answered there.

`tests/house/test_access.py` tries each address as each role; `tests/browser/test_pages.py` looks at
each page. An address that is missing here fails the first of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from consultation.models import Consultation, Meeting, Petition, Report, Response

ROLES = (
    "owner", "moderator", "analyst", "decision_maker", "auditor",
    "council_drafter", "council_approver", "superuser",
)  # fmt: skip
EVERYBODY = frozenset({"visitor", *ROLES})
SIGNED_IN = EVERYBODY - {"visitor"}
READERS = frozenset({"owner", "moderator", "analyst", "decision_maker", "auditor", "superuser"})
PUBLISHERS = frozenset({"owner", "superuser"})
GATHERERS = frozenset({"owner", "moderator", "superuser"})
EXPORTERS = frozenset({"owner", "analyst", "superuser"})
REPORTERS = frozenset({"owner", "analyst", "decision_maker", "superuser"})


@dataclass
class World:
    """Something to look at on each page."""

    consultation: Consultation
    response: Response
    report: Report
    petition: Petition
    meeting: Meeting


@dataclass(frozen=True)
class Route:
    """One address: whom a GET answers with 200, and what else it may answer to the others."""

    name: str
    arguments: Callable[[World], list[Any]] = field(default=lambda world: [])
    who: frozenset[str] = EVERYBODY
    answer: int = 200
    page: bool = True  # something to look at; not a file, not only a place to post to


def slug(world: World) -> list[Any]:
    """The consultation."""
    return [world.consultation.slug]


def on_page(page: str) -> Callable[[World], list[Any]]:
    """A page of the journey."""
    return lambda world: [world.consultation.slug, page]


def station(world: World) -> list[Any]:
    """The proposal to close Barkingside."""
    return [world.consultation.slug, "barkingside"]


def urdu_questions(world: World) -> list[Any]:
    """The questions, to be translated into Urdu."""
    return [world.consultation.slug, "ur", "questions"]


PUBLIC = [
    Route("home"),
    Route("consultation", slug),
    Route("near", slug, answer=302, page=False),
    Route("proposal", station),
    Route("gatherings", slug),
    Route("meeting-calendar", lambda world: [*slug(world), world.meeting.pk], page=False),
    Route("stations"),
    Route("station", lambda world: ["barkingside"]),
    Route("borough", lambda world: ["redbridge"]),
    Route("privacy"),
    Route("cookies"),
    Route("accessibility"),
    Route("help"),
    Route("health", page=False),
    Route("respond", slug),
    # Without a draft of one's own these say so; tests/browser/test_journey.py sees them with one.
    Route("respond-page", on_page("capacity"), answer=404),
    *(
        Route("respond-page", on_page(page), answer=404, page=False)
        for page in ("place", "stations", "publish", "publish-reason", "copy", "check")
    ),
    Route("respond-about", lambda world: [*station(world), "view"], answer=404, page=False),
    Route("respond-same", station, answer=404, page=False),
    Route("respond-overall", on_page("anything-else"), answer=404, page=False),
    Route("respond-save", slug, answer=404, page=False),
    Route("respond-sent", slug, answer=302, page=False),
    Route("respond-receipt", on_page("txt"), answer=302, page=False),
    Route("respond-change", slug, answer=302, page=False),
    Route("respond-withdraw", slug, answer=302, page=False),
    Route("respond-disown", slug, answer=302, page=False),
    Route("receipt"),
    Route("return"),
    Route("return-link", lambda world: ["unknown"], answer=404),
    Route("return-mail"),
]
STAFF = [
    Route("sign-in"),
    Route("sign-out", answer=405, page=False),
    Route("staff", who=SIGNED_IN),
    Route("queue", slug, who=READERS),
    Route("response", lambda world: [world.response.pk], who=READERS),
    *(
        Route(name, slug, who=PUBLISHERS)
        for name in ("dates", "dates-extend", "dates-pause", "dates-resume", "outage-new")
    ),
    Route("gathering-list", slug, who=READERS),
    Route("gathering-file", lambda world: [*slug(world), "petitions"], who=EXPORTERS, page=False),
    Route("petition-new", slug, who=GATHERERS),
    Route("meeting-new", slug, who=GATHERERS),
    Route("petition", lambda world: [world.petition.pk], who=READERS),
    Route("meeting", lambda world: [world.meeting.pk], who=READERS),
    *(
        Route(name, lambda world: [world.petition.pk], who=GATHERERS)
        for name in ("petition-correct", "petition-withdraw")
    ),
    *(
        Route(name, lambda world: [world.meeting.pk], who=GATHERERS)
        for name in ("meeting-held", "meeting-correct", "meeting-withdraw")
    ),
    Route("reports", slug, who=REPORTERS),
    Route("translations", slug, who=PUBLISHERS),
    Route(
        "translation", lambda world: [world.consultation.slug, "ur", "questions"], who=PUBLISHERS
    ),
    Route("report", lambda world: [world.report.pk], who=REPORTERS),
    Route("report-file", lambda world: [world.report.pk, "csv"], who=REPORTERS, page=False),
    Route("gallery", who=SIGNED_IN),
]
ROUTES = [*PUBLIC, *STAFF]


def world_of(consultation: Consultation, send: Callable[..., Response], asked_by: Any) -> World:
    """A response about Barkingside, and a summary report made from it."""
    from django.utils import timezone

    from consultation.models import ReportKind
    from consultation.report import actions
    from tests import factories

    about = consultation.proposals.get(station__slug="barkingside")
    response = send(consultation, about=[about])
    actions.ask(consultation=consultation, kind=ReportKind.WHOLE, by=asked_by, at=timezone.now())
    report = actions.make_next(clock=timezone.now)
    assert report is not None
    petition = factories.PetitionFactory(consultation=consultation)
    factories.GatheringPointFactory(petition=petition, proposal=about)
    meeting = factories.MeetingFactory(
        consultation=consultation, held_at=timezone.now() + timedelta(days=30)
    )
    return World(consultation, response, report, petition, meeting)
