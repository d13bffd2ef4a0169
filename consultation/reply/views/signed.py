"""The text of an edition as a page and as plain text, and the chain of editions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from consultation.access import Permission
from consultation.models import FormalReply, FormalReplyState, SignedReply
from consultation.publish.rules import in_words
from consultation.reply import editions
from consultation.reply.document import Document
from consultation.reply.queries import Membership
from consultation.reply.sign_off import authority_words
from consultation.reply.views.own_reply import with_reply
from consultation.reply.views.standing import edition_page, marks_of, tag_of


def text_of(document: Document, digest: str = "") -> dict[str, Any]:
    """What `reply/sign/_text.html` and `_digest.html` show; `digest`: that of what is signed."""
    return {"document": document, "digest": in_groups(digest or document.digest)}


def in_groups(digest: str) -> list[str]:
    """In groups of eight, so that two people can compare it."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]


def _plain(reply: FormalReply) -> HttpResponse:
    """Exactly the bytes that are or will be signed: their SHA-256 is the digest."""
    signed: SignedReply | None = getattr(reply, "signed", None)
    text = signed.text if signed else editions.document_of(reply).text
    name = f"formal-reply-{reply.organisation.slug}-edition-{reply.number}.txt"
    answer = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@with_reply(Permission.READ_REPLY)
@require_safe
def text(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """The text as it is now, or as it was signed."""
    return _plain(reply)


def _edition(reply: FormalReply, number: int) -> FormalReply:
    """Another edition of the same reply. Raises Http404."""
    found = editions.edition_of(reply.organisation, reply.consultation, number)
    if found is None:
        raise Http404
    return found


@with_reply(Permission.READ_REPLY)
@require_safe
def edition_text(
    request: HttpRequest, membership: Membership, reply: FormalReply, number: int
) -> HttpResponse:
    """The text of one edition."""
    return _plain(_edition(reply, number))


@with_reply(Permission.READ_REPLY)
@require_safe
def editions_page(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Every edition, the newest first, and which one replaced which."""
    every = editions.editions_of(reply.organisation, reply.consultation)
    context = {
        "asked": reply.consultation,
        "organisation": reply.organisation,
        "editions": [
            {
                "edition": one,
                "href": edition_page(one),
                "tag": tag_of(one),
                "signed": getattr(one, "signed", None),
                "newer": _newer(one, every),
            }
            for one in every
        ],
    }
    return render(request, "reply/sign/editions.html", context)


def _newer(reply: FormalReply, every: list[FormalReply]) -> FormalReply | None:
    """The edition that replaced it."""
    if reply.state != FormalReplyState.SUPERSEDED:
        return None
    after = (one for one in every if one.replaces_id == reply.pk and hasattr(one, "signed"))
    return next(after, None)


@with_reply(Permission.READ_REPLY)
@require_safe
def edition(
    request: HttpRequest, membership: Membership, reply: FormalReply, number: int
) -> HttpResponse:
    """One edition: the receipt of what was signed, and the whole text."""
    found = _edition(reply, number)
    signed: SignedReply | None = getattr(found, "signed", None)
    every = editions.editions_of(reply.organisation, reply.consultation)
    newer = _newer(found, every)
    context = {
        "asked": found.consultation,
        "reply": found,
        "tag": tag_of(found),
        "signed": signed,
        "marks": marks_of(signed)[1:] if signed else [],
        "rows": receipt_of(signed) if signed else [],
        "newer": newer,
        "newer_page": edition_page(newer) if newer else "",
        "older_page": edition_page(found.replaces) if found.replaces else "",
        "text_page": reverse("own-reply-edition-text", args=[found.consultation.slug, number]),
        **text_of(editions.document_of(found), signed.digest if signed else ""),
    }
    return render(request, "reply/sign/edition.html", context)


def receipt_of(signed: SignedReply) -> list[tuple[str, str]]:
    """What is on record about a signature, line by line."""
    response = signed.response
    rows = [
        ("Reference", response.reference),
        ("Received", f"{in_words(response.received_at)}, London time"),
        ("Signed by", f"{signed.signed_by.name}, {signed.signer_post}"),
        ("Authority", _grounds(signed, signed)),
    ]
    if signed.interim:
        rows.append(("Subject to ratification by", signed.ratified_by_whom))
    if (ratified := getattr(signed, "ratification", None)) is not None:
        rows.append(("Ratified", f"{in_words(ratified.at)}, London time"))
        rows.append(("Ratified by", _grounds(signed, ratified)))
    return rows


def _grounds(signed: SignedReply, made: Any) -> str:
    words = authority_words(signed.reply.organisation, made.authority)
    on = date_format(made.authority_on, "j E Y")
    return f"{words}\nReference {made.authority_reference}, {on}"
