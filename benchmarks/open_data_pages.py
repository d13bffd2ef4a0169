"""What programs read, fetched many times inside one process. Called by `inside`."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from benchmarks.ground import CLOSED
from benchmarks.queue_pages import fetched

LIST = f"/api/v1/consultations/{CLOSED}/responses"
NARROWED = {
    "a page of 25": {},
    "a page of 100": {"size": "100"},
    "a page of 100 as CSV": {"size": "100", "format": "csv"},
    "of one front counter": {"station": "barkingside"},
    "of one borough": {"borough": "redbridge"},
    "of one front counter, opposed": {"station": "barkingside", "position": "OPPOSE"},
    "that came on paper": {"channel": "PAPER"},
}
OTHERS = {
    "feed of the newest": f"/consultations/{CLOSED}/responses.atom",
    "list on the website": f"/consultations/{CLOSED}/responses/",
    "catalogue": "/data.json",
    "questions": f"/api/v1/consultations/{CLOSED}/questions",
    "formal replies": f"/api/v1/consultations/{CLOSED}/formal-replies",
}


def measure(runs: str) -> dict[str, Any]:
    """The times of each address; where it has an ETag, asked for again as well."""
    client = Client(SERVER_NAME="localhost")
    addresses = {name: f"{LIST}?{urlencode(asked)}" for name, asked in NARROWED.items()}
    addresses["a page deep down"] = _deep(client, 20)
    found = {}
    for name, address in {**addresses, **OTHERS}.items():
        found[name] = fetched(client, address, int(runs))
        if etag := client.get(address).headers.get("ETag"):
            again = Client(SERVER_NAME="localhost", headers={"If-None-Match": etag})
            found[f"{name}, 304"] = fetched(again, address, int(runs), status=304)
    return found


def _deep(client: Client, pages_on: int) -> str:
    """The address of a page further on, as `next` leads to it."""
    address = f"{LIST}?size=100"
    for _page in range(pages_on):
        link = client.get(address).headers["Link"]
        told = re.search(r"<([^>]+)>", link)
        assert told is not None
        address = told[1].removeprefix("http://localhost")
    return address
