"""Looking for a person in all that is kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.utils import OperationalError
from django.urls import reverse

from consultation.models import (
    Answer,
    Draft,
    Invitation,
    Message,
    Petition,
    Registration,
    Respondent,
    Response,
    User,
)
from consultation.respond.codes import read_reference

MOST_FOUND = 50  # of each kind
LONGEST = "20s"
READ_LIMIT = f"SET LOCAL statement_timeout = '{LONGEST}'"
READ_NO_LIMIT = "SET LOCAL statement_timeout = DEFAULT"


class How(models.TextChoices):
    """What is known of the person."""

    EMAIL = "EMAIL", "Their email address"
    NAME = "NAME", "Their full name"
    REFERENCE = "REFERENCE", "The reference of a response"
    WORDS = "WORDS", "Words in answers, such as a phone number or a postcode"


class TooSlow(Exception):
    """The search took longer than it may."""


@dataclass(frozen=True)
class Found:
    """One row that may be the person's; without a `name` no tool works on it."""

    title: str
    why: str  # it was found
    name: str = ""  # as `response:12`
    href: str = ""


def find(how: How, text: str) -> list[Found]:
    """Up to MOST_FOUND rows of each kind. Raises TooSlow; only words in answers are slow."""
    typed = " ".join(text.split())
    return list(dict.fromkeys(FINDS[how](typed)))


def _by_email(typed: str) -> Iterator[Found]:
    people = Respondent.objects.filter(email__iexact=typed).values("pk")
    yield from _responses(Response.objects.filter(respondent__in=people), "address given")
    mailed = Message.objects.filter(to__iexact=typed)
    about = mailed.exclude(response=None).values("response")
    sent = mailed.exclude(draft__sent_at=None).values("draft__key")
    unsent = mailed.filter(draft__isnull=False, draft__sent_at=None)
    replaced = unsent.exclude(draft__replaces=None).values("draft__replaces")
    for written in (Q(pk__in=about), Q(key__in=sent), Q(pk__in=replaced)):
        yield from _responses(Response.objects.filter(written), "address given")
    for one in Draft.objects.filter(pk__in=unsent.values("draft"), replaces=None)[:MOST_FOUND]:
        yield Found(f"Answers that were not sent, draft {one.pk}", "address for a link to them")
    yield from _registrations(Registration.objects.filter(email__iexact=typed))
    yield from _invitations(Invitation.objects.filter(email__iexact=typed))
    yield from _accounts(User.objects.filter(email__iexact=typed))


def _by_name(typed: str) -> Iterator[Found]:
    people = Respondent.objects.filter(name__iexact=typed).values("pk")
    yield from _responses(Response.objects.filter(respondent__in=people), "name given")
    yield from _registrations(Registration.objects.filter(person_name__iexact=typed))
    yield from _accounts(User.objects.filter(name__iexact=typed))
    for one in Petition.objects.filter(organiser__iexact=typed)[:MOST_FOUND]:
        yield Found(f"Petition {one.pk}", "organiser", href=reverse("petition", args=[one.pk]))


def _by_reference(typed: str) -> Iterator[Found]:
    """With those that it replaced and that replaced it: they are of one sender."""
    start = Response.objects.filter(reference=read_reference(typed)).first()
    chain = [start.pk] if start else []
    earlier = later = start
    while earlier and (earlier := earlier.replaces):
        chain.append(earlier.pk)
    while later and (later := Response.objects.filter(replaces=later).first()):
        chain.append(later.pk)
    yield from _responses(Response.objects.filter(pk__in=chain), "reference")


def _in_words(typed: str) -> Iterator[Found]:
    """No index serves it: it reads every answer, for as long as it may."""
    rows = Answer.objects.filter(text__icontains=typed).order_by("-pk")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(READ_LIMIT)
            keys = list(rows.values_list("response", flat=True)[: 4 * MOST_FOUND])
            cursor.execute(READ_NO_LIMIT)
    except OperationalError as problem:
        raise TooSlow from problem
    yield from _responses(Response.objects.filter(pk__in=keys), "words in an answer")


FINDS: dict[How, Callable[[str], Iterable[Found]]] = {
    How.EMAIL: _by_email,
    How.NAME: _by_name,
    How.REFERENCE: _by_reference,
    How.WORDS: _in_words,
}


def _responses(rows: models.QuerySet[Response], why: str) -> Iterator[Found]:
    for one in rows.select_related("consultation").order_by("-pk")[:MOST_FOUND]:
        yield Found(
            f"Response {one.pk}, {one.consultation.title}", why, f"response:{one.pk}",
            reverse("response", args=[one.pk]),
        )  # fmt: skip


def _registrations(rows: models.QuerySet[Registration]) -> Iterator[Found]:
    for one in rows.order_by("-pk")[:MOST_FOUND]:
        yield Found(
            f"Request of {one.name}", "who asked", f"registration:{one.pk}",
            reverse("registration", args=[one.pk]),
        )  # fmt: skip


def _invitations(rows: models.QuerySet[Invitation]) -> Iterator[Found]:
    for one in rows.select_related("organisation").order_by("-pk")[:MOST_FOUND]:
        title = f"Invitation {one.pk} to act for {one.organisation.name}"
        yield Found(title, "address invited", f"invitation:{one.pk}")


def _accounts(rows: models.QuerySet[User]) -> Iterator[Found]:
    for one in rows.order_by("-pk")[:MOST_FOUND]:
        yield Found(f"Account {one.pk}", "holder of the account")
