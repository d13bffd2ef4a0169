"""Who opens a page: asked once a request, of the session, the second factor and the clock."""

from collections.abc import Callable
from functools import partial
from typing import cast

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from consultation.access import Visitor
from consultation.models import User
from consultation.signin import session


def who(request: HttpRequest) -> Visitor:
    """As `session.visitor` has it, now."""
    return session.visitor(request, timezone.now())


class SignedIn(AuthenticationMiddleware):
    """Django's own; a session that is over, or without the second factor, is nobody's."""

    def process_request(self, request: HttpRequest) -> None:
        """Looked up when a page first asks."""
        super().process_request(request)
        visitor: Callable[[], Visitor] = partial(who, request)
        request.user = cast(User, SimpleLazyObject(visitor))
        request.auser = sync_to_async(visitor)
