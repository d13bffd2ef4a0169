"""The forms of those who read, review, type in and import responses."""

from typing import Any

from django.urls import reverse

from consultation.models import Response
from tests import factories, small_world
from tests.conftest import send
from tests.importing import files as tables
from tests.importing.test_pages import ABOUT, mapped
from tests.twice.form import Form, Stage
from tests.uploads.made import pdf, upload


def screened(stage: Stage) -> Response:
    """One that waits for its review."""
    proposal = stage.world.consultation.proposals.get(station__slug="barkingside")
    made = send(stage.world.consultation, about=[proposal], reasons="Rosa Okafor lives too far.")
    factories.ScreeningFactory(response=made)
    return made


def one(stage: Stage) -> list[Any]:
    return [screened(stage).pk]


def waiting(stage: Stage) -> None:
    screened(stage)


def taken(stage: Stage) -> list[Any]:
    (pk,) = one(stage)
    stage.client.post(reverse("take", args=[pk]))
    return [pk]


def set_aside(stage: Stage) -> list[Any]:
    pk = stage.world.typing.pk
    stage.client.post(
        reverse("transcription-aside", args=[pk]), {"reason": "Not ours.", "seen": "0"}
    )
    return [pk]


def asking(stage: Stage) -> list[Any]:
    """A consultation that asks the equality questions."""
    made = small_world.consultation_of(
        stage.site.town, slug="asks", opened=True, equality_set=small_world.harmonised()
    )
    return [made.slug]


FORMS = [
    Form("take", {}, one, reads=False),
    Form("let-go", {}, taken, reads=False),
    Form("take-next", {}, waiting, reads=False),
    Form("response", {"verdict": "RELEASE"}, one),
    Form("flag-judge", {"act": "false"}, reads=False),
    Form(
        "redact", {"act": "words", "words": "Rosa Okafor", "reason": "THIRD_PARTY"}, one, first=303
    ),
    Form("redact-everywhere", {"words": "Rosa Okafor", "reason": "THIRD_PARTY"}),
    Form("everywhere", {"act": "confirm"}, reads=False),
    Form("bulk-decide", {}, waiting, query="?verdict=RELEASE"),
    Form(
        "bulk-review",
        {"act": "stop"},
        lambda stage: [
            factories.BulkReviewFactory(
                consultation=stage.world.consultation, asked_by=stage.site.superuser
            ).pk
        ],
        reads=False,
    ),
    Form("bulk-review-undo", {"reason": "The wrong filter."}),
    Form("moderation", {"reviews": "two", "reason": "So it was decided."}),
    Form("queue-views", {"name": "Mine"}),
    Form("queue-view-remove", {}, reads=False),
    Form("shortcuts", {}, reads=False, leaves=False, because="For this sign-in."),
    Form(
        "import-new",
        lambda stage: {
            "file": upload(
                "a.csv",
                tables.csv_of(
                    [tables.HEADINGS, ["P9", "2026-11-20", "Ilford", "Oppose", "Far.", "", ""]]
                ),
            )
        },
    ),
    Form("import", {"act": "load"}, reads=False),
    Form("import-about", ABOUT),
    Form("import-columns", lambda stage: mapped(stage.world.imported)),
    Form(
        "transcription-new",
        {
            "purpose": "RESPONSE",
            "channel": "PAPER",
            "language": "en",
            "received_on_day": "23",
            "received_on_month": "11",
            "received_on_year": "2026",
            "proposals": [],
        },
    ),
    Form("transcription-details", {"received_on_day": "20"}, lambda stage: [stage.world.typing.pk]),
    Form("transcription-scans", lambda stage: {"file": upload("page.pdf", pdf())}),
    Form(
        "transcription",
        {
            "act": "save",
            "all-instead": "Open late.",
            "person-capacity": "MYSELF",
            "person-where_where": "E09000026",
            "end-publish": "WORDS",
        },
    ),
    Form("transcription-check", {"act": "return", "reason": "Look again."}),
    Form("transcription-aside", {"reason": "It is not ours."}),
    Form("transcription-take-up", {}, set_aside, reads=False),
    Form("equality-sheet", {"question-age": "65_74"}, asking),
]
