"""Equality answers, which are kept apart from the response."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from consultation.models import (
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
    standing = queries.equality_values(keys)
    if not standing:
        given = EqualityAnswer(
            consultation=response.consultation,
            question=question,
            value=value,
            key=keys[0],
            week_on=equality.week_of(timezone.localdate(at)),
        )
        EqualityAnswer.objects.bulk_create([given], ignore_conflicts=True)
        standing = queries.equality_values(keys)
    return value in standing.values()


#: Rewrites the table in the order of its random keys, so that no copy of the database shows in
#: what order the answers came. Names of tables and indexes are Django's.
MIX = "CLUSTER consultation_equalityanswer USING consultation_equalityanswer_pkey"


def mix_equality_answers(*, by: User | str, at: datetime) -> None:
    """Put the stored answers in an order that says nothing. No Event: nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(MIX)
