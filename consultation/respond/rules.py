"""May this visitor do this now, and if not, why. An empty string means yes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.files import has_room, is_whole
from consultation.models import Consultation, Draft, QuestionVersion, Response, ResponseState
from consultation.publish.rules import in_words
from consultation.respond import journey
from consultation.respond.content import Content
from consultation.respond.kinds import SentFile

MOST_LINKS = 5  # a day, to one draft
MOST_FILES = 10  # to one question
MOST_FILES_IN_ALL = 30  # with one response, however many counters it is about


def why_not_begin(consultation: Consultation, *, now: datetime) -> str:
    """A response may be begun while the consultation is open."""
    if consultation.is_open_at(now):
        return ""
    if consultation.is_paused:
        return _("No response can be begun while this consultation is paused.")
    if now < consultation.opens_at:
        return _("This consultation opens at %(when)s, London time.") % {
            "when": in_words(consultation.opens_at)
        }
    return _("This consultation closed at %(when)s, London time.") % {
        "when": in_words(consultation.closes_at)
    }


def is_forgotten(draft: Draft, *, now: datetime) -> bool:
    """Unsent answers are kept for 28 days after the last of them was saved, pauses left out."""
    if draft.sent_at is not None or draft.consultation.is_paused:
        return False
    return now - draft.saved_at > Draft.KEPT_FOR


def why_not_continue(draft: Draft, *, now: datetime) -> str:
    """A response begun in time may be finished within the grace that the consultation states.

    While it is paused, what is typed is still saved.
    """
    if draft.consultation.keeps(begun_at=draft.begun_at, now=now):
        return ""
    return why_not_begin(draft.consultation, now=now)


def why_not_send_now(draft: Draft, *, now: datetime) -> str:
    """What is saved may not be sent while the consultation is paused; nothing of it is lost."""
    if draft.consultation.is_paused:
        return _(
            "This consultation is paused, not closed. Your answers are saved and kept: you can "
            "send them when it opens again."
        )
    return why_not_continue(draft, now=now)


def why_not_send(
    draft: Draft,
    answers: journey.Answers,
    content: Content,
    *,
    now: datetime,
    arrived_at: datetime | None = None,
) -> str:
    """Everything required is there, and every chosen counter belongs to the consultation.

    :param arrived_at: of what did not come online: paper has gaps that nobody can be asked about.
    """
    late = why_not_arrive(draft.consultation, at=arrived_at) if arrived_at else ""
    if refusal := late if arrived_at else why_not_send_now(draft, now=now):
        return refusal
    here = content.journey(answers)
    if len(here.proposals) != len(answers.proposals):
        return _("One of the front counters you chose is not part of this consultation.")
    if arrived_at is None and (gap := here.first_gap()):
        if gap.proposal is not None:
            told = {"station": gap.proposal.station}
            return _("Answer the question about %(station)s that is still open.") % told
        return _("Answer the question that is still open.")
    return why_not_replace(draft.replaces) if draft.replaces else ""


def why_not_arrive(consultation: Consultation, *, at: datetime) -> str:
    """What comes by post or by phone counts when it comes in time; a pause does not stop the post.

    For staff, so in English.
    """
    if not consultation.is_public:
        return "This consultation is a draft. Publish it before responses are recorded."
    if at < consultation.opens_at:
        return (
            "It came before the consultation opened, at "
            f"{in_words(consultation.opens_at)}. Check the day."
        )
    if at > consultation.closes_at:
        return (
            f"It came after the close, at {in_words(consultation.closes_at)}, London time. Keep "
            "the paper: what becomes of late responses is for the owner of the consultation to say."
        )
    return ""


def why_not_replace(response: Response) -> str:
    """What was replaced or withdrawn already is not replaced again."""
    if response.state == ResponseState.SUPERSEDED:
        return _("This response was replaced by a newer one. Change that one.")
    if response.state == ResponseState.WITHDRAWN:
        return _("This response was withdrawn.")
    return ""


def why_not_change(response: Response, *, now: datetime, arrived_at: datetime | None = None) -> str:
    """Its sender may replace or withdraw it while the consultation is open.

    :param arrived_at: of a wish that did not come online: it counts when it came in time.
    """
    if refusal := why_not_replace(response):
        return refusal
    if arrived_at is not None:
        return why_not_arrive(response.consultation, at=arrived_at)
    if not response.consultation.is_open_at(now):
        return _(
            "The consultation is not open now, so responses can no longer be changed here. Write "
            "to %(contact)s with your reference."
        ) % {"contact": response.consultation.contact}
    return ""


def why_not_hold_more(in_all: int) -> str:
    """A response holds so many files and no more, and so does a disk. `in_all`: of the draft."""
    if in_all >= MOST_FILES_IN_ALL:
        return _("You have added all the files that one response can hold. Remove one first")
    return "" if has_room() else _("The selected file could not be uploaded – try again")


def why_not_attach(version: QuestionVersion, count: int) -> str:
    """A question takes so many files and no more. `count`: those there are already."""
    most = most_files(version)
    if count < most:
        return ""
    return ngettext(
        "You can only add %(most)s file. Remove it to add another",
        "You can only add up to %(most)s files. Remove one to add another",
        most,
    ) % {"most": most}


def most_files(version: QuestionVersion) -> int:
    """How many files the question takes."""
    return min(version.most or 1, MOST_FILES)


def why_not_send_files(files: Iterable[SentFile]) -> str:
    """A file whose bytes are not all there is not called received."""
    for file in files:
        if not is_whole(file.key.hex, file.size):
            told = {"name": file.name}
            return _("The file “%(name)s” did not reach us. Remove it and add it again.") % told
    return ""


def why_not_mail_link(sent: int) -> str:
    """`sent`: links to the same answers within a day. Nobody's mailbox is filled by our form."""
    if sent < MOST_LINKS:
        return ""
    return _("Five links were sent today already. Use the newest of them, or your return code")


def why_not_disown(response: Response) -> str:
    """Whoever holds its code or its e-mail may say that it is not theirs, at any time."""
    if response.state in (ResponseState.SUPERSEDED, ResponseState.WITHDRAWN):
        return _("This response does not count any more.")
    return ""


def why_not_ask_equality(response: Response, *, now: datetime) -> str:
    """Whoever sent a response that counts may answer for a day after the last could be sent."""
    consultation = response.consultation
    if consultation.equality_set_id is None:
        return _("This consultation asks no equality questions.")
    if refusal := why_not_replace(response):
        return refusal
    if not consultation.is_paused and now > consultation.equality_ends_at:
        return _("The time for the equality questions of this consultation is over.")
    return ""


def why_not_type_equality(consultation: Consultation, *, now: datetime) -> str:
    """Sheets of paper are typed in until four weeks after the last answer online. For staff."""
    if consultation.equality_set_id is None:
        return "This consultation asks no equality questions."
    if not consultation.is_public or now < consultation.opens_at:
        return "This consultation has not opened, so nobody has a sheet of it yet."
    if not consultation.is_paused and now > consultation.equality_sheets_end_at:
        return "The time for the equality questions of this consultation is over."
    return ""


def why_not_generate(consultation: Consultation, *, now: datetime) -> str:
    """Generated responses belong to a closed example, never beside what people sent."""
    if now <= consultation.closes_at:
        return "Examples are generated only for a consultation that has closed."
    return ""
