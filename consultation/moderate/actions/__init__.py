"""What moderators change. The words of a response are never touched."""

from consultation.moderate.actions.bulk import ask_bulk, ask_bulk_again, stop_bulk, undo_bulk
from consultation.moderate.actions.bulk_working import work_next_bulk
from consultation.moderate.actions.holding import end_hold, keep_hold, let_go, take, take_next
from consultation.moderate.actions.saved_views import remove_view, save_view
from consultation.moderate.actions.screening import (
    judge_flag,
    renew_flags,
    screen_next,
    sweep,
)
from consultation.moderate.actions.stating import state_moderation
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
    "end_hold",
    "exclude",
    "judge_flag",
    "keep_hold",
    "let_go",
    "quarantine",
    "release",
    "remove_view",
    "renew_flags",
    "reopen",
    "save_view",
    "screen_next",
    "state_moderation",
    "stop_bulk",
    "sweep",
    "take",
    "take_next",
    "undo_bulk",
    "withhold",
    "work_next_bulk",
]
