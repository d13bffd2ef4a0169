"""The words of the e-mails about bodies that ask to reply. Nothing here sends."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.models import Message, Registration
from consultation.publish.rules import in_words

MOST = Message._meta.get_field("subject").max_length


def request_letter(registration: Registration) -> tuple[str, str]:
    """Subject and body of what whoever asked is told at once."""
    consultation = registration.consultation
    told = {
        "organisation": registration.name,
        "title": consultation.title,
        "body": consultation.body,
        "contact": consultation.contact,
        "closes": in_words(consultation.closes_at),
    }
    subject = _("We have your request to send a formal reply: %(title)s") % told
    return subject[:MOST], _(
        "We have your request to send a formal reply for %(organisation)s to the consultation "
        "“%(title)s”, which closes at %(closes)s, London time.\n\n"
        "%(body)s checks who asks. You get an email when that is done: an invitation with a link, "
        "or the reason why not. There is nothing that you need to do until then.\n\n"
        "If you did not ask for this, somebody gave your address. You need do nothing, or tell us: "
        "%(contact)s.\n"
    ) % told


def asked_letter(registration: Registration) -> tuple[str, str]:
    """Subject and body of what staff are told: who asks is on the page alone."""
    address = f"{settings.PUBLIC_URL}{reverse('registration', args=[registration.pk])}"
    title = registration.consultation.title
    return f"{registration.name} asks to reply: {title}"[:MOST], (
        f"{registration.name} ({registration.get_kind_display()}) asks to send a formal reply to "
        f"the consultation “{title}”.\n\nSee who asks, and accept or decline:\n\n{address}\n\n"
        "Nothing is set up until you accept.\n"
    )


def declined_letter(registration: Registration, *, can_respond: bool) -> tuple[str, str]:
    """Subject and body of a refusal, which says how to respond all the same."""
    consultation = registration.consultation
    where = f"{settings.PUBLIC_URL}{reverse('respond', args=[consultation.slug])}"
    onward = (
        "You can still respond, as anybody can, and say for whom you speak. It needs no account, "
        "and every response is read and counted. The consultation closes at "
        f"{in_words(consultation.closes_at)}, London time:\n\n{where}\n\n"
    )
    return f"Your request to reply was declined: {consultation.title}"[:MOST], (
        f"You asked to send a formal reply for {registration.name} to the consultation "
        f"“{consultation.title}”. {consultation.body} declined that:\n\n"
        f"{registration.decline_reason}\n\n{onward if can_respond else ''}"
        f"If you think that is a mistake, write to {consultation.contact}.\n"
    )
