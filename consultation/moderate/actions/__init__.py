"""What moderators change. The words of a response are never touched."""

from consultation.moderate.actions.verdicts import (
    ACTS,
    exclude,
    quarantine,
    release,
    reopen,
    withhold,
)

__all__ = ["ACTS", "exclude", "quarantine", "release", "reopen", "withhold"]
