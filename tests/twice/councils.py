"""The forms of those who act for a council."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from consultation.models import FormalReply, Role, User
from consultation.reply import actions, editions
from tests import factories
from tests.conftest import NOW
from tests.reply import papers
from tests.reply.signed import council_of, drafted, person_of, sign
from tests.reply.signing import RATIFIED, TYPED
from tests.twice.form import Form, Stage
from tests.uploads.made import pdf, upload


def redbridge(stage: Stage, role: Role = Role.COUNCIL_DRAFTER) -> User:
    """Somebody who acts for it is at the browser."""
    council = council_of(stage.site.town.redbridge)
    council.email_domain = "redbridge.gov.uk"
    council.save()
    person = person_of(council, role)
    person.name = f"Somebody of Redbridge, {role.label}"
    person.save()
    stage.as_(person)
    return person


def begun(stage: Stage) -> FormalReply:
    redbridge(stage)
    council = council_of(stage.site.town.redbridge)
    barkingside = stage.world.consultation.proposals.get(station__slug="barkingside")
    return drafted(council, stage.world.consultation, at=NOW, says={barkingside: "OPPOSE"})


def waiting(stage: Stage) -> FormalReply:
    reply = begun(stage)
    actions.ask_approval(
        reply=reply, by=person_of(reply.organisation, Role.COUNCIL_DRAFTER), at=NOW
    )
    reply.refresh_from_db()
    return reply


def approver(stage: Stage) -> None:
    redbridge(stage, Role.COUNCIL_APPROVER)


def to_sign(stage: Stage) -> None:
    waiting(stage)
    approver(stage)


def interim(stage: Stage) -> None:
    sign(begun(stage), at=NOW, ratified_by_whom="the Cabinet")
    approver(stage)


def section(stage: Stage) -> list[Any]:
    return [stage.slug, editions.sections_of(begun(stage))[0].section.pk]


def versions(stage: Stage) -> list[Any]:
    slug, pk = section(stage)
    address = reverse("own-reply-section", args=[slug, pk])
    found = editions.sections_of(FormalReply.objects.latest("pk"))[0]
    passage = found.content.passages[0]
    stage.client.post(
        address,
        {
            "seen": found.number,
            "passages": passage.key,
            f"{passage.key}-text": "Other words.",
            f"{passage.key}-heading": "",
        },
    )
    return [slug, pk, 1]


def noted(stage: Stage) -> list[Any]:
    slug, pk = section(stage)
    stage.client.post(reverse("own-reply-note", args=[slug, pk]), {"text": "Ask transport."})
    from consultation.models import ReplyNote

    return [slug, pk, ReplyNote.objects.get().pk]


def colleague(stage: Stage) -> list[Any]:
    approver(stage)
    council = council_of(stage.site.town.redbridge)
    return [person_of(council, Role.COUNCIL_OBSERVER).pk]


def invited(stage: Stage) -> list[Any]:
    approver(stage)
    council = council_of(stage.site.town.redbridge)
    made = factories.InvitationFactory(
        consultation=stage.world.consultation, organisation=council, key="another",
        expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    return [made.pk]


def coded(stage: Stage) -> list[Any]:
    approver(stage)
    council = council_of(stage.site.town.redbridge)
    return [
        factories.JoinCodeFactory(consultation=stage.world.consultation, organisation=council).pk
    ]


FORMS = [
    Form("own-leave", {"sure": "on"}, redbridge, first=303),
    Form(
        "own-invite",
        {"email": "new@redbridge.gov.uk", "role": "COUNCIL_DRAFTER"},
        approver,
        first=303,
    ),
    Form("own-remove", {}, colleague, first=303),
    Form("own-remind", {}, invited, first=303),
    Form("own-revoke", {}, invited, first=303),
    Form("own-code-new", {"role": "COUNCIL_DRAFTER"}, approver, first=200, again=200),
    Form("own-code-end", {}, coded, first=303),
    Form(
        "own-enquiry-new",
        {"about": "barkingside", "text": "Who will answer?"},
        redbridge,
        first=303,
    ),
    Form("own-reply-begin", {}, redbridge, first=303),
    Form(
        "own-reply-files",
        lambda stage: {"file": upload("plan.pdf", pdf())},
        begun,
        first=303,
    ),
    Form(
        "own-reply-word",
        lambda stage: {
            "file": upload("reply.docx", papers.reply()),
            "section": editions.sections_of(FormalReply.objects.latest("pk"))[0].section.pk,
        },
        begun,
        first=303,
    ),
    Form(
        "own-reply-proposals",
        lambda stage: {
            "proposal": stage.world.consultation.proposals.get(station__slug="mitcham").pk
        },
        begun,
        first=303,
    ),
    Form("own-reply-section", {"a1-text": "Other words."}, section, first=303),
    Form("own-reply-restore", {}, versions, first=303),
    Form("own-reply-note", {"text": "Ask transport."}, section, first=303, reads=False),
    Form("own-reply-settle", {}, noted, first=303, reads=False),
    Form("own-reply-approval", {}, begun, first=303),
    Form("own-reply-take-back", {}, waiting, first=303),
    Form(
        "own-reply-sign",
        {name: value for name, value in TYPED.items() if name != "digest"},
        to_sign,
        first=303,
    ),
    Form("own-reply-send-back", {"reasons": "Say more."}, to_sign, first=303),
    Form(
        "own-reply-set-aside",
        {"sure": "on", "reason": "Another is written."},
        begun,
        first=303,
    ),
    Form("own-reply-ratify", RATIFIED, interim, first=303),
    Form("own-reply-withdraw", {"reason": "It was wrong.", "sure": "on"}, interim, first=303),
]
