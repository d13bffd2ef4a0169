"""What is entered in the public log: acts tell it, and the sequencer enters all."""

from consultation.ledger.actions.repairing import (
    enter_again,
    put_unsigned_aside,
    unsigned,
    write_again,
)
from consultation.ledger.actions.sequencing import MOST, LogStopped, sequence
from consultation.ledger.actions.telling import state, tell_log
from consultation.ledger.actions.witnessing import Heard, ask_witnesses

__all__ = [
    "MOST", "Heard", "LogStopped", "ask_witnesses", "enter_again", "put_unsigned_aside", "sequence",
    "state", "tell_log", "unsigned", "write_again",
]  # fmt: skip
