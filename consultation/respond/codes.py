"""References and return codes: drawn by chance, and read as people type them."""

import secrets

from django.utils.crypto import salted_hmac

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Sixty random bits in Crockford's alphabet, such as 7KQ4-9XWD-MHPT."""
    return _grouped(_drawn(12))


def new_references(count: int) -> list[str]:
    """So many of them, drawn at once: for one after another, drawing takes longer than the rest."""
    drawn = secrets.token_bytes(8 * count)
    bits = (int.from_bytes(drawn[place : place + 8], "big") for place in range(0, 8 * count, 8))
    return [_grouped(_signs_of(one, 12)) for one in bits]


def new_code() -> str:
    """Eighty random bits in the same alphabet, such as 7KQ4-9XWD-MHPT-2RVB: a return code."""
    return _grouped(_drawn(16))


def new_recovery_code() -> str:
    """A hundred and twenty, as 7KQ4-9XWD-MHPT-2RVB-5N8C-JZ3F: nobody types it but in need."""
    return _grouped(_drawn(24))


def code_for(key: str) -> str:
    """The same for the same key, and by chance to all who have not our own key: for a form whose
    second coming is to show what its first one made.
    """
    drawn = salted_hmac("consultation.respond.codes", key, algorithm="sha256").digest()
    return _grouped(_signs_of(int.from_bytes(drawn, "big"), 16))


def _drawn(count: int) -> str:
    return _signs_of(secrets.randbits(5 * count), count)


def _signs_of(bits: int, count: int) -> str:
    """The lowest five bits for each sign."""
    return "".join([CROCKFORD[bits >> 5 * place & 31] for place in range(count)])


def _grouped(signs: str) -> str:
    return "-".join(signs[place : place + 4] for place in range(0, len(signs), 4))


def read_code(typed: str) -> str:
    """What was typed, as a return code; "" where it is none."""
    signs = signs_in(typed)
    return _grouped(signs) if len(signs) == 16 else ""


def read_recovery_code(typed: str) -> str:
    """What was typed, as a recovery code, also one of before, with sixteen signs; "" for none."""
    signs = signs_in(typed)
    return _grouped(signs) if len(signs) in (16, 24) else ""


def read_reference(typed: str) -> str:
    """What was typed, as a reference: any case and spacing; O is 0, I and L are 1."""
    signs = signs_in(typed)
    return _grouped(signs) if len(signs) == 12 else ""


def signs_in(typed: str) -> str:
    """The signs of a code: any case and spacing; O is 0, I and L are 1."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return signs.translate(str.maketrans("OIL", "011"))
