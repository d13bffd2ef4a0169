"""What a report cannot say, and why: as plain as what it says."""

from consultation.report.counts import Counts
from consultation.report.edition import Table
from consultation.report.tables import worded

SOURCE = "How this consultation is run, and what this service holds"
WHY = ("Why it is not known",)
NOTE = "A figure that is not known is never taken for nought, and is in no sum."
SAMPLE = (
    "Whoever wants to responds, and nobody was drawn by lot. The shares in this report are shares "
    "of responses, and not of residents."
)
TWICE = (
    "One person can respond more than once, and one response can speak for several people. Nobody "
    "has to give a name."
)
FAR = (
    "A response holds the borough that its sender lives in, and neither an address nor a postcode. "
    "Somebody who gave a postcode was told the borough by it, and it was not kept."
)
COPIED = (
    "Texts are compared by machine. That two are alike does not tell whether one person sent both, "
    "nor whether those who copied a text mean less what it says."
)
OVERLAP = (
    "Those who signed a petition or came to a meeting may have responded too; names are not "
    "compared."
)
WHO = (
    "Answers about age, sex and the like are held apart from responses, so that nothing joins the "
    "two. They are in a report of their own, for those who may see it."
)
LATER = (
    "A moderator has not decided yet about those that wait. They are counted here; some may be "
    "excluded under a published rule later."
)
EMPTY = "Neither why somebody left a question empty, nor what they would have said, was asked."


def unknown(counts: Counts) -> Table:
    """What readers look for and a report cannot give."""
    rows = [
        ("residents", "What residents think who did not respond", (SAMPLE,)),
        ("people", "How many people responded", (TWICE,)),
        ("distance", "How far respondents live from a front counter", (FAR,)),
        ("copies", "Which responses were written by their senders", (COPIED,)),
        ("overlap", "How many signed a petition, or came to a meeting, and responded", (OVERLAP,)),
        ("who", "What people of one age, sex or background say", (WHO,)),
        ("waiting", "What will become of responses that wait for review", (LATER,)),
        ("empty", "What those think who left a question empty", (EMPTY,)),
    ]
    return worded(
        "unknown", "What these figures do not tell", "Not known", WHY, rows,
        source=SOURCE, as_at=counts.as_at, note=NOTE,
    )  # fmt: skip
