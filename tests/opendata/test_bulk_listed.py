"""Where whole files are listed, what is told of them, and how it is known that one is in force."""

import json
from datetime import datetime
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.files.disk import path_of
from consultation.models import (
    Consultation,
    Proposal,
    PublicChange,
    PublishedResponse,
    Report,
    Response,
    Sums,
    User,
)
from consultation.opendata.actions import fold_changes
from consultation.states import move
from tests import factories
from tests.opendata.conftest import Make, address, status


def test_sums_tell_each_change_and_folding_keeps_them(
    consultation: Consultation, proposal: Proposal, told: Response, silent: Response,
    moderator: User, now: datetime,
) -> None:  # fmt: skip
    before = PublicChange.objects.sums_of(consultation.pk)
    move(told, "QUARANTINED", by=moderator, at=now)
    after = PublicChange.objects.sums_of(consultation.pk)
    assert (after.taken, after.changed) == (before.taken + 1, before.changed + 1)
    PublishedResponse.objects.filter(response=told).delete()  # nothing there: nothing is counted
    assert PublicChange.objects.sums_of(consultation.pk) == after
    assert PublicChange.objects.filter(consultation=consultation).count() > 1
    assert fold_changes(at=now) == 1
    assert PublicChange.objects.sums_of(consultation.pk) == after
    assert PublicChange.objects.filter(consultation=consultation).count() == 1
    assert fold_changes(at=now) == 0
    other = factories.ConsultationFactory()
    assert PublicChange.objects.sums([consultation.pk, other.pk])[consultation.pk] == after
    assert PublicChange.objects.sums([0]) == {0: Sums()}


def test_the_check_is_two_looks_at_an_index(
    client: Client, consultation: Consultation, told: Response, make: Make
) -> None:
    make()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert status(client, address(consultation)) == 200
    read = [one["sql"] for one in asked]
    assert len(read) == 3  # and the consultation itself
    assert not any("publishedresponse" in one for one in read)


def test_a_data_set_lists_its_files_as_dcat_describes_them(
    client: Client, consultation: Consultation, told: Response, make: Make
) -> None:
    make()
    file = Report.objects.get(kind="PACKAGE").files.get()
    whole = "http://localhost:8000/consultations/front-counters/package.zip"
    api = client.get(f"/api/v1/consultations/{consultation.slug}").json()
    assert api["package"] == {
        "url": whole, "media_type": "application/zip", "size": file.size, "sha256": file.sha256,
        "made_at": "2026-11-23T12:00:00Z",
    }  # fmt: skip
    assert api["themefinder"]["url"].endswith("/themefinder.zip")
    (data_set,) = client.get("/data.json").json()["dcat:dataset"]
    first, second = data_set["dcat:distribution"][:2]
    assert first == {
        "@type": "dcat:Distribution",
        "dct:title": "The whole consultation as one file (ZIP)",
        "dcat:accessURL": {"@id": whole},
        "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/application/zip"},
        "dct:license": first["dct:license"],
        "dcat:downloadURL": {"@id": whole},
        "dcat:packageFormat": {
            "@id": "https://www.iana.org/assignments/media-types/application/zip"},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "dct:modified": {"@value": "2026-11-23T12:00:00Z", "@type": "xsd:dateTime"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
        "dct:conformsTo": {
            "@id": "http://localhost:8000/schemas/consultation-package/1/manifest.json"},
    }  # fmt: skip
    assert "dct:conformsTo" not in second


def test_pages_tell_the_sum_and_the_time_and_the_file_cannot_tell_its_own(
    client: Client, consultation: Consultation, told: Response, make: Make
) -> None:
    make()
    file = Report.objects.get(kind="PACKAGE").files.get()
    for page in ("/open-data/", "/consultations/front-counters/responses/"):
        content = client.get(page).content.decode()
        assert file.sha256 in content
        assert 'href="/consultations/front-counters/package.zip" download' in content
        assert "As of 12:00pm" in content or "As of midday" in content, page
    # The file cannot tell its own sum.
    made = ZipFile(path_of(file.sha256))
    assert not {"package", "themefinder"} & set(json.loads(made.read("consultation.json")))


@pytest.mark.parametrize("where", ["/data.json", "/open-data/"])
def test_lists_take_the_same_queries_with_one_and_with_three(
    where: str, client: Client, consultation: Consultation, told: Response, make: Make
) -> None:
    make()
    counted = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where).status_code == 200
        counted.append(len(asked))
        for one in range(2):
            other = factories.ConsultationFactory(state="PUBLISHED")
            factories.ProposalFactory(consultation=other)
            assert one in (0, 1)
    assert counted[0] == counted[1]


OPEN = [
    "/consultations/front-counters/package.zip",
    "/consultations/front-counters/themefinder.zip",
    "/consultations/front-counters/responses.csv",
    "/consultations/front-counters/responses.atom",
    "/consultations/front-counters/dates.ics",
    "/consultations.atom",
    "/data.json",
    "/schemas/consultation-package/1/manifest.json",
    "/api/v1/openapi.json",
    "/api/v1/consultations/front-counters/responses.csv",
]


@pytest.mark.parametrize("where", OPEN)
def test_any_page_may_ask_beforehand_what_it_may_ask(
    where: str, client: Client, consultation: Consultation
) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Headers": "If-None-Match"}
    answer = client.options(where, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer["Access-Control-Allow-Headers"] == "If-None-Match, If-Modified-Since"
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    refused = client.post(where)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
