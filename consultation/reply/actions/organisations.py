"""Organisations: added, corrected, verified; and the councils that come with the register."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from consultation import accounts
from consultation.events import record
from consultation.models import (
    EventKind,
    Organisation,
    OrganisationKind,
    User,
    VerifiedHow,
)
from consultation.models.organisation import PAGES
from consultation.reply import rules
from consultation.reply.register import CouncilRow
from consultation.states import Refused
from stations.models import Borough


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _slugs(name: str) -> Iterator[str]:
    """For the address of its page: the name, with a number where that is taken."""
    plain = slugify(name)[:90] or "organisation"
    yield plain
    number = 2
    while True:
        yield f"{plain}-{number}"
        number += 1


def add_organisation(
    *,
    name: str,
    kind: str,
    borough: Borough | None,
    email_domain: str,
    by: User,
    at: datetime,
) -> Organisation:
    """A body that can be invited. One Event.

    Raises Refused when the person may not, the name is taken, the borough has its council, or
    anybody can have an address at the domain.
    """
    _refuse(rules.why_not_keep(by) or rules.why_not_domain(email_domain))
    taken = {*PAGES, *Organisation.objects.values_list("slug", flat=True)}
    slug = next(one for one in _slugs(name) if one not in taken)
    try:
        return accounts.make_organisation(
            name=name, slug=slug, kind=kind, borough=borough, email_domain=email_domain,
            by=by, at=at,
        )  # fmt: skip
    except IntegrityError:
        raise Refused(f"There is an organisation called “{name}” already.") from None


@transaction.atomic
def correct_organisation(
    *,
    organisation: Organisation,
    name: str,
    kind: str,
    borough: Borough | None,
    email_domain: str,
    by: User,
    at: datetime,
) -> Organisation:
    """Put right what is on record. One Event.

    With another domain, what the old one showed is shown no more. Raises Refused as
    `add_organisation` does, and when nothing would change.
    """
    _refuse(rules.why_not_keep(by) or rules.why_not_domain(email_domain))
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    given: dict[str, Any] = {
        "name": name, "kind": kind, "borough": borough, "email_domain": email_domain,
    }  # fmt: skip
    changed = {key: value for key, value in given.items() if getattr(held, key) != value}
    _refuse("" if changed else "Nothing is different from before.")
    if Organisation.objects.filter(name=name).exclude(pk=held.pk).exists():
        raise Refused(f"There is an organisation called “{name}” already.")
    _refuse(accounts.why_not_second_council(kind, borough, but=held))
    lapses = "email_domain" in changed and held.verified_how == VerifiedHow.DOMAIN
    if lapses:
        changed |= {"verified_at": None, "verified_how": "", "verified_by": None}
    Organisation.objects.filter(pk=held.pk).update(**changed)
    record(EventKind.ORGANISATION_CORRECTED, about=held, by=by, at=at, changed=sorted(changed))
    held.refresh_from_db()
    return held


@transaction.atomic
def verify(*, organisation: Organisation, note: str, by: User, at: datetime) -> Organisation:
    """Staff have checked that those who act for it are its own. One Event.

    Raises Refused without saying how it was checked, and when it is verified already.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse(rules.why_not_verify(by, held, note))
    return _verify(held, VerifiedHow.STAFF, note.strip(), by=by, at=at)


def _verify(
    held: Organisation, how: VerifiedHow, note: str, *, by: User, at: datetime
) -> Organisation:
    verified = {"verified_how": how, "verified_note": note, "verified_by": by, "verified_at": at}
    Organisation.objects.filter(pk=held.pk).update(**verified)
    record(EventKind.ORGANISATION_VERIFIED, about=held, by=by, at=at, how=str(how))
    held.refresh_from_db()
    return held


def verify_by_address(*, organisation: Organisation, by: User, at: datetime) -> None:
    """Somebody joined from an address of its own domain: it is verified, if it was not. One Event.

    Takes part in the transaction of `accept`.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not held.is_verified and held.owns(by.email):
        _verify(held, VerifiedHow.DOMAIN, "", by=by, at=at)


@transaction.atomic
def add_councils(*, rows: Iterable[CouncilRow], by: str, at: datetime) -> tuple[int, int]:
    """Make the council of each borough, and give those that are there their domain if they have
    none. One Event each. Returns how many were made and how many completed.

    Raises Refused when the boroughs are not loaded.
    """
    boroughs = {one.ons_code: one for one in Borough.objects.all()}
    made = completed = 0
    for row in rows:
        borough = boroughs.get(row.ons_code)
        if borough is None:
            raise Refused("The boroughs are not there yet. Run `manage.py load_register` first.")
        known = Q(borough=borough) | Q(slug=borough.slug, borough=None) | Q(name=row.name)
        there = Organisation.objects.filter(known, kind=OrganisationKind.COUNCIL).first()
        if there is None:
            accounts.make_organisation(
                name=row.name, slug=borough.slug, kind=OrganisationKind.COUNCIL, borough=borough,
                email_domain=row.email_domain, by=by, at=at,
            )  # fmt: skip
            made += 1
        elif there.borough_id is None or not there.email_domain:
            _complete(there, borough, row, by=by, at=at)
            completed += 1
    return made, completed


def _complete(
    there: Organisation, borough: Borough, row: CouncilRow, *, by: str, at: datetime
) -> None:
    """Fill what is empty, and leave what staff have entered."""
    found = {"borough": there.borough or borough, "email_domain": there.email_domain}
    found["email_domain"] = found["email_domain"] or row.email_domain
    Organisation.objects.filter(pk=there.pk).update(**found)
    record(EventKind.ORGANISATION_CORRECTED, about=there, by=by, at=at, changed=sorted(found))
