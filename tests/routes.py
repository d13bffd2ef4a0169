"""One address of the site, and the arguments that lead to something in the world of the tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.world import World

ROLES = (
    "owner", "moderator", "analyst", "decision_maker", "auditor",
    "council_drafter", "council_approver", "council_observer", "superuser",
)  # fmt: skip
EVERYBODY = frozenset({"visitor", *ROLES})
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = EVERYBODY - {"visitor"}
READERS = frozenset({"owner", "moderator", "analyst", "decision_maker", "auditor", "superuser"})
REVIEWERS = frozenset({"moderator", "superuser"})
TYPISTS = frozenset({"owner", "moderator", "superuser"})
IMPORTERS = frozenset({"owner", "moderator", "superuser"})
PUBLISHERS = frozenset({"owner", "superuser"})
GATHERERS = frozenset({"owner", "moderator", "superuser"})
EXPORTERS = frozenset({"owner", "analyst", "superuser"})
INVITERS = frozenset({"owner", "superuser"})
AUDITORS = frozenset({"owner", "auditor", "superuser"})
STAFF_OF_ONE = READERS
COUNCIL = frozenset({"council_drafter", "council_approver", "council_observer"})
OWNERS = frozenset({"owner", "superuser"})
REPORTERS = frozenset({"owner", "analyst", "decision_maker", "superuser"})
CODERS = frozenset({"analyst", "superuser"})
DECIDERS = frozenset({"decision_maker", "superuser"})
UNSEALED = frozenset({"owner", "analyst", "superuser"})  # who sees figures before the close


@dataclass(frozen=True)
class Route:
    """One address: whom a GET answers with 200, and what else it may answer to the others."""

    name: str
    arguments: Callable[[World], list[Any]] = field(default=lambda world: [])
    who: frozenset[str] = EVERYBODY
    answer: int = 200
    refusal: int = 403  # to those signed in whom it is not for
    colleagues: frozenset[str] = frozenset()  # of the organisation, in another role: told 403
    page: bool = True  # something to look at; not a file, not only a place to post to
    in_part: bool = False  # a role that is limited to a borough opens it too, for its responses
    narrowed: bool = False  # opened with any limited role, which shows less there
    whole_site: bool = False  # of no consultation: a role that is limited to one does not open it

    @property
    def is_scoped(self) -> bool:
        """It is about one consultation, and for roles of the people who consult alone."""
        return bool(self.who) and self.who <= STAFF_OF_ONE


def slug(world: World) -> list[Any]:
    """The consultation."""
    return [world.consultation.slug]


def on_page(page: str) -> Callable[[World], list[Any]]:
    """A page of the journey."""
    return lambda world: [world.consultation.slug, page]


def station(world: World) -> list[Any]:
    """The proposal to close Barkingside."""
    return [world.consultation.slug, "barkingside"]


def of_organisation(world: World) -> list[Any]:
    """An organisation that is asked to reply."""
    return [world.consultation.slug, world.invitation.organisation.slug]


def of_published(world: World) -> list[Any]:
    """A public copy of a response."""
    return [world.consultation.slug, world.published.pk]


def of_signer(world: World) -> list[Any]:
    """An organisation whose formal reply is published."""
    return [world.consultation.slug, world.signed.reply.organisation.slug]


def of_section(world: World) -> list[Any]:
    """A section of the reply that Merton is drafting."""
    return [world.consultation.slug, world.section.section_id]


def responded(world: World) -> list[Any]:
    """A response about Barkingside."""
    return [world.response.pk]


def saved_view(world: World) -> list[Any]:
    """A view of the queue that the person who looks keeps: nobody of the cast does."""
    return [world.view.pk]


def imported(world: World) -> list[Any]:
    """A checked file of responses."""
    return [world.imported.pk]


def urdu_questions(world: World) -> list[Any]:
    """The questions, to be translated into Urdu."""
    return [world.consultation.slug, "ur", "questions"]
