"""What each role may do: made from access.py, so that it cannot say anything else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultation.access import Permission, matrix, needs


@needs(Permission.READ_RESPONSES, of=None)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Roles, their sentences and permissions, who needs a second factor, what limits them."""
    return render(request, "signin/roles.html", {"matrix": matrix()})
