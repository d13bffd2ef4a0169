"""Equality answers, which are kept apart from the response."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from consultation.access import Permission, why_not
from consultation.models import (
    Consultation,
    EqualityAnswer,
    EqualityQuestion,
    Response,
    User,
)
from consultation.respond import equality, queries, rules
from consultation.states import Refused


def answer_equality(
    *, response: Response, question: EqualityQuestion, value: str, by: User | str, at: datetime
) -> bool:
    """Keep one answer, apart from the response and joined to nothing. False where another stands.

    The first answer to a question stands, also for responses that replace this one. No Event is
    written: its time would lead to the response. Raises Refused when nothing is asked now.
    """
    if refusal := rules.why_not_ask_equality(response, now=at):
        raise Refused(refusal)
    keys = equality.keys_of(queries.first_key_of(response), question)
    return _keep(response.consultation, question, value, keys, at)


def keep_equality_sheet(
    *,
    consultation: Consultation,
    sheet: UUID,
    given: Mapping[EqualityQuestion, str],
    by: User,
    at: datetime,
) -> bool:
    """Keep what a sheet of paper says, as the answers of nobody. False where another one stands.

    `sheet` is the name of the page that it was typed into, and kept nowhere: a page that is sent
    twice counts once, and nothing leads to the response that came in the same envelope. Each answer
    is a commit of its own, as online, so that the database does not show which were on one sheet:
    a page that failed halfway is sent again. No Event, for the reason above. Raises Refused.
    """
    refusal = why_not(by, Permission.TRANSCRIBE, about=consultation)
    if refusal := refusal or rules.why_not_type_equality(consultation, now=at):
        raise Refused(refusal)
    named = [(equality.keys_of_sheet(sheet, one), one, said) for one, said in given.items()]
    kept = [
        _keep(consultation, question, value, keys, at)
        for keys, question, value in sorted(named, key=lambda one: one[0])
    ]
    return all(kept)


def _keep(
    consultation: Consultation,
    question: EqualityQuestion,
    value: str,
    keys: list[str],
    at: datetime,
) -> bool:
    """Write one answer, unless one stands under these keys; whether it is this one that stands."""
    standing = queries.equality_values(keys)
    if not standing:
        given = EqualityAnswer(
            consultation=consultation,
            question=question,
            value=value,
            key=keys[0],
            week_on=equality.week_of(timezone.localdate(at)),
        )
        EqualityAnswer.objects.bulk_create([given], ignore_conflicts=True)
        standing = queries.equality_values(keys)
    return value in standing.values()


#: Rewrites the table in the order of its random keys, and then once more as if all rows had been
#: written by this one transaction: no copy of the database, not even one of its files, shows in
#: what order the answers came. Whoever reads or saves the table must not wait behind this: it gives
#: up. A function of the owner of the table: nobody else may rewrite it.
MIX = "SET LOCAL lock_timeout = '500ms'; SELECT counterpoint_mix_equality_answers()"


def mix_equality_answers(*, by: User | str, at: datetime) -> bool:
    """Put the stored answers in an order that says nothing. No Event: nothing changes.

    False where others read the table just then, as a backup does: another time will do.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MIX)
    except OperationalError as problem:
        if not isinstance(problem.__cause__, LockNotAvailable):
            raise
        return False
    return True
