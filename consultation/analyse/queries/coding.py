"""What the page shows on which a response is read and coded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from consultation.access import Visitor
from consultation.analyse.texts import Place, Sources, Text, texts_of
from consultation.models import (
    WORDS,
    Answer,
    Attachment,
    AttachmentPurpose,
    Code,
    Consultation,
    Point,
    Proposal,
    Reading,
    Response,
    Restriction,
    Transcription,
    Unscreened,
)

A_PAGE = 50
MOST_LATELY = 9  # points that a coder gave last: one press each


def reading_of(pk: int) -> Reading | None:
    """With the response, its consultation, and who reads it now or has read it. One query."""
    found = Reading.objects.select_related(
        "response__consultation", "response__organisation", "response__borough", "consultation",
        "done_by", "held_by",
    )  # fmt: skip
    return found.filter(pk=pk).first()


def is_restricted(response: Response) -> bool:
    """Its words must not be used now. One query."""
    return Restriction.objects.in_force().filter(response=response).exists()


def texts_to_code(response: Response) -> list[Text]:
    """Its words in the order of the questions, each text once. One query."""
    own = response.answers.filter(question_version__question__kind__in=WORDS).exclude(text="")
    places = own.select_related("question_version__question", "proposal__station__borough")
    return texts_of(places.order_by("question_version__question__position", "proposal", "pk"))


def choices_of(response: Response) -> list[tuple[str, str, str]]:
    """What was ticked: the front counter or "", the question and the answer. One query."""
    ticked = response.answers.exclude(choice="").select_related(
        "question_version__question", "proposal__station"
    )
    return [
        (
            str(one.proposal.station) if one.proposal else "",
            one.question_version.short,
            str(one.question_version.label(one.choice)),
        )
        for one in ticked.order_by("question_version__question__position", "proposal", "pk")
    ]


def files_of(response: Response) -> list[Attachment]:
    """Files that were sent with it. One query."""
    return list(response.attachments.filter(purpose=AttachmentPurpose.EVIDENCE).order_by("pk"))


def note_of(response: Response) -> str:
    """What a typist found on paper that fitted no question. One query."""
    found = Transcription.objects.filter(response=response).exclude(note="")
    return found.values_list("note", flat=True).first() or ""


def sources_of(response: Response) -> Sources:
    """All of a response that can be coded; nothing while its use is restricted. Four queries."""
    if is_restricted(response):
        return Sources(restricted=True)
    return Sources(texts_to_code(response), files_of(response), note_of(response))


@dataclass(frozen=True)
class Given:
    """One passage with one point: a code, or several where it was said about several proposals.

    Without a text it is of a whole file, or of a typist's note.
    """

    codes: list[Code]
    text: Text | None

    @property
    def first(self) -> Code:
        """Whoever gave one gave all."""
        return self.codes[0]

    @property
    def point(self) -> Point:
        """The point that it is counted with."""
        return self.first.point.into or self.first.point

    @property
    def words(self) -> str:
        """The passage itself; of a file its name."""
        if self.text is not None:
            return self.text.words[self.first.start : self.first.end]
        return self.first.file.name if self.first.file else ""

    @property
    def speaks_of(self) -> list[str]:
        """The front counters that it is about; none where it is about all."""
        named = (one.proposal for one in self.codes)
        return [str(one.station) for one in named if one is not None]


def given_to(reading: Reading, texts: Sequence[Text]) -> list[Given]:
    """The standing codes of a response in the order of its words, then of the rest. One query."""
    rows = reading.codes.standing().select_related("point__into", "by", "proposal__station", "file")
    by_answer = {one.pk: text for text in texts for one in text.answers}
    found: dict[tuple[object, ...], list[Code]] = {}
    for one in rows.order_by("pk"):
        text = by_answer.get(one.answer_id) if one.answer_id else None
        if text is None and one.answer_id:
            continue
        key = (text.key if text else None, one.start, one.end, one.file_id, one.point_id)
        found.setdefault(key, []).append(one)
    places = {text.key: number for number, text in enumerate(texts)}
    given = [
        Given(codes, by_answer.get(codes[0].answer_id) if codes[0].answer_id else None)
        for codes in found.values()
    ]
    last = len(texts)
    return sorted(
        given,
        key=lambda one: (places[one.text.key] if one.text else last, one.first.start, one.first.pk),
    )


@dataclass(frozen=True)
class Stretch:
    """A part of a text that has the same codes throughout."""

    start: int
    words: str
    points: list[str]  # their names
    number: int = 0  # of the sentence that begins here


def stretches(text: Text, given: Iterable[Given]) -> list[Stretch]:
    """The whole text, cut wherever a sentence or a code begins or ends."""
    own = [one for one in given if one.text is text]
    begins = {one.start: one.number for one in text.sentences}
    edges = {0, len(text.words), *begins}
    for one in own:
        edges |= {one.first.start, one.first.end}
    cuts = sorted(edge for edge in edges if edge <= len(text.words))
    return [
        Stretch(
            start, text.words[start:end],
            sorted(
                {one.point.name for one in own if one.first.start <= start and end <= one.first.end}
            ),
            begins.get(start, 0),
        )
        for start, end in pairwise(cuts)
    ]  # fmt: skip


def lately(person: Visitor, consultation: Consultation) -> list[Point]:
    """The points that this person gave last, the newest first. Two queries."""
    newest = Code.objects.filter(by=person.pk, reading__consultation=consultation)
    keys = newest.order_by("-pk").values_list(Coalesce("point__into", "point"), flat=True)[:60]
    order = list(dict.fromkeys(keys))[:MOST_LATELY]
    rows = Point.objects.in_bulk(order)
    return [rows[key] for key in order]


@dataclass(frozen=True)
class Progress:
    """How far the reading of a consultation has come. `left` are all that nobody has read."""

    done: int
    due: int
    unscreened: int  # came in so lately that nobody knows yet whether there is something to read
    no_point: int

    @property
    def left(self) -> int:
        """Not read by anybody."""
        return self.due + self.unscreened

    @property
    def whole(self) -> int:
        """Of responses that count and have words or files."""
        return self.done + self.left


def progress_of(consultation: Consultation) -> Progress:
    """One query, and one for what was not screened."""
    counted = Reading.objects.filter(consultation=consultation, counted=True)
    found = counted.aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)),
        due=Count("pk", filter=Q(done_at=None)),
        no_point=Count("pk", filter=Q(no_point=True)),
    )
    waiting = Unscreened.objects.filter(consultation=consultation).count()
    return Progress(found["done"], found["due"], waiting, found["no_point"])


def words_of(code: Code) -> str:
    """The passage that was coded; of a file its name. Its answer and file are read with it."""
    if code.answer is not None:
        return code.answer.text[code.start : code.end]
    return code.file.name if code.file else "What fitted no question"


def read_by(consultation: Consultation) -> list[tuple[str, int]]:
    """Who has read how many of those that count, the most first. One query."""
    done = Reading.objects.filter(consultation=consultation, counted=True, done_at__isnull=False)
    rows = done.values_list("done_by__name").annotate(number=Count("pk"))
    return sorted(rows.order_by(), key=lambda row: (-row[1], row[0]))


def due_of(
    consultation: Consultation, *, station: int | None, borough: int | None
) -> QuerySet[Reading]:
    """Those that nobody has read, about a front counter or a borough if one is given, by date."""
    found = Reading.objects.due().filter(consultation=consultation)
    if station is not None:
        found = found.filter(response__screening__tokens__contains=[f"station:{station}"])
    if borough is not None:
        found = found.filter(response__screening__tokens__contains=[f"borough:{borough}"])
    return found.order_by("received_at", "response")


def listed(consultation: Consultation, *, read: bool, after: int | None) -> list[Reading]:
    """A page of what was read, the newest first, or of what was not, the oldest first; one more
    where there is a further page. `after`: the response that the page before ended with.
    """
    rows = Reading.objects.filter(consultation=consultation, counted=True)
    time, sign = ("done_at", "-") if read else ("received_at", "")
    rows = rows.filter(done_at__isnull=not read)
    if last := rows.filter(pk=after).values_list(time, flat=True).first() if after else None:
        than = "lt" if read else "gt"
        later = Q(**{f"{time}__{than}": last}) | Q(**{time: last, f"response__{than}": after})
        rows = rows.filter(later)
    rows = rows.select_related("done_by", "held_by", "response__organisation", "response__borough")
    return list(rows.order_by(f"{sign}{time}", f"{sign}response")[: A_PAGE + 1])


def to_confirm(consultation: Consultation, point: Point | None = None) -> QuerySet[Code]:
    """Codes given before what they are counted with was reworded, and not looked at since.

    Those of restricted responses wait until nothing restricts them.
    """
    restricted = Restriction.objects.in_force().filter(response=OuterRef("reading"))
    codes = Code.objects.counted().filter(~Exists(restricted), reading__consultation=consultation)
    told = codes.annotate(
        stands=Coalesce("point__into", "point"),
        worded=Coalesce("point__into__frame", "point__frame"),
    )
    waiting = told.filter(frame__lt=F("worded")).order_by("stands", "pk")
    return waiting.filter(stands=point.pk) if point else waiting


def not_given(
    reading: Reading, place: Place, point: Point, proposal: Proposal | None
) -> list[tuple[Answer | None, int | None]]:
    """The answers that hold these words, each with what it is about, as far as the point is not
    given to them yet: of one proposal one answer, else each with its own. No answer is a file or a
    note. One query.
    """
    about = proposal.pk if proposal else None
    answers: list[Answer | None] = [*place.text.answers] if place.text else [None]
    if about is not None:
        answers = [
            one for one in answers if one is not None and one.proposal_id == about
        ] or answers[:1]
    codes = reading.codes.standing().filter(point=point, start=place.start, end=place.end)
    codes = codes.filter(file=place.file, in_note=place.in_note)
    known = set(codes.values_list("answer", "proposal"))
    rows = [(one, about or (one.proposal_id if one else None)) for one in answers]
    return [(one, of) for one, of in rows if (one.pk if one else None, of) not in known]
