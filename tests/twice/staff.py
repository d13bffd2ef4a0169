"""The forms of those who consult, but for what they do with responses."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from consultation.models import Consultation, User
from tests import factories
from tests.conftest import NOW
from tests.gather import typed as gathered
from tests.publish.staff import LATER
from tests.publish.test_corrections import TYPED as CORRECTION
from tests.publish.test_pauses import OUTAGE
from tests.publish.writing import LINES, MORE, TRAVEL, TYPED, draft_of
from tests.twice.form import Form, Stage

WHY = {"reason": "A claim was brought."}
PERSON = "?of=response:1"
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


def drafted(key: str = "") -> Any:
    """A consultation that is written, with three questions."""

    def ready(stage: Stage) -> list[Any]:
        made: Consultation = draft_of(stage.site.town, TRAVEL, LINES, MORE)
        return [made.slug, key] if key else [made.slug]

    return ready


def paused(stage: Stage) -> None:
    stage.client.post(reverse("dates-pause", args=[stage.slug]), {"reason": "An election."})


def closed_account(stage: Stage) -> None:
    answer = stage.client.post(reverse("account-close", args=[stage.world.member.pk]), {"reason": "left"})
    assert answer.status_code == 302


PEOPLE = [
    Form("people", {"how": "NAME", "text": ROSA, **WHY}, first=200),
    tool("people-export", first=200),
    tool("people-restrict"),
    tool("people-lift", "people-restrict"),
    tool("people-erase", typed={"ground": "ASKED", **WHY}),
    tool("people-refuse"),
    Form("hold-new", WHY),
    Form("retention-rule", {"counted_from": "CLOSING", "months": "30", "reason": "So long."}),
    Form("hold-lift", {"reason": "It is settled."}),
]
TIME = [
    Form("dates-extend", LATER),
    Form("dates-pause", {"reason": "An election was called"}),
    Form("dates-resume", {"closes_day": "24", "closes_time": "11:59pm", "reason": "It is over"}, paused),
    Form("dates-late", {"until_day": "28", "until_month": "2", "until_year": "2027", "until_time": "5pm", "reason": "Councils asked."}),
    Form("outage-new", OUTAGE),
]
QUESTIONS = [
    Form("question-new", {"kind": "TEXT"}, drafted(), leaves=False, because="It only leads on."),
    Form("question-add", TYPED | {"key": "last", "wording": "What else?"}, lambda stage: [*drafted()(stage), "text"]),
    Form("question-edit", {"wording": "What more?"}, drafted("more")),
    Form("question-move", {"to": "up"}, drafted("more"), reads=False),
    Form("question-remove", {}, drafted("lines")),
    Form("question-correct", CORRECTION | {"act": "confirm"}),
    Form("preview", {}, leaves=False, because="It shows, and keeps nothing."),
    Form("preview-page", {}, leaves=False, because="It shows, and keeps nothing."),
    Form("translation", {"act": "draft"}),
]
GATHERED = [
    Form("petition-new", gathered.PETITION),
    Form("meeting-new", gathered.MEETING),
    Form("petition-correct", {"called": "Keep it", "why": "A slip.", "reason": "A slip."}),
    Form("petition-withdraw", {"reason": "It was counted twice."}),
    Form("meeting-held", gathered.OUTCOME, lambda stage: [past_meeting(stage)]),
    Form("meeting-correct", {"place": "The library", "reason": "A slip.", "why": "A slip."}),
    Form("meeting-withdraw", {"reason": "It is not ours."}),
]


def past_meeting(stage: Stage) -> int:
    gathered.past_meeting(stage.client)
    return int(stage.world.meeting.__class__.objects.latest("pk").pk)


REPORTS = [
    Form("reports", {"kind": "WHOLE", "act": "ask"}, case="asked"),
    Form("report-schedules", {"kind": "WHOLE", "every": "WEEKLY"}),
    Form("report", {"act": "mail"}, reads=False),
    Form("report-publish", {"act": "publish"}, reads=False),
]
ACCOUNTS = [
    Form("account-close", WHY),
    Form("account-reopen", WHY, closed_account),
    Form("account-unlock", WHY),
]


def invited(stage: Stage) -> list[Any]:
    return [stage.world.invitation.pk]


BODIES = [
    Form("organisation-new", {"name": "Friends of the Library", "kind": "RESIDENTS", "borough": "redbridge", "email_domain": ""}),
    Form("organisation-correct", {"name": "Merton Council"}),
    Form("organisation-verify", {"note": "I called the switchboard."}),
    Form("organisation-invite", {"email": "new@merton.gov.uk", "role": "COUNCIL_DRAFTER"}),
    Form("organisation-chase", {}),
    Form("organisation-remove", {}),
    Form("organisation-sign-in", {}),
    Form("organisation-sign-in-secret", {"client_secret": "renewed"}),
    Form("organisation-sign-in-end", {}),
    Form("registration", {"decision": "ACCEPT", "organisation": "", "role": "COUNCIL_APPROVER"}, case="accepted"),
    Form("registration", {"decision": "DECLINE", "reason": "An advertisement."}, case="declined"),
    Form("enquiry-answer", {"text": "The borough’s officers will."}),
    Form("invitation-remind", {}),
    Form("invitation-revoke", {}),
]
FORMS = [*PEOPLE, *TIME, *QUESTIONS, *GATHERED, *REPORTS, *ACCOUNTS, *BODIES]
