"""What the queue can be narrowed to, in one column of a screening: written and read here alone.

`station:12` and `borough:7` are what a response speaks about, `lives:7` where its sender lives,
`copies:3` the group of alike texts that it is in. A token of another kind is left as it is. Roles
are limited by two of them (scopes.py), which are therefore spelled beside the column.
"""

from collections.abc import Iterable

from consultation.models import Answer, Flag, FlagState, Kind, Place, Response
from consultation.models.flag import URGENT_KINDS
from consultation.models.screening import BOROUGH, NORMAL, ORIGIN, URGENT, token

STATION, LIVES = "station", "lives"
CHANNEL, KIND, LANGUAGE, FLAG, COPIES = "channel", "kind", "language", "flag", "copies"
FLAGGED = "flagged"  # with a flag of any kind
SINCE = "since"  # released, with a flag that came after that; a trigger takes it from what is moved


def tokens_of(
    response: Response,
    answers: Iterable[Answer],
    flags: Iterable[Flag],
    language: str,
    *,
    since: bool = False,
) -> list[str]:
    """All of a response's tokens but those of `copies`. No query.

    :param answers: each with its proposal and that one's station, where it is about one.
    :param flags: all of them; those that were called false are passed over.
    :param language: what was found; "" is the language of the form that it came on.
    :param since: as `retoken` takes it.
    """
    stations = [one.proposal.station for one in answers if one.proposal is not None]
    found = [
        token(CHANNEL, response.channel),
        token(KIND, response.kind),
        token(LANGUAGE, language or response.language),
        *(token(STATION, one.pk) for one in stations),
        *(token(BOROUGH, one.borough_id) for one in stations),
    ]
    if response.kind == Kind.PUBLIC:  # a council lives nowhere
        in_borough = response.place == Place.BOROUGH
        found.append(token(LIVES, response.borough_id if in_borough else response.place))
    if response.borough_id:
        found.append(token(ORIGIN, response.borough_id))
    return retoken(dict.fromkeys(found), flags, since=since)


def retoken(tokens: Iterable[str], flags: Iterable[Flag], *, since: bool = False) -> list[str]:
    """The tokens with those of flags renewed: for when a flag was added, or judged.

    :param since: one of them came after the response was released, see `queries.flagged_since`.
    """
    ours = (FLAGGED, SINCE)
    kept = [one for one in tokens if one not in ours and not one.startswith(f"{FLAG}:")]
    kinds = sorted({one.kind for one in _standing(flags)})
    of_kinds = [token(FLAG, kind) for kind in kinds]
    return [*kept, *of_kinds, *([FLAGGED] if kinds else []), *([SINCE] if since else [])]


def rank_of(flags: Iterable[Flag]) -> int:
    """Where in the queue it stands: above all others while an urgent flag stands."""
    return URGENT if any(one.kind in URGENT_KINDS for one in _standing(flags)) else NORMAL


def _standing(flags: Iterable[Flag]) -> list[Flag]:
    return [one for one in flags if one.state == FlagState.STANDING]
