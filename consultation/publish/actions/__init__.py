"""What staff change: about a consultation, and about its questions."""

from consultation.publish.actions.closing import close_book, close_books
from consultation.publish.actions.consultations import (
    draft,
    extend,
    note_outage,
    publish,
    resume,
    suspend,
)
from consultation.publish.actions.late_replies import state_late_policy
from consultation.publish.actions.questions import add, change, correct, move_by, remove
from consultation.publish.actions.reconciling import reconcile

__all__ = [
    "add",
    "change",
    "close_book",
    "close_books",
    "correct",
    "draft",
    "extend",
    "move_by",
    "note_outage",
    "publish",
    "reconcile",
    "remove",
    "resume",
    "state_late_policy",
    "suspend",
]
