"""What a scanner that came later makes of files that were kept without one."""

import logging
from datetime import datetime

from django.conf import settings

from consultation import files
from consultation.models import Attachment, AttachmentState, User
from consultation.states import Refused, move
from consultation.uploads.scanning import ScannerAway, scan

logger = logging.getLogger(__name__)


def rescan(*, most: int, by: User | str, at: datetime) -> int:
    """Scan up to `most` unscanned files, oldest first. One Event each; returns how many.

    Nothing happens without a scanner, and it stops where the scanner is away.
    """
    done = 0
    waiting = Attachment.objects.unscanned().order_by("uploaded_at", "pk")
    for one in waiting[:most] if settings.CLAMD_URL else ():
        try:
            with files.path_of(one.stored_as).open("rb") as file:
                found = scan(file)
            move(one, found, by=by, at=at)
        except ScannerAway as problem:
            logger.warning("Files wait to be scanned: %s", problem)
            break
        except FileNotFoundError:
            logger.error("The bytes of %s are gone", one)
        except Refused:  # sent, removed or scanned meanwhile
            continue
        else:
            done += found != AttachmentState.UNSCANNED
    return done
