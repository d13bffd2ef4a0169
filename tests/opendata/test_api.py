"""The API: each address answers as its schema says, and what it does not know it says in words."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from consultation.models import Consultation, Meeting, Petition, Response, SignedReply, User
from consultation.opendata.description import description
from consultation.opendata.operations import OPERATIONS, Operation
from consultation.publish import released
from consultation.states import move
from stations.models import Station
from tests import factories
from tests.conftest import Town
from tests.moderate.marks import release
from tests.opendata.conftest import Get, Send


def schema_of(name: str) -> dict[str, Any]:
    """A shape of the description, with the shapes that it names."""
    return {**description(), "$ref": f"#/components/schemas/{name}"}


def judge(made: Any, name: str) -> None:
    """Fail with what is wrong."""
    checker = Draft202012Validator(
        schema_of(name), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    assert [error.message for error in checker.iter_errors(made)] == []


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_every_operation_answers_as_its_schema_says(
    one: Operation, client: Client, consultation: Consultation, told: Response, silent: Response,
    petition: Petition, meeting: Meeting, signed: SignedReply,
) -> None:  # fmt: skip
    path = one.path.format(
        consultation=consultation.slug, number=told.pk, organisation=signed.reply.organisation.slug
    )
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (200, one.media)
    judge(answer.json(), one.shape)
    assert client.get(f"/api/v1/{path}.json").content == answer.content
    assert client.get(f"/api/v1/{path}?format=json").content == answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_description_is_one_that_openapi_knows(get: Get, consultation: Consultation) -> None:
    made = get("/api/v1/openapi.json").json()
    assert made["openapi"] == "3.1.0"
    assert list(made["paths"]) == [f"/{one.path}" for one in OPERATIONS]
    for shape in made["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)


def test_a_response_is_what_its_page_shows_and_no_more(
    get: Get, told: Response, consultation: Consultation
) -> None:
    made = get(f"responses/{told.pk}").json()
    answers = made.pop("answers")
    proposal = consultation.proposals.get(station__slug="barkingside").pk
    assert made == {
        "id": told.pk,
        "url": f"http://localhost:8000/consultations/front-counters/responses/{told.pk}/",
        "received_on": "2026-11-23",
        "published_at": "2026-11-23T12:00:00Z",
        "channel": "ONLINE",
        "capacity": "MYSELF",
        "place": "BOROUGH",
        "borough": "merton",
        "borough_code": "E09000024",
        "language": "en",
        "words_withheld": False,
    }
    assert answers[0] == {
        "question": "stance", "version": 1, "proposal": proposal, "site": "barkingside",
        "place_in_order": 0, "value": "OPPOSE", "text": "", "redactions": 0,
    }  # fmt: skip
    assert answers[1]["text"].startswith("I am [personal details removed]. Call 07700 900123")
    assert answers[1]["redactions"] == 1
    assert (answers[2]["proposal"], answers[2]["text"]) == (None, "=1+1 <b>No</b>")
    assert get(f"responses/{told.pk}")["Last-Modified"] == "Mon, 23 Nov 2026 12:00:00 GMT"


def test_what_is_taken_back_is_gone_at_once(
    get: Get, told: Response, moderator: User, now: datetime
) -> None:
    first = get("responses")
    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Robots-Tag"] == "noindex, noarchive"
    one = get(f"responses/{told.pk}")
    move(told, "QUARANTINED", by=moderator, at=now)
    after = get("responses", **{"If-None-Match": first["ETag"]})
    assert (after.status_code, after.json()["responses"]) == (200, [])
    gone = get(f"responses/{told.pk}", **{"If-None-Match": one["ETag"]})
    assert gone.status_code == 404
    judge(gone.json(), "problem")
    assert gone.json()["detail"] == "This response is not public, now or any more."


@pytest.fixture
def several(
    send_response: Send, consultation: Consultation, proposal: Any, moderator: User, now: datetime,
    town: Town,
) -> list[int]:  # fmt: skip
    """Five, a day apart, the newest first: OPPOSE and SUPPORT by turns."""
    found = []
    for days in range(5):
        one = send_response(
            consultation, about=[proposal], stance=("OPPOSE", "SUPPORT")[days % 2],
            borough=town.merton if days < 2 else town.camden, at=now - timedelta(days=days),
            capacity="MYSELF" if days else "CARER",
        )  # fmt: skip
        release(one, by=moderator, at=now)
        found.append(one.pk)
    return found


def numbers(answer: Any) -> list[int]:
    return [one["id"] for one in answer.json()["responses"]]


def test_pages_follow_one_another_to_the_end(get: Get, several: list[int]) -> None:
    seen, address, pages = [], "responses?size=2", 0
    while address:
        answer = get(address.removeprefix("http://localhost:8000"))
        seen += numbers(answer)
        address, pages = answer.json()["next"] or "", pages + 1
        assert answer.get("Link", "") == (f'<{address}>; rel="next"' if address else "")
    assert (seen, pages) == (several, 3)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("position=SUPPORT", [1, 3]),
        ("borough=merton", [0, 1]),
        ("station=barkingside", [0, 1, 2, 3, 4]),
        ("station=ilford", []),
        ("channel=ONLINE", [0, 1, 2, 3, 4]),
        ("channel=PAPER", []),
        ("capacity=CARER", [0]),
        ("received_since=2026-11-21", [0, 1, 2]),
        ("borough=camden&position=SUPPORT&received_since=2026-11-20", [3]),
    ],
)
def test_what_is_asked_for_narrows_them(
    get: Get, several: list[int], query: str, places: list[int]
) -> None:
    assert numbers(get(f"responses?{query}")) == [several[one] for one in places]


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("responses?page=2", 400, "There is no parameter “page” here."),
        ("responses?size=2&size=3", 400, "“size” is given 2 times. Give it once."),
        ("responses?size=101", 400, "“size” is wrong. It is a whole number from 1 to 100."),
        ("responses?size=0", 400, "“size” is wrong. It is a whole number from 1 to 100."),
        ("responses?channel=FAX", 400, "“channel” is wrong. It can be one of: ONLINE, EMAIL"),
        ("responses?received_since=2026-02-30", 400, "It is a date, as 2026-11-23."),
        ("responses?station=", 400, "It has letters, numbers and hyphens alone."),
        ("responses?station=leeds", 404, "This consultation proposes nothing at a site “leeds”."),
        ("responses?borough=leeds", 404, "There is no borough “leeds”."),
        (
            "responses?position=LOVE",
            404,
            "There is no position “LOVE”. There are: STRONGLY_SUPPORT",
        ),
        ("responses?cursor=2026-99-99-1", 404, "This cursor is none of ours."),
        ("responses.csv?format=json", 400, "The suffix and “format” ask for different forms."),
        ("responses.xml", 404, "This is not to be had as “.xml”, but as: .json, .csv."),
        ("sites?format=csv", 400, "“format” is wrong. It can be one of: json."),
        ("responses/999999999", 404, "This response is not public, now or any more."),
        (f"responses/{'9' * 30}", 404, "This response is not public, now or any more."),
        ("formal-replies/leeds", 404, "No formal reply of this organisation is public."),
        ("/api/v1/consultations/leeds", 404, "There is no public consultation “leeds”."),
        ("/api/v1/anything", 404, "There is nothing at this address."),
        ("/api/v1/any%0Athing", 404, "There is nothing at this address."),
        ("/schemas/consultation-package/1/none.json", 404, "There is no schema"),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(
    get: Get, consultation: Consultation, path: str, status: int, detail: str
) -> None:
    answer = get(path)
    made = answer.json()
    assert (answer.status_code, made["status"]) == (status, status)
    assert detail in made["detail"]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    judge(made, "problem")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str, consultation: Consultation) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)("/api/v1/consultations")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    judge(answer.json(), "problem")
    asked = client.options("/api/v1/consultations")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (
        204,
        "GET, HEAD, OPTIONS",
    )
    assert client.head("/api/v1/consultations").content == b""


def test_a_draft_is_not_there(get: Get, consultation: Consultation) -> None:
    draft = factories.ConsultationFactory(state="DRAFT")
    for path in ("", "/proposals", "/questions", "/sites", "/responses", "/gatherings"):
        assert get(f"/api/v1/consultations/{draft.slug}{path}").status_code == 404
    listed = get("/api/v1/consultations").json()["consultations"]
    assert [one["id"] for one in listed] == [consultation.slug]


def test_a_table_has_a_row_for_each_answer_and_no_formula(
    get: Get, told: Response, silent: Response
) -> None:
    answer = get("responses.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["response"], row["question"], row["value"]) for row in rows] == [
        (str(told.pk), "stance", "OPPOSE"),
        (str(told.pk), "reasons", ""),
        (str(told.pk), "instead", ""),
        (str(silent.pk), "stance", "SUPPORT"),
    ]
    assert [row["text"] for row in rows[2:]] == ["'=1+1 <b>No</b>", ""]
    assert [row["words_withheld"] for row in rows] == ["false"] * 3 + ["true"]
    assert b"Nobody reads" not in answer.content


def test_a_petition_that_was_withdrawn_tells_its_title_and_why(
    get: Get, petition: Petition
) -> None:
    before = get("gatherings").json()["petitions"][0]
    assert (before["signatures"], before["text"]) == (petition.signatures, petition.text)
    Petition.objects.filter(pk=petition.pk).update(state="WITHDRAWN", ended_reason="Twice on it")
    after = get("gatherings").json()["petitions"][0]
    assert (after["title"], after["ended_reason"]) == (petition.title, "Twice on it")
    assert (after["text"], after["signatures"], after["points"]) == ("", None, [])


def test_a_question_has_its_translations_until_its_english_changes(
    get: Get, consultation: Consultation, now: datetime
) -> None:
    version = consultation.questions.get(key="reasons").versions.get()
    about = {"consultation": consultation, "subject": f"questionversion:{version.pk}"}
    for language, english in (("cy", version.wording), ("pl", "Another English")):
        factories.TranslationFactory(
            **about, field="wording", language=language, english=english, text=f"In {language}",
            state="PUBLISHED", checked_by=factories.UserFactory(), checked_at=now,
        )  # fmt: skip
    asked = {one["id"]: one for one in get("questions").json()["questions"]}
    assert asked["reasons"]["versions"][0]["translations"] == {"cy": {"wording": "In cy"}}


def test_a_page_costs_the_same_with_one_response_and_with_many(
    get: Get, several: list[int], django_assert_num_queries: Callable[..., Any]
) -> None:
    for size in (1, 5):
        with django_assert_num_queries(8):  # of which two only begin and end the time limit
            first = get(f"responses?size={size}")
        with django_assert_num_queries(6):
            again = get(f"responses?size={size}", **{"If-None-Match": first["ETag"]})
        assert again.status_code == 304
    with django_assert_num_queries(4):
        get(f"responses/{several[0]}")


def test_formal_replies_that_have_not_changed_cost_one_look(
    get: Get, signed: SignedReply, moderator: User, now: datetime,
    django_assert_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    first = get("formal-replies")
    again = {"If-None-Match": first["ETag"]}
    with django_assert_num_queries(2):  # one finds the consultation
        assert get("formal-replies", **again).status_code == 304
    body = signed.reply.organisation
    type(body).objects.filter(pk=body.pk).update(name="Camden Council")
    renamed = get("formal-replies", **again)
    assert renamed.status_code == 200
    assert renamed.json()["replies"][0]["organisation"]["name"] == "Camden Council"
    station = Station.objects.get(slug="holborn")
    type(station).objects.filter(pk=station.pk).update(slug="another")
    moved = get("formal-replies", **{"If-None-Match": renamed["ETag"]})
    assert moved.status_code == 200
    move(signed.response, "QUARANTINED", by=moderator, at=now)
    gone = get("formal-replies", **{"If-None-Match": moved["ETag"]})
    assert (gone.status_code, gone.json()) == (200, {"replies": []})


def test_what_takes_too_long_is_told_to_be_asked_otherwise(
    get: Get, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_given: Any, **_more: Any) -> None:
        raise released.TooSlow

    monkeypatch.setattr("consultation.opendata.queries.keys_of", slow)
    answer = get("responses")
    assert (answer.status_code, answer.json()["title"]) == (503, "Service Unavailable")


def test_whoever_is_signed_in_reads_what_everybody_does(
    client: Client, told: Response, consultation: Consultation, superuser: User
) -> None:
    addresses = [
        "/api/v1/consultations", f"/api/v1/consultations/{consultation.slug}/responses",
        f"/consultations/{consultation.slug}/responses.atom", "/data.json",
    ]  # fmt: skip
    before = [client.get(one) for one in addresses]
    client.force_login(superuser)
    for one, answer in zip(addresses, before, strict=True):
        after = client.get(one)
        assert after.content == answer.content, one
        assert not after.cookies, one
        assert "Cookie" not in after.get("Vary", ""), one
        assert after["Cache-Control"] == answer["Cache-Control"], one
