"""Organisations that are asked to reply, and what became of it.

What a council writes before it signs is its own: who invites it sees that there is a reply and how
far it is, and nothing of who writes it. Sections, notes and returns are the superuser's to see, and
their words nobody's. What is signed is read on its own page, as it was signed.
"""

from consultation.access import Permission
from consultation.admin.kinds import InScope
from consultation.admin.showing import OF_RESPONSE, address, showing, unrestricted
from consultation.models import (
    Enquiry,
    EnquiryAnswer,
    FormalReply,
    IdentityProvider,
    Invitation,
    JoinCode,
    Ratification,
    Registration,
    ReplyNote,
    ReplyReturn,
    ReplySection,
    SectionVersion,
    SignedReply,
)
from consultation.moderate.staff_site import Story

P = Permission
replying = showing(Story.REPLYING)

replying(
    Invitation,
    P.INVITE,
    "organisation consultation address role invited_at opened_at accepted_at revoked_at",
    more="invited_by expires_at accepted_by revoked_by erased_at",
    officers="invited_by accepted_by revoked_by",
    address=address,
    list_filter=("role", ("consultation", InScope)),
    list_select_related=("organisation", "consultation"),
)
replying(
    JoinCode,
    P.INVITE,
    "id organisation consultation role made_by made_at expires_at uses most_uses ended_at",
    more="ended_by",
    officers="made_by ended_by",
    list_select_related=("organisation", "consultation", "made_by"),
)
replying(
    Registration,
    P.INVITE,
    "name kind consultation state asked_at decided_by decided_at",
    more="borough proof person_name post address doubted decline_reason organisation invitation "
    "erased_at",
    on_page="registration",
    address=address,
    list_filter=("state", ("consultation", InScope)),
    list_select_related=("consultation", "decided_by"),
)
replying(
    Enquiry,
    P.INVITE,
    "id organisation consultation proposal text asked_by asked_at",
    officers="asked_by",
    list_filter=(("consultation", InScope),),
    list_select_related=("organisation", "consultation", "proposal__station", "asked_by"),
)
replying(
    EnquiryAnswer,
    P.INVITE,
    "enquiry number text why by at",
    to="enquiry__consultation",
    list_select_related=("enquiry", "by"),
)
replying(
    IdentityProvider,
    P.INVITE,
    "organisation issuer client_id trusts_second_factor made_at ended_at",
    more="made_by ended_by",
    to=None,
    whole_site=True,
    list_select_related=("organisation",),
)
replying(
    FormalReply,
    P.INVITE,
    "id organisation consultation number state",
    list_filter=("state", ("consultation", InScope)),
    list_select_related=("organisation", "consultation"),
)
replying(
    SignedReply,
    P.READ_RESPONSES,
    "reply response authority authority_on signer_post interim late signed_by signed_at",
    more="authority_reference ratified_by_whom closed_at digest",
    officers="signed_by",
    on_page="formal-reply",
    get_queryset=unrestricted,
    list_select_related=("reply", "response", "signed_by"),
    **OF_RESPONSE,
)
replying(
    Ratification,
    P.READ_RESPONSES,
    "signed authority authority_reference authority_on by at",
    officers="by",
    to="signed__response__consultation",
    response="signed__response__",
    list_select_related=("signed", "by"),
)
replying(
    ReplySection, None, "reply kind proposal", to=None,
    list_select_related=("reply", "proposal__station"),
)  # fmt: skip
replying(
    SectionVersion, None, "section number done merged by at", to=None, officers="by",
    list_select_related=("section", "by"),
)  # fmt: skip
replying(
    ReplyNote, None, "section by at settled_by settled_at", to=None, officers="by settled_by",
    list_select_related=("section", "by", "settled_by"),
)  # fmt: skip
replying(
    ReplyReturn, None, "reply by at digest", to=None, officers="by",
    list_select_related=("reply", "by"),
)  # fmt: skip
