"""What everybody may read of a response, and what must not be among it. Changes nothing."""

from collections.abc import Iterable

from consultation.models import Redaction, Response


def why_not_publish(response: Response, redactions: Iterable[Redaction]) -> str:
    """Empty where its words can be published without these spans; else the sentence to show."""
    return ""
