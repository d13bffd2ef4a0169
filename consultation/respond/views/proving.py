"""What whoever responded can check without trusting us: a signed receipt, and a proof."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultation.ledger.proving import promise_of, proof_of, standing_of
from consultation.respond.content import content_of
from consultation.respond.opening import fields_of, salt_of
from consultation.respond.views.sent import sent_of


@never_cache
@require_safe
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """The signed receipt: this commitment was received, and will be in the log by a time."""
    found = sent_of(request, slug)
    if found is None:
        return redirect("respond", slug)
    _draft, response = found
    return _kept(promise_of(response), f"signed-receipt-{response.reference}.txt")


@never_cache
@require_safe
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """That the response is in the log, and what opens its leaf: its answers are in the file.

    Raises Http404 while it is not in the published log, and where its words were erased.
    """
    found = sent_of(request, slug)
    if found is None:
        return redirect("respond", slug)
    draft, response = found
    standing, salt = standing_of(response), salt_of(response)
    if standing is None or salt is None:
        raise Http404("It is not in the published log yet, or was erased.")
    content = content_of(draft)
    response.borough = content.borough_of(response)
    fields = fields_of(response, content.answers_of(response))
    made = proof_of(standing, consultation=slug, salt=salt, fields=fields)
    return _kept(made.text, f"proof-{response.reference}.tlog-proof")


def _kept(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
