"""What the pages about organisations and their people show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from consultation.access import ROLES, Permission
from consultation.events import name_of, name_of_key
from consultation.models import (
    COUNCIL_ROLES,
    Consultation,
    Event,
    EventKind,
    FormalReply,
    Grant,
    Invitation,
    Message,
    MessageKind,
    Organisation,
    Proposal,
    Role,
    SignedReply,
    User,
)
from consultation.reply.roles import PARTS
from stations.models import Borough, Station


@dataclass(frozen=True)
class Membership:
    """For which organisation a person acts, and what they may do for it."""

    person: User
    organisation: Organisation
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """One of the roles that they hold for this organisation allows it."""
        return any(permission in ROLES[role].permissions for role in self.roles)


def membership_of(person: Any) -> Membership | None:
    """The organisation of an account in use; None for all who act for none. One query."""
    if not isinstance(person, User) or not person.is_active:
        return None
    held = Grant.objects.in_force().to(person).filter(role__in=COUNCIL_ROLES)
    grants = list(
        held.exclude(organisation=None)
        .select_related("organisation__borough")
        .order_by("granted_at", "pk")
    )
    if not grants or grants[0].organisation is None:
        return None
    own = grants[0].organisation
    roles = frozenset(Role(one.role) for one in grants if one.organisation_id == own.pk)
    return Membership(person, own, roles)


@dataclass(frozen=True)
class Member:
    """A person of an organisation, with the names of their roles."""

    person: User
    roles: list[str]
    since: datetime

    @property
    def in_words(self) -> str:
        """Such as Drafter, Approver."""
        return ", ".join(self.roles)


def members_of(organisation: Organisation) -> list[Member]:
    """By name. One query."""
    held = Grant.objects.in_force().filter(organisation=organisation, role__in=COUNCIL_ROLES)
    found: dict[int, Member] = {}
    for grant in held.select_related("person").order_by("person__name", "person_id", "pk"):
        member = found.setdefault(
            grant.person_id, Member(grant.person, roles=[], since=grant.granted_at)
        )
        member.roles.append(str(PARTS[Role(grant.role)].name))
    return list(found.values())


def member_of(organisation: Organisation, pk: int) -> User | None:
    """A person who acts for it now. One query."""
    held = Grant.objects.in_force().filter(organisation=organisation, person=pk)
    grant = held.select_related("person").first()
    return grant.person if grant else None


def has_role(email: str, role: str, organisation: Organisation) -> bool:
    """The account of this address holds this role for the organisation. One query."""
    held = Grant.objects.in_force().filter(organisation=organisation, role=role)
    return held.filter(person__email=email).exists()


class Reach(StrEnum):
    """How far an organisation has come in a consultation."""

    NOT_INVITED = "NOT_INVITED"
    INVITED = "INVITED"
    OPENED = "OPENED"
    JOINED = "JOINED"
    DRAFTING = "DRAFTING"
    REPLIED = "REPLIED"

    @property
    def label(self) -> str:
        """As staff read it."""
        return self.replace("_", " ").capitalize()


def board(consultation: Consultation, now: datetime) -> QuerySet[Any]:
    """Every organisation, with `reach`, the number of its `people` and what was `asked` of whom.

    Joined is one where somebody who took up an invitation of this consultation acts for it still.
    Drafting says that there is an edition that nobody signed, and nothing of what stands in it. Of
    one that replied, `replied` is the key of the signed reply in force, `late` how it came, and
    `interim` that it waits to be ratified. `begun` says that there is an edition, whatever became
    of it. `proposals` are those in its borough. Two queries.
    """
    own = Invitation.objects.filter(consultation=consultation, organisation=OuterRef("pk"))
    joined = own.filter(
        accepted_by__grants__organisation=F("organisation"), accepted_by__grants__revoked_at=None
    )
    waiting = own.waiting_at(now)
    replies = FormalReply.objects.filter(consultation=consultation, organisation=OuterRef("pk"))
    asked = _with_last_state(Invitation.objects.filter(consultation=consultation))
    return (
        Organisation.objects.select_related("borough")
        .annotate(
            people=Count("grant__person", filter=Q(grant__revoked_at=None), distinct=True),
            **_replied_to(consultation),
            begun=Exists(replies),
            reach=Case(
                When(Exists(replies.in_force()), then=Value(str(Reach.REPLIED))),
                When(Exists(replies.unsigned()), then=Value(str(Reach.DRAFTING))),
                When(Exists(joined), then=Value(str(Reach.JOINED))),
                When(Exists(waiting.exclude(opened_at=None)), then=Value(str(Reach.OPENED))),
                When(Exists(waiting), then=Value(str(Reach.INVITED))),
                default=Value(str(Reach.NOT_INVITED)),
                output_field=CharField(),
            ),
        )
        .prefetch_related(Prefetch("invitations", asked, to_attr="asked"))
        .order_by("name")
    )


def _replied_to(consultation: Consultation) -> dict[str, Any]:
    """The signed reply in force of each organisation, and the proposals in its borough."""
    in_force = SignedReply.objects.in_force().filter(
        reply__consultation=consultation, reply__organisation=OuterRef("pk")
    )
    near = Proposal.objects.filter(consultation=consultation, station__borough=OuterRef("borough"))
    counted = near.order_by().values("consultation").annotate(number=Count("pk"))
    return {
        "replied": Subquery(in_force.values("pk")[:1]),
        "late": Subquery(in_force.values("late")[:1]),
        "interim": Exists(in_force.filter(interim=True, ratification=None)),
        "proposals": Coalesce(Subquery(counted.values("number")), 0),
    }


NOT_REPLIED = "NOT_REPLIED"  # every Reach but the last


def narrowed(
    found: QuerySet[Any],
    consultation: Consultation,
    *,
    borough: str = "",
    station: Station | None = None,
    reach: str = "",
) -> QuerySet[Any]:
    """Those of a borough, by its slug; those that a front counter concerns, as they are of its
    borough or have a reply in force about it; and those that have come so far.
    """
    if borough:
        found = found.filter(borough__slug=borough)
    if station:
        about = SignedReply.objects.in_force().concerning(station=station)
        replied = about.filter(reply__consultation=consultation).values("reply__organisation")
        found = found.filter(Q(borough=station.borough_id) | Q(pk__in=replied))
    if reach == NOT_REPLIED:
        return found.exclude(reach=Reach.REPLIED)
    return found.filter(reach=reach) if reach else found


def count_replied(consultation: Consultation) -> tuple[int, int]:
    """How many organisations have a reply in force, and how many there are. One query."""
    replies = FormalReply.objects.filter(consultation=consultation, organisation=OuterRef("pk"))
    counted = Organisation.objects.aggregate(
        replied=Count("pk", filter=Exists(replies.in_force())), known=Count("pk")
    )
    return counted["replied"], counted["known"]


def boroughs() -> list[Borough]:
    """All of London. One query."""
    return list(Borough.objects.order_by("name"))


def organisation_of(slug: str) -> Organisation | None:
    """One, with its borough and who verified it. One query."""
    found = Organisation.objects.select_related("borough", "verified_by")
    return found.filter(slug=slug).first()


def invitations_of(organisation: Organisation, consultation: Consultation) -> list[Invitation]:
    """The newest first. One query."""
    found = Invitation.objects.filter(organisation=organisation, consultation=consultation)
    return list(_with_last_state(found).select_related("invited_by"))


def _with_last_state(found: QuerySet[Invitation]) -> QuerySet[Any]:
    """Each with `last_state`: what became of the latest e-mail about it."""
    sent = Message.objects.filter(invitation=OuterRef("pk")).order_by("-queued_at", "-pk")
    return found.annotate(last_state=Subquery(sent.values("state")[:1]))


def waiting_of(organisation: Organisation, now: datetime) -> list[Invitation]:
    """Those of which something may still come, whatever the consultation. One query."""
    found = Invitation.objects.waiting_at(now).filter(organisation=organisation)
    return list(_with_last_state(found).select_related("consultation", "invited_by"))


def invitation_of(pk: int) -> Invitation | None:
    """One, with all that its pages name. One query."""
    return _whole(Invitation.objects.filter(pk=pk))


def invitation_behind(key: str) -> Invitation | None:
    """The one that a link opens. One query."""
    digest = sha256(key.encode()).hexdigest()
    return _whole(Invitation.objects.filter(token_hash=digest))


def _whole(found: QuerySet[Invitation]) -> Invitation | None:
    return found.select_related("consultation", "organisation__borough", "invited_by").first()


def account_of(email: str) -> User | None:
    """The account of an address. One query."""
    return User.objects.filter(email=email).first()


def to_be_asked_about(now: datetime) -> list[Consultation]:
    """Published, and taking formal replies, late ones too: anybody can be invited. One query."""
    found = Consultation.objects.published().order_by("closes_at", "pk")
    return [one for one in found if one.formal_replies_end_at > now]


def has_reply(organisation: Organisation, consultation: Consultation) -> bool:
    """It has begun a formal reply, whatever became of it. One query."""
    found = FormalReply.objects.filter(organisation=organisation, consultation=consultation)
    return found.exists()


@dataclass(frozen=True)
class Entry:
    """One line of an organisation's timeline."""

    title: str
    at: datetime
    by: str
    text: str = ""


