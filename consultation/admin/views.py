"""What the admin's buttons do: each calls the actions of the rooms, one row at a time."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from consultation import accounts
from consultation.admin.kinds import ReadOnly
from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    ExclusionRule,
    ReportKind,
    Verdict,
)
from consultation.moderate import bulk
from consultation.moderate.forms.verdicts import VERDICT_FORMS
from consultation.publish import actions as publishing
from consultation.report import actions as reporting
from consultation.signin import actions as signing_in
from consultation.states import Refused

SAID = {
    Verdict.RELEASE: "released",
    Verdict.WITHHOLD: "counted, with their words withheld",
    Verdict.QUARANTINE: "put in quarantine",
    Verdict.EXCLUDE: "excluded",
}


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when: what every action asks for."""
    return {"by": request.user, "at": timezone.now()}


def decide(
    page: ReadOnly, request: HttpRequest, responses: models.QuerySet, verdict: Verdict
) -> HttpResponse | None:
    """Ask for what the verdict needs, then give it to each response and say what came of it."""
    chosen = list(responses.order_by("pk")[: bulk.MOST_AT_ONCE + 1])
    if len(chosen) > bulk.MOST_AT_ONCE:
        page.tell(request, f"Select {bulk.MOST_AT_ONCE} responses or fewer.", good=False)
        return None
    sent = request.POST if "decided" in request.POST else None
    wholes = {response.consultation_id for response in chosen}
    published = ExclusionRule.objects.filter(consultation__in=wholes)
    form = VERDICT_FORMS[verdict](sent, rules=list(published.select_related("consultation")))
    if not form.is_valid():
        context = {"form": form, "chosen": chosen, "action": f"review_{verdict.lower()}"}
        return render(request, "moderate/bulk.html", context)
    outcome = bulk.decide(chosen, verdict, **acting(request), **form.cleaned_data)
    many = f"{outcome.done} response{'' if outcome.done == 1 else 's'}"
    if outcome.done:
        page.tell(request, f"{many} {SAID[verdict]}.")
    for reason, number in outcome.refused.items():
        page.tell(request, f"{number} not {SAID[verdict]}. {reason}", good=False)
    return None


def publish(page: ReadOnly, request: HttpRequest, consultations: models.QuerySet) -> None:
    """Make drafts public and freeze their wording."""
    for one in consultations:
        try:
            publishing.publish(consultation=one, **acting(request))
            page.tell(request, f"{one} is published.")
        except Refused as refusal:
            page.tell(request, f"{one} is not published. {refusal}", good=False)


def export(page: ReadOnly, request: HttpRequest, consultations: models.QuerySet) -> None:
    """Queue an export of every response to each of them, and say where it will be."""
    for one in consultations:
        try:
            report = reporting.ask(consultation=one, kind=ReportKind.EXPORT, **acting(request))
        except Refused as refusal:
            page.tell(request, f"{one}: {refusal}", good=False)
        else:
            where = reverse("report", args=[report.pk])
            link = format_html('<a href="{}">report {}</a>', where, report.pk)
            page.tell(request, format_html("All responses to {} will be in {}.", one, link))


def revoke(page: ReadOnly, request: HttpRequest, grants: models.QuerySet) -> None:
    """Take roles away."""
    for grant in grants:
        try:
            accounts.revoke_role(grant=grant, **acting(request))
            page.tell(request, f"{grant.person.name} is no longer {grant.get_role_display()}.")
        except Refused as refusal:
            page.tell(request, f"{grant.person.name}: {refusal}", good=False)


def remove_two_factor(page: ReadOnly, request: HttpRequest, people: models.QuerySet) -> None:
    """Let people who lost phone and recovery codes sign in with their password again."""
    for person in people:
        try:
            signing_in.remove_for(person=person, **acting(request))
            page.tell(request, f"{person.name} signs in with the password alone.")
        except Refused as refusal:
            page.tell(request, f"{person.name}: {refusal}", good=False)


def drafted(
    request: HttpRequest, whole: Consultation, part: models.Model, fields: list[str]
) -> None:
    """Record which part of a draft was written, and the names of its fields."""
    record(
        EventKind.CONSULTATION_DRAFTED, about=whole, consultation=whole.pk,
        what=f"{part._meta.model_name}:{part.pk}", fields=fields, **acting(request),
    )  # fmt: skip
