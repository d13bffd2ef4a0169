"""What moderators change. The words of a response are never touched."""

from consultation.moderate.actions.bulk import ask_bulk, ask_bulk_again, stop_bulk, undo_bulk
from consultation.moderate.actions.bulk_working import work_next_bulk
from consultation.moderate.actions.verdicts import (
    ACTS,
    exclude,
    quarantine,
    release,
    reopen,
    withhold,
)

__all__ = [
    "ACTS",
    "ask_bulk",
    "ask_bulk_again",
    "exclude",
    "quarantine",
    "release",
    "reopen",
    "stop_bulk",
    "undo_bulk",
    "withhold",
    "work_next_bulk",
]
