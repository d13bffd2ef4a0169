"""Everybody sees that what was received adds up, and that the log holds all of it."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultation.ledger.queries import newest_head
from consultation.publish.reconciled import Line, Reconciled, reconciled
from consultation.publish.views.consultations import published
from consultation.translate.queries import translations_of

Cells = list[str]


@require_safe
def reconciliation(request: HttpRequest, slug: str) -> HttpResponse:
    """What was received = released + withheld + waiting + left out + ended, each beside the log."""
    found = published(slug)
    known = reconciled(found)
    context = {
        "consultation": found,
        "translations": translations_of(found),
        "log": newest_head(),
        **(_table(known) if known else {}),
    }
    return render(request, "publish/reconciled.html", context)


def _table(known: Reconciled) -> dict[str, Any]:
    return {
        "at": known.at,
        "head": [_("Responses that are"), _("Responses"), _("In the log")],
        "rows": [_cells(name, line) for name, line in _lines(known)],
        "foot": _cells(_("Received"), known.received),
        "late": known.received.responses - known.received.entries,
    }


def _lines(known: Reconciled) -> list[tuple[str, Line]]:
    return [
        (_("Released"), known.released),
        (_("Counted, words withheld"), known.withheld),
        (_("Waiting for a moderator"), known.waiting),
        (_("In quarantine until a moderator looks again"), known.quarantined),
        *(
            (_("Left out: %(rule)s") % {"rule": rule or _("no rule stated")}, line)
            for rule, line in known.excluded
        ),
        (_("Replaced by their senders"), known.superseded),
        (_("Withdrawn by their senders"), known.withdrawn),
    ]


def _cells(name: str, line: Line) -> Cells:
    return [name, str(intcomma(line.responses)), str(intcomma(line.entries))]
