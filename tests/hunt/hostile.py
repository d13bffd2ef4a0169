"""What is sent to a form by somebody who wants it to fail: each way once, drawn from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from tests.hunt.forms import Form, Pairs

CSRF = "csrfmiddlewaretoken"
FORM = "application/x-www-form-urlencoded"
PLAIN_WORDS = "The bus does not go there in the evening."
#: Direction marks, a family of joined signs, a letter with forty accents, a sign outside the plane.
ODD_WORDS = "\u202egnorw\u202c \u2066here\u2069 👩‍👩‍👧‍👦 e" + "\u0301" * 40 + " 𐏿 \ufeffend"
NUMBERS = ("-1", "0", "1e309", "99999999999999999999", "NaN", "٣", "0x10", "1.5", "31.02.2026")
LONG = 50_000
MANY = 1_500  # fields
BYTES = (b"%ED%A0%80", b"%ED%BF%BF", b"%FF%FE", b"%C0%AF", b"%F8%88%80%80%80")


@dataclass(frozen=True)
class Sent:
    """One request to a form. `typed` are words that a page which refuses them must show again."""

    way: str
    more: dict[str, Any]
    typed: dict[str, str] = field(default_factory=dict)
    method: str = "POST"


def _over(form: Form, words: str) -> dict[str, str]:
    return {one.name: words for one in form.written}


def _sent(way: str, form: Form, pairs: Pairs, typed: dict[str, str] | None = None) -> Sent:
    more: dict[str, Any] = {"data": pairs}
    if form.has_files:
        more["files"] = form.files()
    return Sent(way, more, typed or {})


def valid(form: Form, _chance: random.Random) -> Iterator[Sent]:
    """As it is meant, with each of its buttons."""
    for number in range(max(1, len(form.buttons))):
        yield _sent("valid", form, form.filled(PLAIN_WORDS, button=number))


def words(form: Form, _chance: random.Random) -> Iterator[Sent]:
    """Nothing, very much, signs that are none, signs that confuse."""
    for way, text in (
        ("empty", ""), ("very long", "x" * LONG), ("NUL", "a\x00b"), ("odd signs", ODD_WORDS),
        ("lines", "one\r\n\r\n\ttwo\u2028three\x0b\x1b[31m"),
    ):  # fmt: skip
        over = _over(form, text)
        yield _sent(way, form, form.filled(text, over=over), over if way == "odd signs" else {})


def nothing_chosen(form: Form, _chance: random.Random) -> Iterator[Sent]:
    """What is written is fine, and no choice was made."""
    over = _over(form, PLAIN_WORDS)
    over |= {one.name: "" for one in form.fields if one.options}
    typed = {one.name: PLAIN_WORDS for one in form.written}
    yield _sent("nothing chosen", form, form.filled(PLAIN_WORDS, over=over), typed)


def not_offered(form: Form, chance: random.Random) -> Iterator[Sent]:
    """Choices that are none, numbers that are none."""
    over = {one.name: "NONSENSE" for one in form.fields if one.options}
    yield _sent("not offered", form, form.filled(PLAIN_WORDS, over=over))
    over = {one.name: chance.choice(NUMBERS) for one in form.fields if one.name != CSRF}
    yield _sent("wrong types", form, form.filled(PLAIN_WORDS, over=over))
    for key in ("[]", str(chance.randint(1, 60))):
        others = dict.fromkeys(over, key)
        yield _sent("keys of others", form, form.filled(PLAIN_WORDS, over=others))


def fields(form: Form, chance: random.Random) -> Iterator[Sent]:
    """Left out, twice, and of names that nobody asked for."""
    pairs = form.filled(PLAIN_WORDS)
    others = [pair for pair in pairs if pair[0] != CSRF]
    token = [pair for pair in pairs if pair[0] == CSRF]
    yield _sent("no fields", form, token)
    if others:
        left = [pair for pair in pairs if pair != chance.choice(others)]
        yield _sent("one left out", form, left)
    yield _sent("each twice", form, [*pairs, *((name, f"{value}2") for name, value in others)])
    own = ("id", "pk", "state", "is_superuser", "organisation", "consultation", "by", "person")
    yield _sent("fields of ours", form, [*pairs, *((name, "1") for name in own)])
    yield Sent("very many", {"data": [*pairs, *((f"f{n}", "1") for n in range(MANY))]})


def tokens(form: Form, _chance: random.Random) -> Iterator[Sent]:
    """Without the token of our pages, with a wrong one, from another site."""
    pairs = [pair for pair in form.filled(PLAIN_WORDS) if pair[0] != CSRF]
    written = {one.name for one in form.written}
    typed = {name: value for name, value in pairs if name in written and " " in value}
    yield Sent("no token", {"data": pairs}, typed)
    yield Sent("wrong token", {"data": [*pairs, (CSRF, "x" * 64)]})
    yield Sent(
        "another site",
        {"data": form.filled(PLAIN_WORDS), "headers": {"Origin": "https://evil.example"}},
    )


def bytes_of(form: Form, chance: random.Random) -> Iterator[Sent]:
    """Bytes that are no text, and bodies that are no form."""
    pairs = form.filled(PLAIN_WORDS)
    body = urlencode([pair for pair in pairs if pair[0] == CSRF]).encode()
    for one in form.fields:
        if one.name and one.name != CSRF:
            body += b"&" + quote_plus(one.name).encode() + b"=" + chance.choice(BYTES)
    token = {"X-CSRFToken": next((value for name, value in pairs if name == CSRF), "")}
    for way, kind, sent in (
        ("no text", FORM, body),
        ("JSON", "application/json", json.dumps(dict(pairs)).encode()),
        ("XML", "text/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        ("unknown signs", f"{FORM}; charset=utf-7", body),
        ("signs of nobody", f"{FORM}; charset=zq\x7f", body),
        ("no kind", "", body),
    ):  # fmt: skip
        yield Sent(way, {"data": sent, "headers": {"Content-Type": kind, **token}})


def parts(form: Form, _chance: random.Random) -> Iterator[Sent]:
    """Files of strange names, and bodies of many parts that are broken."""
    pairs = form.filled(PLAIN_WORDS)
    names = [one.name for one in form.fields if one.kind == "file"] or ["file"]
    for name in (
        "n" * 5_000 + ".txt",
        "../../etc/passwd",
        "a\x01b.txt",
        "",
        "CON.docx",
        "ü\u202e.pdf",
    ):
        sent = (name, b"%PDF-1.4 not really", "application/pdf")
        yield Sent("file name", {"data": pairs, "files": dict.fromkeys(names, sent)})
    token = next((value for name, value in pairs if name == CSRF), "")
    head = f'--b\r\nContent-Disposition: form-data; name="{CSRF}"\r\n\r\n{token}\r\n'
    for way, kind, body in (
        ("no boundary", "multipart/form-data", head),
        ("cut off", "multipart/form-data; boundary=b", head + "--b\r\nContent-Disp"),
        ("no name", "multipart/form-data; boundary=b", f"{head}--b\r\n\r\nx\r\n--b--\r\n"),
        ("wrong transfer", "multipart/form-data; boundary=b",
         f'{head}--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
         "Content-Transfer-Encoding: base64\r\n\r\n***\r\n--b--\r\n"),
        ("wide boundary", f"multipart/form-data; boundary={'b' * 300}", head),
    ):  # fmt: skip
        yield Sent(way, {
            "data": body.encode(), "headers": {"Content-Type": kind, "X-CSRFToken": token},
        })  # fmt: skip


def methods(form: Form, _chance: random.Random) -> Iterator[Sent]:
    """Verbs that no page of ours knows."""
    token = {"X-CSRFToken": dict(form.filled("")).get(CSRF, "")}
    for one in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        yield Sent("method", {"data": b"x", "headers": token}, method=one)


Way = Callable[[Form, random.Random], Iterator[Sent]]
WAYS: tuple[Way, ...] = (
    nothing_chosen, words, not_offered, fields, tokens, bytes_of, parts, methods, valid,
)  # fmt: skip


def all_ways(form: Form, seed: str, *, most: int = 0) -> list[Sent]:
    """What is sent to this form; a sample of so many where a number is given, one valid with them.

    The valid one comes last, since what it does may take the form away.
    """
    chance = random.Random(f"{seed} {form.kind}")
    every = [one for way in WAYS for one in way(form, chance)]
    if most and len(every) > most:
        last = next(one for one in every if one.way == "valid")
        every = [*chance.sample([one for one in every if one.way != "valid"], most - 1), last]
    return every
