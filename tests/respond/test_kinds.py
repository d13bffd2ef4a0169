"""Every kind of question: what is taken, what is refused and how, and what is recorded."""

from pathlib import Path
from typing import Any

import pytest

from consultation.models import Answer, Attachment, Consultation, Draft, Proposal
from tests import factories
from tests.respond.resident import Resident, text_of
from tests.uploads import made

FRUIT = [["A", "Apples"], ["B", "Bananas"], ["C", "Cherries"], ["NONE", "None of these"]]
BOROUGHS = [["E09000026", "Redbridge"], ["OUTSIDE", "Outside London"]]
PAGE = "questions/asked/"


@pytest.fixture
def ask(resident: Resident, consultation: Consultation, proposal: Proposal) -> Any:
    """Put one more question, and answer everything else."""

    def put(kind: str, required: bool = False, **version: Any) -> Resident:
        question = factories.QuestionFactory(
            consultation=consultation, key="asked", position=9, kind=kind, required=required
        )
        wording = {"wording": "What do you say?", "short": "Your answer", "max_length": 0} | version
        factories.QuestionVersionFactory(question=question, **wording)
        slug = proposal.station.slug
        resident.go("", "capacity/")
        resident.go("capacity/", "place/", capacity="MYSELF")
        resident.go("place/", "stations/", where="E09000026")
        resident.go("stations/", f"about/{slug}/view/", proposals=[proposal.pk])
        resident.go(f"about/{slug}/view/", "questions/anything-else/", stance="OPPOSE")
        resident.go("questions/anything-else/", PAGE)
        return resident

    return put


def finish(resident: Resident) -> list[tuple[int, str, str]]:
    """Send it; the rows that hold the answer."""
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/")
    response = resident.send()
    rows = Answer.objects.filter(response=response, question_version__question__key="asked")
    return list(rows.order_by("place").values_list("place", "choice", "text"))


def test_several(ask: Any) -> None:
    resident = ask("SEVERAL", options=FRUIT, exclusive="NONE", most=2)
    both = text_of(resident.post(PAGE, asked=["A", "NONE"]))
    assert both.count("Select “None of these” alone, or the answers that apply") == 2
    assert both.count(" checked") == 2
    assert 'data-behaviour="exclusive"' in both
    assert "Select up to 2 answers" in text_of(resident.post(PAGE, asked=["A", "B", "C"]))
    resident.go(PAGE, "publish/", asked=["C", "A"])
    assert finish(resident) == [(0, "A", ""), (1, "C", "")]
    receipt = text_of(resident.get("receipt.txt")).replace("\r\n", "\n")
    assert "What do you say?\nApples\nCherries\n" in receipt


def test_nothing_of_several_is_no_answer(ask: Any) -> None:
    resident = ask("SEVERAL", options=FRUIT)
    resident.go(PAGE, "publish/")
    assert finish(resident) == []


@pytest.mark.parametrize("kind", ["CHOICE", "SCALE"])
def test_one(ask: Any, kind: str) -> None:
    resident = ask(kind, True, options=FRUIT, missing="Select a fruit")
    assert text_of(resident.post(PAGE)).count("Select a fruit") == 2
    assert text_of(resident.post(PAGE, asked="Z")).count("Select a fruit") == 2
    resident.go(PAGE, "publish/", asked="B")
    assert finish(resident) == [(0, "B", "")]


def test_yes_or_no(ask: Any) -> None:
    resident = ask("YES_NO", options=[["YES", "Yes"], ["NO", "No"]])
    resident.go(PAGE, "publish/", asked="NO")
    assert finish(resident) == [(0, "NO", "")]


def test_short_text(ask: Any) -> None:
    resident = ask("SHORT", True, max_length=10, missing="Enter a word")
    assert text_of(resident.post(PAGE, asked="  ")).count("Enter a word") == 2
    long = text_of(resident.post(PAGE, asked="eleven letters"))
    assert long.count("Your answer must be 10 characters or less") == 2
    assert 'value="eleven letters"' in long
    resident.go(PAGE, "publish/", asked=" bus 25 ")
    assert finish(resident) == [(0, "", " bus 25 ")]


def test_a_whole_number(ask: Any) -> None:
    resident = ask("NUMBER", least=1, most=2_000)
    wrong = {
        "a few": "Your answer must be a whole number, like 12",
        "1.5": "Your answer must be a whole number, like 12",
        "0": "Your answer must be 1 or more",
        "2,001": "Your answer must be 2000 or less",
        "٣": "Your answer must be a whole number, like 12",
        "9" * 400: "Your answer must be a whole number, like 12",
    }
    for typed, error in wrong.items():
        shown = text_of(resident.post(PAGE, asked=typed))
        assert shown.count(error) == 2, typed
        assert typed in shown
    resident.go(PAGE, "publish/", asked=" 1,050 ")
    assert finish(resident) == [(0, "1050", "")]


