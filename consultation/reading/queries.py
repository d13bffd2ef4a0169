"""Which row a page of personal details is about."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from consultation.models import (
    Answer,
    Attachment,
    Consultation,
    Organisation,
    Response,
    Review,
    SignedReply,
)

#: How a noun leads to its consultation, where it has no field of that name.
LEADS: dict[type[models.Model], str] = {
    SignedReply: "reply__consultation_id",
    **dict.fromkeys((Answer, Review), "response__consultation_id"),
}
#: The response that a noun belongs to, and is read as.
BELONGS: dict[type[models.Model], str] = dict.fromkeys(
    (Answer, Attachment, Review, SignedReply), "response_id"
)


@dataclass(frozen=True)
class Subject:
    """What was shown: a row, its consultation, and its key if it was read as part of a response."""

    noun: type[models.Model]
    key: Any = 0
    consultation: int | None = None
    part: str = ""


def subject(consultation: Consultation) -> Subject:
    """A consultation that the view has read already."""
    return Subject(Consultation, consultation.pk, consultation.pk)


def has_consultation(noun: type[models.Model]) -> bool:
    """Its rows belong to one."""
    return any(field.name == "consultation" for field in noun._meta.concrete_fields)


def subject_of(noun: type[models.Model], named: dict[str, Any]) -> Subject:
    """The row that an address names by `pk`, `key` or `slug`. One query, none without such a name.

    An address of a consultation's page is about the consultation, whatever it lists.
    """
    if noun is Organisation and "organisation" in named:
        return _of_organisation(named)
    key = named.get("pk", named.get("key"))
    if key is None or noun is Consultation:
        found = Consultation.objects.filter(slug=named.get("slug", ""))
        consultation = found.values_list("pk", flat=True).first() if "slug" in named else None
        return Subject(Consultation if consultation else noun, consultation or 0, consultation)
    lead = LEADS.get(noun, "consultation_id" if has_consultation(noun) else "pk")
    belongs = BELONGS.get(noun, "pk")
    row = noun._default_manager.filter(pk=key).values_list(lead, belongs).first()
    consultation, response = row or (None, None)
    whole = consultation if lead != "pk" else None
    if noun in BELONGS and response:
        return Subject(Response, response, whole, f"{noun._meta.model_name}:{key}")
    return Subject(noun, key, whole)


def _of_organisation(named: dict[str, Any]) -> Subject:
    """Its page is one of a consultation's. Two queries."""
    whole = Consultation.objects.filter(slug=named["slug"]).values_list("pk", flat=True).first()
    keys = Organisation.objects.filter(slug=named["organisation"]).values_list("pk", flat=True)
    return Subject(Organisation, keys.first() or 0, whole)
