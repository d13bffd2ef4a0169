"""Everybody reads the formal replies that a moderator released.

One can be held back again at any moment, so what is sent is kept by no shared cache.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from consultation.models import Authority, Consultation, SignedReply
from consultation.publish.forms.released import WordsForm
from consultation.publish.released import TooSlow
from consultation.publish.replies import POSITIONS
from consultation.publish.views.sending import asked_again
from consultation.reply import received
from consultation.reply.document import Document
from consultation.reply.received import Stand
from consultation.reply.views.marks import marks_of
from consultation.reply.views.received import text_file
from consultation.search import sought
from consultation.translate.queries import translations_of

ON_A_PAGE = 50
SHOWN_FIRST = 5  # positions of an organisation in the list
#: On whose decision it was sent, as everybody reads it.
AUTHORITIES = {
    Authority.DELEGATED: gettext_lazy("Decision delegated to an officer"),
    Authority.COMMITTEE: gettext_lazy("Decision of a committee or the cabinet"),
    Authority.LEADER: gettext_lazy("Decision of the leader or a portfolio holder"),
    Authority.COUNCIL: gettext_lazy("Decision of the full council or board"),
    Authority.OWN: gettext_lazy("The signer’s own decision, as holder of the office"),
}


class RepliesForm(WordsForm):
    """Words to look for in formal replies."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Search the words of formal replies")


def _published(slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.published(), slug=slug)


@require_safe
def replies(request: HttpRequest, slug: str) -> HttpResponse:
    """Which organisations replied, and their positions."""
    found = _published(slug)
    looked_for = sought((search := RepliesForm(request.GET)).typed)
    rows, too_slow = received.public_replies_to(found), False
    try:
        rows = received.with_words(rows, looked_for)
    except TooSlow:
        rows, too_slow = rows.none(), True
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    stands = received.stands_of(shown, found)
    passages = received.passages_of(shown, looked_for)
    context = {
        "consultation": found,
        "translations": translations_of(found),
        "page": page,
        "rows": [
            _line(one, stands.get(one.response_id, [])) | {"words": passages.get(one.pk, "")}
            for one in shown
        ],
        "search": search,
        "forms": [search],  # whose errors are told at the head of the page too
        "sought": looked_for,
        "too_slow": too_slow,
    }
    return asked_again(request, render(request, "reply/published_list.html", context))


def _line(signed: SignedReply, stands: list[Stand]) -> dict[str, Any]:
    said = [(one.proposal, POSITIONS[one.position][0]) for one in stands]
    return {
        "signed": signed,
        "organisation": signed.reply.organisation,
        "stands": said[:SHOWN_FIRST],
        "more": len(said) - SHOWN_FIRST,
        "marks": marks_of(signed),
    }


def _editions(request: HttpRequest, slug: str, organisation: str) -> list[SignedReply]:
    """Every public edition, the one that is asked for first. Raises Http404 where it is not one."""
    every = received.public_editions_of(_published(slug), organisation)
    number = request.GET.get("edition", "")
    asked = [one for one in every if number in ("", str(one.reply.number))][:1]
    if not asked:
        raise Http404
    return [*asked, *(one for one in every if one != asked[0])]


@require_safe
def reply(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """One formal reply: what everybody may read of it, word for word."""
    found, *others = _editions(request, slug, organisation)
    consultation = found.reply.consultation
    stands = received.stands_of([found], consultation).get(found.response_id, [])
    context = {
        "consultation": consultation,
        "translations": translations_of(consultation),
        "signed": found,
        "organisation": found.reply.organisation,
        "document": received.with_marks(
            Document.read(found.content), sought(RepliesForm(request.GET).typed)
        ),
        "stands": [(one.proposal, *POSITIONS[one.position]) for one in stands],
        "marks": marks_of(found),
        "authority": AUTHORITIES[Authority(found.authority)],
        "ratified": (
            AUTHORITIES[Authority(found.ratification.authority)] if found.is_ratified else ""
        ),
        "others": [(one, marks_of(one)) for one in others],
    }
    return asked_again(request, render(request, "reply/published.html", context))


@require_safe
def reply_text(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """The very text that was signed, as a file. Its SHA-256 is the digest on the page."""
    return asked_again(request, text_file(_editions(request, slug, organisation)[0]))
