"""May this person do this now, and if not, why. An empty string means yes."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format

from consultation.access import Permission, Visitor, why_not
from consultation.files import is_whole
from consultation.models import (
    Attachment,
    Channel,
    Consultation,
    Kind,
    Purpose,
    Response,
    Transcription,
    TranscriptionState,
    User,
)
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.respond.queries import first_key_of
from consultation.respond.receipts import given_in
from consultation.respond.rules import why_not_arrive, why_not_change
from consultation.states import why_not_move

NOON = time(12)
UNHEARD = "Read the answers back to the caller, then tick that they agreed"
NOTHING_LOST = "What is typed here is kept: send it back, and say what is to be done."
UNTOLD = "Enter what they wrote or said, and how you know that it is them"
MOST_SCANS = 10
SCANNED = (Channel.PAPER, Channel.LETTER)  # of which there is something to scan


def why_not_transcribe(person: Visitor, about: Consultation | Transcription) -> str:
    """Typing in and checking are for those with the permission."""
    return why_not(person, Permission.TRANSCRIBE, about=about)


def arrived_at(consultation: Consultation, day: date, *, now: datetime) -> datetime:
    """The instant that a day counts as: noon, moved into the consultation's time and the past.

    Only the day is known. On the first day it is not before the opening, on the last day not after
    the close: what came on the day of the close came in time.
    """
    noon = timezone.make_aware(datetime.combine(day, NOON))
    if day == timezone.localtime(consultation.opens_at).date():
        noon = max(noon, consultation.opens_at)
    if day == timezone.localtime(consultation.closes_at).date():
        noon = min(noon, consultation.closes_at)
    if day == timezone.localtime(now).date():
        noon = min(noon, now)
    return noon


def why_not_received_on(consultation: Consultation, day: date, *, now: datetime) -> str:
    """It came between the opening and the close, and not in the future."""
    if day > timezone.localtime(now).date():
        return "The day it came must be today or in the past"
    return why_not_arrive(consultation, at=arrived_at(consultation, day, now=now))


def why_not_about(
    consultation: Consultation, about: Response | None, day: date, *, now: datetime
) -> str:
    """The response of this reference can be changed or withdrawn by what came on the day.

    What its sender did to it later than that day stands: an older letter does not undo it.
    """
    if about is None or about.consultation_id != consultation.pk:
        return "No response to this consultation has this reference. Check it"
    if about.kind == Kind.FORMAL:
        return "This is a formal reply. Its organisation replaces or withdraws it itself"
    at = arrived_at(consultation, day, now=now)
    if refusal := why_not_change(about, now=now, arrived_at=at):
        return refusal
    received = timezone.localtime(about.received_at).date()
    if day >= received:
        return ""
    on = date_format(received, "j F Y")
    return (
        f"Response {about.reference} was received after that, on {on}. Check the day and the "
        "reference"
    )


def why_not_about_another(before: Response, after: Response) -> str:
    """Typing begins with what a response said, so it goes on only with a newer version of that."""
    if first_key_of(before) == first_key_of(after):
        return ""
    return (
        f"Response {after.reference} is not a newer version of {before.reference}. Set this "
        "transcription aside and begin a new one"
    )


def why_not_type(transcription: Transcription) -> str:
    """It can be typed in until it waits for its check, and again when it was sent back."""
    if transcription.is_typable:
        return ""
    label = transcription.get_state_display().lower()
    return f"It is {label} now, so nothing more can be typed in."


def why_not_add_scan(transcription: Transcription, count: int) -> str:
    """`count`: the scans there are already."""
    if refusal := why_not_type(transcription):
        return refusal
    if count < MOST_SCANS:
        return ""
    return f"There are {MOST_SCANS} files already. Remove one to add another"


def why_not_use(scans: Iterable[Attachment]) -> str:
    """A scan whose bytes are not all there is none."""
    for one in scans:
        if not is_whole(one.stored_as, one.size):
            return f"The scan “{one.name}” is not there any more. Send this back to have it added"
    return ""


def why_not_leave_out(answers: Answers, content: Content) -> str:
    """Nothing is typed about a counter that is not selected: nobody would see it again."""
    typed = [int(key) for key, values in answers.about.items() if any(values.values())]
    lost = [one for one in content.chosen(typed) if one.pk not in answers.proposals]
    if not lost:
        return ""
    names = " and ".join(str(one.station) for one in lost)
    return (
        f"What is typed about {names} would be lost. Select {names} under “Which front counters "
        "is it about?” until those answers are moved or emptied, and saved"
    )


def why_not_send_to_check(
    transcription: Transcription,
    answers: Answers,
    content: Content,
    *,
    note: str,
    read_back: bool,
    scans: int,
) -> str:
    """Something is typed, a caller has heard it, and of paper there is a scan to check against."""
    if refusal := why_not_type(transcription):
        return refusal
    if refusal := why_not_leave_out(answers, content):
        return refusal
    if transcription.purpose == Purpose.WITHDRAWAL and not note.strip():
        return UNTOLD
    if not note.strip() and not given_in(content.journey(answers)):
        return "Nothing is typed yet. Type what they wrote or said"
    if transcription.channel in SCANNED and not scans:
        return "Add a scan of the paper, so that somebody else can check it"
    if transcription.channel == Channel.PHONE and not read_back:
        return UNHEARD
    return ""


def why_not_check(transcription: Transcription, person: User) -> str:
    """Another person than all those who typed any of it checks it."""
    if refusal := why_not_transcribe(person, transcription):
        return refusal
    if transcription.state != TranscriptionState.AWAITING_CHECK:
        return why_not_move(transcription, TranscriptionState.ACCEPTED)
    if person.pk in transcription.typists:
        return "You typed this in, so somebody else has to check it."
    return ""


def why_not_without(reason: str) -> str:
    """Nothing goes back or aside without a reason."""
    return "" if reason.strip() else "Enter a reason"


OVERTAKEN = "Somebody else changed this a moment ago. Look at it again."


def why_not_as_seen(transcription: Transcription, seen: int) -> str:
    """What is saved or accepted is what the page showed."""
    return "" if transcription.version == seen else OVERTAKEN
