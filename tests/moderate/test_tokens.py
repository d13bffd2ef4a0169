"""What a response can be found by."""

from collections.abc import Callable

from consultation.models import Consultation, FlagKind, FlagState, Response
from consultation.moderate import tokens
from tests import factories
from tests.conftest import Town


def tokens_of(response: Response, language: str = "") -> list[str]:
    answers = response.answers.select_related("proposal__station")
    return tokens.tokens_of(response, answers, response.flags.all(), language)


def test_a_response_is_found_by_what_it_is_about_where_it_comes_from_and_how(
    consultation: Consultation, town: Town, send_response: Callable[..., Response]
) -> None:
    about = list(consultation.proposals.filter(station__slug__in=["barkingside", "ilford"]))
    response = send_response(consultation, about=about, borough=town.merton)
    assert sorted(tokens_of(response)) == sorted([
        "channel:ONLINE", "kind:PUBLIC", "language:en", f"lives:{town.merton.pk}",
        f"from:{town.merton.pk}",
        f"station:{town.barkingside.pk}", f"station:{town.ilford.pk}",
        f"borough:{town.redbridge.pk}",
    ])  # fmt: skip
    assert "language:pl" in tokens_of(response, "pl")
    outside = send_response(consultation, about=about, place="OUTSIDE")
    assert "lives:OUTSIDE" in tokens_of(outside)


def test_a_council_lives_nowhere(db: None) -> None:
    formal = factories.ResponseFactory(kind="FORMAL", organisation=factories.OrganisationFactory())
    assert [one for one in tokens_of(formal) if one.startswith("lives:")] == []
    assert "kind:FORMAL" in tokens_of(formal)


def test_flags_are_renewed_and_other_tokens_stay(db: None) -> None:
    response = factories.ResponseFactory()
    flags = [
        factories.FlagFactory(response=response, kind=kind)
        for kind in (FlagKind.THREAT, FlagKind.PERSONAL)
    ]
    before = ["channel:PAPER", "copies:7", "flag:BURST", "flagged"]
    assert tokens.retoken(before, flags) == [
        "channel:PAPER", "copies:7", "flag:PERSONAL", "flag:THREAT", "flagged",
    ]  # fmt: skip
    assert tokens.rank_of(flags) == 0
    flags[0].state = FlagState.FALSE
    assert tokens.retoken(before, flags) == [
        "channel:PAPER", "copies:7", "flag:PERSONAL", "flagged",
    ]  # fmt: skip
    assert tokens.rank_of(flags) == 1
    assert tokens.retoken(before, []) == ["channel:PAPER", "copies:7"]
