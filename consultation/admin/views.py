"""What the admin's buttons do: each calls the actions of the rooms."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from consultation import accounts
from consultation.access import Permission, why_not
from consultation.admin.kinds import ReadOnly
from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    ExclusionRule,
    Flag,
    Redaction,
    ReportKind,
    Verdict,
)
from consultation.moderate import actions as moderating
from consultation.moderate.actions import redacting
from consultation.moderate.bulk import why_not_list
from consultation.moderate.forms.verdicts import VERDICT_FORMS
from consultation.moderate.queries.bulk import MOST_LISTED
from consultation.publish import actions as publishing
from consultation.report import actions as reporting
from consultation.signin import actions as signing_in
from consultation.states import Refused
from stations.keys import read_key

MOST_SHOWN = 50  # of the chosen responses, above the form
MOST_AT_ONCE = 100  # rows that a button acts on one by one


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when: what every action asks for."""
    return {"by": request.user, "at": timezone.now()}


def decide(
    page: ReadOnly, request: HttpRequest, responses: models.QuerySet, verdict: Verdict
) -> HttpResponse | None:
    """Ask for what the verdict needs, then for the verdict on all of them: one job a consultation.

    A whole list, chosen across its pages, is found again when the form comes back.
    """
    newest = read_key(request.POST.get("newest", ""))
    if newest is not None:
        responses = responses.filter(pk__lte=newest)  # what came in since was not shown
    keys: dict[int, list[int]] = {}
    found = responses.order_by("pk").values_list("consultation_id", "pk")
    for whole, key in found[: MOST_LISTED + 1]:
        keys.setdefault(whole, []).append(key)
    total = sum(map(len, keys.values()))
    if refusal := why_not_list(total):
        page.tell(request, refusal, good=False)
        return None
    sent = request.POST if "decided" in request.POST else None
    published = ExclusionRule.objects.filter(consultation__in=keys)
    form = VERDICT_FORMS[verdict](sent, rules=list(published.select_related("consultation")))
    if not form.is_valid():
        context = {
            "form": form,
            "action": f"review_{verdict.lower()}",
            "total": total,
            "shown": list(responses.order_by("pk")[:MOST_SHOWN]),
            "chosen": request.POST.getlist("_selected_action"),
            "newest": max((max(one) for one in keys.values()), default=0),
            "across": request.POST.get("select_across") == "1",
        }
        return render(request, "moderate/bulk.html", context)
    for one in Consultation.objects.filter(pk__in=keys).order_by("pk"):
        _ask_bulk(page, request, one, keys[one.pk], verdict, form.cleaned_data)
    return None


def _ask_bulk(
    page: ReadOnly,
    request: HttpRequest,
    whole: Consultation,
    keys: list[int],
    verdict: Verdict,
    given: dict[str, Any],
) -> None:
    """Ask for it, and say where it can be watched."""
    try:
        asked = moderating.ask_bulk(
            consultation=whole, verdict=verdict, chosen=keys, **acting(request), **given
        )
    except Refused as refusal:
        page.tell(request, f"{whole}: {refusal}", good=False)
        return
    where = reverse("bulk-review", args=[asked.pk])
    many = f"{len(keys):,} response{'' if len(keys) == 1 else 's'}"
    link = format_html('<a href="{}">verdict on many {}</a>', where, asked.pk)
    page.tell(request, format_html("{}: {} will be decided by {}.", whole, many, link))


def publish(page: ReadOnly, request: HttpRequest, consultations: models.QuerySet) -> None:
    """Make drafts public and freeze their wording."""
    for one in consultations.order_by("pk"):
        if refusal := why_not(request.user, Permission.PUBLISH, about=one):
            page.tell(request, f"{one} is not published. {refusal}", good=False)
            continue
        try:
            publishing.publish(consultation=one, **acting(request))
            page.tell(request, f"{one} is published.")
        except Refused as refusal:
            page.tell(request, f"{one} is not published. {refusal}", good=False)


