"""Counts that may be lost: kept in Valkey, forgotten by themselves, and no response waits for them.

Whoever asks gets None while Valkey is away, and goes on without. After a failure nobody asks for
ten seconds, so that a Valkey that hangs costs one page a moment, and not every page.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

REST = timedelta(seconds=10)  # after a failure nobody asks
TOLD_EVERY = timedelta(minutes=5)  # by each process, while it lasts

Command = tuple[str | int, ...]


@dataclass
class Circuit:
    """Since when one Valkey is not asked, as far as this process knows."""

    closed_from: datetime | None = None  # it is asked again from then on
    told_at: datetime | None = None

    def rests(self, at: datetime) -> bool:
        """It failed a moment ago."""
        return self.closed_from is not None and self.closed_from - REST <= at < self.closed_from

    def failed(self, at: datetime, problem: Exception) -> None:
        """Leave it alone for a while; say so, but not again and again."""
        self.closed_from = at + REST
        if self.told_at is None or not self.told_at <= at < self.told_at + TOLD_EVERY:
            self.told_at = at
            logger.warning(
                "ALERT: Valkey does not answer (%s). Responses are taken; nothing is limited, and "
                "no burst is noticed, until it does",
                type(problem).__name__,
            )

    def answered(self) -> None:
        """It is back."""
        if self.closed_from is not None:
            self.closed_from = self.told_at = None
            logger.warning("Valkey answers again: limits are counted")


@cache
def _circuit(url: str) -> Circuit:
    return Circuit()


@cache
def _client(url: str) -> redis.Redis:
    patience = settings.TALLY_PATIENCE / 1000
    return redis.Redis.from_url(
        url,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def ask(commands: list[Command], *, at: datetime) -> list[Any] | None:
    """The answers to all of them, in one round trip; None while Valkey is away."""
    circuit = _circuit(settings.REDIS_URL)
    if circuit.rests(at):
        return None
    # Named, so that it lives as long as its line: of two that threads make at the very first call
    # one is not kept, and a client that goes shuts its connections.
    client = _client(settings.REDIS_URL)
    try:
        with client.pipeline(transaction=False) as line:
            for command in commands:
                line.execute_command(*command)
            answers = line.execute()
    except (redis.RedisError, OSError) as problem:
        circuit.failed(at, problem)
        return None
    circuit.answered()
    return list(answers)


def key(*parts: object) -> str:
    """A key of ours: several services may share one Valkey."""
    return ":".join([settings.TALLY_PREFIX, *map(str, parts)])


def one_more(name: str, *, kept: int) -> list[Command]:
    """Count one under a key that is forgotten after so many seconds."""
    return [("INCR", name), ("EXPIRE", name, kept)]


def is_counting(at: datetime) -> bool:
    """Valkey answers."""
    return ask([("PING",)], at=at) is not None
