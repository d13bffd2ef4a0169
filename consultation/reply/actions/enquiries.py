"""Questions of organisations: asked, answered, and an answer corrected."""

from datetime import datetime

from django.db import transaction

from consultation import emails
from consultation.events import record
from consultation.models import (
    Consultation,
    Enquiry,
    EnquiryAnswer,
    EventKind,
    MessageKind,
    Organisation,
    Proposal,
    User,
)
from consultation.reply import enquiries, letters, rules
from consultation.states import Refused


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


@transaction.atomic
def ask(
    *,
    consultation: Consultation,
    organisation: Organisation,
    proposal: Proposal | None,
    text: str,
    by: User,
    at: datetime,
) -> Enquiry:
    """Ask the body that consults, for an organisation. Owners are told by e-mail. One Event.

    Raises Refused when the person does not draft for it, the consultation is a draft or closed, or
    too many questions wait. The same question sent twice is one while it waits.
    """
    # The organisation's row is the lock: of two who ask the last one, the second is told.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse(rules.why_not_ask_about(consultation, now=at))
    asked = {
        "consultation": consultation, "organisation": organisation, "proposal": proposal,
        "text": text, "asked_by": by,
    }  # fmt: skip
    if same := Enquiry.objects.waiting().filter(**asked).first():
        return same
    _refuse(rules.why_not_ask(by, consultation=consultation, organisation=organisation, now=at))
    made = Enquiry.objects.create(**asked, asked_at=at)
    emails.write_to(enquiries.owners(), MessageKind.ENQUIRY, letters.enquiry_letter(made), at=at)
    record(
        EventKind.ENQUIRY_ASKED, about=made, by=by, at=at, consultation=consultation.pk,
        organisation=organisation.pk,
    )  # fmt: skip
    return made


@transaction.atomic
def answer(
    *, enquiry: Enquiry, text: str, after: int, by: User, at: datetime, why: str = ""
) -> EnquiryAnswer:
    """Answer a question, or correct its answer; from now on everybody can read it. One Event.

    `after` is the number of the answer that was seen, 0 for none: of two who answer at the same
    time, the second is told. Whoever asked gets an e-mail. Raises Refused when the person may not,
    nothing is different, or a correction does not say why.
    """
    # The organisation's row is the lock, as in `ask`: whoever serves the site can lock no question,
    # since nobody ever changes one.
    Organisation.objects.select_for_update().get(pk=enquiry.organisation_id)
    exchange = enquiries.enquiry_of(enquiry.pk)
    assert exchange is not None  # none is ever removed
    _refuse(rules.why_not_answer(by, exchange, after=after, text=text, why=why))
    made = EnquiryAnswer.objects.create(
        enquiry=enquiry, number=after + 1, text=text, why=why, by=by, at=at
    )
    letter = letters.answer_letter(exchange.enquiry, made)
    emails.write_to(
        enquiries.told_of_answer(exchange.enquiry), MessageKind.ENQUIRY_ANSWER, letter, at=at
    )
    corrected = EventKind.ENQUIRY_ANSWER_CORRECTED
    record(
        corrected if after else EventKind.ENQUIRY_ANSWERED, about=enquiry, by=by, at=at,
        consultation=enquiry.consultation_id, organisation=enquiry.organisation_id,
        number=made.number,
    )  # fmt: skip
    return made
