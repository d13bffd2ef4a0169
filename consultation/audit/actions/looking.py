"""Taking the record of what happened away as a file."""

from datetime import datetime

from django.apps import apps
from django.db import transaction

from consultation.audit.queries import ChosenEvents, accounts_of, count_of
from consultation.events import record
from consultation.models import Event, EventKind, User
from stations.keys import read_key


@transaction.atomic
def export_events(*, chosen: ChosenEvents, by: User, at: datetime) -> Event:
    """Record that what fits is being downloaded, before it is. One Event, with how it was narrowed.

    A count above the most that is counted stands for more.
    """
    return record(
        EventKind.EVENTS_EXPORTED, about=User(pk=by.pk), by=by, at=at,
        count=count_of(chosen, by), narrowed=_narrowed(chosen),
    )  # fmt: skip


def _narrowed(chosen: ChosenEvents) -> list[str]:
    """How, without words that were typed: they may name a person, and an event is kept for good."""
    told = {name: getattr(chosen, name) for name in ("kind", "consultation", "since", "until")}
    named = {"by": _account(chosen), "about": chosen.about if _is_row(chosen.about) else ""}
    said = [f"{name}={value}" for name, value in told.items() if value]
    typed = [name for name in named if getattr(chosen, name)]
    return said + [f"{name}={named[name]}" if named[name] else name for name in typed]


def _account(chosen: ChosenEvents) -> str:
    """Its key, where one and no other fits."""
    keys = accounts_of(chosen)
    return str(keys[0]) if len(keys) == 1 else ""


def _is_row(text: str) -> bool:
    """It is the name of a row of ours, such as `response:12`."""
    noun, _, key = text.partition(":")
    known = {one._meta.model_name for one in apps.get_app_config("consultation").get_models()}
    return noun in known and read_key(key) is not None
