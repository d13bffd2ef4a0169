"""How long what is due has waited, and how much of it there is: for the log and for monitors."""

from collections.abc import Callable
from datetime import datetime

from consultation import emails
from consultation.importing.queries import longest_wait as longest_wait_of_imports
from consultation.ledger.queries import longest_wait as longest_wait_of_the_log
from consultation.models import Message, Report, TallyDue, Unlogged, Unscreened
from consultation.moderate.queries import longest_wait_of_bulk
from consultation.moderate.queries.everywhere import longest_wait_of_everywhere
from consultation.moderate.queries.screening import longest_unscreened
from consultation.report import queries
from consultation.report.tallies import longest_wait as longest_wait_of_tallies

LONGEST: dict[str, Callable[[datetime], float]] = {
    "report": queries.longest_wait,
    "import": longest_wait_of_imports,
    "verdict on many": longest_wait_of_bulk,
    "search for words in all responses": longest_wait_of_everywhere,
    "message": emails.longest_wait,
    "response to be screened": longest_unscreened,
    "response to be tallied": longest_wait_of_tallies,
    "entry of the public log": longest_wait_of_the_log,
}


def longest_waits(at: datetime) -> dict[str, float]:
    """Seconds that the oldest due row of each kind has waited."""
    return {kind: read(at) for kind, read in LONGEST.items()}


def due(at: datetime) -> dict[str, int]:
    """How many rows wait, of the kinds that can pile up."""
    return {
        "report": Report.objects.due_at(at).count(),
        "message": Message.objects.due_at(at).count(),
        "response to be screened": Unscreened.objects.count(),
        "response to be tallied": TallyDue.objects.count(),
        "entry of the public log": Unlogged.objects.count(),
    }
