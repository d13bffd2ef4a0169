"""The words of the e-mails that residents get, apart from the receipt. Nothing here sends."""

from django.utils.translation import gettext as _

from consultation.emails import link
from consultation.models import Draft, Response, ResponseState
from consultation.publish.rules import in_words


def with_link(draft: Draft) -> tuple[str, str]:
    """Subject and body of the e-mail with a link, whose key is made when it is posted."""
    consultation = draft.consultation
    told = {"title": consultation.title, "closes": in_words(consultation.closes_at), "link": link()}
    if draft.sent_at is None:
        return _("Your answers are saved: %(title)s") % told, _(
            "Go on with your answers here, on any device:\n\n%(link)s\n\n"
            "They are kept for 28 days after you last saved them. The consultation closes at "
            "%(closes)s, London time. Your answers count only once you have sent them.\n\n"
            "If you did not ask for this message, you need do nothing.\n"
        ) % told
    return _("Your response: %(title)s") % told, _(
        "See, change or withdraw your response here, on any device:\n\n%(link)s\n\n"
        "If you did not send a response, the same page lets you say so.\n"
    ) % told


def confirmation(response: Response) -> tuple[str, str]:
    """Subject and body of the e-mail that follows a withdrawal or "I did not send this".

    And of the one to the address before, where staff were asked to change the address too.
    """
    consultation = response.consultation
    told = {"reference": response.reference, "title": consultation.title}
    unasked = _("If you did not ask for this, write to %(contact)s.\n")
    unasked %= {"contact": consultation.contact}
    if response.state == ResponseState.WITHDRAWN:
        said = _(
            "Your response %(reference)s to “%(title)s” was withdrawn. It is kept, and it is not "
            "counted any more.\n"
        )
        return _("Your response %(reference)s is withdrawn") % told, f"{said % told}\n{unasked}"
    if response.state == ResponseState.SUPERSEDED:
        said = _(
            "Your response %(reference)s to “%(title)s” was replaced by a newer one. It is kept, "
            "and it is not counted any more.\n"
        )
        return _("Your response %(reference)s was replaced") % told, f"{said % told}\n{unasked}"
    return _("We are looking at response %(reference)s") % told, _(
        "You told us that you did not send response %(reference)s to “%(title)s”. Nothing of it is "
        "published while a moderator looks at it.\n"
    ) % told
