"""Judging what is to be done with many responses, and why that is taken back."""

from typing import Any, ClassVar

from django import forms

from consultation.models import Verdict
from consultation.moderate.forms.verdicts import VERDICT_FORMS, reason
from consultation.templatetags.page_form import Look, PageForm

WHAT = {
    Verdict.RELEASE: "Release them",
    Verdict.WITHHOLD: "Withhold their words",
    Verdict.QUARANTINE: "Put them in quarantine",
    Verdict.EXCLUDE: "Exclude them under a published rule",
    Verdict.REOPEN: "Send them back to the queue",
}
MEANINGS = {
    Verdict.RELEASE: "Nothing in them must be held back. Everybody can read what their senders let "
    "us publish.",
    Verdict.WITHHOLD: "They are counted and their choices are published, but nobody else reads "
    "their words.",
    Verdict.QUARANTINE: "Somebody else should look at them. They are still counted.",
    Verdict.EXCLUDE: "They are kept, but left out of every count.",
    Verdict.REOPEN: "They wait for review again, as if they had just come in.",
}


class WhatForm(PageForm):
    """Which verdict is given to all of them: its own page, so that the next one fits."""

    verdict = forms.ChoiceField(
        label="What do you want to do with them?",
        choices=list(WHAT.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what you want to do with them",
            "invalid_choice": "Select what you want to do with them from the list",
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "verdict": Look(size="m", hints={str(verdict): hint for verdict, hint in MEANINGS.items()})
    }
    method = "get"


class UndoForm(PageForm):
    """Why a verdict on many is taken back."""

    reason = reason("Why is it undone?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(rows=3)}
    button = "Send them back to the queue"


def verdict_form(verdict: Verdict, *given: Any, **more: Any) -> PageForm:
    """What a verdict asks for, whether it is given to one or to many."""
    return VERDICT_FORMS[verdict](*given, **more)
