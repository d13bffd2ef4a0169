"""Questions of organisations: asked by their people, answered by staff, read by everybody."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, Enquiry, EventKind
from consultation.publish.queries import proposals_of
from consultation.reading.queries import subject
from consultation.reading.views import lists
from consultation.reply import actions, enquiries, rules
from consultation.reply.enquiry_forms import AnswerForm, AskForm
from consultation.reply.queries import Membership
from consultation.reply.views.guarding import hidden, of_organisation
from consultation.reply.views.steps import Step, step, typed
from consultation.translate.queries import translations_of

ON_A_PAGE = 20


def _published(slug: str) -> Consultation:
    """Raises Http404 for a draft too: an organisation learns of it when everybody does."""
    return get_object_or_404(Consultation.objects.published(), slug=slug)


@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question that is answered, as everybody reads it."""
    found = _published(slug)
    page = Paginator(enquiries.published(found), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "translations": translations_of(found),
        "page": page,
        "exchanges": enquiries.exchanges(page),
    }
    return render(request, "reply/questions_and_answers.html", context)


@of_organisation(Permission.READ_REPLY)
@require_safe
def own(request: HttpRequest, membership: Membership, slug: str) -> HttpResponse:
    """What one's organisation asked about a consultation, and what was answered."""
    found = _published(slug)
    asked = enquiries.own(found, membership.organisation)
    page = Paginator(asked, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "organisation": membership.organisation,
        "page": page,
        "exchanges": enquiries.exchanges(page),
        "may_ask": membership.may(Permission.DRAFT_REPLY),
        "refusal": rules.why_not_ask_about(found, now=timezone.now()),
    }
    return render(request, "reply/own_enquiries.html", context)


@of_organisation(Permission.DRAFT_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, membership: Membership, slug: str) -> HttpResponse:
    """Ask the body that consults."""
    found, organisation = _published(slug), membership.organisation
    return step(
        request,
        Step(found.title, reverse("own-enquiries", args=[slug]), "Your questions"),
        AskForm(typed(request), proposals=proposals_of(found)),
        lambda **asked: actions.ask(consultation=found, organisation=organisation, **asked),
        done="Your question is sent. We write to you when it is answered.",
        refusal=rules.why_not_ask(
            request.user, consultation=found, organisation=organisation, now=timezone.now()
        ),
    )


@needs(Permission.INVITE, of=Consultation)
@require_safe
@lists(EventKind.PERSONAL_READ)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions about a consultation: those that wait, then those that are answered."""
    found = get_object_or_404(Consultation, slug=slug)
    request.is_about = subject(found)  # type: ignore[attr-defined]
    page = Paginator(enquiries.board(found), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "page": page,
        "exchanges": enquiries.exchanges(page),
        "waiting": enquiries.waiting_in(found),
    }
    return render(request, "reply/enquiries.html", context)


@hidden(of=Enquiry)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question, or correct its answer."""
    exchange = enquiries.enquiry_of(pk)
    if exchange is None:
        raise Http404
    enquiry = exchange.enquiry
    around = Step(
        enquiry.organisation.name,
        reverse("enquiries", args=[enquiry.consultation.slug]),
        "Questions from councils",
        consultation=enquiry.consultation,
    )
    return step(
        request,
        around,
        AnswerForm(typed(request), exchange=exchange),
        lambda **asked: actions.answer(enquiry=enquiry, **asked),
        done="The answer is published, and whoever asked is told by email.",
    )
