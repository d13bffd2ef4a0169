"""The buttons of the admin in its table: who presses each, what there must be, what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Model

from consultation import models as ours
from consultation.models import BulkReviewRow, ExclusionRule, Report
from tests import factories
from tests.conftest import NOW, with_app
from tests.routes import EXPORTERS, OWNERS, PUBLISHERS, REVIEWERS


@dataclass(frozen=True)
class Act:
    """A button of a list, pressed for one row of it."""

    who: frozenset[str]
    look: Callable[[Any], Any]  # at what it changes, in the database
    done: Any  # what is seen there afterwards
    make: Callable[[Any], Any] = lambda row: None  # that there is something to do
    sent: Callable[[Any], dict[str, Any]] = lambda row: {}  # what is typed on the page that asks
    asks: bool = False  # there is such a page
    whole_site: bool = False  # for those alone whose role is for every consultation
    of_all: bool = False  # refused to those of a borough, who see no whole consultation
    for_boroughs: bool = True  # they have the button


def now(row: Any, *fields: str) -> list[Any]:
    """What the database holds of it."""
    return list(type(row)._default_manager.filter(pk=row.pk).values_list(*fields, flat=True))


def lists_of(row: Any) -> list[Any]:
    """The verdicts that wait to be given to a response."""
    found = BulkReviewRow.objects.filter(response=row)
    return list(found.values_list("bulk_review__verdict", flat=True))


def exports_of(row: Any) -> list[Any]:
    """What was asked for of the consultation."""
    whole = getattr(row, "consultation_id", None) or row.pk
    found = Report.objects.filter(consultation=whole, kind="EXPORT")
    return list(found.values_list("kind", flat=True))


def links_to(row: Any) -> list[Any]:
    """What was mailed to the account's holder to choose a password."""
    found = ours.Message.objects.filter(to=row.email, kind="password-link")
    return list(found.values_list("kind", flat=True))


def again_a_draft(row: Any) -> None:
    """With what the small world leaves out."""
    ours.Consultation.objects.filter(pk=row.pk).update(
        state="DRAFT", other_ways="Come to a library.", no_equality_reason="Nobody is asked.",
        decision_expected_on=row.closes_at.date() + timedelta(days=30),
    )  # fmt: skip
    for proposal in ours.Proposal.objects.filter(consultation=row, evidence=None):
        factories.EvidenceFactory(proposal=proposal)
        factories.AlternativeFactory(proposal=proposal)


def called_false(row: Any) -> None:
    someone = factories.UserFactory()
    ours.Flag.objects.filter(pk=row.pk).update(state="FALSE", judged_by=someone, judged_at=NOW)


def with_rule(row: Any) -> None:
    factories.ExclusionRuleFactory(consultation=row.consultation, code="known")


def reasons(row: Any) -> dict[str, Any]:
    """All that any of the verdicts asks for."""
    whys = {f"{one}-reason": "Copies." for one in ("withhold", "quarantine", "exclude", "reopen")}
    rules = ExclusionRule.objects.filter(consultation=row.consultation_id, code="known")
    return {"decided": "1", "exclude-rule": rules.values_list("pk", flat=True).first(), **whys}


def verdict(name: str) -> Act:
    return Act(REVIEWERS, lists_of, [name], make=with_rule, sent=reasons, asks=True, of_all=True)


EXPORT = Act(EXPORTERS, exports_of, ["EXPORT"], for_boroughs=False)
ACTS: dict[type[Model], dict[str, Act]] = {
    ours.Response: {
        "review_release": verdict("RELEASE"),
        "review_withhold": verdict("WITHHOLD"),
        "review_quarantine": verdict("QUARANTINE"),
        "review_exclude": verdict("EXCLUDE"),
        "review_reopen": verdict("REOPEN"),
        "export": EXPORT,
    },
    ours.Flag: {
        "call_false": Act(REVIEWERS, lambda row: now(row, "state"), ["FALSE"]),
        "put_back": Act(
            REVIEWERS, lambda row: now(row, "state"), ["STANDING"], make=called_false
        ),
    },
    ours.Redaction: {"take_back": Act(REVIEWERS, lambda row: now(row, "taken_back_at"), [NOW])},
    ours.Consultation: {
        "publish": Act(
            PUBLISHERS, lambda row: now(row, "state"), ["PUBLISHED"], make=again_a_draft,
        ),
        "export": EXPORT,
    },
    ours.Grant: {"revoke": Act(OWNERS, lambda row: now(row, "revoked_at"), [NOW])},
    ours.User: {
        "remove_two_factor": Act(
            OWNERS, lambda row: now(row, "two_factor_since"), [None],
            make=lambda row: with_app(ours.User.objects.get(pk=row.pk)), whole_site=True,
        ),
        "send_password_link": Act(OWNERS, links_to, ["password-link"], whole_site=True),
    },
}  # fmt: skip
