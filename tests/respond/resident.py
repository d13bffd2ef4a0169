"""Somebody with a browser who answers page after page."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from consultation.models import Consultation, Proposal, Response


class Resident:
    """Somebody with a browser who answers page after page."""

    def __init__(self, client: Client, consultation: Consultation) -> None:
        self.client = client
        self.root = f"/consultations/{consultation.slug}/respond/"

    def get(self, page: str = "") -> HttpResponse:
        return self.client.get(self.root + page)  # type: ignore[return-value]

    def post(self, page: str = "", **fields: Any) -> HttpResponse:
        """Post a page as a browser does: with the hidden field that it came with."""
        if page and "seen" not in fields:
            fields["seen"] = seen_in(self.get(page))
        return self.client.post(self.root + page, fields)  # type: ignore[return-value]

    def go(self, page: str, onward: str, **fields: Any) -> None:
        """Post a page and land on the next."""
        answer = self.post(page, **fields)
        assert answer.status_code == 303, answer.content.decode()
        assert answer["Location"] == self.root + onward

    def code(self) -> str:
        """The return code in the visitor's cookie."""
        return str(next(one.value for one in self.client.cookies.values() if one.key != "csrf"))

    def fill_in(self, proposal: Proposal, **words: str) -> None:
        """All pages up to the check, about one counter."""
        slug = proposal.station.slug
        self.go("", "capacity/")
        self.go("capacity/", "place/", capacity="MYSELF")
        self.go("place/", "stations/", where="E09000026")
        self.go("stations/", f"about/{slug}/view/", proposals=[proposal.pk])
        about = {"stance": "OPPOSE", "reasons": words.get("reasons", "It is too far to walk.")}
        self.go(f"about/{slug}/view/", "questions/anything-else/", **about)
        self.go(
            "questions/anything-else/", "publish/",
            instead=words.get("instead", ""), evidence=words.get("evidence", ""),
        )  # fmt: skip
        self.go("publish/", "copy/", publish="WORDS")
        self.go("copy/", "check/", email=words.get("email", ""))

    def send(self) -> Response:
        """Tick and send; the response that was received."""
        self.go("check/", "sent/", privacy="on")
        return Response.objects.latest("pk")


def seen_in(page: HttpResponse) -> str:
    """The hidden field that says what a page of the journey shows."""
    found = re.search(r'name="seen"[^>]* value="([^"]*)"', page.content.decode())
    return found[1] if found else ""


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
