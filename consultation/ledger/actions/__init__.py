"""What is entered in the public log: acts tell it, and the sequencer enters all."""

from consultation.ledger.actions.repairing import drop_unsigned, enter_again, write_again
from consultation.ledger.actions.sequencing import MOST, LogStopped, sequence
from consultation.ledger.actions.telling import state, tell_log
from consultation.ledger.actions.witnessing import ask_witnesses

__all__ = [
    "MOST", "LogStopped", "ask_witnesses", "drop_unsigned", "enter_again", "sequence", "state",
    "tell_log", "write_again",
]  # fmt: skip