ROLE_EVENTS = (EventKind.ROLE_GRANTED, EventKind.ROLE_REVOKED)


def history_of(organisation: Organisation) -> list[Entry]:
    """What was done about it, its invitations and its people, the oldest first. Four queries."""
    asked = {
        name_of(one): f"{one.address}, {PARTS[one.named_role].name}"
        for one in Invitation.objects.filter(organisation=organisation)
    }
    held = Grant.objects.filter(organisation=organisation).values_list("person_id", flat=True)
    people = [name_of_key(User, key) for key in set(held)]
    roles = Q(about__in=people, kind__in=ROLE_EVENTS, facts__organisation=organisation.pk)
    events = list(
        Event.objects.acts()
        .filter(Q(about__in=[name_of(organisation), *asked]) | roles)
        .order_by("pk")
    )
    keys = {one.by for one in events if one.by} | set(held)
    names = {name_of_key(User, one.pk): one.name for one in User.objects.filter(pk__in=keys)}
    return [
        Entry(
            event.get_kind_display(),
            event.at,
            names.get(name_of_key(User, event.by), "") if event.by else "",
            asked.get(event.about) or _of_role(event, names),
        )
        for event in events
    ]


def _of_role(event: Event, names: dict[str, str]) -> str:
    """Whose role, and which."""
    if event.kind not in ROLE_EVENTS:
        return ""
    return f"{names.get(event.about, '')}, {PARTS[Role(event.facts['role'])].name}"


#: Of the e-mails about a reply those that tell nothing of a draft, which is the organisation's own.
FOR_STAFF = (
    MessageKind.REPLY_RECEIPT, MessageKind.REPLY_RATIFIED, MessageKind.REPLY_WITHDRAWN,
    MessageKind.CHASER,
)  # fmt: skip


def told(consultation: Consultation, organisation: Organisation | None = None) -> QuerySet[Message]:
    """What was sent to whom about invitations and signed replies, the newest first.

    Of one organisation or of all.
    """
    signed = Q(formal_reply__consultation=consultation, kind__in=FOR_STAFF)
    found = Message.objects.filter(Q(invitation__consultation=consultation) | signed)
    if organisation is not None:
        found = found.filter(
            Q(invitation__organisation=organisation) | Q(formal_reply__organisation=organisation)
        )
    whole = found.select_related("invitation__organisation", "formal_reply__organisation")
    return whole.order_by("-queued_at", "-pk")


def last_message(invitation: Invitation) -> Message | None:
    """The latest e-mail about it. One query."""
    return Message.objects.filter(invitation=invitation).order_by("-queued_at", "-pk").first()
