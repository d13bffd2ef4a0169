"""Drafts in the database of a stack, and the residents who will send them."""

import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from ipaddress import IPv4Address

from benchmarks.final_post import Token
from benchmarks.load import get, post
from tests.chaos.stack import Stack
from tests.load.residents import Resident


@dataclass
class Drafts:
    """So many filled-in drafts for one consultation, taken one after the other."""

    prefix: str
    cookie: str
    seen: list[str]  # what the check of each one shows
    port: int
    here: str  # what the addresses of its pages begin with
    taken: int = 0

    @classmethod
    def make(cls, stack: Stack, slug: str, count: int, *, asks: int) -> "Drafts":
        """Straight into the database; each `asks`-th wants a copy by e-mail."""
        prefix = secrets.token_hex(8)
        made = stack.inside("drafts", prefix, count, slug, asks)
        here = f"/consultations/{slug}/respond"
        return cls(prefix, made["cookie"], made["seen"], stack.port, here)

    @cached_property
    def token(self) -> Token:
        """One for all, once the consultation is public."""
        return Token.of(self.port, f"{self.here}/check/", f"{self.cookie}={self.prefix}-0")

    def residents(self, due: Iterable[float], *, give_up: float) -> list[Resident]:
        """One for each moment, who comes from an address of their own."""
        return [self._resident(one, give_up) for one in due]

    def _resident(self, due: float, give_up: float) -> Resident:
        number, self.taken = self.taken, self.taken + 1
        cookie = f"{self.cookie}={self.prefix}-{number}"
        address = str(IPv4Address(random.getrandbits(32)))
        fields = {
            "csrfmiddlewaretoken": self.token.value, "privacy": "on", "seen": self.seen[number],
        }  # fmt: skip
        send = post(f"{self.here}/check/", fields, f"{self.token.cookie}; {cookie}", address)
        look = get(f"{self.here}/sent/", cookie, address)
        return Resident(due, send, look, give_up)

    def hashes(self, first: int, count: int) -> list[str]:
        """By which the database knows so many of them."""
        numbers = range(first, first + count)
        return [sha256(f"{self.prefix}-{one}".encode()).hexdigest() for one in numbers]
