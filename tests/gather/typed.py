"""What staff send from the pages about petitions and meetings, and where."""

from typing import Any

from django.test import Client

HERE = "/staff/consultations/front-counters/"
PUBLIC = "/consultations/front-counters/meetings-and-petitions/"
PETITION: dict[str, Any] = {
    "called": "Keep Barkingside open",
    "organiser": "Ruth Resident",
    "organiser_is": "PERSON",
    "text": "We ask the Mayor to keep the front counter at Barkingside open.",
    "signatures": "1,240",
    "verified": "NOT_VERIFIED",
    "verified_how": "",
    "channel": "PAPER",
    "page": "",
    "received_day": "20",
    "received_month": "11",
    "received_year": "2026",
    "received_time": "5pm",
    "proposals": [],
    "points": "",
}
MEETING: dict[str, Any] = {
    "held_day": "8",
    "held_month": "12",
    "held_year": "2026",
    "held_time": "7pm",
    "place": "Ilford Town Hall, High Road",
    "access": "Step-free. There is a hearing loop.",
    "borough": "redbridge",
    "organised_by": "Redbridge Council",
    "publicised_day": "16",
    "publicised_month": "11",
    "publicised_year": "2026",
}
#: A meeting of last Friday.
PAST = MEETING | {"held_day": "20", "held_month": "11"}
OUTCOME: dict[str, Any] = {
    "attendance": "90",
    "attendance_how": "COUNTED",
    "spoke_for": "Sophie Linden, Deputy Mayor",
    "note": "Ruth Resident asked about the bus.",
    "points": "Barkingside: the bus is slow\n\nOpen later: until ten",
}


def petition(desk: Client, **typed: Any) -> Any:
    return desk.post(f"{HERE}petitions/new/", PETITION | typed)


def meeting(desk: Client, **typed: Any) -> Any:
    return desk.post(f"{HERE}meetings/new/", MEETING | typed)


def past_meeting(desk: Client, **typed: Any) -> Any:
    return desk.post(f"{HERE}meetings/new/", PAST | typed)


def outcome(desk: Client, key: int, **typed: Any) -> Any:
    return desk.post(f"/staff/meetings/{key}/held/", OUTCOME | typed)
