"""What moderators change. The words of a response are never touched."""

from consultation.moderate.actions.screening import (
    judge_flag,
    renew_flags,
    screen_next,
    sweep,
)
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
    "exclude",
    "judge_flag",
    "quarantine",
    "release",
    "renew_flags",
    "reopen",
    "screen_next",
    "sweep",
    "withhold",
]
