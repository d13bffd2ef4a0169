"""Several counters: chosen one by one or all of a borough, and the same answers typed once."""

from consultation.models import Consultation, Draft
from tests import factories
from tests.conftest import Town
from tests.respond.resident import Resident, text_of


def test_all_of_ones_own_borough(
    resident: Resident, consultation: Consultation, town: Town
) -> None:
    resident.go("", "capacity/")
    resident.go("place/", "stations/", where="E09000026")
    page = text_of(resident.get("stations/"))
    assert page.index("All 2 in Redbridge") < page.index("Holborn")
    resident.go("stations/", "about/barkingside/view/", proposals=["all"])
    ours = consultation.proposals.filter(station__borough=town.redbridge)
    assert sorted(Draft.objects.get().answers["proposals"]) == sorted(
        ours.values_list("pk", flat=True)
    )


def two_closures(resident: Resident, consultation: Consultation) -> list[int]:
    """Barkingside and Holborn chosen, and Barkingside answered."""
    chosen = [
        consultation.proposals.get(station__slug=slug).pk for slug in ("barkingside", "holborn")
    ]
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="OUTSIDE")
    resident.go("stations/", "about/barkingside/view/", proposals=chosen)
    view = {"stance": "OPPOSE", "reasons": "It is too far to walk."}
    resident.go("about/barkingside/view/", "same/barkingside/", **view)
    return chosen


def finish(resident: Resident) -> None:
    resident.go("questions/anything-else/", "publish/")
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/")


def test_the_same_answers_are_typed_once_and_recorded_about_each(
    resident: Resident, consultation: Consultation
) -> None:
    first, second = two_closures(resident, consultation)
    page = text_of(resident.get("same/barkingside/"))
    assert "Holborn, Camden" in page
    assert " checked" not in page
    assert (
        text_of(resident.post("same/barkingside/")).count("Select front counters, or select") == 2
    )
    resident.go("same/barkingside/", "questions/anything-else/", others=[second])
    finish(resident)
    check = text_of(resident.get("check/"))
    assert "Barkingside, Redbridge; Holborn, Camden" in check
    assert check.count("It is too far to walk.") == 1
    response = resident.send()
    assert [(a.proposal_id, a.choice or a.text) for a in response.answers.order_by("pk")] == [
        (first, "OPPOSE"), (first, "It is too far to walk."),
        (second, "OPPOSE"), (second, "It is too far to walk."),
    ]  # fmt: skip


def test_what_is_changed_is_changed_for_all_that_share_it(
    resident: Resident, consultation: Consultation
) -> None:
    _first, second = two_closures(resident, consultation)
    resident.go("same/barkingside/", "questions/anything-else/", others=[second])
    finish(resident)
    resident.go("about/barkingside/view/?change", "check/", stance="SUPPORT", reasons="Quiet.")
    response = resident.send()
    assert set(response.answers.values_list("proposal__station__slug", "choice", "text")) == {
        ("barkingside", "SUPPORT", ""), ("barkingside", "", "Quiet."),
        ("holborn", "SUPPORT", ""), ("holborn", "", "Quiet."),
    }  # fmt: skip


def test_one_that_shared_can_get_answers_of_its_own(
    resident: Resident, consultation: Consultation
) -> None:
    _first, second = two_closures(resident, consultation)
    resident.go("same/barkingside/", "questions/anything-else/", others=[second])
    finish(resident)
    assert "It is too far to walk." in text_of(resident.get("about/holborn/view/"))
    resident.go("about/holborn/view/?change", "check/", stance="SUPPORT")
    response = resident.send()
    assert set(response.answers.values_list("proposal__station__slug", "choice", "text")) == {
        ("barkingside", "OPPOSE", ""), ("barkingside", "", "It is too far to walk."),
        ("holborn", "SUPPORT", ""),
    }  # fmt: skip


def test_when_the_first_is_no_longer_chosen_its_answers_stay_with_the_others(
    resident: Resident, consultation: Consultation
) -> None:
    _first, second = two_closures(resident, consultation)
    resident.go("same/barkingside/", "questions/anything-else/", others=[second])
    finish(resident)
    resident.go("stations/?change", "check/", proposals=[second])
    response = resident.send()
    assert set(response.answers.values_list("proposal__station__slug", "choice", "text")) == {
        ("holborn", "OPPOSE", ""), ("holborn", "", "It is too far to walk."),
    }  # fmt: skip


def test_only_proposals_of_the_same_kind_are_offered(
    resident: Resident, consultation: Consultation
) -> None:
    """To support keeping one counter says nothing about closing another."""
    chosen = [
        consultation.proposals.get(station__slug=slug).pk for slug in ("barkingside", "ilford")
    ]
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="OUTSIDE")
    resident.go("stations/", "about/barkingside/view/", proposals=chosen)
    resident.go("about/barkingside/view/", "about/ilford/view/", stance="OPPOSE")


def test_a_hundred_counters_cost_no_more_queries_than_one(
    resident: Resident, consultation: Consultation, django_assert_max_num_queries: object
) -> None:
    many = [factories.ProposalFactory(consultation=consultation).pk for _ in range(100)]
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="OUTSIDE")
    resident.post("stations/", proposals=many)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert resident.get("stations/").status_code == 200
