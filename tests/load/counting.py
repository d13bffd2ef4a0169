"""What came of a run, and what must be 0 in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.result import percentile
from tests.chaos.reconcile import waiting
from tests.chaos.stack import Stack
from tests.load.residents import BROKEN, Resident

READ_ROWS = """
SELECT response.reference FROM consultation_response response
JOIN consultation_consultation consultation ON consultation.id = response.consultation_id
WHERE consultation.slug = %s
"""
READ_RESPONSES_LOGGED = "SELECT count(*) FROM consultation_logentry WHERE kind = 'response'"
READ_RESPONSES = "SELECT count(*) FROM consultation_response"
READ_POSTED = """
SELECT extract(epoch FROM sent_at - queued_at)::float8 FROM consultation_message
WHERE kind = 'receipt' AND sent_at IS NOT NULL
"""


@dataclass
class Found:
    """What came of one run."""

    seconds: float
    rate: float  # responses a second that were offered
    offered: int
    accepted: int
    refused: int  # after the close
    sent_p50: float  # milliseconds from when the last POST was due
    sent_p95: float
    sent_p99: float
    receipt_p99: float  # milliseconds from there to the receipt
    rows: int
    receipts: int
    posted: int  # receipts by e-mail
    posted_p95: float  # seconds from the response to its e-mail
    logged: int  # responses in the log
    drained: float  # seconds until nothing waited any more
    wrong: dict[str, int]
    killed: dict[str, int]
    met: dict[str, int]  # the errors that residents met, by HTTP status

    def nonzero(self) -> dict[str, int]:
        """What should be 0, and is not."""
        return {name: number for name, number in self.wrong.items() if number}


def one_number(line: psycopg.Connection[Any], sql: str, *words: Any) -> int:
    """The number that a query finds."""
    found = line.execute(sql, words).fetchone()
    assert found is not None
    return int(found[0])


def met(residents: Sequence[Resident]) -> dict[str, int]:
    """Errors by HTTP status, also of those who got no further."""
    every: Counter[int] = Counter()
    for one in residents:
        every += one.met
        if not one.reference and one.ended not in (BROKEN, 503):
            every[one.ended] += 1
    return {str(status or "no whole answer"): number for status, number in every.items()}


def times(residents: Sequence[Resident]) -> dict[str, Any]:
    """Of those that were accepted, in milliseconds."""
    sent = [one.sent_after * 1000 for one in residents if one.sent] or [0.0]
    shown = [one.shown_after * 1000 for one in residents if one.reference] or [0.0]
    return {
        "sent_p50": round(percentile(sent, 50), 1),
        "sent_p95": round(percentile(sent, 95), 1),
        "sent_p99": round(percentile(sent, 99), 1),
        "receipt_p99": round(percentile(shown, 99), 1),
    }


def stored(stack: Stack, slug: str, residents: Sequence[Resident]) -> dict[str, Any]:
    """Rows, e-mails and log, once nothing waits; and what does not fit together among them."""
    receipts = [one.reference for one in residents if one.reference]
    with psycopg.connect(stack.database()) as line:
        rows = {reference for (reference,) in line.execute(READ_ROWS, [slug])}
        posted = [seconds for (seconds,) in line.execute(READ_POSTED)]
        logged, all_rows = (
            one_number(line, sql) for sql in (READ_RESPONSES_LOGGED, READ_RESPONSES)
        )
        left = waiting(line)
    letters = Counter(letter["To"] for letter in stack.mail.letters())
    return {
        "rows": len(rows),
        "receipts": len(set(receipts)),
        "posted": len(posted),
        "posted_p95": round(percentile(posted or [0.0], 95), 1),
        "logged": logged,
        "wrong": {
            "receipts without a row": len(set(receipts) - rows),
            "rows without a receipt": len(rows - set(receipts)),
            "references given twice": len(receipts) - len(set(receipts)),
            "responses not in the log": all_rows - logged,
            "e-mails twice": sum(letters.values()) - len(letters),
            "e-mails not posted": len(posted) - len(letters),
            "work that still waits": sum(left.values()),
            **stack.log_contradicts(),
        },
    }
