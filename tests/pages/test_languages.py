"""Languages of pages: the address alone decides, and every page says which it is in."""

import datetime
from dataclasses import fields
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from consultation import languages
from consultation.models import Consultation, User
from consultation.publish.rules import in_words
from consultation.templatetags.consult_pages import clock
from tests import factories
from tests.components.reading import Element, read
from tests.conftest import NOW
from tests.site import PUBLIC, STAFF
from tests.world import World, invitation_of, signed_of

pytestmark = pytest.mark.django_db
DRAFTED = "This translation was drafted by a machine and has not been checked yet."


def page(client: Client, address: str, **headers: Any) -> Element:
    return read(client.get(address, **headers).content.decode())


def html_of(found: Element) -> tuple[str, str]:
    html = found.one("html")
    return str(html.attrs["lang"]), str(html.attrs["dir"])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/help/", ("en", "ltr")),
        ("/cy/help/", ("cy", "ltr")),
        ("/bn/help/", ("bn", "ltr")),
        ("/pl/help/", ("pl", "ltr")),
        ("/ur/help/", ("ur", "rtl")),
        ("/ur/not-there/", ("ur", "rtl")),
    ],
)
def test_the_address_decides(client: Client, address: str, expected: tuple[str, str]) -> None:
    assert html_of(page(client, address)) == expected


def test_nothing_else_decides(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "pl"
    answer = client.get("/help/", headers={"accept-language": "ur"})
    assert html_of(read(answer.content.decode())) == ("en", "ltr")
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" not in answer.get("Vary", "")
    assert client.get("/ur/help/")["Content-Language"] == "ur"


def test_english_addresses_have_no_prefix(client: Client, consultation: Consultation) -> None:
    address = consultation.get_absolute_url()
    assert address == f"/consultations/{consultation.slug}/"
    with translation.override("ur"):
        assert consultation.get_absolute_url() == f"/ur{address}"
        assert reverse("staff") == "/staff/"
        assert reverse("health") == "/health/"
    assert client.get(f"/en{address}").status_code == 404
    assert client.get(f"/fr{address}").status_code == 404
    assert client.get("/ur/staff/").status_code == 404


@pytest.mark.parametrize(
    "offered",
    [
        pytest.param(one, id=one.code, marks=() if one.code == "ur" else pytest.mark.sweeps)
        for one in languages.offered()
    ],
)
def test_every_public_page_is_there_in_every_language(
    client: Client, consultation: Consultation, superuser: User, offered: languages.Language
) -> None:
    invitation_of(consultation)
    parts: dict[str, Any] = {one.name: None for one in fields(World)}
    parts |= {"consultation": consultation, "signed": signed_of(consultation, superuser)}
    parts["published"] = factories.PublishedResponseFactory(
        response__consultation=consultation, response__state="RELEASED"
    )
    world = World(**parts)
    with translation.override(offered.code):
        for route in PUBLIC:
            if route.page and route.answer == 200:
                answer = client.get(reverse(route.name, args=route.arguments(world)))
                assert answer.status_code == 200
                shown = html_of(read(answer.content.decode()))
                assert shown == (offered.code, offered.direction), route.name


def test_a_page_links_to_itself_in_the_other_languages(
    client: Client, consultation: Consultation
) -> None:
    address = consultation.get_absolute_url()
    found = page(client, f"/ur{address}?borough=camden")
    links = found.one("nav", **{"class": "cp-languages"}).all("a")
    told = [
        (a.attrs["lang"], a.attrs["hreflang"], a.attrs["dir"], a.attrs["href"], a.text)
        for a in links
    ]
    assert told == [
        ("en", "en", "ltr", f"{address}?borough=camden", "English"),
        ("cy", "cy", "ltr", f"/cy{address}?borough=camden", "Cymraeg"),
        ("bn", "bn", "ltr", f"/bn{address}?borough=camden", "বাংলা"),
        ("pl", "pl", "ltr", f"/pl{address}?borough=camden", "Polski"),
    ]
    alternates = {
        one.attrs["hreflang"]: one.attrs["href"]
        for one in found.all("link")
        if one.attrs.get("rel") == "alternate" and "hreflang" in one.attrs
    }
    assert alternates["en"] == f"http://testserver{address}"
    assert alternates["ur"] == f"http://testserver/ur{address}"
    assert set(alternates) == {"en", "cy", "bn", "pl", "ur"}


def test_staff_pages_are_in_english_only(
    client: Client, consultation: Consultation, superuser: Any
) -> None:
    client.force_login(superuser)
    for name in ("staff", "gallery"):
        assert any(route.name == name for route in STAFF)
        answer = client.get(reverse(name), headers={"accept-language": "ur"}).content.decode()
        assert html_of(read(answer)) == ("en", "ltr")
    assert "cp-languages" not in client.get(reverse("staff")).content.decode()


def test_the_navigation_knows_where_the_reader_is(client: Client) -> None:
    for prefix in ("", "/ur"):
        found = page(client, f"{prefix}/stations/")
        here = [a.attrs["href"] for a in found.all("a") if a.attrs.get("aria-current") == "page"]
        assert here == [f"{prefix}/stations/"]


def test_words_that_nobody_checked_say_so_in_both_languages(client: Client) -> None:
    assert DRAFTED not in client.get("/help/").content.decode()
    found = client.get("/ur/help/").content.decode()
    assert f'lang="en" dir="ltr">{DRAFTED}' in found
    assert "یہ ترجمہ مشین نے تیار کیا ہے" in found


def test_times_of_day_and_dates_are_those_of_the_language() -> None:
    at = datetime.datetime(2027, 2, 14, 23, 59, 59, tzinfo=NOW.tzinfo)
    told = {}
    for code in ("en", "cy", "pl", "ur"):
        with translation.override(code):
            told[code] = (in_words(at), clock(at.replace(hour=17, minute=0)))
    assert told == {
        "en": ("11:59pm on Sunday 14 February 2027", "5pm"),
        "cy": ("11:59yh, Dydd Sul 14 Chwefror 2027", "5yh"),
        "pl": ("Niedziela 14 lutego 2027, godz. 23:59", "17:00"),
        "ur": ("اتوار 14 فروری 2027، 23:59", "17:00"),
    }


def test_a_counted_box_tells_the_script_every_form_of_number(client: Client) -> None:
    from consultation.templatetags.consult_languages import character_count

    assert character_count() == ""
    with translation.override("pl"):
        words = character_count()
    assert 'data-i18n.characters-under-limit.few="Pozostały %{count} znaki"' in words
    assert 'data-i18n.characters-under-limit.many="Pozostało %{count} znaków"' in words


def test_a_journey_stays_in_its_language(client: Client, consultation: Consultation) -> None:
    root = f"/ur/consultations/{consultation.slug}/respond/"
    assert client.post(root)["Location"] == f"{root}capacity/"
    found = client.get(f"{root}capacity/").content.decode()
    assert "آپ کس کی طرف سے جواب دے رہے ہیں؟" in found
    refused = client.post(f"{root}capacity/", {}).content.decode()
    assert "منتخب کریں کہ آپ کس کی طرف سے جواب دے رہے ہیں" in refused