def export(page: ReadOnly, request: HttpRequest, consultations: models.QuerySet) -> None:
    """Queue an export of every response to each of them, and say where it will be."""
    for one in consultations.order_by("pk"):
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
    for grant in grants.order_by("pk"):
        try:
            accounts.revoke_role(grant=grant, **acting(request))
            page.tell(request, f"{grant.person.name} is no longer {grant.get_role_display()}.")
        except Refused as refusal:
            page.tell(request, f"{grant.person.name}: {refusal}", good=False)


def remove_two_factor(page: ReadOnly, request: HttpRequest, people: models.QuerySet) -> None:
    """Let people who lost phone and recovery codes sign in with their password again."""
    _for_people(
        page, request, people, signing_in.remove_for,
        lambda person: f"{person.name} signs in with the password alone.",
    )  # fmt: skip


def send_password_link(page: ReadOnly, request: HttpRequest, people: models.QuerySet) -> None:
    """Let people who have no password, or none that they remember, choose one."""
    _for_people(
        page, request, people, signing_in.send_password_link,
        lambda person: f"A link is on its way to {person.email}.",
    )  # fmt: skip


def _for_people(
    page: ReadOnly,
    request: HttpRequest,
    people: models.QuerySet,
    act: Callable[..., None],
    done: Callable[[Any], str],
) -> None:
    """Act for each of them, and say of each what was done or why not."""
    for person in people.order_by("pk"):
        try:
            act(person=person, **acting(request))
            page.tell(request, done(person))
        except Refused as refusal:
            page.tell(request, f"{person.name}: {refusal}", good=False)


def each(
    page: Any,
    request: HttpRequest,
    found: models.QuerySet,
    act: Callable[[Any], None],
    done: str,
) -> None:
    """Act on each of the chosen rows, and say of how many it is done and why not of the rest.

    One after the other, each with its own event, so no more at once than somebody can look at.
    """
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        page.tell(request, f"Choose at most {MOST_AT_ONCE} at once.", good=False)
        return
    refusals: Counter[str] = Counter()
    for one in found.filter(pk__in=keys).order_by("pk"):
        try:
            act(one)
        except Refused as refusal:
            refusals[str(refusal)] += 1
    good = len(keys) - refusals.total()
    if good:
        page.tell(request, f"{done}: {good}.")
    for why, many in refusals.items():
        page.tell(request, f"Left as it was: {many}. {why}", good=False)


@admin.action(description="Call these flags false", permissions=["review"])
def call_false(page: Any, request: HttpRequest, flags: models.QuerySet[Flag]) -> None:
    """What the machine doubted is all right."""
    judge = partial(moderating.judge_flag, false=True, **acting(request))
    each(page, request, flags, lambda flag: judge(flag=flag), "Called false")


@admin.action(description="Put these flags back", permissions=["review"])
def put_back(page: Any, request: HttpRequest, flags: models.QuerySet[Flag]) -> None:
    """They stand again."""
    judge = partial(moderating.judge_flag, false=False, **acting(request))
    each(page, request, flags, lambda flag: judge(flag=flag), "Put back")


@admin.action(description="Put the words back", permissions=["review"])
def take_back(page: Any, request: HttpRequest, marks: models.QuerySet[Redaction]) -> None:
    """These redactions are taken back."""
    back = partial(redacting.take_back, **acting(request))
    each(page, request, marks, lambda mark: back(redaction=mark), "Taken back")


def drafted(
    request: HttpRequest, whole: Consultation, part: models.Model, fields: list[str]
) -> None:
    """Record which part of a draft was written, and the names of its fields."""
    record(
        EventKind.CONSULTATION_DRAFTED, about=whole, consultation=whole.pk,
        what=f"{part._meta.model_name}:{part.pk}", fields=fields, **acting(request),
    )  # fmt: skip
