"""The site as one table: every address, and who is answered there.

`tests/house/test_access.py` tries each address as each role; `tests/browser/test_pages.py` looks at
each page. An address that is missing here fails the first of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from consultation.models import Consultation, Import, Report, Response

ROLES = (
    "owner", "moderator", "analyst", "decision_maker", "auditor",
    "council_drafter", "council_approver", "superuser",
)  # fmt: skip
EVERYBODY = frozenset({"visitor", *ROLES})
SIGNED_IN = EVERYBODY - {"visitor"}
READERS = frozenset({"owner", "moderator", "analyst", "decision_maker", "auditor", "superuser"})
IMPORTERS = frozenset({"owner", "moderator", "superuser"})
PUBLISHERS = frozenset({"owner", "superuser"})
REPORTERS = frozenset({"owner", "analyst", "decision_maker", "superuser"})


@dataclass
class World:
    """Something to look at on each page."""

    consultation: Consultation
    response: Response
    report: Report
    imported: Import


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


def imported(world: World) -> list[Any]:
    """A checked file of responses."""
    return [world.imported.pk]


def urdu_questions(world: World) -> list[Any]:
    """The questions, to be translated into Urdu."""
    return [world.consultation.slug, "ur", "questions"]


PUBLIC = [
    Route("home"),
    Route("consultation", slug),
    Route("near", slug, answer=302, page=False),
    Route("proposal", station),
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
    Route("imports", slug, who=IMPORTERS),
    Route("import-new", slug, who=IMPORTERS),
    Route("import", imported, who=IMPORTERS),
    Route("import-about", imported, who=IMPORTERS),
    Route("import-columns", imported, who=IMPORTERS),
    Route("import-file", lambda world: [world.imported.pk, "file"], who=IMPORTERS, page=False),
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
    """A response about Barkingside, a summary report made from it, and a checked file."""
    from django.utils import timezone

    from consultation.models import ReportKind
    from consultation.report import actions
    from tests.importing import files

    about = consultation.proposals.get(station__slug="barkingside")
    response = send(consultation, about=[about])
    actions.ask(consultation=consultation, kind=ReportKind.WHOLE, by=asked_by, at=timezone.now())
    report = actions.make_next(clock=timezone.now)
    assert report is not None
    return World(consultation, response, report, files.checked(consultation, by=asked_by))
