"""The forms of those who consult, but for what they do with responses."""

from datetime import timedelta
from typing import Any

import time_machine
from django.urls import reverse

from consultation.models import Consultation, Meeting, QuestionVersion, Report
from tests.conftest import NOW
from tests.gather import typed as gathered
from tests.publish.staff import LATER
from tests.publish.test_corrections import TYPED as CORRECTION
from tests.publish.test_pauses import OUTAGE
from tests.publish.writing import LINES, MORE, TRAVEL, TYPED, draft_of
from tests.staff.test_guessing import guess
from tests.twice.form import Form, Stage

WHY = {"reason": "A claim was brought."}
PERSON = "?of=response:{response}"
ROSA = "Rosa Okafor"


def of_person(stage: Stage, *acts: str) -> None:
    """Her records, after these tools were used on them."""
    for name in acts:
        answer = stage.client.post(f"{reverse(name)}?of=response:{stage.world.response.pk}", WHY)
        assert answer.status_code == 302


def tool(name: str, *before: str, **more: Any) -> Form:
    def ready(stage: Stage) -> list[Any]:
        stage.world.hold.__class__.objects.update(
            lifted_at=NOW, lifted_by=stage.site.superuser, lift_reason="Over."
        )
        of_person(stage, *before)
        return []

    return Form(name, ready=ready, query=PERSON, **({"typed": WHY} | more))


def translated(stage: Stage) -> dict[str, str]:
    """Into Urdu, one question."""
    asked = QuestionVersion.objects.filter(question__consultation=stage.world.consultation)
    first = asked.earliest("pk")
    return {"act": "draft", f"questionversion-{first.pk}-wording": "آپ کیا سوچتے ہیں؟"}


def drafted(key: str = "") -> Any:
    """A consultation that is written, with three questions."""

    def ready(stage: Stage) -> list[Any]:
        made: Consultation = draft_of(stage.site.town, TRAVEL, LINES, MORE)
        return [made.slug, key] if key else [made.slug]

    return ready


def paused(stage: Stage) -> None:
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        stage.client.post(reverse("dates-pause", args=[stage.slug]), {"reason": "An election."})


def closed_account(stage: Stage) -> None:
    address = reverse("account-close", args=[stage.world.member.pk])
    assert stage.client.post(address, {"reason": "LEFT"}).status_code == 303


LOOKS = "Whoever looks twice has looked twice, and the record says so."
ASKED = ["consultation_event", "consultation_personrequest"]
PEOPLE = [
    Form(
        "people",
        {"how": "NAME", "text": ROSA, **WHY},
        first=200,
        again=200,
        again_changes=ASKED,
        because=LOOKS,
    ),
    tool("people-export", first=200, again=200, again_changes=ASKED, because=LOOKS),
    tool("people-restrict"),
    tool("people-lift", "people-restrict"),
    tool("people-erase", typed={"ground": "ASKED", **WHY}),
    tool("people-refuse"),
    Form("hold-new", WHY),
    Form("retention-rule", {"counted_from": "CLOSING", "months": "30", "reason": "So long."}),
    Form("hold-lift", {"reason": "It is settled."}),
]
TIME = [
    Form("dates-extend", LATER, first=303),
    Form("dates-pause", {"reason": "An election was called"}, first=303),
    Form(
        "dates-resume",
        {"closes_day": "24", "closes_time": "11:59pm", "reason": "It is over"},
        paused,
        first=303,
    ),
    Form(
        "dates-late",
        {
            "until_day": "28",
            "until_month": "2",
            "until_year": "2027",
            "until_time": "5pm",
            "policy": "It is read until then.",
            "reason": "Councils asked.",
        },
        first=303,
    ),
    Form("outage-new", OUTAGE, first=303),
]
QUESTIONS = [
    Form(
        "question-new",
        {"kind": "TEXT"},
        drafted(),
        leaves=False,
        because="It only leads on.",
        first=303,
    ),
    Form(
        "question-add",
        TYPED | {"key": "last", "wording": "What else?"},
        lambda stage: [*drafted()(stage), "text"],
        first=303,
    ),
    Form("question-edit", {"wording": "What more?"}, drafted("more"), first=303),
    Form("question-move", {"to": "up"}, drafted("more"), reads=False, first=303),
    Form("question-remove", {}, drafted("lines"), first=303),
    Form("question-correct", CORRECTION | {"act": "confirm"}, first=303),
    Form(
        "preview",
        {"stance": "OPPOSE"},
        leaves=False,
        because="It shows, and keeps nothing.",
        first=303,
    ),
    Form("preview-page", {}, leaves=False, because="It shows, and keeps nothing.", first=303),
    Form("translation", translated),
]
GATHERED = [
    Form("petition-new", gathered.PETITION, first=303),
    Form("meeting-new", gathered.MEETING, first=303),
    Form(
        "petition-correct", {"called": "Keep it", "why": "A slip.", "reason": "A slip."}, first=303
    ),
    Form("petition-withdraw", {"reason": "It was counted twice."}, first=303),
    Form("meeting-held", gathered.OUTCOME, lambda stage: [past_meeting(stage)], first=303),
    Form(
        "meeting-correct",
        {"place": "The library", "reason": "A slip.", "why": "A slip."},
        first=303,
    ),
    Form("meeting-withdraw", {"reason": "It is not ours."}, first=303),
]


