"""A receipt as files to keep: plain text, one web page, a tagged PDF."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from consultation.pdf import tagged
from consultation.respond.receipts import FINGERPRINT, Line, Receipt

LAYOUT = Path(__file__).with_name("receipt.typ")


def text(receipt: Receipt, code: str) -> bytes:
    """Plain text; UTF-8 with line ends that every editor reads."""
    return receipt.text(code).replace("\n", "\r\n").encode()


def web_page(receipt: Receipt, code: str) -> bytes:
    """One HTML file that needs nothing else."""
    context = {"receipt": receipt, "code": code, "address": _address(receipt)}
    context["translations"] = receipt.words
    return render_to_string("respond/receipt_file.html", context).encode()


def pdf(receipt: Receipt, code: str) -> bytes:
    """A tagged PDF (PDF/UA-1). Raises typst.TypstError."""
    at = timezone.localtime(receipt.received_at)
    named = [(_("Reference"), receipt.reference)]
    if code:
        named.append((_("Return code"), code))
    named += [
        (_("Consultation"), receipt.title),
        (_("Received"), _("%(when)s, London time") % {"when": receipt.received}),
    ]
    if receipt.replaces:
        named.append((_("It replaces your response"), receipt.replaces))
    paper = {
        "title": _("Receipt for your response"),
        "author": receipt.consultation.body,
        "language": (get_language() or "en")[:2],
        "right_to_left": get_language_bidi(),
        "date": [at.year, at.month, at.day],
        "named": named,
        "recorded": _("Exactly what we recorded"),
        "sections": [
            {"title": _("About you"), "lines": _lines([*receipt.first, *receipt.last])},
            *({"title": one.title, "lines": _lines(one.lines)} for one in receipt.whole),
        ],
        "keep": _("Keep the reference. With it you can ask what became of your response."),
        "onward": [(name, where) for name, where, _link in receipt.onward],
        "address": _address(receipt),
    }
    return tagged(LAYOUT, paper, system_fonts=True)


def _lines(lines: list[Line]) -> list[tuple[str, str]]:
    return [(one.question, "\n".join([one.answer, *_fingerprints(one)])) for one in lines]


def _fingerprints(line: Line) -> list[str]:
    """Two lines a file: what it is, and the fingerprint, which has one for itself."""
    pairs = [(f"{FINGERPRINT} {one.name}:", one.sha256) for one in line.files]
    return [text for pair in pairs for text in pair]


def _address(receipt: Receipt) -> str:
    return f"{settings.PUBLIC_URL}{receipt.consultation.get_absolute_url()}"


#: By the end of the file's name: its content type, and what makes it.
KINDS: dict[str, tuple[str, Callable[[Receipt, str], bytes]]] = {
    "txt": ("text/plain; charset=utf-8", text),
    "html": ("text/html; charset=utf-8", web_page),
    "pdf": ("application/pdf", pdf),
}
