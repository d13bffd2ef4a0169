"""How a signed reply is marked wherever it is shown: a state, and what a reader must know."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from consultation.models import FormalReplyState, ResponseState, SignedReply
from consultation.publish.replies import Words

Mark = tuple[Words, str, str]  # words, a shape and a tone

#: Where an edition stands.
STATES: dict[str, Mark] = {
    FormalReplyState.SIGNED: (gettext_lazy("In force"), "tick", "calm"),
    FormalReplyState.SUPERSEDED: (gettext_lazy("Replaced by a newer edition"), "arrow", "quiet"),
    FormalReplyState.WITHDRAWN: (pgettext_lazy("formal reply", "Withdrawn"), "cross", "quiet"),
}
#: What a moderator made of its response, as staff read it.
REVIEWS: dict[str, Mark] = {
    ResponseState.RECEIVED: (ResponseState.RECEIVED.label, "clock", ""),
    ResponseState.SECOND_DUE: (ResponseState.SECOND_DUE.label, "clock", ""),
    ResponseState.DISPUTED: (ResponseState.DISPUTED.label, "ring", "warm"),
    ResponseState.WITHHELD: (ResponseState.WITHHELD.label, "bar", "calm"),
    ResponseState.RELEASED: (ResponseState.RELEASED.label, "tick", "calm"),
    ResponseState.QUARANTINED: (ResponseState.QUARANTINED.label, "ring", "warm"),
    ResponseState.EXCLUDED: (ResponseState.EXCLUDED.label, "cross", "strong"),
    ResponseState.SUPERSEDED: (ResponseState.SUPERSEDED.label, "arrow", "quiet"),
    ResponseState.WITHDRAWN: (ResponseState.WITHDRAWN.label, "cross", "quiet"),
}
INTERIM: Mark = (gettext_lazy("Interim, not ratified yet"), "clock", "warm")
RATIFIED: Mark = (gettext_lazy("Ratified"), "tick", "calm")
LATE: Mark = (gettext_lazy("Late"), "clock", "")


def marks_of(signed: SignedReply) -> list[Mark]:
    """Where it stands, whether it is interim or ratified, and whether it came late."""
    marks = [STATES[signed.reply.state]]
    if signed.interim:
        marks.append(RATIFIED if signed.is_ratified else INTERIM)
    return [*marks, LATE] if signed.late else marks
