"""Sign-in with the work accounts of an organisation: set up, ended; and whose account one is."""

from datetime import datetime

from django.db import IntegrityError, transaction

from consultation.events import record
from consultation.models import (
    EventKind,
    Identity,
    IdentityProvider,
    Message,
    MessageKind,
    Organisation,
    User,
)
from consultation.reply.queries import account_of
from consultation.signin import letters, queries, rules
from consultation.signin.actions.factors import locked, refuse
from consultation.signin.sealing import seal
from consultation.states import Refused


@transaction.atomic
def add_provider(
    *,
    organisation: Organisation,
    issuer: str,
    client_id: str,
    client_secret: str,
    trusts_second_factor: bool,
    by: User,
    at: datetime,
) -> IdentityProvider:
    """From now on its people may sign in there. One Event.

    Raises Refused as `why_not_add_provider` says.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse(rules.why_not_add_provider(by, held))
    made = IdentityProvider.objects.create(
        organisation=held,
        issuer=issuer,
        client_id=client_id,
        client_secret=seal(client_secret.encode()),
        trusts_second_factor=trusts_second_factor,
        made_by=by,
        made_at=at,
    )
    record(EventKind.IDENTITY_PROVIDER_ADDED, about=held, by=by, at=at, provider=made.pk)
    return made


def _in_force(provider: IdentityProvider, by: User) -> IdentityProvider:
    """Its row, locked. Raises Refused where it has ended, and for those who may not."""
    held = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    refuse(rules.why_not_change_provider(by, held))
    return held


@transaction.atomic
def renew_secret(
    *, provider: IdentityProvider, client_secret: str, by: User, at: datetime
) -> IdentityProvider:
    """The secret of before is forgotten. One Event. Raises Refused once it has ended."""
    held = _in_force(provider, by)
    held.client_secret = seal(client_secret.encode())
    held.save(update_fields=["client_secret"])
    about = held.organisation
    record(EventKind.IDENTITY_PROVIDER_RENEWED, about=about, by=by, at=at, provider=held.pk)
    return held


@transaction.atomic
def end_provider(*, provider: IdentityProvider, by: User, at: datetime) -> IdentityProvider:
    """Nobody signs in there any more. One Event. Raises Refused once it has ended."""
    held = _in_force(provider, by)
    held.ended_by, held.ended_at = by, at
    held.save(update_fields=["ended_by", "ended_at"])
    about = held.organisation
    record(EventKind.IDENTITY_PROVIDER_ENDED, about=about, by=by, at=at, provider=held.pk)
    return held


@transaction.atomic
def recognise(
    *, provider: IdentityProvider, subject: str, email: str, by: str, at: datetime
) -> User:
    """Whose account this work account is. No account is made.

    The first time it is linked to the account of its email address: one Event, and an e-mail to
    the holder. Raises Refused where there is none that may come in.
    """
    # The provider's row is the lock: of two first times at once, the second finds the link.
    held = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    linked = queries.identity_of(held, subject)
    person = linked.person if linked else account_of(email)
    refuse(rules.why_not_come_in(held, person, email))
    assert person is not None
    if linked is None:
        _link(held, subject, locked(person), by=by, at=at)
    return person


def _link(provider: IdentityProvider, subject: str, person: User, *, by: str, at: datetime) -> None:
    refuse(rules.why_not_link(provider, person))
    try:
        with transaction.atomic():
            Identity.objects.create(provider=provider, subject=subject, person=person, linked_at=at)
    except IntegrityError:
        raise Refused(rules.NOT_YOURS) from None
    record(EventKind.IDENTITY_LINKED, about=person, by=by, at=at, provider=provider.pk)
    subject_line, body = letters.linked(person, provider.organisation, at)
    Message.objects.create(
        kind=MessageKind.WORK_ACCOUNT, to=person.email, subject=subject_line, body=body,
        queued_at=at, due_at=at,
    )  # fmt: skip
