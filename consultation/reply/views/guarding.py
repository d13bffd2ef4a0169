"""Who is let in. Whoever is of no organisation learns of none: they are told "not found"."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from consultation.access import (
    Permission,
    StaffView,
    may_with_factor,
    signed_out,
    why_not_open,
)
from consultation.reply.queries import membership_of
from consultation.reply.rules import why_not_as
from consultation.scopes import Finder


def hidden(*, of: type[Model] | Finder) -> Callable[[StaffView], StaffView]:
    """For staff who invite; all others who are signed in are told "not found". Never cached.

    `of` is as `needs` has it. Raises Http404, and PermissionDenied for staff who invite to another
    consultation.
    """

    def guard(view: StaffView) -> StaffView:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return signed_out(request)
            if not may_with_factor(request.user, Permission.INVITE):
                raise Http404
            if refusal := why_not_open(request.user, Permission.INVITE, of, kwargs):
                raise PermissionDenied(refusal)
            return view(request, *args, **kwargs)

        guarded.asks = (Permission.INVITE, of, False)  # type: ignore[attr-defined]
        return guarded

    return guard


def of_organisation(permission: Permission) -> Callable[[StaffView], StaffView]:
    """For people of an organisation who may; the view gets their Membership. Never cached.

    Raises Http404 for those who act for none, and PermissionDenied with the sentence of
    `why_not_as` for colleagues in another role, or without the second factor that it needs.
    """

    def guard(view: StaffView) -> StaffView:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return signed_out(request)
            membership = membership_of(request.user)
            if membership is None:
                raise Http404
            if refusal := why_not_as(membership, permission):
                raise PermissionDenied(refusal)
            return view(request, membership, *args, **kwargs)

        return guarded

    return guard
