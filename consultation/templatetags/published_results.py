"""What the pages of the register say of consultations: ``{% load published_results %}``.

============================================ ====================================================
``{% results_about borough now as found %}`` links to published results for a borough
============================================ ====================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from consultation import languages
from consultation.languages import Translated
from consultation.models import Consultation, PlaceFigures, Report, ReportKind, Translation
from stations.models import Borough

register = template.Library()


@dataclass(frozen=True)
class Link:
    """The results of one consultation for a place."""

    href: str
    title: str


@register.simple_tag
def results_about(borough: Borough, now: datetime) -> list[Link]:
    """Return those in force that have a part about it, the latest to close first.

    One query, and one more for titles in another language than English.
    """
    published = Report.objects.published().filter(
        consultation=OuterRef("pk"), kind=ReportKind.RESULTS
    )
    rows = Consultation.objects.published().annotate(edition=Subquery(published.values("pk")[:1]))
    own = PlaceFigures.objects.filter(report=OuterRef("edition"), borough=borough)
    ordered = rows.filter(Exists(own)).order_by("-closes_at", "slug")
    found = [one for one in ordered if not one.is_interim_at(now)]
    kept = _titles(found)
    return [
        Link(
            reverse("results-borough", args=[one.slug, borough.slug]),
            languages.worded(one, "title", kept),
        )
        for one in found
    ]


def _titles(found: Sequence[Consultation]) -> languages.Translations:
    code = languages.current()
    if code == languages.ENGLISH or not found:
        return languages.NONE
    rows = Translation.objects.published().filter(
        subject__in=[languages.subject_of(one) for one in found], field="title"
    )
    values = rows.into(code).values_list("subject", "text", "english")
    return {(subject, "title"): Translated(text, english) for subject, text, english in values}
