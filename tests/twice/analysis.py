"""The forms of those who analyse and decide."""

from typing import Any

from django.urls import reverse

from consultation.models import Point
from tests import factories, small_world
from tests.decide.decided import ready_to_sign, sign
from tests.twice.form import Form, Stage
from tests.twice.responses import screened


def unread(stage: Stage) -> list[Any]:
    """A response that waits to be read."""
    return [screened(stage).pk]


def waiting(stage: Stage) -> None:
    screened(stage)


def coded(stage: Stage) -> list[Any]:
    """One whose only sentence makes the point."""
    (pk,) = unread(stage)
    typed = {"act": "code", "words": "1", "point": "P1"}
    assert stage.client.post(reverse("coding", args=[pk]), typed).status_code == 303
    return [pk]


def read(stage: Stage) -> list[Any]:
    (pk,) = coded(stage)
    assert stage.client.post(reverse("coding", args=[pk]), {"act": "done"}).status_code in (
        302,
        303,
    )
    return [pk]


def another_point(stage: Stage) -> Point:
    made: Point = factories.PointFactory(consultation=stage.world.consultation, number=2)
    factories.PointWordingFactory(point=made)
    return made


def another(stage: Stage) -> None:
    another_point(stage)


def merged(stage: Stage) -> list[Any]:
    typed = {"number": f"P{another_point(stage).number}", "reason": "They are one."}
    address = reverse("point-merge", args=[stage.world.point.pk])
    assert stage.client.post(address, typed).status_code == 303
    return [stage.world.point.pk]


def reworded(stage: Stage) -> list[Any]:
    typed = {"sentence": "It is too far.", "includes": "", "excludes": "", "reason": "Shorter."}
    address = reverse("point-reword", args=[stage.world.point.pk])
    assert stage.client.post(address, typed).status_code == 303
    return [stage.world.point.pk]


def closed(stage: Stage) -> list[Any]:
    """A point of a consultation that is over."""
    over = small_world.consultation_of(stage.site.town, slug="over", opened=False)
    made = factories.PointFactory(consultation=over)
    factories.CodeframeFactory(consultation=over)
    return [made.pk]


def code_given(stage: Stage) -> dict[str, Any]:
    codes = stage.world.point.codes.order_by("-pk")
    return {"act": "back", "code": codes[0].pk}


def to_decide(stage: Stage) -> list[Any]:
    """A proposal of a consultation that is over."""
    over = small_world.consultation_of(stage.site.town, slug="over", opened=False)
    return [over.proposals.get(station__slug="holborn").pk]


def drafted(stage: Stage) -> list[Any]:
    """A draft that lacks nothing, of a consultation that is over."""
    made = ready_to_sign(stage.site.town, stage.site.superuser)
    return [made.pk]


def signed(stage: Stage) -> list[Any]:
    made = ready_to_sign(stage.site.town, stage.site.superuser)
    sign(made, stage.site.superuser)
    return [made.pk]


CODED = {"act": "code", "words": "1", "point": "P1"}
FORMS = [
    Form("codeframe-sign-off", reads=False),
    Form("theme-new", {"heading": "Other ways"}, first=303),
    Form("theme", {"heading": "The way there"}, first=303),
    Form("point-new", {"sentence": "Wait for the new technology."}, first=303),
    Form("point-reword", {"sentence": "It is too far.", "reason": "Shorter."}, first=303),
    Form("point-place", {"theme": ""}, first=303),
    Form("point-merge", {"number": "P2", "reason": "They are one."}, another, first=303),
    Form("point-part", {"reason": "They are two."}, merged, first=303),
    Form(
        "recode",
        lambda stage: {"codes": [stage.world.point.codes.get().pk]},
        reworded,
    ),
    Form("gathered-line", {"point": "P1"}, first=303),
    Form("reading-next", {}, waiting, reads=False, first=303),
    Form("coding", CODED, unread, case="code", first=303, reads=False),
    Form("coding", code_given, coded, case="back", first=303, reads=False),
    Form("coding", {"act": "done"}, coded, case="done", first=303, reads=False),
    Form("coding", {"act": "reopen"}, read, case="reopen", first=303, reads=False),
    Form(
        "point-answer",
        {"kind": "NOT_ACCEPTED", "reason": "Buses go there."},
        closed,
        first=303,
    ),
    Form("equality-assessment", {"name": "A second look", "text": "It found more."}, first=303),
    Form("decision-new", {}, to_decide, first=303),
    Form("decision-write", {"outcome": "LATER"}, drafted, first=303),
    Form("decision-brief", {}, drafted, reads=False),
    Form("decision-sign", {"briefing": "on", "points": "on"}, drafted, first=303),
    Form("decision-end", {"reason": "The court quashed it."}, signed, first=303),
]  # fmt: skip
