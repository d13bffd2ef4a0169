"""The addresses of those who analyse and decide: a part of the table in `tests/site.py`."""

from typing import Any

from tests.routes import CODERS, DECIDERS, OWNERS, READERS, UNSEALED, Route, responded, slug
from tests.world import World


def of_point(world: World) -> list[Any]:
    """A point that the response makes."""
    return [world.point.pk]


def of_decision(world: World) -> list[Any]:
    """A draft about Holborn."""
    return [world.decision.pk]


ANALYSIS = [
    Route("codeframe", slug, who=READERS),
    Route("readings", slug, who=READERS),
    Route("gathered-lines", slug, who=READERS),
    Route("gathered-line", lambda world: [world.petition.points.get().pk], who=CODERS),
    Route("coding", responded, who=READERS, in_part=True),
    *(Route(name, slug, who=CODERS) for name in ("theme-new", "point-new")),
    *(
        Route(name, slug, who=CODERS, answer=405, page=False)
        for name in ("codeframe-sign-off", "reading-next")
    ),
    Route("theme", lambda world: [world.theme.pk], who=CODERS),
    *(
        Route(name, of_point, who=CODERS)
        for name in ("point-reword", "point-place", "point-merge", "point-part", "recode")
    ),
    # Sealed until the close: tests/decide/ sees them afterwards as everybody of the staff does.
    Route("register-of-points", slug, who=UNSEALED),
    Route("point", of_point, who=UNSEALED),
    Route("point-answer", of_point, who=DECIDERS),
    Route("decisions", slug, who=READERS),
    Route("equality-assessment", slug, who=OWNERS),
    Route("decision-new", lambda world: [world.decision.proposal_id], who=DECIDERS),
    Route("decision", of_decision, who=READERS),
    *(
        Route(name, of_decision, who=DECIDERS)
        for name in ("decision-write", "decision-sign", "decision-end")
    ),
    Route("decision-brief", of_decision, who=DECIDERS, answer=405, page=False),
]
