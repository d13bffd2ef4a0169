"""The words of the e-mails about invitations and about questions. Nothing here sends."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.emails import link
from consultation.models import (
    Consultation,
    Enquiry,
    EnquiryAnswer,
    Invitation,
    Message,
    Organisation,
    User,
)
from consultation.publish.rules import in_words
from consultation.reply.roles import PARTS

MOST = Message._meta.get_field("subject").max_length


def _told(invitation: Invitation) -> dict[str, Any]:
    part, consultation = PARTS[invitation.named_role], invitation.consultation
    return {
        "body": consultation.body,
        "title": consultation.title,
        "contact": consultation.contact,
        "closes": in_words(consultation.closes_at),
        "organisation": invitation.organisation.name,
        "inviter": invitation.invited_by.name,
        "part": part.name,
        "sentence": part.sentence,
        "until": in_words(invitation.expires_at),
        "link": link("invitation"),
    }


def invitation_letter(invitation: Invitation) -> tuple[str, str]:
    """Subject and body of the first e-mail; the key of its link is made when it is posted."""
    told = _told(invitation)
    subject = _("Invitation to send a formal reply: %(title)s") % told
    return subject[:MOST], _(
        "%(body)s asks %(organisation)s for its formal reply to the consultation “%(title)s”, "
        "which closes at %(closes)s, London time.\n\n"
        "%(inviter)s invites you to act for %(organisation)s. Your role would be: %(part)s. "
        "%(sentence)s\n\n"
        "See the invitation and join here:\n\n%(link)s\n\n"
        "The link is for you alone, and works until %(until)s, London time.\n\n"
        "If you are the wrong person to ask, tell us: %(contact)s. If you did not expect this "
        "message, you need do nothing.\n"
    ) % told


def reminder_letter(invitation: Invitation) -> tuple[str, str]:
    """Subject and body of a later one."""
    told = _told(invitation)
    subject = _("Reminder, invitation to send a formal reply: %(title)s") % told
    return subject[:MOST], _(
        "You were invited to act for %(organisation)s in the consultation “%(title)s” of "
        "%(body)s, and have not joined yet. Your role would be: %(part)s. %(sentence)s\n\n"
        "See the invitation and join here:\n\n%(link)s\n\n"
        "The link is for you alone, and works until %(until)s, London time. The consultation "
        "closes at %(closes)s.\n\n"
        "If you are the wrong person to ask, tell us: %(contact)s.\n"
    ) % told


def _about(enquiry: Enquiry) -> str:
    place = f", about {enquiry.proposal.station}" if enquiry.proposal else ""
    return f"the consultation “{enquiry.consultation.title}”{place}"


def enquiry_letter(enquiry: Enquiry) -> tuple[str, str]:
    """Subject and body of what staff are told. In English, as their pages are."""
    address = f"{settings.PUBLIC_URL}{reverse('enquiry-answer', args=[enquiry.pk])}"
    return f"Question from {enquiry.organisation}: {enquiry.consultation.title}"[:MOST], (
        f"{enquiry.organisation} asks, in {_about(enquiry)}:\n\n{enquiry.text}\n\n"
        f"Answer it here:\n\n{address}\n\n"
        "Question and answer are published together, so that everybody gets the same answer. "
        "Until it is answered, the question is not public.\n"
    )


def answer_letter(enquiry: Enquiry, answer: EnquiryAnswer) -> tuple[str, str]:
    """Subject and body of what the organisation is told: an answer, or its correction."""
    corrected, title = answer.number > 1, enquiry.consultation.title
    page = reverse("questions-and-answers", args=[enquiry.consultation.slug])
    subject = f"{'Corrected answer' if corrected else 'Answer'} to your question: {title}"
    said = "corrected its answer to" if corrected else "answered"
    wrong = f"What was wrong before: {answer.why}\n\n" if corrected else ""
    return subject[:MOST], (
        f"{enquiry.consultation.body} {said} the question of {enquiry.organisation} in "
        f"{_about(enquiry)}.\n\nYou asked:\n\n{enquiry.text}\n\nThe answer:\n\n{answer.text}\n\n"
        f"{wrong}Everybody can read it here:\n\n{settings.PUBLIC_URL}{page}\n"
    )


def no_approver_letter(
    organisation: Organisation,
    gone: User,
    by: User,
    *,
    unsigned: bool,
    open_now: Sequence[Consultation],
) -> tuple[str, str]:
    """Subject and body of what staff are told when the last approver is gone."""
    how = "left" if gone == by else f"was removed by {by.name}"
    waits = " Its formal reply is not signed yet." if unsigned else ""
    pages = "\n".join(
        f"{settings.PUBLIC_URL}{reverse('organisation', args=[one.slug, organisation.slug])}"
        for one in open_now
    )
    where = f"You can invite another approver here:\n\n{pages}\n" if pages else ""
    return f"Nobody approves for {organisation} any more"[:MOST], (
        f"{gone.name} was the last approver of {organisation}, and {how}. Nobody can approve for "
        f"it or invite its people now.{waits}\n\n{where}"
    )
