"""The pages of the journey as people set their browsers: large text, forced colours, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from consultation.models import Consultation
from tests.browser.conftest import NewPage
from tests.browser.looks import AXE_OPTIONS, PHONE, assert_fits, findings, keep_picture
from tests.browser.test_journey import press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
# Text twice as large, and spaced as success criterion 1.4.12 says.
LARGE = "document.documentElement.style.fontSize = '200%'"
SPACED = """() => document.querySelectorAll('body *').forEach(one => Object.assign(one.style, {
    lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' }))"""
# Texts that are cut off: wider or taller than the box that hides the rest.
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
    const look = getComputedStyle(one), box = one.getBoundingClientRect();
    return ['hidden', 'clip'].includes(look.overflowX) && box.width > 2
        && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 120))"""
# No colour contrast: axe takes forced colours for those that they replace.
WITHOUT_CONTRAST = AXE_OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}


def walk(page: Page, consultation: Consultation, seen: Callable[[str], None]) -> None:
    """The journey about two counters, with an error; `seen` looks at each page."""
    page.goto(f"/consultations/{consultation.slug}/respond/?about=barkingside")
    seen("start")
    press(page, "Start now")
    page.get_by_label("Myself").check()
    press(page, "Continue")
    press(page, "Continue")
    seen("place error")
    page.get_by_label("Or choose your borough").select_option("Redbridge")
    press(page, "Continue")
    seen("stations")
    page.get_by_label("Holborn").check()
    press(page, "Continue")
    press(page, "Continue")
    seen("about error")
    page.get_by_label("Strongly oppose").check()
    page.get_by_label("Why do you say that?").fill("It is too far to walk.")
    press(page, "Continue")
    seen("same")
    page.get_by_label("Holborn, Camden").check()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("Yes, without my name").check()
    press(page, "Continue")
    press(page, "Continue")
    seen("check")
    page.get_by_label("I have read how my answers will be used").check()
    press(page, "Send your response")
    seen("sent")


def test_spaced_and_large_text(new_page: NewPage, consultation: Consultation) -> None:
    """Spaced, and then large as well: what holds both holds each."""
    page = new_page(size=PHONE)

    def seen(name: str) -> None:
        page.wait_for_load_state()
        for how, called in ((SPACED, "spaced"), (LARGE, "large")):
            page.evaluate(how)
            assert_fits(page)
            assert page.evaluate(CUT) == [], f"{called} {name}"
            keep_picture(page, f"{called} {name}")

    walk(page, consultation, seen)


def test_forced_colours(new_page: NewPage, consultation: Consultation) -> None:
    page = new_page(size=PHONE, forced_colors="active")

    def seen(name: str) -> None:
        assert findings(page, WITHOUT_CONTRAST) == [], name
        keep_picture(page, f"forced {name}")

    walk(page, consultation, seen)


def test_on_paper(new_page: NewPage, consultation: Consultation) -> None:
    """What is only pressed is not printed; what was recorded is."""
    page = new_page()

    def seen(name: str) -> None:
        page.wait_for_load_state()
        page.emulate_media(media="print")
        shown = page.locator("button:visible, nav:visible, .govuk-service-navigation:visible")
        assert shown.count() == 0, name
        keep_picture(page, f"print {name}")
        page.emulate_media(media="screen")

    walk(page, consultation, seen)
