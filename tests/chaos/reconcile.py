"""What must be so afterwards, each as a number that must be 0.

One more check is one more function in CHECKS, that is given the run and its database.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.chaos.residents import Sent

Line = psycopg.Connection[tuple[Any, ...]]
READ_ANSWERS = """
SELECT response.reference, answer.choice, answer.text
FROM consultation_answer answer
JOIN consultation_response response ON response.id = answer.response_id
"""
READ_REFERENCES = "SELECT reference FROM consultation_response"
READ_KEYS = """
SELECT substring(text FROM '^[0-9a-f]{32}'), count(DISTINCT response_id)
FROM consultation_answer WHERE text ~ '^[0-9a-f]{32}: ' GROUP BY 1
"""
READ_RECEIPTS = "SELECT count(*) FROM consultation_message WHERE kind = 'receipt'"
READ_JOBS = "SELECT count(*) FILTER (WHERE state <> 'DONE'), count(*) FROM consultation_report"
READ_MADE_TWICE = """
SELECT count(*) - count(DISTINCT about) FROM consultation_event WHERE kind = 'report.finished'
"""
READ_UNLOGGED = """
SELECT (SELECT count(*) FROM consultation_response)
    - (SELECT count(*) FROM consultation_logentry WHERE kind = 'response')
"""
#: What waits, each a count that goes to 0.
READ_WAITING = {
    "messages": "SELECT count(*) FROM consultation_message WHERE state = 'QUEUED'",
    "tallies": "SELECT count(*) FROM consultation_tallydue",
    "entries of the log": "SELECT count(*) FROM consultation_unlogged",
    "reports": "SELECT count(*) FROM consultation_report WHERE state IN ('QUEUED', 'RUNNING')",
}


@dataclass
class Run:
    """What is known outside the stack: what residents sent, what the mail server took."""

    pattern: Sent  # sent before anything was killed
    sent: list[Sent]
    letters: list[Any]  # email.message.Message, whole
    jobs: int

    def receipts(self) -> list[Sent]:
        return [one for one in self.sent if one.reference]


def responses(run: Run, line: Line) -> dict[str, int]:
    """Receipts and responses answer to each other, and each says what was written."""
    stored: dict[str, Counter[tuple[str, str]]] = {
        reference: Counter() for (reference,) in line.execute(READ_REFERENCES)
    }
    for reference, choice, text in line.execute(READ_ANSWERS):
        stored[reference][choice, text] += 1
    pattern = stored[run.pattern.reference]
    missing = altered = 0
    for one in run.receipts():
        if one.reference not in stored:
            missing += 1
            continue
        expected = Counter(
            {
                (choice, text.replace(run.pattern.key, one.key)): number
                for (choice, text), number in pattern.items()
            }
        )
        altered += stored[one.reference] != expected
    twice = sum(number - 1 for _key, number in line.execute(READ_KEYS))
    references = Counter(one.reference for one in run.receipts())
    return {
        "receipts without a response": missing,
        "responses altered": altered,
        "responses twice": twice,
        "references given twice": sum(references.values()) - len(references),
        "residents without a receipt": sum(not one.reference for one in run.sent),
    }


def emails(run: Run, line: Line) -> dict[str, int]:
    """Each receipt was posted once: by address, and by Message-ID."""
    addresses = Counter(letter["To"] for letter in run.letters)
    names = Counter(letter["Message-ID"] for letter in run.letters)
    asked = {one.email for one in run.receipts()}
    return {
        "e-mails missing": len(asked - set(addresses)),
        "e-mails twice": sum(addresses.values()) - len(addresses),
        "Message-IDs twice": sum(names.values()) - len(names),
        "e-mails of nobody": len(set(addresses) - asked),
    }


def jobs(run: Run, line: Line) -> dict[str, int]:
    """Each report was made, once."""
    found = line.execute(READ_JOBS).fetchone() or (0, 0)
    twice = line.execute(READ_MADE_TWICE).fetchone() or (0,)
    return {
        "jobs not made": int(found[0]),
        "jobs lost": run.jobs - int(found[1]),
        "jobs made twice": int(twice[0]),
    }


def logged(run: Run, line: Line) -> dict[str, int]:
    """Each response is in the public log."""
    found = line.execute(READ_UNLOGGED).fetchone() or (0,)
    return {"responses not in the log": int(found[0])}


CHECKS: tuple[Callable[[Run, Line], dict[str, int]], ...] = (responses, emails, jobs, logged)


def waiting(line: Line) -> dict[str, int]:
    """What still waits, by kind."""
    counts = {kind: line.execute(sql).fetchone() for kind, sql in READ_WAITING.items()}
    return {kind: int(found[0]) for kind, found in counts.items() if found and found[0]}


def reconcile(run: Run, line: Line) -> dict[str, int]:
    """Every number that must be 0."""
    return {name: number for check in CHECKS for name, number in check(run, line).items()}
