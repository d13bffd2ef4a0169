"""The leak test: a word is planted in everything that is not public, all is released, and none of
these words is in any public page, file, report, e-mail to somebody else, log or cache.

Public pages are those of `tests/site.py`, so that a new one is read here by itself.
"""

import io
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from consultation import emails
from consultation.files.disk import path_of
from consultation.models import (
    Answer,
    Consultation,
    Proposal,
    PublishedResponse,
    Report,
    ReportKind,
    Respondent,
    Response,
    User,
)
from consultation.opendata import package, themefinder
from consultation.opendata.actions import ask_for_bulk_files
from consultation.report import actions as reports
from consultation.states import move
from consultation.templatetags.once import kept
from tests import factories
from tests.conftest import send
from tests.moderate.marks import release, take_out, take_out_everywhere
from tests.moderate.planting import (
    Plants,
    can_be_told,
    models_with_secrets,
    plant,
    secrets_of,
    values_for,
)
from tests.report.conftest import all_in
from tests.site import PUBLIC
from tests.world import World, world_of

PUBLIC_WORDS = "Everybodymayreadthis"
NAME = "Leakyname Okafor"  # taken out by hand
EVERYWHERE = "Leakyeverywhere Smith"  # taken out everywhere
#: (consent, state) of responses none of whose words is public.
SILENT = [
    ("COUNT_ONLY", "RELEASED"), ("NOT_SAID", "RELEASED"), ("WORDS", "WITHHELD"),
    ("WORDS", "RECEIVED"), ("WORDS", "SECOND_DUE"), ("WORDS", "DISPUTED"), ("WORDS", "QUARANTINED"),
    ("WORDS", "EXCLUDED"), ("WORDS", "SUPERSEDED"), ("WORDS", "WITHDRAWN"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> None:
    """Files of their own."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that is logged from now on. SQL is logged where DEBUG is on, which refuses to serve."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="factory")  # the factories tell what they plant
    return caplog


@pytest.fixture
def world(written: pytest.LogCaptureFixture, consultation: Consultation, superuser: User) -> World:
    """Something at every address."""
    return world_of(consultation, send, superuser)


@pytest.fixture
def plants() -> Plants:
    """The words; those that are taken out are among them."""
    made = Plants()
    for words in (NAME, EVERYWHERE):
        made.where |= {part.lower(): "redacted span" for part in words.split()[:1]}
    return made


def told(plants: Plants, proposal: Proposal, name: str, words: str, **more: Any) -> Response:
    """A response with a token in each of its own fields, and with a sender."""
    own = values_for(Response, plants, name) | {"consultation": proposal.consultation} | more
    sender = factories.RespondentFactory(**values_for(Respondent, plants, name))
    response: Response = factories.ResponseFactory(respondent=sender, **own)
    about = {"response": response, "proposal": proposal}
    for key, given in (("stance", {"choice": "OPPOSE", "text": ""}), ("reasons", {"text": words})):
        version = proposal.consultation.questions.get(key=key).versions.get()
        factories.AnswerFactory(question_version=version, **about, **given)
    files = f"{'0' * 32} {'1' * 64} 10 TXT {plants.token(f'{name}.file')}.txt"
    asked = proposal.consultation.questions.filter(key="files").first()
    version = asked.versions.get() if asked else factories.QuestionVersionFactory(
        question__consultation=proposal.consultation, question__key="files",
        question__kind="FILE", question__position=50,
    )  # fmt: skip
    factories.AnswerFactory(response=response, question_version=version, text=files)
    return response


@pytest.fixture
def public(
    world: World, plants: Plants, proposal: Proposal, superuser: User, now: datetime
) -> Response:
    """A released response without what was taken out of it; all else is planted around it."""
    words = f"{PUBLIC_WORDS}. I am {NAME}. So is {EVERYWHERE}."
    response = told(plants, proposal, "public", words)
    take_out(response, NAME, by=superuser, at=now)
    release(response, by=superuser, at=now)
    for number, (publish, state) in enumerate(SILENT):
        name = f"{publish} {state}"
        text = f"{plants.token(f'{name}.words')} and {EVERYWHERE}"
        silent = told(plants, proposal, name, text, publish=publish)
        if state in ("RELEASED", "WITHHELD"):
            release(silent, by=superuser, at=now, to=state)
        else:
            Response.objects.filter(pk=silent.pk).update(state=state)
        assert number < len(SILENT)
    for model in models_with_secrets():
        if model not in (Answer, Respondent, Response):
            plant(model, plants, world.consultation, response)
    take_out_everywhere(EVERYWHERE, world.consultation, by=superuser, at=now, reason="THIRD_PARTY")
    return response


def addresses(world: World) -> Iterator[str]:
    """Every public address, in every language that it is in, and each response's own."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found = {reverse(one.name, args=one.arguments(world)) for one in PUBLIC}
            base = reverse("published-responses", args=[world.consultation.slug])
            numbers = Response.objects.values_list("pk", flat=True)
            found |= {f"{base}{number}/" for number in numbers}
            found |= {f"{base}?position=OPPOSE&station=barkingside", f"{base}?borough=camden"}
            machines = reverse("api-responses", args=[world.consultation.slug])
            found |= {f"{machines}/{number}" for number in numbers}
        yield from sorted(found)


def read(client: Client, address: str) -> str:
    """All that an address answers: head and body, the words of a PDF, the files of a ZIP."""
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    told = f"{answer.headers} {answer.cookies} {body.decode(errors='replace')}"
    if body.startswith(b"PK"):
        told += all_in(body)
    return told + (words_of(body) if body.startswith(b"%PDF") else "")


def taken(client: Client, address: str) -> Any:
    """The answer, read to its end."""
    answer: Any = client.get(address)
    if answer.streaming:
        b"".join(answer)
    return answer


def make_whole_files() -> None:
    """All that is due for everybody."""
    assert ask_for_bulk_files(at=timezone.now()) == 2
    while reports.make_next(clock=timezone.now) is not None:
        pass


def words_of(pdf: bytes) -> str:
    """The text layer, and what the file says of itself."""
    reader = PdfReader(io.BytesIO(pdf))
    return " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)


def leaks(plants: Plants, read_there: dict[str, str]) -> dict[str, set[str]]:
    """Which tokens were found where."""
    found = {place: plants.found_in(content) for place, content in read_there.items()}
    return {place: tokens for place, tokens in found.items() if tokens}


def test_every_field_that_is_not_plain_is_planted_or_cannot_be_told_apart(
    public: Response, plants: Plants
) -> None:
    planted = set(plants.where.values())
    missing = [
        f"{model.__name__}.{field.name}"
        for model in models_with_secrets()
        for field in secrets_of(model)
        if can_be_told(field)
        and not {f"{model.__name__}.{field.name}", f"public.{field.name}"} & planted
        and model is not Answer  # in every response that is told here
    ]
    assert missing == []
    for wanted in ("COUNT_ONLY RELEASED.words", "WORDS EXCLUDED.words", "public.file"):
        assert wanted in planted


def test_no_public_page_or_file_holds_any_of_it(
    public: Response, world: World, plants: Plants, client: Client
) -> None:
    make_whole_files()
    pages = {address: read(client, address) for address in addresses(world)}
    assert leaks(plants, pages) == {}
    shown = [address for address, content in pages.items() if PUBLIC_WORDS in content]
    base = reverse("published-responses", args=[world.consultation.slug])
    machines = reverse("api-responses", args=[world.consultation.slug])
    ours = [machines, f"{machines}.csv", f"{machines}/{public.pk}"]
    files = [reverse(f"{one}-file", args=[world.consultation.slug])
             for one in ("package", "themefinder")]  # fmt: skip
    for address in (
        base, f"{base}{public.pk}/", f"{base[:-1]}.csv", f"{base[:-1]}.atom", *ours, *files
    ):  # fmt: skip
        assert address in shown, address  # else the test would look in the wrong place
    # The list that is narrowed to it too. What machines read is in English alone.
    assert len(shown) == 7 * len(settings.LANGUAGES) + len(ours)
    assert sorted(set(PublishedResponse.objects.values_list("consultation", flat=True))) == [
        world.consultation.pk
    ]


@pytest.mark.parametrize("make", [package.write, themefinder.write], ids=["package", "themes"])
def test_no_package_holds_any_of_it(
    make: Callable[..., object], public: Response, world: World, plants: Plants
) -> None:
    made = io.BytesIO()
    make(world.consultation, made)
    found = ZipFile(made)
    read_there = {name: found.read(name).decode() for name in found.namelist()}
    assert leaks(plants, read_there) == {}
    assert [name for name, content in read_there.items() if PUBLIC_WORDS in content] in (
        ["responses.csv"], ["question_part_1/responses.jsonl"],
    )  # fmt: skip


#: The one file that holds people's words before anything is taken out, for those alone who may.
RAW = {ReportKind.EXPORT}
PLACED = {ReportKind.STATION: "station", ReportKind.BOROUGH: "borough"}
#: What is published, or handed to everybody.
FOR_ALL = (ReportKind.RESULTS, ReportKind.PACKAGE, ReportKind.THEMES)
FORMS = ["csv", "csvw", "docx", "html", "json", "odt", "pdf", "xlsx", "zip"]


def read_file(report: Report, kind: str) -> str:
    """Every text of a file of a report, also of what is packed in it."""
    body = path_of(report.files.get(kind=kind).sha256).read_bytes()
    return words_of(body) if body.startswith(b"%PDF") else all_in(body)


def make_every_kind(world: World, by: User) -> dict[ReportKind, Report]:
    """A report of each kind, made."""
    station = world.consultation.proposals.get(station__slug="barkingside").station
    places: dict[str, Any] = {"station": station, "borough": station.borough}
    asked = {
        kind: reports.ask(
            consultation=world.consultation, kind=kind, by=by, at=timezone.now(),
            **({PLACED[kind]: places[PLACED[kind]]} if kind in PLACED else {}),
        )
        for kind in ReportKind if kind not in RAW
    }  # fmt: skip
    while reports.make_next(clock=timezone.now) is not None:
        pass
    for one in asked.values():
        one.refresh_from_db()
    return asked


@pytest.mark.sweeps
def test_no_report_of_any_kind_in_any_form_holds_any_of_it(
    public: Response, world: World, plants: Plants, superuser: User, client: Client
) -> None:
    client.force_login(superuser)
    made, published = dict[str, str](), dict[str, str]()
    for kind, report in make_every_kind(world, superuser).items():
        assert (report.state, report.error) == ("DONE", ""), kind
        made[f"{kind} page"] = read(client, reverse("report", args=[report.pk]))
        forms = sorted(report.files.values_list("kind", flat=True))
        assert forms == (FORMS if kind not in FOR_ALL[1:] else ["zip"]), kind
        told = {f"{kind} {form}": read_file(report, form) for form in forms}
        made |= told
        published |= told if kind in FOR_ALL else {}
    assert leaks(plants, published) == {}  # no formal reply either that nobody released
    # Those who decide read each formal reply in full, released or not.
    plants.where = {
        token: where for token, where in plants.where.items() if "SignedReply" not in where
    }
    assert leaks(plants, made) == {}
    quoting = {f"{kind} {form}" for kind in ("WHOLE", "BOROUGH", "STATION")
               for form in ("page", "html", "pdf", "docx", "odt", "json", "zip")}  # fmt: skip
    # Else the test would look in the wrong place. Results hold nobody's words.
    assert {name for name, text in made.items() if PUBLIC_WORDS in text} == {
        *quoting, "PACKAGE zip", "THEMES zip",
    }  # fmt: skip


@pytest.mark.sweeps
def test_no_letter_to_somebody_else_log_or_cache_holds_any_of_it(
    public: Response,
    world: World,
    plants: Plants,
    proposal: Proposal,
    client: Client,
    written: pytest.LogCaptureFixture,
) -> None:
    for address in addresses(world):
        read(client, address)
    own = plants.token("a resident who asked for a receipt")
    send(world.consultation, about=[proposal], email=f"{own}@example.com", reasons=own)
    while emails.post_next(clock=timezone.now) is not None:
        pass
    letters = {
        f"to {one.to}": f"{one.subject} {one.body} {one.extra_headers}" for one in mail.outbox
    }
    assert f"to ['{own}@example.com']" in letters
    places = {name: text.replace(own, "") if own in name else text
              for name, text in letters.items()}  # fmt: skip
    places["log"] = "\n".join(f"{one.getMessage()} {one.exc_text}" for one in written.records)
    assert places["log"]
    places["cache"] = "".join(str(vars(one)) for one in caches.all())
    places["kept parts of pages"] = kept()
    places["valkey"] = " ".join(in_valkey())
    assert leaks(plants, places) == {}


def in_valkey() -> Iterator[str]:
    """Every key, with what it holds."""
    store = redis.Redis.from_url(settings.REDIS_URL)
    ways: dict[Any, Callable[[bytes], Any]] = {
        b"string": store.get,
        b"hash": store.hgetall,
        b"list": lambda key: store.lrange(key, 0, -1),
        b"set": store.smembers,
        b"zset": lambda key: store.zrange(key, 0, -1),
        b"stream": lambda key: store.xrange(key),
    }
    try:
        for key in store.scan_iter(count=1_000):
            held = ways.get(store.type(key))
            yield f"{key!r} {held(key) if held else ''!r}"
    finally:
        store.close()


def test_what_is_taken_back_is_gone_at_once(
    public: Response, world: World, client: Client, superuser: User
) -> None:
    make_whole_files()
    base = reverse("published-responses", args=[world.consultation.slug])
    files = [reverse(f"{one}-file", args=[world.consultation.slug])
             for one in ("package", "themefinder")]  # fmt: skip
    places = [base, f"{base}{public.pk}/", f"{base[:-1]}.csv", *files]
    known = {one: taken(client, one).get("ETag", "") for one in places}
    assert all(PUBLIC_WORDS in read(client, one) for one in places)
    move(public, "QUARANTINED", by=superuser, at=timezone.now())
    for address in [*places, *addresses(world)]:
        assert PUBLIC_WORDS not in read(client, address), address
    for one in [*places[:2], *files]:
        assert client.get(one, headers={"if-none-match": known[one]}).status_code != 304
    assert PUBLIC_WORDS not in " ".join(in_valkey()) + kept()
