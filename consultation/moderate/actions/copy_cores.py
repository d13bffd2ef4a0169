"""Read out of a group's members what they share, and find who else takes a part from it."""

from collections import Counter, defaultdict
from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import (
    Consultation,
    CopyWatch,
    EventKind,
    TextGroup,
    TextPrint,
    User,
)
from consultation.moderate.actions.copy_flags import flag_copies, grow, hold, tell_queue
from consultation.moderate.copies.grouping import (
    LEAST_LIKE,
    MOST_READ,
    Print,
    Telling,
    known_of,
    one_and_the_same,
    print_of,
    shared_by,
    telling,
)
from consultation.moderate.copies.shared import core_text
from consultation.moderate.copies.texts import mixed
from consultation.moderate.queries import copies as queries

MOST_GROUPS = 100  # read in one transaction
A_PAGE = 2_000  # texts in no group that are compared at a time with what these share
MOST_QUOTED = 20  # members out of whose sentences the core is put together


def read_cores(*, by: User | str, at: datetime) -> int:
    """Read the cores of groups that grew. Returns how many groups; 0 when none is due.

    One Event. Safe to run twice, and beside `group_texts`: both hold the consultation's CopyWatch.
    """
    found = TextGroup.objects.filter(due=True).order_by().values("consultation").distinct()
    for consultation in Consultation.objects.filter(pk__in=found).order_by("pk"):
        with transaction.atomic():
            watch = hold(consultation=consultation, by=by, at=at)
            due = queries.due_groups(consultation, most=MOST_GROUPS) if watch else []
            if watch and due:
                told = _Cores(watch, by, at).read(due)
                record(
                    EventKind.COPIES_GROUPED, about=consultation, by=by, at=at,
                    consultation=consultation.pk, cores=len(due), **told,
                )  # fmt: skip
        if due:
            return len(due)
    return 0


class _Cores:
    """The groups of one consultation, in the hands of one worker."""

    def __init__(self, watch: CopyWatch, by: User | str, at: datetime) -> None:
        self.watch, self.by, self.at = watch, by, at
        self.consultation = watch.consultation
        self.known = known_of(queries.wordings_of(self.consultation))

    def read(self, due: list[TextGroup]) -> dict[str, int]:
        """All steps in their order; what came of it, in numbers."""
        for group in due:
            self._learn(group)
        into = self._bring_together()
        self._tell()
        joined = self._attach({into.get(group.pk, group.pk) for group in due})
        flags = flag_copies(
            consultation=self.consultation, keys=joined, by=self.by, at=self.at
        )  # fmt: skip
        return {"merged": len(into), "joined": len(joined), **flags}

    def _prints(self, keys: list[int]) -> dict[int, Print]:
        texts = queries.texts_of(keys)
        return {key: print_of(text, self.known) for key, text in texts.items()}

    def _learn(self, group: TextGroup) -> None:
        keys = queries.sample_of(group, most=MOST_READ)
        texts = queries.texts_of(keys)
        held = shared_by([print_of(text, self.known) for text in texts.values()])
        quoted = [texts[key] for key in keys[:: max(1, len(keys) // MOST_QUOTED)]]
        group.core = core_text(quoted, held) or (texts[keys[0]] if keys else "")
        group.shared, group.learnt_at, group.due = sorted(held), group.size, False
        group.save(update_fields=["core", "shared", "learnt_at", "due"])

    def _bring_together(self) -> dict[int, int]:
        """Groups that turn out to be parts of larger ones. Their members go there."""
        groups = TextGroup.objects.standing().filter(
            consultation=self.consultation, size__gte=LEAST_LIKE
        )
        sizes = dict(groups.values_list("pk", "size"))
        shared = {key: frozenset(held) for key, held in groups.values_list("pk", "shared") if held}
        into = one_and_the_same(shared, sizes)
        self._move(into)
        return into

    def _tell(self) -> None:
        """What tells the groups, now that all of them and a sample of the rest are known."""
        rows = list(TextGroup.objects.filter(consultation=self.consultation, learnt_at__gt=0))
        parts = {row.pk: row.into_id for row in rows}
        shared: dict[int, frozenset[int]] = defaultdict(frozenset)
        for row in rows:
            shared[queries.root_of(parts, row.pk)] |= frozenset(row.shared)
        sizes = {row.pk: row.size for row in rows if row.size >= LEAST_LIKE}
        sample = self._prints(queries.alone(self.consultation))
        scale = queries.count_alone(self.consultation) / max(1, len(sample))
        alone = {
            one: number * scale
            for one, number in Counter(one for text in sample.values() for one in text.held).items()
        }
        told = telling({key: shared[key] for key in sizes}, sizes, alone)
        changed = [row for row in rows if set(row.telling) != told.get(row.pk, frozenset())]
        for row in changed:
            row.telling = sorted(told.get(row.pk, ()))
        TextGroup.objects.bulk_update(changed, ["telling"], batch_size=100)

    def _attach(self, keys: set[int]) -> list[int]:
        """Texts in no group that take a part from what these share."""
        told = queries.telling_of(self.consultation)
        salt = queries.salt_of(self.consultation)
        numbers = {one for key in keys for one in mixed(told.get(key, ()), salt)}
        groups = Telling({key: told[key] for key in keys if key in told})
        joined: dict[int, list[int]] = defaultdict(list)
        after = 0
        parts: dict[int, int] = {}
        while found := queries.holding(self.consultation, numbers, after=after, most=A_PAGE):
            after, pairs = found[-1][0], dict(found)
            for key, text in self._prints([key for key, _pair in found]).items():
                group, pair = groups.group_of(text), pairs[key]
                if group is not None and pair is None:
                    joined[group].append(key)
                elif group is not None and pair is not None and group != pair:
                    parts[pair] = group
        for group, responses in joined.items():
            TextPrint.objects.filter(pk__in=responses).update(leads=False)
            responses += queries.followers_of(responses)
            TextPrint.objects.filter(pk__in=responses).update(group=group)
        sizes = {group: len(responses) for group, responses in joined.items()}
        grow(joined=sizes, by=self.by, at=self.at)
        self._move(parts)
        return [key for responses in joined.values() for key in responses]

    def _move(self, into: dict[int, int]) -> None:
        """The members of groups that turned out to be part of another."""
        for part, whole in into.items():
            moved = list(TextPrint.objects.filter(group=part).values_list("pk", flat=True))
            TextPrint.objects.filter(group=part).update(group=whole)
            [size] = TextGroup.objects.filter(pk=part).values_list("size", flat=True)
            TextGroup.objects.filter(pk=part).update(into=whole, size=0, due=False, core="")
            grow(joined={whole: size}, by=self.by, at=self.at)
            tell_queue(keys=moved, by=self.by, at=self.at)
