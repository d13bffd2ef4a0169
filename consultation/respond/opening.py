"""What opens the leaf of a response: its fields as they were committed to, from what is stored."""

from collections.abc import Iterable

from consultation.models import Answer, Channel, LeafSalt, Response
from consultation.respond.acceptance import committed
from consultation.respond.journey import Answers
from consultation.respond.receipts import given_by


def fields_of(response: Response, rows: Iterable[Answer]) -> dict[str, str]:
    """By field id, each value that the commitment covers. No query of its own.

    :param rows: its answers, in their order, with their questions and proposals.
    """
    stored = Answers(
        capacity=response.capacity,
        place=response.place,
        borough=response.borough.ons_code if response.borough else "",
        publish=response.publish,
        publish_reason=response.publish_reason,
    )
    fields = committed(stored, given_by(rows), channel=Channel(response.channel))
    if response.organisation is not None:
        fields["organisation"] = response.organisation.slug
    return fields


def salt_of(response: Response) -> bytes | None:
    """The secret of its leaf; None where it was destroyed with the words. One query."""
    found = LeafSalt.objects.filter(response=response).values_list("salt", flat=True).first()
    return None if found is None else bytes(found)
