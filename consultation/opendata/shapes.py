"""A row as JSON: exactly the members of its schema, and never more than its page shows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from consultation.gather.queries import Edited
from consultation.languages import ENGLISH
from consultation.ledger.times import utc
from consultation.models import (
    Consultation,
    GatheringPoint,
    Meeting,
    Organisation,
    Petition,
    PetitionState,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    Question,
    QuestionVersion,
    SignedReply,
)
from consultation.opendata.queries import Worded, languages_of
from consultation.publish.bulk import MEDIA, NAMES, BulkFile
from consultation.publish.queries import Timetable
from consultation.reply.document import Document, Part
from consultation.reply.received import Stand
from stations.globe import lon_lat
from stations.models import Station

Json = dict[str, Any]
CONSULTATION_FIELDS = (
    "title", "body", "question", "summary", "about_this_copy", "still_open", "already_fixed",
)  # fmt: skip
PROPOSAL_FIELDS = ("now", "proposed", "why", "effect", "timing")
VERSION_FIELDS = ("heading", "wording", "short", "help", "easy_wording", "easy_help")
STANDING = {"SIGNED": "in force", "SUPERSEDED": "replaced", "WITHDRAWN": "withdrawn"}


def address(name: str, *arguments: Any) -> str:
    """The whole address of a page or file, in English whoever asks."""
    with translation.override(ENGLISH):
        return f"{settings.PUBLIC_URL}{reverse(name, args=arguments)}"


def instant(at: datetime | None) -> str | None:
    """In UTC, to the second: 2026-11-23T12:00:00Z."""
    return utc(at) if at else None


def standing_of(one: Consultation, now: datetime) -> str:
    """Whether it takes responses: coming, open, paused or closed."""
    if one.is_paused:
        return "paused"
    if one.is_coming_at(now):
        return "coming"
    return "closed" if one.is_closed_at(now) else "open"


def summary_of(one: Consultation, now: datetime) -> Json:
    """A consultation in the list."""
    expected = one.decision_expected_on
    return {
        "id": one.slug,
        "url": address("consultation", one.slug),
        "title": one.title,
        "organisation": one.body,
        "question": one.question,
        "summary": one.summary,
        "standing": standing_of(one, now),
        "opening_date": instant(one.opens_at),
        "closing_date": instant(one.closes_at),
        "decision_expected_on": expected.isoformat() if expected else None,
    }


def file_of(one: BulkFile) -> Json:
    """A whole file, as it is now."""
    return {
        "url": address(one.route, one.consultation),
        "media_type": MEDIA,
        "size": one.size,
        "sha256": one.sha256,
        "made_at": instant(one.made_at),
    }


def consultation_of(
    one: Consultation, times: Timetable, worded: Worded, now: datetime | None,
    files: Iterable[BulkFile] = (),
) -> Json:  # fmt: skip
    """One consultation. Without `now`, as in a file that is kept, it does not say if it is open,
    nor which whole files there are.
    """
    about = summary_of(one, now or one.opens_at)
    if now is None:
        del about["standing"]
    languages = languages_of(one, worded, CONSULTATION_FIELDS)
    for texts in languages.values():
        if "body" in texts:
            texts["organisation"] = texts.pop("body")
    if now is not None:
        whole = {each.short: file_of(each) for each in files}
        about |= {short: whole.get(short) for short, _route in NAMES.values()}
    return about | {
        "about_this_copy": one.about_this_copy,
        "still_open": one.still_open,
        "already_fixed": one.already_fixed,
        "late_replies_until": instant(one.late_replies_until),
        "criteria": [{"title": each.title, "text": each.text} for each in one.criteria.all()],
        "exclusion_rules": [
            {"code": each.code, "text": each.text} for each in one.exclusion_rules.all()
        ],
        "changes": changes_of(times),
        "translations": languages,
        "licence": settings.OPEN_DATA_LICENCE_URL,
    }


def changes_of(times: Timetable) -> list[Json]:
    """Extensions, pauses and outages, as published; who made them is not."""
    rows = [
        *(("extension", one.from_at, one.to_at, one.reason) for one in times.extensions),
        *(("pause", one.from_at, one.to_at, one.reason) for one in times.pauses),
        *(("outage", one.from_at, one.to_at, one.what_happened) for one in times.outages),
    ]
    return [
        {"kind": kind, "start": instant(start), "end": instant(end), "reason": reason}
        for kind, start, end, reason in rows
    ]


def proposal_of(one: Proposal, worded: Worded) -> Json:
    """One proposal."""
    return {
        "id": one.pk,
        "url": address("proposal", one.consultation.slug, one.station.slug),
        "site": one.station.slug,
        "kind": one.kind,
        "replacement": one.replacement.slug if one.replacement else None,
        **{name: getattr(one, name) for name in PROPOSAL_FIELDS},
        "evidence": [
            {
                "claim": each.claim, "source": each.source, "source_date": each.source_date,
                "confidence": each.confidence,
            }
            for each in one.evidence.all()
        ],
        "alternatives": [
            {"text": each.text, "why_not": each.why_not} for each in one.alternatives.all()
        ],
        "translations": languages_of(one, worded, PROPOSAL_FIELDS),
    }  # fmt: skip


def question_of(one: Question, worded: Worded) -> Json:
    """One question with all its wordings."""
    before = one.shown_if
    return {
        "id": one.key,
        "kind": one.kind,
        "scope": one.scope,
        "required": one.required,
        "page": one.page,
        "easy_read": one.easy_read,
        "formal": one.formal,
        "shown_if": before and {
            "question": before.key, "values": [str(value) for value in one.shown_if_values],
        },
        "versions": [_version(each, worded) for each in one.versions.all()],
    }  # fmt: skip


def _version(one: QuestionVersion, worded: Worded) -> Json:
    options = [(str(value), str(label)) for value, label in one.options]
    fields = [*VERSION_FIELDS, *(f"option {value}" for value, _label in options)]
    return {
        "number": one.number,
        **{name: getattr(one, name) for name in VERSION_FIELDS},
        "options": [{"value": value, "label": label} for value, label in options],
        "correction": one.correction,
        "translations": languages_of(one, worded, fields),
    }


def sites_of(proposals: Iterable[Proposal]) -> Json:
    """The front counters that proposals are about, and those that take over."""
    every = list(proposals)
    about = {one.station_id: one for one in every}
    places: dict[int, Station] = {one.station_id: one.station for one in every}
    for one in every:
        if one.replacement is not None:
            places.setdefault(one.replacement.pk, one.replacement)
    features = [_site(one, about.get(key)) for key, one in places.items()]
    return {"type": "FeatureCollection", "features": features}


def _site(one: Station, proposal: Proposal | None) -> Json:
    place = None
    if one.easting is not None and one.northing is not None:
        place = {"type": "Point", "coordinates": [*lon_lat(one.easting, one.northing)]}
    return {
        "type": "Feature",
        "id": one.slug,
        "geometry": place,
        "properties": {
            "name": one.name,
            "address": one.address,
            "postcode": one.postcode,
            "borough": one.borough.slug,
            "borough_name": one.borough.name,
            "borough_code": one.borough.ons_code,
            "proposal": proposal.pk if proposal else None,
            "proposal_kind": proposal.kind if proposal else None,
        },
    }


def response_of(
    one: PublishedResponse, answers: Iterable[PublishedAnswer], consultation: Consultation
) -> Json:
    """A public copy with its answers."""
    borough = one.borough
    return {
        "id": one.pk,
        "url": address("published-response", consultation.slug, one.pk),
        "received_on": one.received_on.isoformat(),
        "published_at": instant(one.at),
        "channel": one.channel,
        "capacity": one.capacity,
        "place": one.place,
        "borough": borough.slug if borough else None,
        "borough_code": borough.ons_code if borough else None,
        "language": one.language,
        "words_withheld": one.words_withheld,
        "answers": [
            {
                "question": each.question_version.question.key,
                "version": each.question_version.number,
                "proposal": each.proposal_id,
                "site": each.proposal.station.slug if each.proposal else None,
                "place_in_order": each.place,
                "value": each.choice,
                "text": each.text,
                "redactions": each.redactions,
            }
            for each in answers
        ],
    }


def organisation_of(one: Organisation) -> Json:
    """A body whose formal reply is public."""
    borough = one.borough
    return {
        "id": one.slug,
        "name": one.name,
        "kind": one.kind,
        "borough": borough.slug if borough else None,
        "borough_code": borough.ons_code if borough else None,
    }


def reply_of(signed: SignedReply, stands: Iterable[Stand], consultation: Consultation) -> Json:
    """A formal reply as its page shows it: never who signed."""
    organisation, document = signed.reply.organisation, Document.read(signed.content)
    return {
        "url": address("reply", consultation.slug, organisation.slug),
        "organisation": organisation_of(organisation),
        "edition": signed.reply.number,
        "standing": STANDING[signed.reply.state],
        "signed_at": instant(signed.signed_at),
        "authority": signed.authority,
        "authority_reference": signed.authority_reference,
        "authority_on": signed.authority_on.isoformat(),
        "interim": signed.interim,
        "ratified_on": (
            signed.ratification.authority_on.isoformat() if signed.is_ratified else None
        ),
        "late": signed.late,
        "digest": signed.digest,
        "positions": [
            {
                "proposal": one.proposal.pk, "site": one.proposal.station.slug,
                "position": one.position or None,
            }
            for one in stands
        ],
        "parts": [_part(one) for one in document.parts],
        "files": [
            {
                "name": one.name, "media_type": one.content_type, "size": one.size,
                "sha256": one.sha256,
            }
            for one in document.files
        ],
    }  # fmt: skip


def _part(one: Part) -> Json:
    return {
        "kind": one.kind,
        "title": one.title,
        "proposal": one.proposal,
        "position": one.content.position or None,
        "passages": [{"heading": each.heading, "text": each.text} for each in one.content.passages],
    }


def _points(points: Iterable[GatheringPoint]) -> list[Json]:
    return [{"text": one.text, "proposal": one.proposal_id} for one in points]


def meeting_of(found: Edited[Meeting]) -> Json:
    """A meeting as its page shows it, without the note and the names of those who spoke."""
    one = found.record
    return {
        "id": one.pk,
        "held_at": instant(one.held_at),
        "place": one.place,
        "access": one.access,
        "borough": one.borough.slug if one.borough else None,
        "publicised_on": one.publicised_on.isoformat(),
        "organised_by": one.organised_by,
        "state": one.state,
        "ended_reason": one.ended_reason,
        "attendance": one.attendance if one.is_held else None,
        "attendance_how": one.attendance_how if one.is_held else None,
        "points": _points(one.points.all()) if one.is_held else [],
        "corrections": len(found.corrections),
    }


def petition_of(found: Edited[Petition]) -> Json:
    """A petition as its page shows it; of one that was withdrawn only its title and why."""
    one, there = found.record, found.record.state == PetitionState.CURRENT
    return {
        "id": one.pk,
        "title": one.title,
        "state": one.state,
        "ended_reason": one.ended_reason,
        "organiser": one.organiser_published if there else "",
        "text": one.text if there else "",
        "signatures": one.signatures if there else None,
        "verified": one.verified if there else None,
        "verified_how": one.verified_how if there else "",
        "channel": one.channel if there else None,
        "page": one.page if there else "",
        "received_at": instant(one.received_at) if there else None,
        "proposals": [each.proposal_id for each in one.about.all()] if there else [],
        "points": _points(one.points.all()) if there else [],
        "corrections": len(found.corrections),
    }
