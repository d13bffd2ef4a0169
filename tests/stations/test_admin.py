"""Loading a register in the admin, and what the admin leaves alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consultation.models import User
from stations.loading import REGISTER
from stations.models import RegisterImport, Station
from tests.factories import BoroughFactory, PostcodeFactory, UserFactory

pytestmark = pytest.mark.django_db
LOAD = "/admin/stations/registerimport/load/"
HEAD = "ons_code,borough,station,postcode\n"
SignIn = Callable[[User], Client]


def send(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("mine.csv", content, "text/csv")
    return client.post(LOAD, {"file": file}, follow=True)


def words(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_file_is_loaded_and_its_quality_shown(superuser: User, sign_in: SignIn) -> None:
    client = sign_in(superuser)
    page = send(client, REGISTER.read_bytes())
    assert "73 front counters loaded." in words(page)
    assert "Without a postcode: 11 (Marlowe House, Sidcup (Bexley)," in words(page)
    assert "With a postcode that is not known: 0 (not checked: no postcodes are loaded)" in words(
        page
    )
    loaded = RegisterImport.objects.get()
    assert (loaded.source, loaded.by, loaded.rows) == ("mine.csv", f"account {superuser.pk}", 73)


def test_the_same_file_again_changes_nothing(superuser: User, sign_in: SignIn) -> None:
    client = sign_in(superuser)
    send(client, (HEAD + "E09000007,Camden,Holborn,\n").encode())
    RegisterImport.objects.update(at="2026-11-01T09:00Z")
    page = send(client, (HEAD + "E09000007,Camden,Holborn,\n").encode())
    assert "This file was the last one loaded. Nothing has changed." in words(page)
    assert RegisterImport.objects.count() == 1


def test_a_faulty_file_is_refused_with_line_and_column(superuser: User, sign_in: SignIn) -> None:
    page = send(
        sign_in(superuser), (HEAD + "E09000007,Camden,A,\nE09000007,Camden,B,WC1N\n").encode()
    )
    assert "The file was not loaded. Nothing has changed." in words(page)
    assert "Line 3, column postcode: “WC1N”." in words(page)
    assert Station.objects.count() == 0


def test_no_file_is_asked_for(superuser: User, sign_in: SignIn) -> None:
    assert "Select a CSV file" in words(sign_in(superuser).post(LOAD))
    assert "The file is empty." in words(send(sign_in(superuser), b""))


def test_only_those_who_may_add_counters_load(sign_in: SignIn) -> None:
    looker: User = UserFactory(is_staff=True)
    client = sign_in(looker)
    assert client.get(LOAD).status_code == 403
    looker.user_permissions.add(Permission.objects.get(codename="add_station"))
    assert client.get(LOAD).status_code == 200
    assert Client().get(LOAD).status_code == 302


@pytest.mark.parametrize(
    "model", ["station", "fact", "openinghours", "borough", "postcode", "registerimport"]
)
def test_every_list_opens_and_offers_no_deleting(
    superuser: User, sign_in: SignIn, model: str
) -> None:
    client = sign_in(superuser)
    send(client, (HEAD + "E09000007,Camden,Holborn,\n").encode())
    PostcodeFactory(code="IG11NB", borough=BoroughFactory(name="Somewhere"))
    page = client.get(f"/admin/stations/{model}/?q=Ho")
    assert page.status_code == 200
    assert "delete_selected" not in page.content.decode()


def test_a_counter_is_corrected_by_a_file_alone(superuser: User, sign_in: SignIn) -> None:
    client = sign_in(superuser)
    send(client, (HEAD + "E09000007,Camden,Holborn,\n").encode())
    station = Station.objects.get()
    where = f"/admin/stations/station/{station.pk}"
    assert client.get(f"{where}/change/").status_code == 200
    assert client.post(f"{where}/change/", {"name": "Kingsway"}).status_code == 403
    assert client.post(f"{where}/delete/").status_code == 403
    send(client, (HEAD + "E09000007,Camden,Holborn,WC1N 3NR\n").encode())
    station.refresh_from_db()
    assert (station.name, station.postcode) == ("Holborn", "WC1N 3NR")
    assert RegisterImport.objects.count() == 2


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("moderator", 403), ("auditor", 403)])
def test_the_owner_of_consultations_loads_and_looks(
    role: str, status: int, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(role))
    assert client.get(LOAD).status_code == status
    for model in ("station", "fact", "postcode", "registerimport"):
        assert client.get(f"/admin/stations/{model}/").status_code == status
    assert client.get("/admin/stations/station/add/").status_code == 403


def test_the_page_keeps_to_the_content_policy(superuser: User, sign_in: SignIn) -> None:
    html = sign_in(superuser).get(LOAD).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script>|<script(?![^>]*src)", html)
