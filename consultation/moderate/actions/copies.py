"""Compare what came in with what is there, a batch at a time.

One worker at a time looks in one consultation: it holds the row of its CopyWatch. Each batch is one
transaction, so a worker that is killed leaves nothing half done, and the next one finds the same
texts due. Nothing is dropped or merged: a copy gets a flag, and its response stays as it is.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from consultation.events import record
from consultation.models import (
    Consultation,
    CopyWatch,
    EventKind,
    TextGroup,
    TextPrint,
    User,
)
from consultation.moderate.actions.copy_flags import flag_copies, grow, hold
from consultation.moderate.copies.grouping import (
    LEAST_LIKE,
    Firsts,
    Print,
    Telling,
    known_of,
    make_a_pair,
    print_of,
)
from consultation.moderate.copies.texts import sketch
from consultation.moderate.queries import copies as queries

BATCH = 200  # texts a transaction
LEAST_SAME = 5  # words of a text that can be the same as another: “No” and “See above” are not


def group_texts(*, by: User | str, at: datetime, sweep: bool = False) -> int:
    """Compare the next words that were screened. Returns how many texts; 0 when none is due.

    One Event a batch. Safe to run twice, and by two workers at once.
    """
    for consultation in Consultation.objects.order_by("pk"):
        with transaction.atomic():
            watch = hold(consultation=consultation, by=by, at=at)
            if watch is None:
                continue  # another worker looks there now
            gone = _let_go(consultation)
            due = queries.unread(consultation, most=BATCH, sweep=sweep)
            told = {"left": gone} if gone else {}
            if due:
                batch = _Batch.read(watch, due)
                batch.group(by, at)
                told |= {"texts": len(due), **batch.written(by, at)}
            if told:
                record(
                    EventKind.COPIES_GROUPED, about=consultation, by=by, at=at,
                    consultation=consultation.pk, **told,
                )  # fmt: skip
        if due or gone:
            return len(due) + gone
    return 0


def _let_go(consultation: Consultation) -> int:
    """Responses that were replaced or withdrawn are members no longer. Their words still lead."""
    rows = queries.just_gone(consultation, most=BATCH)
    TextPrint.objects.filter(pk__in=[key for key, _group in rows]).update(gone=True)
    for group in {group for _key, group in rows if group}:
        left = sum(1 for _key, of in rows if of == group)
        TextGroup.objects.filter(pk=group).update(size=F("size") - left)
    return len(rows)


@dataclass
class _Batch:
    """Texts that are compared now, with all that they are compared with."""

    watch: CopyWatch
    prints: dict[int, Print]
    held: dict[int, list[int]]  # their sketches
    gone: set[int]
    same: dict[UUID, tuple[int, int]]  # hash -> the first text with it, and how many
    firsts: Firsts
    told: Telling
    rows: dict[int, TextPrint] = field(default_factory=dict)  # to be written
    older: dict[int, TextPrint] = field(default_factory=dict)  # that the new ones are like
    founded: int = 0
    joined: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # group -> how many
    touched: set[int] = field(default_factory=set)  # responses whose flags may change

    @classmethod
    def read(cls, watch: CopyWatch, due: list[int]) -> "_Batch":
        """All of it, in as many queries for one text as for many."""
        consultation, texts = watch.consultation, queries.texts_of(due)
        known = known_of(queries.wordings_of(consultation))
        prints = {key: print_of(texts[key], known) for key in due}
        salt = queries.salt_of(consultation)
        held = {
            key: sketch(one.held, salt) if one.can_be_like else [] for key, one in prints.items()
        }
        firsts = Firsts()
        numbers = {one for each in held.values() for one in each} - set(watch.everywhere)
        for key, numbers_of in queries.leading(numbers):
            firsts.add(key, numbers_of)
        likely = {key for each in held.values() for key in firsts.likely(each)}
        firsts.prints = {
            key: print_of(text, known) for key, text in queries.texts_of(likely).items()
        }
        return cls(
            watch, prints, held, queries.gone_among(due),
            queries.same_texts(consultation, [UUID(bytes=one.exact) for one in prints.values()]),
            firsts, Telling(queries.telling_of(consultation)),
        )  # fmt: skip

    def group(self, by: User | str, at: datetime) -> None:
        """Say of each text what it is like, and make the groups that come of it."""
        self.older = TextPrint.objects.in_bulk(
            {first for first, _number in self.same.values()} | set(self.firsts.prints)
        )
        for key, text in self.prints.items():
            self._place(key, text, at)
        self._write(by, at)

    def _place(self, key: int, text: Print, at: datetime) -> None:
        row = TextPrint(
            response_id=key, consultation=self.watch.consultation, length=text.count,
            exact=UUID(bytes=text.exact), sketch=self.held[key], gone=key in self.gone,
        )  # fmt: skip
        self.rows[key] = row
        if row.gone or text.count < LEAST_SAME:
            return
        first = self._first_of(row, text)
        if first is None:
            row.leads = bool(row.sketch)
            if (group := self.told.group_of(text)) is not None:
                row.leads = False
                self._join(row, group)
            elif row.leads:
                self.firsts.add(key, set(row.sketch) - set(self.watch.everywhere), text)
        else:
            leader = self._row(first)
            if leader.first_id is not None:
                leader = self._row(leader.first_id)
            row.first_id = leader.pk
            self._follow(row, leader, text, at)

    def _first_of(self, row: TextPrint, text: Print) -> int | None:
        """The earlier text that it is the same as, or else one that it is like."""
        first, number = self.same.get(row.exact, (row.pk, 0))
        self.same[row.exact] = (first, number + 1)
        if number:
            if number == 1:
                self.touched.add(first)  # it was alone with its words until now
            return first
        return self.firsts.like(text, row.sketch) if row.sketch else None

    def _row(self, key: int) -> TextPrint:
        if key not in self.rows and key not in self.older:
            self.older[key] = TextPrint.objects.get(pk=key)
        return self.rows.get(key) or self.older[key]

    def _follow(self, row: TextPrint, leader: TextPrint, text: Print, at: datetime) -> None:
        """Into the leader's group; or with it and others that wait into a new one."""
        if leader.group_id is not None:
            self._join(row, leader.group_id)
            return
        waiting = [
            *(one for one in self.rows.values() if one.first_id == leader.pk and one is not row),
            *TextPrint.objects.filter(first=leader.pk, group=None, gone=False),
        ]
        together = [*([] if leader.gone else [leader]), *waiting, row]
        same = any(one.exact == row.exact for one in together if one is not row)
        long = len(together) == 2 and make_a_pair([text, _as_print(together[0])])
        if not (same or long or len(together) >= LEAST_LIKE):
            return
        group = TextGroup.objects.create(consultation=self.watch.consultation, founded_at=at)
        self.founded += 1
        if leader.gone:
            leader.group = group
        for one in together:
            self.older.setdefault(one.pk, one)
            self._join(self._row(one.pk), group.pk)

    def _join(self, row: TextPrint, group: int) -> None:
        row.group_id = group
        self.joined[group] += 1
        self.touched.add(row.pk)

    def _write(self, by: User | str, at: datetime) -> None:
        TextPrint.objects.bulk_create(self.rows.values())
        TextPrint.objects.bulk_update(
            [one for one in self.older.values() if one.pk in self.touched], ["group"]
        )
        if found := self.firsts.everywhere() - set(self.watch.everywhere):
            self.watch.everywhere = sorted({*self.watch.everywhere, *found})
            self.watch.save(update_fields=["everywhere"])
        grow(joined=self.joined, by=by, at=at)

    def written(self, by: User | str, at: datetime) -> dict[str, int]:
        """The flags that come of it; how many of each, for the Event."""
        flags = flag_copies(consultation=self.watch.consultation, keys=self.touched, by=by, at=at)
        return {"groups": self.founded, "joined": sum(self.joined.values()), **flags}


def _as_print(row: TextPrint) -> Print:
    """What is needed of a stored one to tell whether two are a pair."""
    return Print([], row.exact.bytes, row.length)
