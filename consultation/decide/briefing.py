"""What the register says about one proposal, in one document that can be compared and kept.

It is made of the register alone, and what it leaves out it names. Two of the same register are the
same, sign by sign.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q

from consultation.analyse.queries.frame import raised_of
from consultation.decide.queries import decisions
from consultation.decide.queries import points as register
from consultation.models import (
    Answer,
    Briefing,
    Decision,
    Kind,
    Point,
    Proposal,
    Reading,
    Response,
    ResponseState,
    Restriction,
)
from consultation.models.decision import WRITTEN


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of it, in hexadecimal."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def draft_digest(decision: Decision) -> str:
    """Of what the draft says now, to tell whether somebody saved it meanwhile."""
    said = {name: getattr(decision, name) for name in WRITTEN}
    results = {str(key): text for key, text in sorted(decisions.results_of(decision).items())}
    return digest_of({**said, "results": results, "equality": decision.equality_id})


def signed_content(decision: Decision, briefing: Briefing | None) -> dict[str, Any]:
    """What a signature is under: all that the decision says, and the words it was made on."""
    results = decisions.results_of(decision)
    proposal = decision.proposal
    return {
        "proposal": {
            "key": proposal.pk,
            **{name: getattr(proposal, name) for name in ("kind", "now", "proposed", "why")},
        },
        "number": decision.number,
        **{name: getattr(decision, name) for name in WRITTEN},
        "consulted_again": decision.consulted_again,
        "criteria": [
            {"title": one.title, "text": one.text, "result": results.get(one.pk, "")}
            for one in decisions.criteria_of(decision.consultation)
        ],
        "equality": decision.equality_id,
        "briefing": briefing.digest if briefing else "",
    }


def briefing_of(decision: Decision) -> dict[str, Any]:
    """The register as it stands now, as far as it is about the proposal."""
    proposal = decision.proposal
    points = register.about(proposal)
    told = _told(points, decision.considered_from)
    return {
        "proposal": {
            "station": str(proposal.station),
            "borough": str(proposal.station.borough),
            "kind": proposal.get_kind_display(),
            "proposed": proposal.proposed,
        },
        "responses": _responses(proposal),
        "points": [_point(one, raised, answers) for one, raised, answers in told],
        "formal_replies": _formal(proposal),
        "left_out": _left_out(proposal),
    }


def _told(points: list[Point], since: datetime | None) -> list[tuple[Point, int, list[Any]]]:
    """Each with how many raise it, and the answers that count for the decision."""
    raised, answers = raised_of(points), register.answers_to(points, since=since)
    return [(one, raised.get(one.pk, 0), answers.get(one.pk, [])) for one in points]


def _point(point: Point, raised: int, answers: list[Any]) -> dict[str, Any]:
    """One point with every answer that is in force."""
    return {
        "number": point.number,
        "version": point.version,
        "sentence": point.sentence,
        "theme": point.theme.title if point.theme else "",
        "responses": raised,
        "answers": [
            {
                "for": str(one.proposal.station) if one.proposal else "",
                "kind": one.get_kind_display(),
                "reason": one.reason,
            }
            for one in answers
        ],
    }


def _concerning(proposal: Proposal) -> Q:
    """Responses with an answer about it."""
    about = Answer.objects.filter(proposal=proposal).values("response")
    return Q(pk__in=about, consultation=proposal.consultation_id)


def _responses(proposal: Proposal) -> dict[str, int]:
    """How many speak of it, and how many of all that have words were read."""
    counted = Response.objects.counted().filter(_concerning(proposal))
    read = Reading.objects.filter(consultation=proposal.consultation_id, counted=True).aggregate(
        whole=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False))
    )
    return {
        "about_it": counted.count(),
        "to_read_in_all": read["whole"],
        "read_in_all": read["done"],
    }


def _formal(proposal: Proposal) -> list[dict[str, Any]]:
    """The organisations whose replies speak of it or of all: each is to be read whole."""
    replies = Response.objects.counted().filter(
        consultation=proposal.consultation_id, kind=Kind.FORMAL
    )
    about = Q(answers__proposal=proposal) | Q(answers__proposal=None)
    rows = replies.filter(about).values_list("organisation__name", "signed_reply").distinct()
    return [{"organisation": name, "signed": key} for name, key in sorted(rows.order_by())]


def _left_out(proposal: Proposal) -> list[str]:
    """What the numbers above do not hold, in sentences."""
    every = Response.objects.filter(_concerning(proposal))
    states = dict(every.order_by().values_list("state").annotate(number=Count("pk")))
    restricted = Restriction.objects.in_force().filter(
        response__consultation=proposal.consultation_id
    )
    told = [
        (states.get(ResponseState.EXCLUDED, 0), "excluded under a published rule"),
        (states.get(ResponseState.SUPERSEDED, 0), "replaced by their senders"),
        (states.get(ResponseState.WITHDRAWN, 0), "withdrawn by their senders"),
        (states.get(ResponseState.QUARANTINED, 0), "counted, though in quarantine"),
        (restricted.values("response").distinct().count(), "of restricted use in all"),
    ]
    return [f"Responses {words}: {number}" for number, words in told if number]
