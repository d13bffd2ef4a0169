"""What staff send from the pages about a consultation's time."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client

LONDON = ZoneInfo("Europe/London")
PAGE = "/consultations/front-counters/"
DATES = "/staff/consultations/front-counters/dates/"
LATER = {
    "closes_day": "28", "closes_month": "2", "closes_year": "2027",
    "closes_time": "5pm", "reason": "New evidence was published",
}  # fmt: skip
NEW_CLOSE = datetime(2027, 2, 28, 17, 0, 59, tzinfo=LONDON)


def late(now: datetime) -> Any:
    return time_machine.travel(now, tick=False)


def extend(desk: Client, **typed: str) -> Any:
    return desk.post(f"{DATES}extend/", LATER | typed)
