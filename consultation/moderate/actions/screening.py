"""Screening by machine: flags, never verdicts. It runs after acceptance, and again at any time.

A batch is one transaction, so a worker that is killed leaves nothing half done, and what it held is
due again. Nothing is ever taken out of the record: a flag that a newer version of the rules would
not set again stands until a person calls it false, and one that was called false stays so.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from consultation.events import MACHINE, record
from consultation.models import (
    Consultation,
    EventKind,
    Flag,
    FlagKind,
    FlagState,
    Response,
    Screening,
    User,
)
from consultation.models.response import ResponseQuerySet
from consultation.moderate import rules, screening, tokens
from consultation.moderate.queries import screening as queries
from consultation.states import Refused, move

MOST = 200  # a tenth of a second's work, for which a verdict on one of them may have to wait
STRETCH = 10_000  # keys that a sweep looks at in one go

Clock = Callable[[], datetime]


def screen_next(*, clock: Clock, most: int = MOST) -> int:
    """Screen up to `most` of what came in. Returns how many; 0 when nothing is left."""
    return _screen(queries.unscreened(), clock, most)


def sweep(*, clock: Clock, most: int = MOST) -> int:
    """Screen what came in, and again what older rules have screened. Returns how many."""
    screened = 0
    while number := screen_next(clock=clock, most=most):
        screened += number
    for after in range(0, queries.highest_key() + 1, STRETCH):
        due = queries.screened_before(screening.VERSION, after=after, before=after + STRETCH + 1)
        while number := _screen(due, clock, most):
            screened += number
    return screened


def judge_flag(*, flag: Flag, false: bool, by: User, at: datetime) -> None:
    """Call a flag false, or put it back. The queue follows in the same transaction.

    Raises Refused when the person may not, or it is so already.
    """
    if refusal := rules.why_not_judge(by, flag, false=false):
        raise Refused(refusal)
    to = FlagState.FALSE if false else FlagState.STANDING
    with transaction.atomic():
        # In the order in which the worker locks them: response, then what hangs on it.
        Response.objects.select_for_update(no_key=True).get(pk=flag.response_id)
        held = Screening.objects.select_for_update(no_key=True).filter(pk=flag.response_id).first()
        if refusal := rules.why_not_while_held(by, held, at):
            raise Refused(refusal)
        move(
            flag, to, by=by, at=at, changes={"judged_by": by, "judged_at": at},
            response=flag.response_id, kind_of_flag=flag.kind, rule=flag.rule,
        )  # fmt: skip
        renew_flags(responses=[flag.response_id])


def renew_flags(*, responses: Iterable[int]) -> None:
    """Have the queue say which flags stand on these responses, by their keys.

    For whoever sets or judges a flag, in that very transaction: what happened is recorded there.
    Those without a screening get all of theirs when they are screened.
    """
    keys = list(responses)
    held = Screening.objects.filter(pk__in=keys).order_by("pk").select_for_update()
    _renew(list(held), queries.flags_on(keys), queries.flagged_since(keys))


def _renew(rows: list[Screening], standing: dict[int, list[Flag]], since: set[int]) -> None:
    for row in rows:
        flags = standing.get(row.pk, [])
        row.tokens = tokens.retoken(row.tokens, flags, since=row.pk in since)
        row.rank = tokens.rank_of(flags)
    Screening.objects.bulk_update(rows, ["tokens", "rank"])


def _screen(due: ResponseQuerySet, clock: Clock, most: int) -> int:
    """One batch, in one transaction."""
    with transaction.atomic():
        held = due.order_by("pk").select_for_update(skip_locked=True, no_key=True, of=("self",))[
            :most
        ]
        claimed = {response.pk: response for response in held}
        # Who held a row until a moment ago may have screened it since the search began.
        for pk in queries.screened_already(list(claimed)):
            del claimed[pk]
        if not claimed:
            return 0
        _write(claimed, clock())
        return len(claimed)


def _write(claimed: dict[int, Response], at: datetime) -> None:
    keys = list(claimed)
    languages, flags = _read(claimed, at)
    # Whoever sets flags or tokens of copies meanwhile waits, so that none is lost.
    list(Screening.objects.filter(pk__in=keys).order_by("pk").select_for_update())
    before = Counter(Flag.objects.filter(response__in=keys).values_list("response", flat=True))
    Flag.objects.bulk_create(flags, ignore_conflicts=True)
    after = Counter(Flag.objects.filter(response__in=keys).values_list("response", flat=True))
    spoken, standing = queries.spoken_of(keys), queries.flags_on(keys)
    others, since = queries.other_tokens(keys), queries.flagged_since(keys)
    rows = [
        Screening(
            response=response,
            consultation_id=response.consultation_id,
            version=screening.VERSION,
            at=at,
            state=response.state,
            rank=tokens.rank_of(standing.get(pk, [])),
            received_at=response.received_at,
            language=languages[pk],
            tokens=[
                *tokens.tokens_of(
                    response,
                    spoken.get(pk, []),
                    standing.get(pk, []),
                    languages[pk],
                    since=pk in since,
                ),
                *others.get(pk, []),
            ],
        )
        for pk, response in claimed.items()
    ]
    Screening.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=["version", "at", "rank", "language", "tokens"],
    )
    _note(claimed, after - before, at)


def _read(claimed: dict[int, Response], at: datetime) -> tuple[dict[int, str], list[Flag]]:
    """The language of each, and what the rules find in its words."""
    words = queries.words_of(list(claimed))
    languages: dict[int, str] = {}
    flags: list[Flag] = []
    for pk, response in claimed.items():
        written = words.get(pk, [])
        language = screening.language("\n".join(one.text for one in written))
        languages[pk] = language
        for one in written:
            flags += [
                _flag(response, one.answer, found, at) for found in screening.screen(one.text)
            ]
        if language and language != response.language.split("-")[0]:
            flags.append(_flag(response, None, screening.OTHER_LANGUAGE, at))
    return languages, flags


def _flag(response: Response, answer: int | None, found: screening.Found, at: datetime) -> Flag:
    return Flag(
        response=response,
        kind=FlagKind(found.kind),
        rule=found.rule,
        version=screening.VERSION,
        answer_id=answer,
        start=None if answer is None else found.start,
        end=None if answer is None else found.end,
        at=at,
    )


def _note(claimed: dict[int, Response], new: Counter[int], at: datetime) -> None:
    """One Event for each consultation of the batch, with numbers only."""
    batches: dict[int, list[int]] = defaultdict(list)
    for pk, response in claimed.items():
        batches[response.consultation_id].append(pk)
    for consultation in Consultation.objects.in_bulk(batches).values():
        keys = batches[consultation.pk]
        record(
            EventKind.SCREENING_RUN, about=consultation, by=MACHINE, at=at,
            consultation=consultation.pk, version=screening.VERSION, responses=len(keys),
            flags=sum(new[pk] for pk in keys), first=min(keys), last=max(keys),
        )  # fmt: skip
