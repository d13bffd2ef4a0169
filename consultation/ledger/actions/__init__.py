"""What is entered in the public log: acts tell it, and the sequencer enters all."""

from consultation.ledger.actions.repairing import enter_again
from consultation.ledger.actions.sequencing import MOST, LogStopped, sequence
from consultation.ledger.actions.telling import state, tell_log
from consultation.ledger.actions.witnessing import ask_witnesses

__all__ = ["MOST", "LogStopped", "ask_witnesses", "enter_again", "sequence", "state", "tell_log"]
