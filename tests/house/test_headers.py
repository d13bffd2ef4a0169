"""What every answer tells a browser, whatever it is."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.kept import Site, kept, whole_site
from tests.site import ROUTES

pytestmark = pytest.mark.django_db
STRICT = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self'; require-trusted-types-for 'script'; "
    "script-src 'self'; style-src 'self'; trusted-types own-page"
)
IN_ADMIN = STRICT.replace("require-trusted-types-for 'script'; ", "").replace(
    "; trusted-types own-page", ""
)
SAVED = "default-src 'none'; sandbox"
#: Whatever is text says in which signs.
KIND = re.compile(
    r"(?!text/)[\w.+-]+/[\w.+-]+(; .*)?|text/[\w.-]+; (.*; )?charset=\"?utf-8\"?(; .*)?"
)
FEATURES = (
    "browsing-topics=(), camera=(), display-capture=(), geolocation=(), hid=(), "
    "microphone=(), midi=(), payment=(), serial=(), usb=()"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": FEATURES,
}


@pytest.fixture(scope="module")
def site_of(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Site]]:
    """Written once for all the tests here."""
    with kept(django_db_blocker, whole_site) as copied:
        yield copied


@pytest.fixture
def site(site_of: Callable[[], Site], db: None) -> Site:
    return site_of()


def ended(answer: Any) -> HttpResponseBase:
    if answer.streaming:
        b"".join(answer)  # read to its end, so that the file is closed
    found: HttpResponseBase = answer
    return found


def parts(policy: str) -> list[str]:
    """In one order: django-csp keeps none."""
    return sorted(policy.split("; "))


def wrong(answer: HttpResponseBase, policy: str = STRICT) -> list[str]:
    """What this answer lacks."""
    found = [f"{name}: {answer.get(name)}" for name in ALWAYS if answer.get(name) != ALWAYS[name]]
    attached = answer.get("Content-Disposition", "").startswith("attachment")
    expected = SAVED if attached else policy
    if parts(answer.get("Content-Security-Policy", "")) != parts(expected):
        found.append(f"CSP: {answer.get('Content-Security-Policy')}")
    if (kind := answer.get("Content-Type", "")) and not KIND.fullmatch(kind):
        found.append(f"Content-Type: {kind}")
    opened = answer.get("Access-Control-Allow-Origin") == "*"
    if answer.get("Cross-Origin-Resource-Policy") != ("cross-origin" if opened else "same-origin"):
        found.append(f"CORP: {answer.get('Cross-Origin-Resource-Policy')}")
    return found


@pytest.mark.parametrize("role", ["visitor", "superuser"])
def test_every_address_answers_with_all_of_them(site: Site, role: str) -> None:
    """Pages and files to those whom they are for, redirects and refusals to others."""
    client, seen, found = Client(), set(), {}
    if role == "superuser":
        client.force_login(site.superuser)
    for route in ROUTES:
        answer = ended(client.get(reverse(route.name, args=route.arguments(site.world))))
        seen.add(answer.status_code)
        if lacking := wrong(answer):
            found[route.name] = lacking
    assert found == {}
    assert {200, 302, 404, 405} <= seen


@pytest.mark.parametrize(
    "address",
    ["", "consultation/response/", "consultation/user/add/", "login/", "jsi18n/", "nothing/"],
)
def test_the_admin_has_them_but_for_text_into_pages(site: Site, address: str) -> None:
    client = Client()
    client.force_login(site.superuser)
    assert wrong(client.get(f"/admin/{address}"), IN_ADMIN) == []


def test_errors_and_refusals(site: Site) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answers = [
        client.get("/", headers={"host": "elsewhere.example"}),
        client.post("/return/", {"code": "A"}),
        client.get("/nothing-here/"),
        Client().put("/"),
        client.get("/api/nothing"),
    ]
    assert [one.status_code for one in answers] == [400, 403, 404, 405, 404]
    assert [wrong(one) for one in answers] == [[]] * 5


def test_an_outage_and_an_error_of_ours(site: Site, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.house.test_headers"
    client = Client(raise_request_exception=False)
    answer = client.get("/")  # these addresses hold no page: an error of ours
    assert (answer.status_code, wrong(answer)) == (500, [])


def test_static_files(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "one.svg").write_text("<svg/>")
    answer = ended(Client().get("/static/one.svg"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert wrong(answer) == []
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_on_the_way_to_https_and_there(settings: Any, site: Site) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    led = Client().get("/cookies/")
    assert (led.status_code, led["Location"]) == (301, "https://testserver/cookies/")
    assert wrong(led) == []
    there = Client().get("/cookies/", secure=True)
    assert wrong(there) == []
    told = "max-age=31536000; includeSubDomains; preload"
    assert there["Strict-Transport-Security"] == told
