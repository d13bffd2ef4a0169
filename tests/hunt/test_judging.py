"""Each judgement of the hunt can be a bad one: answers that are wrong on purpose are noted."""

import pytest

from tests import factories
from tests.hunt.cast import ELSEWHERE, MERTON, OF_MERTON, OTHER_BOROUGH
from tests.hunt.crawling import Page, judge
from tests.hunt.forms import forms_of
from tests.hunt.found import Found
from tests.hunt.fuzzing import Fuzz
from tests.hunt.hostile import ODD_WORDS, Sent, all_ways
from tests.hunt.rights import WORLD, may_open
from tests.hunt.staging import examine
from tests.hunt.visitor import Visitor
from tests.moderate.planting import Plants

pytestmark = pytest.mark.sweeps
PEOPLE = "/staff/people/"
REDBRIDGE = "council_approver"


def noted(page: Page, name: str, role: str, linked_from: str = "") -> set[str]:
    plants, found = Plants(), Found()
    plants.where |= {"zqemail": "public.email", "zqsecret": "AuthenticatorApp.secret"}
    judge(page, Visitor("", plants, name, role), found, linked_from)
    return {kind for kind, wrong in found.wrong.items() if wrong}


def html_at(path: str, body: str = "", code: int = 200) -> Page:
    return Page(path, code, "text/html", body.encode(), "")


@pytest.mark.parametrize(
    ("page", "name", "role", "kind"),
    [
        (html_at("/help/", code=500), "visitor", "visitor", "server errors"),
        (html_at(PEOPLE), "moderator", "moderator", "pages beyond a role's rights"),
        (html_at("/admin/"), "visitor", "visitor", "pages beyond a role's rights"),
        (html_at("/help/", "<p>zqemail</p>"), "visitor", "visitor", "words beyond a role's rights"),
        (html_at(PEOPLE, "<p>zqsecret"), "superuser", "superuser", "words beyond a role's rights"),
        (html_at("/help/", OF_MERTON), REDBRIDGE, REDBRIDGE, "words beyond a role's rights"),
        (html_at("/help/", "zqemail"), ELSEWHERE, "moderator", "words beyond a role's rights"),
    ],
)
def test_what_is_not_theirs_is_noted(page: Page, name: str, role: str, kind: str) -> None:
    assert noted(page, name, role) == {kind}


def test_a_link_to_nothing_is_noted_and_nothing_alone_is_not() -> None:
    missing = html_at("/nothing/", code=404)
    assert noted(missing, "visitor", "visitor", "/help/") == {"links that lead nowhere"}
    assert noted(missing, "visitor", "visitor") == set()


def test_what_is_theirs_is_not_noted() -> None:
    assert noted(html_at(PEOPLE, "<p>zqemail</p>"), "superuser", "superuser") == set()
    assert noted(html_at("/help/", OF_MERTON), MERTON, REDBRIDGE) == set()


def test_a_limited_role_opens_its_own_alone() -> None:
    queue, own = "/staff/consultations/front-counters/imports/", "/staff/consultations/own/imports/"
    assert not may_open(queue, ELSEWHERE, "moderator")
    assert may_open(own, ELSEWHERE, "moderator")
    assert not may_open(queue, OTHER_BOROUGH, "moderator")
    assert may_open(queue, "moderator", "moderator")


@pytest.mark.django_db
def test_what_they_added_to_their_own_consultation_is_theirs() -> None:
    world = factories.MeetingFactory(consultation=factories.ConsultationFactory(slug=WORLD))
    added = factories.MeetingFactory(consultation=factories.ConsultationFactory())
    for page in ("", "held/"):
        assert may_open(f"/staff/meetings/{added.pk}/{page}", ELSEWHERE, "moderator")
        assert not may_open(f"/staff/meetings/{world.pk}/{page}", ELSEWHERE, "moderator")
    assert not may_open(f"/staff/meetings/{added.pk + 1}/", ELSEWHERE, "moderator")


def test_words_that_a_refused_form_has_lost_are_noted() -> None:
    (form,) = forms_of("/register/", b"<form method=post><textarea name=why></textarea></form>")
    found = Found()
    fuzz = Fuzz(Visitor("", Plants(), "visitor", "visitor"), found, "1")
    fuzz.look_for(form, Sent("odd", {}, {"why": ODD_WORDS}), html_at("/register/", _form("")))
    assert len(found.wrong["words lost in a refused form"]) == 1
    fuzz.look_for(form, Sent("odd", {}, {"why": "kept"}), html_at("/register/", _form("kept")))
    assert len(found.wrong["words lost in a refused form"]) == 1


def _form(words: str) -> str:
    return f"<form method=post><textarea name=why>\n{words}</textarea></form>"


def test_foreign_markup_and_formulas_are_noted() -> None:
    found = Found()
    examine(html_at("/help/", "<p><zqx3></p>"), "visitor", found)
    examine(Page("/a.csv", 200, "text/csv", b"a\r\n=1+1\r\n", ""), "visitor", found)
    assert {kind for kind, wrong in found.wrong.items() if wrong} == {
        "pages with foreign markup", "formulas in tables",
    }  # fmt: skip


def test_the_same_seed_sends_the_same() -> None:
    page = b"<form method=post><input name=a><input type=checkbox name=b value=1></form>"
    (form,) = forms_of("/register/", page)
    assert all_ways(form, "1") == all_ways(form, "1")
    assert all_ways(form, "1", most=5) != all_ways(form, "2", most=5)
    assert {one.way for one in all_ways(form, "1")} > {"valid", "empty", "NUL", "no token"}
    assert all_ways(form, "1", most=5)[-1].way == "valid"
