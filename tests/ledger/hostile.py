"""Papers as somebody writes them who wants a reader to fall over."""

from random import Random

#: What means something to one of the readers, or to what it is built on.
TOKENS = [
    "\n", "\n\n", "— ", "— a AAAAAAAA\n", "+", "=", "A", "AAAA", "\0", "\r", "\x1c", "\x85",
    "\u2028", "\ufeff", "é", " ", "0", "-1", "9" * 30, "extra ", "index ", "old 1\n", "[" * 50,
    "{", '"', "type key\n", "/receipt/v1", "\ud7ff", "A" * 43 + "=\n", "A" * 1_000,
]  # fmt: skip


def touched(text: str, chance: Random) -> str:
    """One to three places of it are taken out, doubled, moved, or have something put in."""
    for _time in range(chance.randint(1, 3)):
        at, more = chance.randint(0, len(text)), chance.choice([0, 1, 2, 44, 200])
        piece, rest = text[at : at + more], text[at + more :]
        text = text[:at] + chance.choice(["", piece * 2, chance.choice(TOKENS)]) + rest
        if chance.random() < 0.1:
            text = text[at:] + text[:at]
    return text


#: Large ones, each of a kind that a careless reader takes long over.
LARGE = {
    "signs of one kind": "A" * 900_000,
    "spaces": "a" + " " * 900_000 + "a",
    "ends of lines": "\n" * 900_000,
    "signatures": "Text.\n\n" + "— a AAAAAAAA\n" * 60_000,
    "parts of signatures": "a\n\n— a AAAA\n\n" * 60_000,
    "hashes": "c2sp.org/tlog-proof@v1\nindex 1\n" + ("A" * 43 + "=\n") * 20_000 + "\na",
    "a long extra": "c2sp.org/tlog-proof@v1\nextra " + "A" * 900_000 + "\nindex 1\n\na",
    "brackets": "c2sp.org/tlog-proof@v1\nextra " + "W1tb" * 200_000 + "\nindex 1\n\na",
    "pluses": "a+" * 450_000,
    "keys": "a+00000000+" * 80_000,
    "a long number": "a\n" + "9" * 900_000 + "\nA\n\n— a AAAAAAAA\n",
    "receipts": "a/receipt/v1" * 70_000 + "\n\n— a AAAAAAAA\n",
    "a request": "old 1\n" + ("A" * 43 + "=\n") * 63 + "\n" + "a\n\n" * 200_000,
}
