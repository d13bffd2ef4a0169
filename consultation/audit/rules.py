"""May this be done now to a person's records, and if not, why. "" is yes."""

from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from consultation.access import Permission, Visitor, why_not
from consultation.audit import queries
from consultation.audit.holdings import LEFT
from consultation.models import (
    Consultation,
    Erasure,
    Invitation,
    LegalHold,
    Part,
    Registration,
    Report,
    ReportKind,
    ReportState,
    Response,
    Restriction,
    User,
)
from consultation.scopes import SITE

NO_SECOND_FACTOR = (
    "You need two-factor sign-in to erase the records of a person. Set it up under Your work."
)
NOTHING_CHOSEN = "Select at least one record of the person"


def named(subject: models.Model) -> str:
    """What a subject is called on pages."""
    if isinstance(subject, Registration):
        return f"Request of {subject.name}"
    if isinstance(subject, Invitation):
        return f"Invitation {subject.pk} to act for {subject.organisation.name}"
    return f"{type(subject).__name__} {subject.pk}"


def why_not_find(person: Visitor) -> str:
    """Owners look for people."""
    return why_not(person, Permission.FIND_PERSON, about=SITE)


def why_not_without(reason: str) -> str:
    """Every act has one."""
    return "" if reason.strip() else "Enter the reason: it is kept with what was done."


def restriction_of(subject: models.Model) -> Restriction | None:
    """The one in force. One query."""
    if not isinstance(subject, Response):
        return None
    return subject.restrictions.in_force().first()


def why_not_restrict(person: Visitor, subject: models.Model) -> str:
    """Only what a resident sent, once."""
    if refusal := why_not_find(person):
        return refusal
    if not isinstance(subject, Response):
        return f"{named(subject)}: only a response can be restricted."
    if subject.organisation_id:
        return f"{named(subject)} is a formal reply, which its organisation published. It stays."
    if restriction_of(subject):
        return f"{named(subject)} is restricted already."
    return ""


def why_not_lift(person: Visitor, subject: models.Model) -> str:
    """Only what is restricted."""
    if refusal := why_not_find(person):
        return refusal
    return "" if restriction_of(subject) else f"{named(subject)} is not restricted."


def why_not_erase_ever(person: Visitor) -> str:
    """The permission, and the second factor that it asks for."""
    if refusal := why_not(person, Permission.ERASE_PERSON, about=SITE):
        return refusal
    known = isinstance(person, User) and (person.is_superuser or person.two_factor_since)
    return "" if known else NO_SECOND_FACTOR


def why_not_erase(person: Visitor, subject: models.Model, *, now: datetime) -> str:
    """The person may, no hold keeps it, and it is in a state in which it can go."""
    if refusal := why_not_erase_ever(person):
        return refusal
    if hold := queries.hold_on(subject):
        return why_kept(subject, hold)
    if isinstance(subject, Response):
        return _why_not_response(subject)
    if isinstance(subject, Registration):
        return _why_not_registration(subject)
    return _why_not_invitation(subject, now) if isinstance(subject, Invitation) else ""


def why_kept(subject: models.Model, hold: LegalHold) -> str:
    """A hold stops every erasure."""
    since = date_format(hold.at, "j F Y")
    return f"A legal hold of {since} keeps {named(subject)}: {hold.reason}"


def _why_not_response(subject: Response) -> str:
    if subject.organisation_id:
        return (
            f"{named(subject)} is a formal reply. It is a public record of its organisation, "
            "which can withdraw it."
        )
    again = Response.objects.filter(reduce(or_, LEFT.values()), pk=subject.pk)
    if Erasure.objects.filter(response=subject).count() == len(Part) and not again.exists():
        return f"{named(subject)} is erased already."
    making = Report.objects.filter(
        consultation=subject.consultation_id, kind=ReportKind.EXPORT, state=ReportState.RUNNING
    )
    if making.exists():
        return "An export of its consultation is being made. Try again when that is finished."
    return ""


def _why_not_registration(subject: Registration) -> str:
    if subject.is_waiting:
        return f"{named(subject)} waits for a decision. Decline it first."
    if subject.invitation and subject.invitation.accepted_at:
        return f"{named(subject)} led to an account. Close the account instead."
    return ""


def _why_not_invitation(subject: Invitation, now: datetime) -> str:
    if subject.erased_at:
        return f"{named(subject)} is erased already."
    if subject.accepted_at:
        return f"{named(subject)} led to an account. Close the account instead."
    if subject.is_waiting_at(now):
        return f"{named(subject)} can still be accepted. Revoke it first."
    return ""


def why_not_hold(person: Visitor, consultation: Consultation) -> str:
    """Owners place and lift holds, and say how long responses are kept."""
    return why_not(person, Permission.ERASE_PERSON, about=consultation)


def why_not_decided(consultation: Consultation, day: date | None) -> str:
    """Nothing is decided before all have been heard."""
    closes = timezone.localdate(consultation.closes_at)
    if day is None or day >= closes:
        return ""
    closing = date_format(closes, "j F Y")
    return f"The day of the decision must be {closing}, the closing day, or later"
