"""What councils and other bodies say in their formal replies, as far as everybody may read it."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from consultation.models import Answer, Position, Proposal, SignedReply

Words = str | Promise
#: Positions as everybody reads them: the words, a shape and a tone. "" is none.
POSITIONS: dict[str, tuple[Words, str, str]] = {
    Position.SUPPORT: (gettext_lazy("Supports it"), "tick", "calm"),
    Position.CONDITIONAL: (gettext_lazy("Supports it on conditions"), "ring", "warm"),
    Position.OPPOSE: (gettext_lazy("Opposes it"), "cross", "strong"),
    Position.NO_POSITION: (gettext_lazy("Takes no position"), "bar", ""),
    "": (gettext_lazy("Says something about it, without a position"), "bar", ""),
}


@dataclass(frozen=True)
class Stand:
    """What one organisation says to one proposal."""

    organisation: str
    slug: str
    position: Words
    shape: str
    tone: str


def stands_on(proposal: Proposal) -> list[Stand]:
    """Of every organisation whose formal reply is public and in force, by name. One query."""
    public = SignedReply.objects.public().in_force()
    said = Answer.objects.filter(
        proposal=proposal,
        question_version__question__formal=True,
        response__in=public.values("response"),
    )
    rows = said.values_list("response__organisation__name", "response__organisation__slug")
    found = rows.annotate(position=Max("choice")).order_by("response__organisation__name")
    return [Stand(name, slug, *POSITIONS[position]) for name, slug, position in found]
