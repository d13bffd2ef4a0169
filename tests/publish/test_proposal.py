"""The page of one proposal."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from consultation.models import Consultation, Evidence, Proposal
from tests import factories
from tests.conftest import Town
from tests.publish.reading import text_of

PAGE = "/consultations/front-counters/"


def test_a_proposal_shows_all_of_its_template(client: Client, proposal: Proposal) -> None:
    Evidence.objects.filter(proposal=proposal).update(
        claim="One crime report a day.",
        source="One of these:\nhttps://www.example.org/2017/list (a list)",
        source_date="May 2017",
        confidence="INFERRED",
    )

    page = client.get(f"{PAGE}proposals/barkingside/")
    words = text_of(page.content)

    assert page.status_code == 200
    for part in [
        "Redbridge Barkingside",
        "A front counter, open in the daytime.",
        "The front counter would close.",
        "Few people use it.",
        "You would go to another counter.",
        "Not before the decision.",
        "One crime report a day. One of these: example.org (a list) May 2017 Inferred",
        "Open on two days a week. Why this is not proposed: Two days would still need",
    ]:
        assert part in words, part
    html = page.content.decode()
    assert 'href="https://www.example.org/2017/list"' in html
    assert f'href="{PAGE}respond/?about=barkingside"' in html
    assert 'href="/stations/barkingside/"' in html


def test_a_proposal_names_the_nearest_counters_that_would_stay(
    client: Client, proposal: Proposal
) -> None:
    shown = client.get(f"{PAGE}proposals/barkingside/").context["shown"]

    assert [(row.title, row.note) for row in shown.staying] == [
        ("Ilford", "1.9 miles"),
        ("Kentish Town", "9.9 miles"),
        ("Mitcham", "16.9 miles"),
    ]


def test_without_a_place_it_names_the_counters_of_the_borough(
    client: Client, proposal: Proposal
) -> None:
    station = proposal.station
    type(station).objects.filter(pk=station.pk).update(easting=None, northing=None)

    page = client.get(f"{PAGE}proposals/barkingside/")

    assert [(row.title, row.note) for row in page.context["shown"].staying] == [("Ilford", "")]
    assert "Other counters that would stay in Redbridge" in text_of(page.content)


def test_the_halves_of_a_move_lead_to_each_other(
    client: Client, consultation: Consultation
) -> None:
    leaving = client.get(f"{PAGE}proposals/wimbledon/")
    taking = client.get(f"{PAGE}proposals/mitcham/")

    assert "proposal for Mitcham , which would take over." in text_of(leaving.content)
    assert "proposal for Wimbledon , from which the service would come." in text_of(taking.content)
    assert leaving.context["shown"].before.station.slug == "mitcham"
    assert leaving.context["shown"].after is None
    assert taking.context["shown"].after.station.slug == "wimbledon"


def test_a_station_without_a_proposal_is_not_found(
    client: Client, consultation: Consultation, town: Town
) -> None:
    factories.StationFactory(slug="chigwell", borough=town.redbridge)

    assert client.get(f"{PAGE}proposals/chigwell/").status_code == 404
    assert client.get(f"{PAGE}proposals/atlantis/").status_code == 404
    assert client.get("/consultations/atlantis/").status_code == 404


def test_markup_in_texts_is_shown_as_text(client: Client, proposal: Proposal) -> None:
    attack = "<script>alert(1)</script>"
    Proposal.objects.filter(pk=proposal.pk).update(proposed=attack, why=attack)
    Consultation.objects.update(title=attack)

    for path in (PAGE, f"{PAGE}proposals/barkingside/"):
        html = client.get(path).content.decode()
        assert attack not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_proposal_takes_the_same_queries_for_one_row_and_for_three(
    client: Client, town: Town, django_assert_num_queries: Callable[..., Any]
) -> None:
    small = factories.ConsultationFactory(slug="small")
    proposal = factories.ProposalFactory(consultation=small, station=town.holborn, kind="CLOSE")
    path = "/consultations/small/proposals/holborn/"

    def count() -> None:
        with django_assert_num_queries(8):
            assert client.get(path).status_code == 200

    count()
    for number in (1, 2, 3):
        factories.EvidenceFactory(proposal=proposal, position=number)
        factories.AlternativeFactory(proposal=proposal, position=number)
    for station in (town.ilford, town.kentish_town):
        factories.ProposalFactory(consultation=small, station=station, kind="KEEP")
    count()
