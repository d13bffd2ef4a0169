"""A consultation with an Easy Read version."""

from consultation.models import Consultation
from tests import factories


def easy_consultation() -> Consultation:
    """Stance and reasons have Easy Read words; one of the other two must be answered."""
    made: Consultation = factories.ConsultationFactory(slug="easy")
    kinds = [("stance", "CHOICE", True, True), ("reasons", "TEXT", False, True),
             ("distance", "TEXT", False, False), ("name-it", "TEXT", True, False)]  # fmt: skip
    for position, (key, kind, required, easy) in enumerate(kinds, start=1):
        question = factories.QuestionFactory(
            consultation=made, key=key, position=position, kind=kind, scope="PROPOSAL",
            required=required, easy_read=easy, page=key,
        )  # fmt: skip
        factories.QuestionVersionFactory(
            question=question,
            wording=f"A long question about {key}?",
            short=key,
            help="A long help.",
            options=[["YES", "Yes"], ["NO", "No"]] if kind == "CHOICE" else [],
            easy_wording=f"Short {key}?" if easy else "",
            easy_help="Short help." if key == "stance" else "",
            frozen_at=made.opens_at,
        )
    return made
