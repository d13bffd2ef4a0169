"""The text of a reply: word for word, the same from a draft and from what was signed."""

from hashlib import sha256
from random import Random

import pytest

from consultation.reply.document import Content, Document, Enclosure, Part, Passage

WHOLE = Document(
    organisation="London Borough of Redbridge",
    consultation="Police front counters",
    edition=2,
    parts=(
        Part(
            "VIEW",
            "Our view as a whole",
            Content("", (Passage("a", "", "One counter a borough is too few."),)),
        ),
        Part(
            "PROPOSAL",
            "Barkingside, Redbridge: close",
            Content(
                "OPPOSE",
                (
                    Passage("b", "Buses", "Ilford is two buses away.\n\nThe last goes at ten."),
                    Passage("c", "Costs", ""),
                ),
            ),
            proposal=7,
        ),
    ),
    files=(Enclosure("0" * 32, "survey.pdf", "PDF", 2048, "ab" * 32),),
    replaces="7KQ4-9XWD-MHPT",
)
TEXT = f"""\
Formal reply of London Borough of Redbridge
to the consultation: Police front counters
Edition 2
It replaces the reply with the reference 7KQ4-9XWD-MHPT

Our view as a whole
===================


One counter a borough is too few.

Barkingside, Redbridge: close
=============================

Position: Opposes it

Buses
-----

Ilford is two buses away.

The last goes at ten.

Costs
-----


Files sent with this reply
==========================

survey.pdf (PDF, 2048 bytes)
SHA-256 {"ab" * 32}
"""


def test_the_text_is_this_one_and_its_digest_can_be_checked() -> None:
    assert WHOLE.text == TEXT
    assert WHOLE.digest == sha256(TEXT.encode()).hexdigest()


def test_what_is_stored_reads_as_it_was() -> None:
    assert Document.read(WHOLE.as_json()) == WHOLE
    assert Document.read(WHOLE.as_json()).text == TEXT


@pytest.mark.parametrize("seed", range(50))
def test_any_content_is_stored_whole_and_stays_tidy(seed: int) -> None:
    random = Random(seed)
    signs = "aé \t\n\r\u2028\u200b=-\U0001f68c"
    content = Content(
        random.choice(["", "OPPOSE"]),
        tuple(
            Passage(str(place), *("".join(random.choices(signs, k=12)) for _ in range(2)))
            for place in range(4)
        ),
    )
    tidy = content.tidy
    assert Content.read(content.as_json()) == tidy
    assert tidy.tidy == tidy
    assert "\r" not in tidy.text
    letters = {sign for one in content.passages for sign in one.heading + one.text} & set("aé🚌")
    assert letters <= set(tidy.text)