def past_meeting(stage: Stage) -> int:
    gathered.past_meeting(stage.client)
    return int(Meeting.objects.latest("pk").pk)


def queued(stage: Stage) -> list[Any]:
    stage.client.post(reverse("reports", args=[stage.slug]), {"kind": "WHOLE", "act": "ask"})
    return [Report.objects.latest("pk").pk]


REPORTS = [
    Form("reports", {"kind": "WHOLE", "act": "ask"}, case="asked"),
    Form("report-schedules", {"kind": "WHOLE", "every": "WEEKLY"}),
    Form("report", {"act": "cancel"}, queued, reads=False),
]


def locked(stage: Stage) -> None:
    guess(stage.world.member, 10)


ACCOUNTS = [
    Form("account-close", {"reason": "LEFT"}, first=303),
    Form("account-unlock", {}, locked, first=303),
    Form("account-reopen", {"reason": "BACK"}, closed_account, first=303),
]


def invited(stage: Stage) -> list[Any]:
    return [stage.world.invitation.pk]


BODIES = [
    Form(
        "organisation-new",
        {
            "name": "Friends of the Library",
            "kind": "RESIDENTS",
            "borough": "redbridge",
            "email_domain": "",
        },
        first=303,
    ),
    Form("organisation-correct", {"name": "Merton Council"}, first=303),
    Form("organisation-verify", {"note": "I called the switchboard."}, first=303),
    Form(
        "organisation-invite", {"email": "new@merton.gov.uk", "role": "COUNCIL_DRAFTER"}, first=303
    ),
    Form("organisation-chase", {}, first=303),
    Form("organisation-remove", {"sure": "on"}, first=303),
    Form("organisation-sign-in-secret", {"client_secret": "renewed"}, first=303),
    Form("organisation-sign-in-end", {}, first=303),
    Form(
        "registration",
        {"decision": "ACCEPT", "organisation": "", "role": "COUNCIL_APPROVER"},
        case="accepted",
        first=303,
    ),
    Form(
        "registration",
        {"decision": "DECLINE", "reason": "An advertisement."},
        case="declined",
        first=303,
    ),
    Form("enquiry-answer", {"text": "The borough’s officers will."}, first=303),
    Form("invitation-remind", {}, first=303),
    Form("invitation-revoke", {}, first=303),
]
FORMS = [*PEOPLE, *TIME, *QUESTIONS, *GATHERED, *REPORTS, *ACCOUNTS, *BODIES]
