"""What a scanner that came later makes of files that were kept without one."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from consultation import files
from consultation.models import Attachment, AttachmentState, User
from consultation.states import Refused, move
from consultation.uploads.scanning import ScannerAway, Unread, scan

logger = logging.getLogger(__name__)


def sweep(*, by: User | str, at: datetime) -> int:
    """Erase bytes that no row names, as a death between the two leaves them, a day old.

    Returns how many files. No Event: nothing that anybody was told of changes.
    """
    before = (at - timedelta(days=1)).timestamp()
    old = files.forsaken(before)
    keys = [UUID(name) for name in old]
    known = {one.hex for one in Attachment.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    gone = [name for name in old if name not in known]
    for name in gone:
        files.remove(name)
    return len(gone) + files.drop_halves(before)


def rescan(*, most: int, by: User | str, at: datetime) -> int:
    """Scan up to `most` unscanned files, oldest first. One Event each; returns how many.

    Nothing happens without a scanner, and it stops where the scanner is away. A file that cannot
    be read is passed over and does not count, so that it keeps no other from being scanned.
    """
    done, waiting = 0, Attachment.objects.unscanned().order_by("uploaded_at", "pk")
    page = list(waiting[:most]) if settings.CLAMD_URL else []
    while page and done < most:
        for one in page[: most - done]:
            try:
                done += _scanned(one, by=by, at=at)
            except ScannerAway as problem:
                logger.warning("Files wait to be scanned: %s", problem)
                return done
            last = one
        beside = Q(uploaded_at=last.uploaded_at, pk__gt=last.pk)
        page = list(waiting.filter(Q(uploaded_at__gt=last.uploaded_at) | beside)[:most])
    return done


def _scanned(one: Attachment, *, by: User | str, at: datetime) -> bool:
    """Scan one file; whether that told anything. Raises ScannerAway."""
    try:
        with files.opened(one.stored_as) as file:
            found = scan(file)
        move(one, found, by=by, at=at)
    except FileNotFoundError:
        logger.error("The bytes of %s are gone", one)
    except (OSError, Unread) as problem:
        logger.error("The bytes of %s cannot be read: %s", one, problem)
    except Refused:  # sent, removed or scanned meanwhile
        pass
    else:
        return found != AttachmentState.UNSCANNED
    return False
