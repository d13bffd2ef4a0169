"""Two people's changes to one section: nothing that either wrote is lost, nothing is invented."""

from itertools import product
from random import Random

import pytest

from consultation.reply.document import Content, Passage
from consultation.reply.merging import Keep, Merge, marked, merge

BASE = Content(
    "OPPOSE",
    (
        Passage("a", "Buses", "Ilford is two buses away.\n\nThe last bus goes at ten."),
        Passage("b", "Costs", "The building is ours."),
    ),
)


def changed(base: Content = BASE, *, position: str | None = None, **texts: str) -> Content:
    """The content with other texts of some passages."""
    return Content(
        base.position if position is None else position,
        tuple(Passage(one.key, one.heading, texts.get(one.key, one.text)) for one in base.passages),
    )


def texts(merged: Merge) -> dict[str, str]:
    return {one.key: one.text for one in merged.content.passages}


def test_changes_in_two_passages_are_both_taken() -> None:
    merged = merge(BASE, changed(a="Ilford is far."), changed(b="The building is rented."))
    assert merged.is_whole
    assert texts(merged) == {"a": "Ilford is far.", "b": "The building is rented."}


def test_changes_in_two_paragraphs_of_one_passage_are_both_taken() -> None:
    theirs = changed(a="Ilford is three buses away.\n\nThe last bus goes at ten.")
    mine = changed(a="Ilford is two buses away.\n\nThe last bus goes at nine.")
    merged = merge(BASE, theirs, mine)
    assert merged.is_whole
    assert texts(merged)["a"] == "Ilford is three buses away.\n\nThe last bus goes at nine."


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        (Keep.THEIRS, "Ilford is three buses away."),
        (Keep.MINE, "Ilford is one train away."),
        (Keep.BOTH, "Ilford is three buses away.\n\nIlford is one train away."),
        ("", "Ilford is three buses away.\n\nIlford is one train away."),
    ],
)
def test_where_both_changed_a_paragraph_a_person_chooses(keep: str, expected: str) -> None:
    rest = "\n\nThe last bus goes at ten."
    theirs = changed(a="Ilford is three buses away." + rest)
    mine = changed(a="Ilford is one train away." + rest)
    (clash,) = merge(BASE, theirs, mine).clashes
    assert clash.where == "The text under “Buses”"
    assert clash.before == "Ilford is two buses away."
    assert clash.their_change == [
        ("same", "Ilford is "), ("removed", "two"), ("added", "three"), ("same", " buses away."),
    ]  # fmt: skip
    merged = merge(BASE, theirs, mine, {clash.name: keep})
    assert texts(merged)["a"] == expected + rest


def test_two_positions_and_two_headings_clash() -> None:
    mine = Content("SUPPORT", (Passage("a", "Trains", BASE.passages[0].text), BASE.passages[1]))
    theirs = Content(
        "NO_POSITION", (Passage("a", "Journeys", BASE.passages[0].text), BASE.passages[1])
    )
    merged = merge(BASE, theirs, mine)
    assert [one.where for one in merged.clashes] == ["The position", "The heading “Trains”"]
    assert [one.choices for one in merged.clashes] == [[Keep.THEIRS, Keep.MINE]] * 2
    chosen = {one.name: Keep.THEIRS for one in merged.clashes}
    assert merge(BASE, theirs, mine, chosen).content == theirs
    assert merge(BASE, theirs, mine, dict.fromkeys(chosen, Keep.MINE)).content == mine


def test_what_is_new_in_both_is_kept_in_order() -> None:
    a, b = BASE.passages
    theirs = Content("OPPOSE", (a, Passage("t", "", "Theirs."), b))
    mine = Content("OPPOSE", (a, b, Passage("m", "", "Mine.")))
    merged = merge(BASE, theirs, mine)
    assert [one.key for one in merged.content.passages] == ["a", "t", "b", "m"]


def test_two_who_begin_a_section_stand_one_after_the_other() -> None:
    theirs = Content("", (Passage("t", "", "Theirs."),))
    mine = Content("", (Passage("m", "", "Mine."), Passage("n", "", "More.")))
    merged = merge(Content(), theirs, mine)
    assert [one.key for one in merged.content.passages] == ["t", "m", "n"]


def test_an_order_that_one_of_them_chose_stays() -> None:
    a, b = BASE.passages
    turned = Content("OPPOSE", (b, a))
    wrote = changed(a="Ilford is far.")
    for theirs, mine in ((turned, wrote), (wrote, turned)):
        merged = merge(BASE, theirs, mine)
        assert merged.is_whole
        assert [one.key for one in merged.content.passages] == ["b", "a"]
        assert texts(merged)["a"] == "Ilford is far."


@pytest.mark.parametrize("line", ["", "Contents .......... 1", "a b a b a b", "x"])
def test_long_and_monotonous_texts_are_compared_in_a_moment(line: str) -> None:
    before = "\n".join([line] * (20_000 // (len(line) + 1)))
    after = f"New.\n{before[: len(before) // 2]}\nNew.\n{before[len(before) // 3 :]}"
    marks = marked(before, after)
    assert "".join(text for kind, text in marks if kind != "added") == before
    base, theirs, mine = changed(a=before), changed(a=after), changed(a=f"{before}\nMine.")
    assert merge(base, theirs, mine).content.passages


def test_what_one_takes_out_goes_unless_the_other_wrote_in_it() -> None:
    a, _b = BASE.passages
    without = Content("OPPOSE", (a,))
    assert [one.key for one in merge(BASE, BASE, without).content.passages] == ["a"]
    assert [one.key for one in merge(BASE, without, BASE).content.passages] == ["a"]
    wrote = changed(b="The building is rented.")
    assert texts(merge(BASE, wrote, without))["b"] == "The building is rented."
    assert texts(merge(BASE, without, wrote))["b"] == "The building is rented."


def test_whoever_changes_nothing_changes_nothing() -> None:
    other = changed(a="Else.", position="SUPPORT")
    for merged in (merge(BASE, other, BASE), merge(BASE, BASE, other), merge(BASE, other, other)):
        assert merged == Merge(other, [])


def varied(random: Random) -> Content:
    """A content made of the base's lines, changed at random."""
    passages = []
    for one in BASE.passages:
        lines = one.text.split("\n")
        for place in range(len(lines)):
            if lines[place] and random.random() < 0.4:
                lines[place] = f"Line {random.randrange(10**6)}."
        if random.random() < 0.3:
            lines.append(f"More {random.randrange(10**6)}.")
        if random.random() > 0.15:
            passages.append(Passage(one.key, one.heading, "\n".join(lines)))
    return Content("OPPOSE", tuple(passages))


@pytest.mark.parametrize("seed", range(300))
def test_no_line_that_either_wrote_is_ever_lost(seed: int) -> None:
    random = Random(seed)
    theirs, mine = varied(random), varied(random)
    kept = {
        line for one in merge(BASE, theirs, mine).content.passages for line in one.text.split("\n")
    }
    base = {line for one in BASE.passages for line in one.text.split("\n")}
    for content in (theirs, mine):
        written = {line for one in content.passages for line in one.text.split("\n")} - base
        assert written <= kept


def test_differences_read_as_both_texts() -> None:
    random = Random(7)
    words = ["two", "buses", " ", ",", "\n", "é", "away"]
    for _round, size in product(range(50), (0, 5, 40)):
        before, after = ("".join(random.choices(words, k=size)) for _text in range(2))
        marks = marked(before, after)
        assert "".join(text for kind, text in marks if kind != "added") == before
        assert "".join(text for kind, text in marks if kind != "removed") == after
