"""What a consultation asks and by which rules it counts, as texts of which the log keeps digests.

So nobody can say afterwards that it had asked, or counted, otherwise.
"""

import json
from typing import Any

from django.forms.models import model_to_dict

from consultation.models import Consultation, QuestionVersion

Json = dict[str, Any]
QUESTION = ("key", "kind", "scope", "required", "formal", "shown_if_values")
VERSION = (
    "number", "heading", "wording", "short", "help", "easy_wording", "easy_help", "options",
    "exclusive", "least", "most", "not_in_future", "max_length",
)  # fmt: skip
PROPOSAL = ("kind", "now", "proposed", "why", "effect", "timing")


def form_of(consultation: Consultation) -> str:
    """The questions of all forms and the proposals that they are about. Three queries."""
    versions = QuestionVersion.objects.filter(question__consultation=consultation)
    proposals = consultation.proposals.select_related("station").order_by("station__slug")
    return _text(
        {
            "consultation": consultation.slug,
            "title": consultation.title,
            "question": consultation.question,
            "questions": [
                _question(one)
                for one in versions.select_related("question__shown_if").order_by(
                    "question__position", "number"
                )
            ],
            "proposals": [
                {"station": one.station.slug, **_fields(one, PROPOSAL)} for one in proposals
            ],
        }
    )


def count_rules_of(consultation: Consultation) -> str:
    """The rules under which a response may be left out, and until when one counts. One query."""
    rules = consultation.exclusion_rules.order_by("code").values("code", "text")
    return _text(
        {
            "consultation": consultation.slug,
            "exclusion_rules": list(rules),
            "grace_minutes": consultation.grace_minutes,
        }
    )


def _question(one: QuestionVersion) -> Json:
    asked = one.question
    first = asked.shown_if.key if asked.shown_if else None
    return {**_fields(asked, QUESTION), "shown_if": first, **_fields(one, VERSION)}


def _fields(row: Any, names: tuple[str, ...]) -> Json:
    return model_to_dict(row, names)


def _text(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
