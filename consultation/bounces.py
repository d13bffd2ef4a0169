"""Read what a mail server reports about a message that it had taken (RFC 3464). Nothing here saves.

Whoever knows the address that reports go to can send anything there, so nothing is believed of a
report but a Message-ID, which must be one of ours, and a code.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Part

from consultation.states import Refused

MOST_BYTES = 256_000  # a report with one of our messages in it has a tenth of that
MOST_BOUNDARIES = 20  # each is compared with each line
STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


@dataclass(frozen=True)
class Report:
    """About which message, with which code, and whether the server has given up."""

    message_id: str
    status: str
    gave_up: bool


def read(raw: bytes) -> Report:
    """The report in a message as it arrived. Raises Refused for anything else, whatever it is."""
    if len(raw) > MOST_BYTES:
        raise Refused(f"The message is larger than {MOST_BYTES // 1_000} kB.")
    if raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        raise Refused("The message has too many parts in parts.")
    try:
        return _report(message_from_bytes(raw))
    except Refused:
        raise
    except Exception:  # it may be made to break the parser
        raise Refused("The message cannot be read.") from None


def _report(message: Part) -> Report:
    parts = message.get_payload()
    if message.get_content_type() != "multipart/report" or not isinstance(parts, list):
        raise Refused("The message is no report of a mail server.")
    whole = [one for one in parts if isinstance(one, Part)]
    told = [one for one in whole if one.get_content_type() == "message/delivery-status"]
    originals = [one for one in whole if one.get_content_type() in ORIGINALS]
    if not told or not originals:
        raise Refused("The message is no report about the delivery of another one.")
    status, gave_up = _outcome(told[0])
    return Report(_message_id(originals[0]), status, gave_up)


def _outcome(told: Part) -> tuple[str, bool]:
    """The code of the first recipient that the server gave up; or that it will try again."""
    blocks = told.get_payload()
    outcomes = list(_outcomes(blocks if isinstance(blocks, list) else []))
    for action, status in outcomes:
        if action == "failed":
            if not status or status.startswith("2"):
                raise Refused("The report names no code of a failure.")
            return status, True
    if not any(action == "delayed" for action, _status in outcomes):
        raise Refused("The report tells of no failure.")
    return "", False


def _outcomes(blocks: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Of each recipient: what the server did, and its code, if there is one."""
    for block in blocks:
        if isinstance(block, Part) and block["Action"] is not None:
            status = STATUS.match(str(block["Status"] or ""))
            yield str(block["Action"]).strip().lower(), status[1] if status else ""


def _message_id(part: Part) -> str:
    """Of the message that came back: it is inside whole, or its headers are."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        headers = part.get_payload(decode=True)
        payload = [message_from_bytes(headers if isinstance(headers, bytes) else b"")]
    (inner,) = (one for one in payload if isinstance(one, Part))
    return str(inner["Message-ID"] or "").strip()
