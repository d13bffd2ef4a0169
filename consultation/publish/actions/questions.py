"""What staff change about questions: written in a draft, corrected once they are asked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    Place,
    Question,
    QuestionKind,
    QuestionVersion,
    User,
)
from consultation.publish import outline, rules
from consultation.publish.plan import QuestionPlan
from consultation.states import Refused, raise_refusal
from stations.models import Borough

MEANWHILE = (
    "Somebody changed this question after you opened the page. What you typed is still here: open "
    "the question in a new tab, compare, and save again."
)


def asked_by(plan: QuestionPlan) -> dict[str, Any]:
    """The fields of a question, its rule left out."""
    return {
        "key": plan.key, "kind": plan.kind, "scope": plan.scope, "required": plan.required,
        "page": plan.page or plan.key, "easy_read": plan.easy_read,
    }  # fmt: skip


def worded_by(plan: QuestionPlan) -> dict[str, Any]:
    """The fields of its wording."""
    return {
        "heading": plan.heading, "wording": plan.wording, "short": plan.short, "help": plan.help,
        "missing": plan.missing, "max_length": plan.max_length, "exclusive": plan.exclusive,
        "options": options_of(plan.kind, [list(option) for option in plan.options]),
        "easy_wording": plan.easy_wording, "easy_help": plan.easy_help,
        "least": plan.least, "most": plan.most, "not_in_future": plan.not_in_future,
    }  # fmt: skip


def options_of(kind: str, given: list[list[str]]) -> list[list[str]]:
    """The options of a closed question: those given, else what its kind offers by itself.

    They are stored with the wording, so that what was offered stays known.
    """
    if given:
        return given
    if kind == QuestionKind.YES_NO:
        return [["YES", "Yes"], ["NO", "No"]]
    if kind == QuestionKind.PLACE:
        named = [[one.ons_code, one.name] for one in Borough.objects.order_by("name")]
        return [*named, [str(Place.OUTSIDE), "Outside London"]]
    return []


def _held(consultation_id: int) -> Consultation:
    """The consultation as it is now, locked: one change of its questions at a time."""
    return Consultation.objects.select_for_update().get(pk=consultation_id)


def _editable(consultation_id: int) -> Consultation:
    held = _held(consultation_id)
    raise_refusal(rules.why_not_edit(held))
    return held


def _ruled_by(consultation: Consultation, plan: QuestionPlan) -> dict[str, Any]:
    """The earlier question that this one hangs on, and the answers to it."""
    if plan.shown_if is None:
        return {"shown_if": None, "shown_if_values": []}
    key, values = plan.shown_if
    earlier = Question.objects.filter(consultation=consultation, key=key).first()
    if earlier is None or key == plan.key:
        raise Refused(f"There is no earlier question called “{key}”.")
    return {"shown_if": earlier, "shown_if_values": list(values)}


@transaction.atomic
def add(
    *, consultation: Consultation, plan: QuestionPlan, by: User | str, at: datetime
) -> Question:
    """Put a question behind the others of a draft, or of its page. One Event.

    Raises Refused for what is published, and for a name that is taken.
    """
    held = _editable(consultation.pk)
    others = Question.objects.filter(consultation=held)
    if others.filter(key=plan.key).exists():
        raise Refused(f"There is already a question called “{plan.key}”.")
    last = others.aggregate(last=Max("position"))["last"] or 0
    made = Question.objects.create(
        consultation=held, position=last + 1, **asked_by(plan), **_ruled_by(held, plan)
    )
    QuestionVersion.objects.create(question=made, number=1, **worded_by(plan))
    _gather(held, plan.scope)
    _tell(EventKind.QUESTION_DRAFTED, made, by=by, at=at)
    return made


@transaction.atomic
def change(*, question: Question, plan: QuestionPlan, seen: str, by: User, at: datetime) -> None:
    """Write a question of a draft anew; its name and kind stay. One Event, none for no change.

    `seen` is the mark of the plan that was changed. Raises Refused for what is published, and when
    the question is another since.
    """
    held = _editable(question.consultation_id)
    version = QuestionVersion.objects.select_related("question__shown_if").get(
        question=question, number=1
    )
    before = QuestionPlan.of(version)
    if before.mark != seen:
        raise Refused(MEANWHILE)
    asked = asked_by(plan) | _ruled_by(held, plan)
    for name in ("key", "kind"):
        del asked[name]
    Question.objects.filter(pk=question.pk).update(**asked)
    QuestionVersion.objects.filter(pk=version.pk).update(**worded_by(plan))
    _gather(held, plan.scope)
    version = QuestionVersion.objects.select_related("question__shown_if").get(pk=version.pk)
    if QuestionPlan.of(version) != before:
        _tell(EventKind.QUESTION_REWORDED, question, by=by, at=at)


@transaction.atomic
def move_by(*, question: Question, step: int, by: User, at: datetime) -> None:
    """Ask it earlier (-1) or later (1) among those of its scope: see `outline.moved`. One Event.

    Raises Refused for what is published, and at either end.
    """
    held = _editable(question.consultation_id)
    order = outline.moved(_asked(held, question.scope), question, step)
    if order is None:
        raise Refused("It is asked first already." if step < 0 else "It is asked last already.")
    _place(order)
    _tell(EventKind.QUESTION_MOVED, question, by=by, at=at, step=step)


def _asked(consultation: Consultation, scope: str) -> list[Question]:
    """The questions of a scope, in the order of asking."""
    found = Question.objects.filter(consultation=consultation, scope=scope)
    return list(found.order_by("position"))


def _gather(consultation: Consultation, scope: str) -> None:
    """Put the questions of each page beside each other."""
    pages = outline.by_page(_asked(consultation, scope))
    _place([question for page in pages for question in page])


def _place(order: list[Question]) -> None:
    """Give the places that these questions hold out anew, in this order."""
    places = sorted(question.position for question in order)
    wrong = [pair for pair in zip(order, places, strict=True) if pair[0].position != pair[1]]
    if not wrong:
        return
    every = Question.objects.filter(consultation=order[0].consultation_id)
    free = (every.aggregate(last=Max("position"))["last"] or 0) + 1
    for number, (question, _place) in enumerate(wrong):
        every.filter(pk=question.pk).update(position=free + number)  # no two in one place, ever
    for question, place in wrong:
        every.filter(pk=question.pk).update(position=place)


@transaction.atomic
def remove(*, question: Question, by: User, at: datetime) -> None:
    """Take a question out of a draft. One Event.

    Raises Refused for what is published, and while another question hangs on its answers.
    """
    _editable(question.consultation_id)
    hanging = list(question.decides_on.order_by("position").values_list("key", flat=True))
    if hanging:
        raise Refused(f"First change what is asked only after it: {', '.join(hanging)}.")
    _tell(EventKind.QUESTION_REMOVED, question, by=by, at=at)
    QuestionVersion.objects.filter(question=question).delete()
    Question.objects.filter(pk=question.pk).delete()


@transaction.atomic
def correct(
    *, version: QuestionVersion, words: dict[str, Any], reason: str, by: User, at: datetime
) -> QuestionVersion:
    """Ask a question in other words from now on; both wordings are reported. One Event.

    `words` are fields of the wording: heading, wording, short, help, both of Easy Read, missing
    and options. Kind, scope, page and rule stay. Raises Refused without a reason or a change, when
    an answer to choose is taken away, before publication, after the close, and when it was
    corrected meanwhile.
    """
    held = _held(version.question.consultation_id)
    raise_refusal(rules.why_not_correct(held, now=at))
    newest = QuestionVersion.objects.filter(question=version.question_id).latest("number")
    if newest.pk != version.pk:
        raise Refused(MEANWHILE)
    kept = ("exclusive", "least", "most", "not_in_future", "max_length")
    made = QuestionVersion(
        question=version.question,
        number=newest.number + 1,
        **{name: getattr(newest, name) for name in kept},
        **words,
        correction=reason.strip(),
        frozen_at=at,
    )
    raise_refusal(rules.why_not_reword(newest, made))
    made.save(force_insert=True)
    _tell(EventKind.QUESTION_CORRECTED, version.question, by=by, at=at, number=made.number)
    return made


def _tell(
    kind: EventKind, question: Question, *, by: User | str, at: datetime, **facts: Any
) -> None:
    """The event, which names the question as people do."""
    record(
        kind, about=question, by=by, at=at, consultation=question.consultation_id,
        key=question.key, **facts,
    )  # fmt: skip
