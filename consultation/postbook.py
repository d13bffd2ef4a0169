"""The post book: which messages our mail server has taken, one small file each, by Message-ID.

A row says SENT with a commit, and a worker or a database may die between the word of the mail
server and that commit. A file is renamed at once, by one call that needs nobody else. So whoever
sends asks the book first, and the row follows the book.

    open/NAME       somebody hands it over now and keeps the file locked, or died at it
    taken/NA/NAME   the mail server took it

The files are empty, and their names are digests: no address and no word of a message is in them.
What is left is the moment between the server's last word and the renaming. Who dies just then
leaves an open page, and the message is sent once more, under the same Message-ID.
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from consultation.files.disk import sync

logger = logging.getLogger(__name__)

KEPT = 35 * 24 * 3600.0  # seconds; as long as a backup that would send them again may be kept
OPEN_FOR = 2 * 24 * 3600.0  # seconds; longer than a message is tried


class NotNow(Exception):
    """Nothing is wrong with the message, but it cannot be sent now. The text says why."""


def post_once(message_id: str, send: Callable[[], object]) -> bool:
    """Call `send`, unless the mail server has taken this message already. Whether it was called.

    Raises NotNow, and what `send` raises.
    """
    name = sha256(message_id.encode()).hexdigest()
    with _page(name) as page:
        taken = _taken(name)
        if taken.exists():
            page.unlink(missing_ok=True)
            return False
        try:
            send()
        except Exception:
            page.unlink(missing_ok=True)
            raise
        _note(page, taken)
        return True


@contextmanager
def _page(name: str) -> Iterator[Path]:
    """The page of a message, locked by us as long as we live. Raises NotNow."""
    page = Path(settings.MAIL_BOOK) / "open" / name
    try:
        for folder in (page.parent, _taken(name).parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(page, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise NotNow(f"The post book cannot be written: {problem.strerror}") from problem
    try:
        if not _is_ours(page, file):
            raise NotNow("Another worker is sending it")
        yield page
    finally:
        os.close(file)


def _is_ours(page: Path, file: int) -> bool:
    """It is locked now, and has its name still: nobody has just finished with it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(page.stat(), os.fstat(file))
    except (BlockingIOError, FileNotFoundError):
        return False


def _taken(name: str) -> Path:
    return Path(settings.MAIL_BOOK) / "taken" / name[:2] / name


def _note(page: Path, taken: Path) -> None:
    """It is sent, whether that can be written down or not: then the row alone says so."""
    try:
        page.replace(taken)
        sync(taken.parent)
    except OSError as problem:
        logger.error("The post book cannot be written: %s", problem.strerror)


def forget(now: float) -> int:
    """Remove old pages; `now` is in seconds of the epoch. Returns how many went."""
    book, gone = Path(settings.MAIL_BOOK), 0
    for pattern, seconds in (("open/*", OPEN_FOR), ("taken/*/*", KEPT)):
        for page in book.glob(pattern):
            with suppress(FileNotFoundError):  # another worker was quicker
                if page.stat().st_mtime < now - seconds:
                    page.unlink()
                    gone += 1
    return gone