def test_a_date(ask: Any) -> None:
    resident = ask("DATE", short="The date of your visit", not_in_future=True)

    def typed(day: str, month: str, year: str) -> dict[str, str]:
        return {"asked_day": day, "asked_month": month, "asked_year": year}

    for parts, error in [
        (("3", "", "2026"), "The date of your visit must include a month"),
        (("31", "2", "2026"), "The date of your visit must be a real date"),
        (("24", "11", "2026"), "The date of your visit must be today or in the past"),
    ]:
        assert text_of(resident.post(PAGE, **typed(*parts))).count(error) == 2
    resident.go(PAGE, "publish/", **typed("3", "5", "2026"))
    again = text_of(resident.get(PAGE))
    assert 'value="3"' in again
    assert 'value="2026"' in again
    assert finish(resident) == [(0, "2026-05-03", "")]
    assert "3 May 2026" in text_of(resident.get("sent/"))


def test_choices_in_order(ask: Any) -> None:
    resident = ask("RANKING", options=FRUIT[:3], most=2)

    def ranked(first: str, second: str) -> dict[str, str]:
        return {"asked_choice_1": first, "asked_choice_2": second}

    assert text_of(resident.post(PAGE, **ranked("A", "A"))).count("You chose “Apples” twice") == 2
    gap = text_of(resident.post(PAGE, **ranked("", "B")))
    assert gap.count("Select your first choice before the next") == 2
    resident.go(PAGE, "publish/", **ranked("C", "A"))
    assert finish(resident) == [(0, "C", ""), (1, "A", "")]
    assert "1. Cherries\n2. Apples" in text_of(resident.get("sent/"))


def test_a_postcode_or_a_borough(ask: Any) -> None:
    factories.PostcodeFactory(code="IG11NB", borough__ons_code="E09000026")
    resident = ask("PLACE", True, options=BOROUGHS, missing="Enter a postcode or choose a borough")

    def typed(postcode: str, where: str = "") -> dict[str, str]:
        return {"asked_postcode": postcode, "asked_where": where}

    assert "Enter a postcode or choose a borough" in text_of(resident.post(PAGE, **typed("")))
    assert "Enter a full UK postcode" in text_of(resident.post(PAGE, **typed("IG1")))
    resident.go(PAGE, "publish/", **typed("ig1 1nb"))
    assert "IG1" not in str(Draft.objects.get().answers)
    assert '<option value="E09000026" selected>' in text_of(resident.get(PAGE))
    assert finish(resident) == [(0, "E09000026", "")]
    assert "Redbridge" in text_of(resident.get("sent/"))


def test_files(ask: Any, settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    resident = ask("FILE", True, most=2, missing="Select a photo")
    assert text_of(resident.post(PAGE)).count("Select a photo") == 2
    for name, content in {"a.txt": b"Too far.", "b.pdf": made.pdf()}.items():
        resident.post(PAGE, add="file", file=made.upload(name, content))
    resident.go(PAGE, "publish/")
    sent = {one.name: one for one in Attachment.objects.all()}
    assert finish(resident) == [
        (0, "", f"{sent['a.txt'].pk.hex} {sent['a.txt'].sha256} 8 TXT a.txt"),
        (1, "", f"{sent['b.pdf'].pk.hex} {sent['b.pdf'].sha256} {len(made.pdf())} PDF b.pdf"),
    ]
    assert "a.txt (TXT, 1 KB)\nb.pdf (PDF, 1 KB)" in text_of(resident.get("sent/"))


def test_a_question_that_depends_on_another_comes_on_the_next_page(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    stance = consultation.questions.get(key="stance")
    why = factories.QuestionFactory(
        consultation=consultation, key="worst", position=5, scope="PROPOSAL",
        shown_if=stance, shown_if_values=["STRONGLY_OPPOSE"],
    )  # fmt: skip
    factories.QuestionVersionFactory(question=why, wording="What is worst about it?")
    slug, view = proposal.station.slug, f"about/{proposal.station.slug}/view/"
    resident.fill_in(proposal)
    assert "What is worst about it?" not in text_of(resident.get("check/"))
    resident.go(f"{view}?change", f"about/{slug}/worst/", stance="STRONGLY_OPPOSE")
    resident.go(f"about/{slug}/worst/?change", "check/", worst="The night bus.")
    assert "The night bus." in text_of(resident.get("check/"))
    # Once it is no longer asked, its answer is kept in the draft and not sent.
    resident.go(f"{view}?change", "check/", stance="SUPPORT")
    assert "The night bus." not in text_of(resident.get("check/"))
    response = resident.send()
    assert [answer.choice or answer.text for answer in response.answers.all()] == ["SUPPORT"]
