"""Words with the places that a machine doubts or a reviewer takes out."""

import re
from collections.abc import Callable

import pytest
from django.utils.html import strip_tags

from consultation.models import Consultation, Proposal, Response, User
from consultation.moderate.passages import Passage, drawn
from tests import factories
from tests.conftest import NOW
from tests.moderate.conftest import Desk
from tests.moderate.two import bench_of

TEXT = "Ring <b>Rosa</b> & me, on 020."
LABELS = re.compile(r"<small.*?</small>|<span.*?</span>")


@pytest.mark.parametrize(
    "places",
    [
        [Passage(0, 4, "a threat")],
        [Passage(5, 12, "abuse"), Passage(8, 19, "a threat")],
        [Passage(5, 12, "abuse"), Passage(5, 12, "personal details", out=True)],
        [Passage(0, len(TEXT), "abuse"), Passage(19, 20, "abuse", out=True)],
        [Passage(0, 10_000, "abuse")],
    ],
)
def test_no_letter_is_lost_and_none_is_markup(places: list[Passage]) -> None:
    shown = str(drawn(TEXT, {TEXT: places}))
    words = LABELS.sub("", shown)
    assert "<b>" not in shown
    assert strip_tags(words).replace("&lt;", "<").replace("&gt;", ">").replace(
        "&amp;", "&"
    ) == TEXT  # fmt: skip
    assert set(re.findall(r"<(\w+)", words)) <= {"mark", "del"}


def test_each_stretch_says_all_that_is_said_of_it() -> None:
    both = [Passage(0, 4, "abuse"), Passage(2, 6, "personal details", out=True)]
    shown = str(drawn("abcdefgh", {"abcdefgh": both}))
    assert LABELS.sub("", shown) == "<mark>ab</mark><mark><del>cd</del></mark><del>ef</del>gh"
    assert shown.count("[abuse]") == 2
    assert shown.count("[to be taken out, personal details]") == 2
    assert drawn("ab", {"abcdefgh": both}) == "ab"


def test_the_page_marks_what_stands_and_says_without_how_much_it_is_released(
    at_desk: Desk, consultation: Consultation, proposal: Proposal, moderator: User,
    send_response: Callable[..., Response],
) -> None:  # fmt: skip
    response = send_response(consultation, about=[proposal], reasons="Ring Rosa on 020 7946 0000.")
    answer = response.answers.exclude(text="").get()
    flagged = {"response": response, "answer": answer, "facts": {}}
    factories.FlagFactory(kind="PERSONAL", start=13, end=26, **flagged)
    factories.FlagFactory(
        kind="ABUSE", start=0, end=4, state="FALSE", judged_by=moderator, judged_at=NOW, **flagged
    )
    desk = at_desk(moderator)
    page = desk.read(response)
    assert page.count("<mark>") == 3  # in its place once, and in the context of each flag
    assert "020 7946 0000<small" in page
    assert f"Called false by {moderator.name}" in page
    assert "Act at once" not in page
    factories.RedactionFactory(answer=answer, start=5, end=9, by=moderator)
    factories.RedactionFactory(answer=answer, start=13, end=26, by=moderator)
    page = desk.read(response)
    assert ">Release without 2 marked passages</button>" in page
    assert page.count("<del>") == 2
    desk.decide(response, "RELEASE")
    response.refresh_from_db()
    assert response.state == "RELEASED"
    assert response.redactions.in_force().count() == 2


@pytest.mark.parametrize("instruction", ["", "Ring <the> duty officer.\nThen wait."])
def test_what_is_urgent_stands_first(
    at_desk: Desk, consultation: Consultation, response: Response, moderator: User,
    instruction: str,
) -> None:  # fmt: skip
    Consultation.objects.update(duty_instruction=instruction)
    factories.FlagFactory(response=response, kind="SAFEGUARDING", facts={})
    page = at_desk(moderator).read(response)
    told = "Ring &lt;the&gt; duty officer.<br>Then wait." if instruction else "call 999"
    assert page.index("Act at once") < page.index(told) < page.index("<h1")


def test_who_holds_it_is_told(
    at_desk: Desk, consultation: Consultation, response: Response
) -> None:
    bench = bench_of(consultation)
    until = NOW.replace(hour=14, minute=30)
    factories.ScreeningFactory(response=response, held_by=bench.ada, held_until=until)
    told = " ".join(strip_tags(at_desk(bench.ada).read(response)).split())
    assert "You hold it until 2:30pm." in told
    desk = at_desk(bench.ben)
    told = " ".join(strip_tags(desk.read(response)).split())
    assert "Ada Able holds it until 2:30pm." in told
    refused = desk.decide(response, "QUARANTINE", reason="I doubt it.")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Ada Able has taken it and holds it until 2:30pm." in page
    assert ">\nI doubt it.</textarea>" in page
