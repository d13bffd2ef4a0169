"""The first page of staff: what waits."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultation.access import (
    ROLES,
    STAFF_ROLES,
    Permission,
    lacks_second_factor,
    may,
    permissions_of,
)
from consultation.models import (
    Role,
    User,
)
from consultation.moderate import queries
from consultation.moderate.queries.everywhere import to_confirm
from consultation.reply import editions
from consultation.respond.tally import is_counting
from consultation.scopes import SITE
from consultation.signin import guesses


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, by consultation; for those without a staff role, what theirs is for."""
    person = cast(User, request.user)
    allowed = permissions_of(person)
    grants = queries.grants_of(person)
    own = next((one.organisation for one in grants if one.organisation), None)
    context = {
        "roles": [(grant, ROLES[Role(grant.role)].sentence) for grant in grants],
        "all_staff": person.is_superuser or any(g.role in STAFF_ROLES for g in grants),
        "uncounted": Permission.READ_RESPONSES in allowed and not is_counting(timezone.now()),
        "own": own,
        "may_read": Permission.READ_RESPONSES in allowed,
        "may_review": Permission.REVIEW in allowed,
        "work": queries.work(person) if Permission.READ_RESPONSES in allowed else [],
        "to_confirm": to_confirm(person) if Permission.REVIEW in allowed else [],
        "most": queries.MOST_COUNTED,
        "may_audit": Permission.READ_EVENTS in allowed,
        "may_find": may(person, Permission.FIND_PERSON, about=SITE),
        "lacking": lacks_second_factor(person),
        "last": guesses.last_time(person),
        "audits": may(person, Permission.READ_EVENTS),
        "locked": (
            guesses.locked_lately(timezone.now())
            if may(person, Permission.GRANT_ROLES, about=SITE)
            else []
        ),
        "replies": editions.standings(own, now=timezone.now()) if own else [],
    }
    return render(request, "staff/home.html", context)
