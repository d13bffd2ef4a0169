"""The log as everybody reads it (C2SP tlog-tiles): files, as they lie. Nothing here signs."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from consultation.ledger import queries
from consultation.ledger.keys import outsiders
from consultation.ledger.notes import Verifier
from consultation.ledger.tiles import Tile
from consultation.ledger.witnesses import policy as written_policy
from consultation.models import Checkpoint, Stated

TEXT = "text/plain; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"
#: A head is asked for again and again, and soon another.
FOR_SECONDS = "public, max-age=5"
CHECKERS = {
    "verify.html": "text/html; charset=utf-8",
    "verify.py": "text/x-python; charset=utf-8",
    "witness.py": "text/x-python; charset=utf-8",
}


def _file(place: Path, content_type: str, kept: str) -> HttpResponse:
    try:
        content = place.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise Http404("The log has no such file.") from None
    return _shared(HttpResponse(content, content_type=content_type), kept)


def _shared(answer: HttpResponse, kept: str) -> HttpResponse:
    """For caches, and for pages of anybody: a verifier may be served from anywhere."""
    answer["Cache-Control"] = kept
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head."""
    return _file(Path(settings.LEDGER_ROOT) / "checkpoint", TEXT, FOR_SECONDS)


@require_safe
def witnessed(request: HttpRequest) -> HttpResponse:
    """The newest head that enough outside have put their names to; 404 before the first.

    Those outside are asked every few seconds, and a head is signed each second: while responses
    come in, the newest head seldom bears a name. Where no quorum is set, one name is enough.
    """
    note = queries.cosigned_head(0, max(settings.LEDGER_QUORUM, 1))
    if not note:
        raise Http404("Nobody outside has put their name to a head yet.")
    return _shared(HttpResponse(note, content_type=TEXT), FOR_SECONDS)


@require_safe
def tile(request: HttpRequest, name: str) -> HttpResponse:
    """256 hashes or entries, or the first of them; of one that is full the parts are gone."""
    found = Tile.named(f"tile/{name}")
    if found is None:
        raise Http404("No tile has this name.")
    place = Path(settings.LEDGER_ROOT) / found.path
    return _file(place, "application/octet-stream", FOR_EVER)


@require_safe
def history(request: HttpRequest, size: int) -> HttpResponse:
    """A head that was signed before."""
    kept = get_object_or_404(Checkpoint, size=size)
    note = kept.note + "".join(queries.cosignatures_of(kept))
    return _shared(HttpResponse(note, content_type=TEXT), FOR_SECONDS)


@require_safe
def stated(request: HttpRequest, digest: str) -> HttpResponse:
    """A text that an entry names by its SHA-256."""
    kept = get_object_or_404(Stated, sha256=digest)
    return _shared(HttpResponse(kept.text, content_type=TEXT), FOR_EVER)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that was ever in use, one a line: since when, and the key; the newest last."""
    lines = "".join(f"{one['from']} {one['vkey']}\n" for one in queries.known_keys())
    return _shared(HttpResponse(lines, content_type=TEXT), FOR_SECONDS)


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Whose names a head must bear to be believed (C2SP tlog-policy); 404 before the first key."""
    key = queries.newest_key()
    if not key:
        raise Http404("The log has no key yet.")
    address = f"{settings.PUBLIC_URL}/tlog"
    text = written_policy(
        Verifier.read(key), outsiders(), quorum=settings.LEDGER_QUORUM, address=address
    )
    return _shared(HttpResponse(text, content_type=TEXT), FOR_SECONDS)


@require_safe
def checker(request: HttpRequest, name: str) -> HttpResponse:
    """A program that checks a receipt, to be kept: never run from our pages."""
    if name not in CHECKERS:
        raise Http404("There is no such program.")
    answer = _file(Path(__file__).with_name(name), CHECKERS[name], FOR_SECONDS)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
