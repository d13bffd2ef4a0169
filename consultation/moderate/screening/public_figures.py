"""Whose names are no secret: who answers for the decision, and who is in the news of the matter.

Also an MP or Assembly Member who is called one. A councillor is flagged: what people write about
one is as often of a neighbour as of an office.
"""

from consultation.moderate.screening.known_names import PUBLIC_FIGURES
from consultation.moderate.screening.name_runs import joined, plain
from consultation.moderate.screening.name_words import LONDON
from consultation.moderate.screening.reading import Reading

_FIGURES: dict[str, tuple[str, ...]] = {}
for _figure in PUBLIC_FIGURES:
    _first = _figure.split()[0]
    _FIGURES[_first] = (*_FIGURES.get(_first, ()), _figure)


def is_public(reading: Reading, at: int, upto: int) -> bool:
    """Who holds high public office, or is called an MP."""
    words = reading.words
    name = " ".join(plain(word) for word in words[at:upto])
    if name in LONDON or _in_a_saying(reading, name, upto):
        return True
    if any(name == known or name.startswith(known + " ") for known in _figures_of(words[at].low)):
        return True
    while (
        upto < len(words)
        and upto - at < 3
        and words[upto].text.istitle()
        and joined(reading, words[upto - 1], words[upto])
    ):
        upto += 1  # a surname that is a place, too
    if upto < len(words) and words[upto].text in ("MP", "AM", "MEP", "MSP", "MS"):
        return bool(joined(reading, words[upto - 1], words[upto])) or reading.text[
            words[upto - 1].end : words[upto].start
        ] in (", ", " (")
    before = reading.before(words[at].start, 24)
    return (
        before.endswith(
            (
                "mayor ",
                "mayor, ",
                "mayor of london ",
                "mayor of london, ",
                "commissioner ",
                "home secretary ",
                "prime minister ",
                "president ",
                "chancellor ",
                "sir ",
                "minister ",
            )
        )
        and upto - at <= 3
        and not before.endswith("dear sir ")
    )


def _in_a_saying(reading: Reading, name: str, upto: int) -> bool:
    """ "For Pete's sake", "every Tom, Dick and Harry"."""
    if name in ("tom", "dick", "harry"):
        return "tom, dick" in reading.low
    return name == "pete" and reading.after(reading.words[upto - 1].end - 2, 7) == "'s sake"


def _figures_of(first: str) -> tuple[str, ...]:
    return _FIGURES.get(first, ())
