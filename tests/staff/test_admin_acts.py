"""What the admin's buttons and forms do: through the same actions, refused by the same rules."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import (
    BulkReview,
    BulkReviewRow,
    Consultation,
    Event,
    Proposal,
    Report,
    Response,
    Review,
    User,
)
from consultation.moderate import actions
from tests import factories
from tests.conftest import Town
from tests.moderate.screened import screen_all

pytestmark = pytest.mark.django_db
RESPONSES = "/admin/consultation/response/"
CONSULTATIONS = "/admin/consultation/consultation/"
GRANTS = "/admin/consultation/grant/"
USERS = "/admin/consultation/user/"
Sent = Callable[..., Response]


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def told(page: Any) -> list[str]:
    """The messages above the list."""
    found = re.findall(r"<li class=\"(?:success|warning)\">(.*?)</li>", text_of(page))
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def listed(client: Client, query: str = "") -> set[int]:
    page = text_of(client.get(RESPONSES + query))
    return {int(key) for key in re.findall(r">Response (\d+)</a>", page)}


def press(client: Client, where: str, action: str, chosen: list[Any], **more: Any) -> Any:
    sent = {"action": action, "_selected_action": [one.pk for one in chosen], **more}
    return client.post(where, sent, follow=True)


@pytest.fixture
def three(consultation: Consultation, proposal: Proposal, send_response: Sent) -> list[Response]:
    """Three about Barkingside that wait, and that the machine has screened."""
    made = [send_response(consultation, about=[proposal]) for _ in range(3)]
    for one in made:
        factories.ScreeningFactory(response=one)
    return made


@pytest.mark.parametrize(
    ("verdict", "typed", "state"),
    [
        ("release", {}, "RELEASED"),
        ("quarantine", {"quarantine-reason": "Copies?"}, "QUARANTINED"),
        ("exclude", {"exclude-reason": "A program."}, "EXCLUDED"),
    ],
)
def test_a_verdict_on_several_is_asked_for_then_given_to_each(
    client: Client,
    three: list[Response],
    moderator: User,
    now: datetime,
    verdict: str,
    typed: dict[str, Any],
    state: str,
) -> None:
    client.force_login(moderator)
    page = press(client, RESPONSES, f"review_{verdict}", three)
    assert "3 responses" in text_of(page)
    assert "There is a problem" not in text_of(page)
    assert Review.objects.count() == 0
    if verdict == "exclude":
        typed["exclude-rule"] = three[0].consultation.exclusion_rules.get().pk
    page = press(client, RESPONSES, f"review_{verdict}", three, decided="1", **typed)
    job = BulkReview.objects.get()
    assert told(page) == [
        f"Police front counters: 3 responses will be decided by verdict on many {job.pk}."
    ]
    assert f'href="{reverse("bulk-review", args=[job.pk])}"' in text_of(page)
    assert set(Response.objects.values_list("state", flat=True)) == {"RECEIVED"}
    actions.work_next_bulk(clock=lambda: now)
    assert set(Response.objects.values_list("state", flat=True)) == {state}
    assert list(Review.objects.values_list("by", flat=True)) == [moderator.pk] * 3
    assert Event.objects.filter(kind__startswith="response.", by=moderator.pk).count() == 3


def test_what_is_missing_is_told_and_nothing_is_decided(
    client: Client, three: list[Response], moderator: User
) -> None:
    client.force_login(moderator)
    page = press(client, RESPONSES, "review_exclude", three, decided="1",
                 **{"exclude-reason": "Half <typed>"})  # fmt: skip
    assert "Select the rule that it is excluded under" in text_of(page)
    assert ">\nHalf <typed></textarea>" in text_of(page)
    assert Review.objects.count() == 0


def test_those_that_are_refused_are_counted_by_reason_and_left_alone(
    client: Client, three: list[Response], moderator: User, now: datetime
) -> None:
    screen_all()
    actions.release(response=three[0], by=moderator, at=now)
    actions.release(response=three[1], by=moderator, at=now)
    client.force_login(moderator)
    press(client, RESPONSES, "review_release", three, decided="1")
    actions.work_next_bulk(clock=lambda: now)
    page = text_of(client.get(reverse("bulk-review", args=[BulkReview.objects.get().pk])))
    assert "It is “Released” now and cannot become “Released”." in page
    assert Review.objects.count() == 3


def test_a_rule_fits_only_its_own_consultation(
    client: Client,
    three: list[Response],
    closed_consultation: Consultation,
    send_response: Sent,
    moderator: User,
) -> None:
    elsewhere = send_response(closed_consultation, about=[closed_consultation.proposals.all()[0]])
    rule = three[0].consultation.exclusion_rules.get()
    client.force_login(moderator)
    page = press(client, RESPONSES, "review_exclude", [*three, elsewhere], decided="1",
                 **{"exclude-reason": "A program.", "exclude-rule": rule.pk})  # fmt: skip
    job = BulkReview.objects.get()
    assert job.steps_total == 3
    assert told(page) == [
        f"Police front counters: 3 responses will be decided by verdict on many {job.pk}.",
        "Police front counters (closed): The rule “automated” belongs to another consultation.",
    ]


def test_a_list_chosen_across_its_pages_is_asked_for_whole(
    client: Client, consultation: Consultation, moderator: User
) -> None:
    """The form sends back that all was chosen, and not every key."""
    Response.objects.bulk_create(
        factories.ResponseFactory.build_batch(501, consultation=consultation)
    )
    client.force_login(moderator)
    first = list(Response.objects.all()[:1])
    page = text_of(press(client, RESPONSES, "review_release", first, select_across="1"))
    assert "501 responses" in page
    assert "The first 50" in page
    assert page.count('name="_selected_action"') == 1
    assert 'name="select_across" value="1"' in page
    press(client, RESPONSES, "review_release", first, select_across="1", decided="1")
    assert BulkReview.objects.get().steps_total == BulkReviewRow.objects.count() == 501


@pytest.mark.parametrize("role", ["owner", "analyst", "auditor"])
def test_readers_have_no_verdicts(
    client: Client, three: list[Response], role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert "review_release" not in text_of(client.get(RESPONSES))
    press(client, RESPONSES, "review_release", three, decided="1")
    assert BulkReview.objects.count() == 0


def test_a_search_finds_the_whole_reference_or_number_alone(
    client: Client, three: list[Response], auditor: User
) -> None:
    client.force_login(auditor)
    one = three[1]
    assert listed(client, f"?q={one.reference}") == {one.pk}
    assert listed(client, f"?q={one.reference.lower().replace('-', ' ')}") == {one.pk}
    assert listed(client, f"?q={one.pk}") == {one.pk}
    assert listed(client, f"?q={one.reference[:8]}") == set()
    assert listed(client, "?q=nothing") == set()
    assert listed(client, f"?q={'9' * 30}") == set()


def test_lists_per_borough_station_state_channel_and_consultation(
    client: Client,
    consultation: Consultation,
    closed_consultation: Consultation,
    town: Town,
    send_response: Sent,
    auditor: User,
    moderator: User,
    now: datetime,
) -> None:
    by_slug = {p.station.slug: p for p in consultation.proposals.select_related("station")}
    both = send_response(
        consultation, about=[by_slug["holborn"], by_slug["kentish-town"]], borough=town.merton
    )
    paper = send_response(consultation, about=[by_slug["ilford"]], channel="PAPER")
    old = send_response(closed_consultation, about=[closed_consultation.proposals.all()[0]])
    screen_all()
    actions.release(response=both, by=moderator, at=now)
    client.force_login(auditor)
    assert listed(client, "?station=holborn") == {both.pk}
    assert listed(client, "?about=camden") == {both.pk}
    assert listed(client, "?about=redbridge") >= {paper.pk}
    assert listed(client, "?lives=merton") == {both.pk}
    assert listed(client, "?state__exact=RELEASED") == {both.pk}
    assert listed(client, "?channel__exact=PAPER") == {paper.pk}
    assert listed(client, f"?consultation__id__exact={closed_consultation.pk}") == {old.pk}
    assert listed(client, "?station=nowhere") == set()
    for noun in ("answer", "publishedanswer"):  # it would tell how many said so
        for asked in ("choice=OPPOSE", "choice__exact=OPPOSE", "text__contains=a"):
            narrowed = client.get(f"/admin/consultation/{noun}/?{asked}")
            assert narrowed.status_code == 400, (noun, asked)
    page = text_of(client.get(RESPONSES + "?station=holborn"))
    assert page.count(f">Response {both.pk}</a>") == 1
    assert "Holborn, Kentish Town" in page


def test_a_long_list_is_counted_no_further_than_it_can_be_paged(
    client: Client, consultation: Consultation, auditor: User
) -> None:
    Response.objects.bulk_create(
        factories.ResponseFactory.build_batch(2001, consultation=consultation)
    )
    client.force_login(auditor)
    assert "More than 2,000 responses" in text_of(client.get(RESPONSES))
    assert len(listed(client, "?p=40")) == 50


@pytest.mark.parametrize("where", [CONSULTATIONS, RESPONSES])
def test_an_export_of_everything_is_queued_and_linked(
    client: Client, three: list[Response], analyst: User, where: str
) -> None:
    client.force_login(analyst)
    chosen: list[Any] = three[:1] if where == RESPONSES else [three[0].consultation]
    page = press(client, where, "export", chosen)
    report = Report.objects.get()
    assert (report.kind, report.state, report.asked_by) == ("EXPORT", "QUEUED", analyst)
    assert told(page) == [f"All responses to Police front counters will be in report {report.pk}."]
    assert f'href="{reverse("report", args=[report.pk])}"' in text_of(page)
    press(client, where, "export", chosen)  # asked twice, it is one report
    assert Report.objects.count() == 1


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_an_export_is_not_for_everybody(
    client: Client, three: list[Response], role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    press(client, CONSULTATIONS, "export", [three[0].consultation])
    press(client, RESPONSES, "export", three)
    assert Report.objects.count() == 0


def fields_of(page: Any) -> dict[str, str]:
    """What a browser would send of an admin form as it stands."""
    found: dict[str, str] = {}
    for form in [page.context["adminform"].form]:
        found |= {bound.html_name: _value(bound) for bound in form}
    for rows in page.context["inline_admin_formsets"]:
        for form in [rows.formset.management_form, *rows.formset.initial_forms]:
            found |= {bound.html_name: _value(bound) for bound in form}
    for name in [name for name in found if name in ("opens_at", "closes_at")]:
        day, time = found.pop(name).split(" ")
        found |= {f"{name}_0": day, f"{name}_1": time}
    return found


def _value(bound: Any) -> str:
    value = bound.value()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)


def test_a_draft_is_changed_by_its_owner_with_one_event(
    client: Client, owner: User, now: datetime
) -> None:
    draft = factories.ConsultationFactory(state="DRAFT")
    criterion = factories.CriterionFactory(consultation=draft)
    client.force_login(owner)
    where = f"{CONSULTATIONS}{draft.pk}/change/"
    sent = fields_of(client.get(where)) | {"title": "A better title"}
    sent["criteria-0-text"] = "How long the bus takes."
    assert client.post(where, sent).status_code == 302
    draft.refresh_from_db()
    criterion.refresh_from_db()
    assert (draft.title, draft.state) == ("A better title", "DRAFT")
    assert criterion.text == "How long the bus takes."
    event = Event.objects.get()
    assert (event.kind, event.about, event.by, event.consultation) == (
        "consultation.drafted", f"consultation:{draft.pk}", owner.pk, draft.pk,
    )  # fmt: skip
    assert event.facts == {"what": f"consultation:{draft.pk}", "fields": ["title", "criteria"]}


@pytest.mark.parametrize("noun", ["consultation", "proposal", "question"])
def test_what_is_published_is_shown_and_not_changed(
    client: Client, consultation: Consultation, superuser: User, noun: str
) -> None:
    thing: Any = {
        "consultation": consultation,
        "proposal": consultation.proposals.all()[0],
        "question": consultation.questions.all()[0],
    }[noun]
    client.force_login(superuser)
    where = reverse(f"admin:consultation_{noun}_change", args=[thing.pk])
    page = client.get(where)
    assert page.status_code == 200
    assert 'name="_save"' not in text_of(page)
    assert "<textarea" not in text_of(page)
    assert client.post(where, {"title": "Other", "now": "Other"}).status_code == 403
    assert Event.objects.count() == 0


def test_a_part_cannot_be_slipped_into_what_is_published(
    client: Client, consultation: Consultation, owner: User
) -> None:
    client.force_login(owner)
    sent = {
        "consultation": consultation.pk, "station": factories.StationFactory().pk, "kind": "KEEP",
        "now": "Open.", "proposed": "Open.", "why": "It is used.", "effect": "None.",
        "timing": "Now.", "evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0,
        "alternatives-TOTAL_FORMS": 0, "alternatives-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = client.post("/admin/consultation/proposal/add/", sent)
    assert answer.status_code == 403
    assert "This consultation is published: its words are fixed." in text_of(answer)
    assert consultation.proposals.count() == 6


def test_questions_are_read_here_and_written_on_the_staff_pages(
    client: Client, superuser: User
) -> None:
    wording = factories.QuestionVersionFactory(question__consultation__state="DRAFT")
    question = wording.question
    client.force_login(superuser)
    where = reverse("admin:consultation_question_change", args=[question.pk])
    page = text_of(client.get(where))
    assert 'name="_save"' not in page
    assert wording.wording in page
    address = reverse("questions", args=[question.consultation.slug])
    assert f'<a href="{address}">Questions of this consultation, on the staff pages</a>' in page
    assert client.post(where, {"key": "other"}).status_code == 403
    assert client.get("/admin/consultation/question/add/").status_code == 403


def test_readers_do_not_change_drafts(client: Client, moderator: User) -> None:
    draft = factories.ConsultationFactory(state="DRAFT")
    client.force_login(moderator)
    where = f"{CONSULTATIONS}{draft.pk}/change/"
    assert client.get(where).status_code == 200
    assert client.post(where, {"title": "Mine"}).status_code == 403
    assert client.get(f"{CONSULTATIONS}add/").status_code == 403


def test_a_draft_with_gaps_is_not_published_and_the_gaps_are_told(
    client: Client, owner: User
) -> None:
    draft = factories.ConsultationFactory(state="DRAFT", title="Half done")
    client.force_login(owner)
    page = press(client, CONSULTATIONS, "publish", [draft])
    assert len(told(page)) == 1
    assert told(page)[0].startswith("Half done is not published. ")
    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_the_page_of_a_response_takes_as_many_queries_with_more_answers(
    client: Client,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Sent,
    moderator: User,
    now: datetime,
) -> None:
    from tests.staff.test_admin import queries_of

    one = send_response(consultation, about=[proposal])
    more = send_response(consultation, about=list(consultation.proposals.all()))
    for response in (one, more):
        actions.quarantine(response=response, reason="Look.", by=moderator, at=now)
    actions.reopen(response=more, reason="No.", by=moderator, at=now + timedelta(minutes=1))
    client.force_login(moderator)
    pages = [f"{RESPONSES}{response.pk}/change/" for response in (one, more)]
    queries_of(client, pages[0])  # Django keeps its types of content from then on
    taken = [queries_of(client, page) for page in pages]
    assert taken[0] == taken[1] <= 10
