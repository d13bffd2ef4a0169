"""The search and the taking out that `everywhere` measures. Called by `inside`."""

import time
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.filing import cpu, peak
from consultation.models import (
    Answer,
    Consultation,
    PublishedAnswer,
    Redaction,
    ResponseState,
    User,
)
from consultation.moderate.actions import everywhere
from consultation.moderate.actions.everywhere_working import work_next_everywhere
from consultation.moderate.actions.publishing import publish_many

NAME = "Rosalind O’Kafor"
#: How people would write it; each has the same sought words.
WRITTEN = ("Rosalind O'Kafor", "ROSALIND OKAFOR", "rosalínd o’kafor", "Rosalind\nO’Kafor")

# A tenth of all words as telephones write them, and a tenth in another script: what PostgreSQL
# must tell to be without the name, or else Python has to.
FOREIGN = """
UPDATE consultation_answer SET text = CASE WHEN response_id % 10 = 0
    THEN replace(text, 'It is', 'It’s – “really” – £3 and') ELSE
    'এটা অনেক দূরে, আর রবিবারে বাস আসে না। ' || text END
WHERE text <> '' AND response_id % 10 IN (0, 5)
"""


def prepare(many: int, slug: str) -> None:
    """Write the name into so many responses, and make the public copies of those released."""
    consultation = Consultation.objects.get(slug=slug)
    usable = consultation.responses.filter(kind="PUBLIC").exclude(
        state__in=[ResponseState.WITHDRAWN, ResponseState.SUPERSEDED]
    )
    keys = usable.order_by("pk").values_list("pk", flat=True)
    step = max(1, keys.count() // many)
    chosen = list(keys[::step])[:many]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FOREIGN)
        for at, written in enumerate(WRITTEN):
            cursor.execute(
                "UPDATE consultation_answer AS a SET text = text || ' Ask ' || %s || '.' FROM "
                "consultation_questionversion AS v JOIN consultation_question AS q "
                "ON q.id = v.question_id WHERE v.id = a.question_version_id "
                "AND q.key = 'reasons' AND response_id = ANY(%s)",
                [written, chosen[at :: len(WRITTEN)]],
            )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE) consultation_answer")
    released = consultation.responses.filter(pk__in=chosen, state=ResponseState.RELEASED)
    publish_many(responses=list(released), by="machine", at=timezone.now())


def measure(many: int, slug: str) -> dict[str, Any]:
    """Seconds of asking, searching and taking out; of a bare reading of the words; what became."""
    prepare(many, slug)
    consultation = Consultation.objects.get(slug=slug)
    by = User.objects.get(email="moderator@example.com")
    asking: dict[str, Any] = {
        "words": NAME, "reason": "THIRD_PARTY", "consultation": consultation, "by": by,
        "at": timezone.now(),
    }  # fmt: skip
    first = everywhere.ask_everywhere(**asking)  # a web server has its connections already
    everywhere.stop_everywhere(bulk_redaction=first, by=by, at=timezone.now())
    before, started = peak(), time.perf_counter()
    job = everywhere.ask_everywhere(**asking)
    asked, before_cpu = time.perf_counter(), cpu()
    work_next_everywhere(clock=timezone.now)
    searched, searched_cpu = time.perf_counter(), cpu()
    job.refresh_from_db()
    everywhere.confirm_everywhere(bulk_redaction=job, by=by, at=timezone.now())
    confirmed = time.perf_counter()
    work_next_everywhere(clock=timezone.now)
    taken = time.perf_counter()
    job.refresh_from_db()
    bare = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(octet_length(text)) FROM consultation_answer WHERE text <> ''")
    bare = time.perf_counter() - bare
    return {
        "asking": asked - started, "searching": searched - asked, "taking": taken - confirmed,
        "cpu": searched_cpu - before_cpu, "bare": bare, "growth": peak() - before,
        "answers": Answer.objects.exclude(text="").count(), "left": _left(),
        "found": job.responses, "counts": [job.state, job.changed, job.taken, job.published],
        "marks": Redaction.objects.filter(reason=asking["reason"]).count(), "words": job.words,
    }  # fmt: skip


def _left() -> int:
    """Public copies that the name still stands in."""
    return PublishedAnswer.objects.filter(text__iregex="rosal.nd").count()
