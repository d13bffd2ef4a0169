"""What people asked about their records, what was erased, and what must be kept."""

from consultation.access import Permission
from consultation.admin.kinds import InScope
from consultation.admin.showing import FOUND_BY_RESPONSE, OF_RESPONSE, showing
from consultation.models import Erasure, LegalHold, PersonRequest, Restriction, RetentionRule
from consultation.moderate.staff_site import Story

P = Permission
keeping = showing(Story.KEEPING)

keeping(
    PersonRequest,
    P.FIND_PERSON,
    "id kind about reason by at",
    list_filter=("kind",),
    list_select_related=("by",),
    to=None,
    whole_site=True,
)
keeping(
    Restriction,
    P.READ_EVENTS,
    "response request by at lifted_by lifted_at",
    list_select_related=("response", "request", "by", "lifted_by"),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
keeping(
    Erasure,
    P.READ_EVENTS,
    "response part ground request at",
    list_select_related=("response", "request"),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
keeping(
    RetentionRule,
    P.ERASE_PERSON,
    "consultation part months counted_from decided_on reason by at",
    list_filter=(("consultation", InScope), "part"),
    list_select_related=("consultation", "by"),
)
keeping(
    LegalHold,
    P.ERASE_PERSON,
    "consultation response organisation reason by at lifted_at",
    more="lifted_by lift_reason",
    list_filter=(("consultation", InScope),),
    list_select_related=("consultation", "response", "organisation", "by"),
)
