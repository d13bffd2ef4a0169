"""May this be done for an organisation now, and if not, why."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Model
from django.utils.translation import gettext as _

from consultation import accounts
from consultation.access import GUARDED, STAFF_ROLES, Permission, Visitor, may, why_not
from consultation.models import (
    Consultation,
    Grant,
    Invitation,
    InvitationState,
    JoinCode,
    Message,
    Organisation,
    Registration,
    Role,
    User,
    join_code,
)
from consultation.publish.rules import in_words
from consultation.reply import approvers, enquiries, queries
from consultation.reply.enquiries import Exchange
from consultation.reply.queries import Membership
from consultation.reply.roles import PARTS

REMIND_AFTER = timedelta(days=1)
MOST_WAITING = 20  # invitations that approvers of one organisation may have waiting
COLLEAGUES = join_code.COLLEAGUES
MOST_UNANSWERED = 20  # questions of one organisation about one consultation
#: Anybody can have an address there, so it shows nothing about a body.
PROVIDERS = (
    "aol.com btinternet.com gmail.com gmx.com googlemail.com hotmail.co.uk hotmail.com "
    "icloud.com live.co.uk live.com mail.com me.com msn.com outlook.com pm.me proton.me "
    "protonmail.com sky.com talktalk.net virginmedia.com yahoo.co.uk yahoo.com zoho.com"
)
FOR_ANYBODY = frozenset(PROVIDERS.split())


def why_not_keep(person: Visitor, about: Model | None = None) -> str:
    """Only those who invite add organisations, correct and verify them.

    An organisation belongs to no consultation; what it is asked and told does: `about`.
    """
    return why_not(person, Permission.INVITE, about=about)


def why_not_domain(domain: str) -> str:
    """A domain shows that somebody is of a body, so not everybody may have an address there."""
    if domain in FOR_ANYBODY:
        return f"Anybody can have an address at {domain}. Leave it empty."
    return ""


def why_not_verify(person: Visitor, organisation: Organisation, note: str) -> str:
    """Once, and the check is told."""
    if refusal := why_not_keep(person):
        return refusal
    if organisation.is_verified:
        return "This organisation is verified already."
    return "" if note.strip() else "Enter how you checked."


def acts_for(
    person: Visitor,
    organisation: Organisation,
    permission: Permission = Permission.APPROVE_REPLY,
) -> bool:
    """The person may do this for the organisation: approve, and so care for its people."""
    return not why_not_act_for(person, organisation, permission)


def why_not_act_for(person: Visitor, organisation: Organisation, permission: Permission) -> str:
    """A role in the organisation allows it, after two-factor sign-in where that is needed."""
    membership = queries.membership_of(person)
    if membership is None or membership.organisation != organisation:
        return f"You do not act for {organisation}."
    return why_not_as(membership, permission)


def why_not_as(membership: Membership, permission: Permission) -> str:
    """The same of whoever acts for their organisation."""
    if not membership.may(permission):
        return why_not(membership.person, permission) or f"You need another role to {permission}."
    return why_not(membership.person, permission) if permission in GUARDED else ""


def why_not_care(person: Visitor, organisation: Organisation, about: Model | None = None) -> str:
    """Staff who invite, to this consultation if one is named; and the approvers of the body."""
    if may(person, Permission.INVITE, about=about) or acts_for(person, organisation):
        return ""
    return why_not(person, Permission.INVITE, about=about)


def roles_offered(person: Visitor) -> Sequence[Role]:
    """Those that the person may invite to. Approvers are made by the body that consults."""
    return tuple(PARTS) if may(person, Permission.INVITE) else COLLEAGUES


def why_not_invite_to(consultation: Consultation, *, now: datetime, has_reply: bool = False) -> str:
    """While it can be read, and something can still come of it.

    Where there is a reply (`has_reply`, for staff alone) something always can: somebody may have to
    ratify or withdraw it.
    """
    if not consultation.is_public:
        return "The consultation is a draft: those you invite could not read it. Publish it first."
    if not has_reply and consultation.formal_replies_end_at <= now:
        return (
            f"The consultation closed at {in_words(consultation.closes_at)}, so nobody can be "
            "invited to it."
        )
    return ""


def invites_after_the_end(
    person: Visitor, consultation: Consultation, organisation: Organisation
) -> bool:
    """Staff may always invite to a body that has begun a reply: its approvers may have left."""
    return may(person, Permission.INVITE, about=consultation) and queries.has_reply(
        organisation, consultation
    )


def why_not_invite_somebody(
    person: Visitor, consultation: Consultation, organisation: Organisation, *, now: datetime
) -> str:
    """While something can come of it, for this body and as asked by this person."""
    refusal = why_not_invite_to(consultation, now=now)
    if refusal and invites_after_the_end(person, consultation, organisation):
        return why_not_invite_to(consultation, now=now, has_reply=True)
    return refusal


def why_not_invite(
    person: Visitor,
    *,
    consultation: Consultation,
    organisation: Organisation,
    email: str,
    role: str,
    now: datetime,
) -> str:
    """One address once at a time, and to a role that is not held already."""
    if refusal := why_not_care(person, organisation, consultation):
        return refusal
    if refusal := why_not_invite_somebody(person, consultation, organisation, now=now):
        return refusal
    if role not in roles_offered(person):
        return "You can invite colleagues to draft or to observe. Ask the body that consults."
    if queries.has_role(email, role, organisation):
        return f"{email} has this role already."
    waiting = queries.waiting_of(organisation, now)
    for one in waiting:
        if one.email == email and one.consultation_id == consultation.pk:
            return (
                f"{email} was invited before, and can join until {in_words(one.expires_at)}. "
                "You can send a reminder."
            )
    if len(waiting) >= MOST_WAITING and not may(person, Permission.INVITE):
        return (
            f"{MOST_WAITING} invitations are waiting. Revoke one, or wait until some have joined."
        )
    return ""


def why_not_decide(person: Visitor, registration: Registration) -> str:
    """Those who invite decide on a request, once."""
    if refusal := why_not_keep(person, registration):
        return refusal
    return "" if registration.is_waiting else "This request was decided before."


def why_not_register(consultation: Consultation, *, now: datetime) -> str:
    """As whoever asks reads it."""
    if consultation.is_public and now < consultation.closes_at:
        return ""
    return _("This consultation takes no more requests.")


def why_not_end(person: Visitor, invitation: Invitation, *, now: datetime) -> str:
    """One that can still be accepted can be revoked."""
    if refusal := why_not_care(person, invitation.organisation, invitation):
        return refusal
    if invitation.is_waiting_at(now):
        return ""
    return ENDED[invitation.state_at(now)]


ENDED = {
    InvitationState.JOINED: "This invitation was accepted already.",
    InvitationState.REVOKED: "This invitation was revoked before.",
    InvitationState.EXPIRED: "This invitation has expired. You can invite the person again.",
}


def why_not_remind(
    person: Visitor, invitation: Invitation, last: Message | None, *, now: datetime
) -> str:
    """Not more than one e-mail a day. `last` is the latest about this invitation."""
    if refusal := why_not_end(person, invitation, now=now):
        return refusal
    if last is not None and now - last.queued_at < REMIND_AFTER:
        return (
            f"{invitation.email} was written to within the last day. You can send a reminder after "
            f"{in_words(last.queued_at + REMIND_AFTER)}."
        )
    return ""


def why_not_remove(person: Visitor, member: User, organisation: Organisation) -> str:
    """Staff who invite and approvers take people out; nobody takes themselves out this way."""
    if refusal := why_not_care(person, organisation):
        return refusal
    return "This is you. You can leave the organisation instead." if person == member else ""


def what_ends_with(member: User, organisation: Organisation, *, by: Visitor) -> str:
    """What whoever lets the last approver go must know; empty where nothing hangs on them."""
    if not approvers.is_last(member, organisation):
        return ""
    behind = approvers.left_behind(member, organisation)
    ends = []
    if behind.unsigned:
        ends.append("Nobody can approve its formal reply, which is not signed yet.")
    if behind.others:
        people = "One other person stays" if behind.others == 1 else f"{behind.others} others stay"
        ends.append(f"{people}, and can neither approve nor invite.")
    who = "You are" if by == member else f"{member.name} is"
    return " ".join([f"{who} the last approver of {organisation}.", *ends]) if ends else ""


def why_not_open(invitation: Invitation, *, now: datetime) -> str:
    """As whoever holds the link reads it: in plain words, with what to do."""
    told = {
        "contact": invitation.consultation.contact,
        "moment": in_words(invitation.expires_at),
    }
    state = invitation.state_at(now)
    if state == InvitationState.JOINED:
        return _("This invitation was used already. If that was you, sign in with your account.")
    if state == InvitationState.REVOKED:
        return (
            _(
                "This invitation was taken back. If you think that is a mistake, write to "
                "%(contact)s."
            )
            % told
        )
    if state == InvitationState.EXPIRED:
        return (
            _(
                "This invitation could be used until %(moment)s, London time. To get a new one, "
                "write to %(contact)s."
            )
            % told
        )
    return ""


def why_not_accept(invitation: Invitation, person: User | None, *, now: datetime) -> str:
    """Whoever has the invited address, once. `person` is the account that is signed in, if any."""
    if refusal := why_not_open(invitation, now=now):
        return refusal
    told = {"contact": invitation.consultation.contact, "email": invitation.email}
    own = queries.account_of(invitation.email)
    if own is not None and not own.is_active:
        return _("The account of %(email)s is not in use any more. Write to %(contact)s.") % told
    if person is None:
        return _("%(email)s has an account already. Sign in to join.") % told if own else ""
    if person != own:
        return _("This invitation is for %(email)s. Sign out first, then open it again.") % told
    return _why_not_hold(invitation, person) % told


def _why_not_hold(invitation: Invitation, person: User) -> str:
    """An account acts for one body, and not for the one that consults."""
    held = Grant.objects.in_force().to(person)
    if person.is_superuser or held.filter(role__in=STAFF_ROLES).exists():
        return _(
            "Your account is one of the body that consults, and cannot act for another as well. "
            "Write to %(contact)s."
        )
    if accounts.acts_elsewhere(person, invitation.organisation):
        return _(
            "Your account acts for another organisation, and cannot act for two. Leave that one "
            "first, or ask for an invitation to another address: %(contact)s."
        )
    if held.filter(role=invitation.role).exists():
        return _("You have this role already.")
    return ""


def why_not_ask_about(consultation: Consultation, *, now: datetime) -> str:
    """From its publication until it closes, so that an answer can still change a reply."""
    if not consultation.is_public:
        return "The consultation is a draft. You can ask once it is published."
    if consultation.closes_at <= now:
        return (
            f"The consultation closed at {in_words(consultation.closes_at)}, so nothing more can "
            f"be asked here. Write to {consultation.contact}."
        )
    return ""


def why_not_ask(
    person: Visitor, *, consultation: Consultation, organisation: Organisation, now: datetime
) -> str:
    """Those who draft for the organisation, and not without end."""
    refusal = why_not_act_for(person, organisation, Permission.DRAFT_REPLY)
    if refusal or (refusal := why_not_ask_about(consultation, now=now)):
        return refusal
    if enquiries.waiting_of(consultation, organisation) >= MOST_UNANSWERED:
        return (
            f"{MOST_UNANSWERED} questions of {organisation} wait for an answer. You can ask more "
            "when one is answered."
        )
    return ""


def why_not_answer(person: Visitor, exchange: Exchange, *, after: int, text: str, why: str) -> str:
    """Staff who invite. `after` is the number of the answer that they saw, or 0."""
    if refusal := why_not_keep(person, exchange.enquiry):
        return refusal
    if exchange.number != after:
        return "Somebody else answered this a moment ago. Look at it again."
    if not text:
        return "Enter the answer."
    if exchange.answer is None:
        return ""
    if text == exchange.answer.text:
        return "Nothing is different from before."
    return "" if why else "Enter what was wrong with the answer before."


def why_no_codes(organisation: Organisation) -> str:
    """Without addresses of its own nobody could be told from a stranger."""
    if organisation.email_domain:
        return ""
    return (
        "We do not know what the email addresses of your organisation end in, so a code would let "
        "anybody in. Ask the body that consults to add it, or invite colleagues by email."
    )


def why_not_make_code(
    person: Visitor, *, consultation: Consultation, organisation: Organisation, now: datetime
) -> str:
    """Approvers, of an organisation with addresses of its own, while something can come of it."""
    return (
        why_not_act_for(person, organisation, Permission.APPROVE_REPLY)
        or why_no_codes(organisation)
        or why_not_invite_to(consultation, now=now)
    )


def why_not_end_code(person: Visitor, code: JoinCode, *, now: datetime) -> str:
    """Any approver of the organisation, whoever made it."""
    if refusal := why_not_act_for(person, code.organisation, Permission.APPROVE_REPLY):
        return refusal
    return "" if code.is_in_force_at(now) else "This code does not let anybody in any more."


def why_not_join(code: JoinCode, *, now: datetime) -> str:
    """As whoever enters it reads it. It is worth no more than the right of who made it."""
    if code.is_in_force_at(now) and acts_for(code.made_by, code.organisation):
        return ""
    return _("This code does not work any more. Ask your colleague for a new one.")


def why_not_write_to(code: JoinCode, email: str, *, now: datetime) -> str:
    """An address of the organisation's own, that was not written to before."""
    told = {"domain": code.organisation.email_domain, "email": email}
    if not code.organisation.owns(email):
        return _("Enter your work email address, which ends in @%(domain)s") % told
    if queries.has_role(email, code.role, code.organisation):
        return _("%(email)s has joined already. Sign in with that account.") % told
    for one in queries.waiting_of(code.organisation, now):
        if one.email == email and one.consultation_id == code.consultation_id:
            return (
                _(
                    "We have written to %(email)s before. Look for that email, or ask your "
                    "colleague to send a reminder."
                )
                % told
            )
    return ""
