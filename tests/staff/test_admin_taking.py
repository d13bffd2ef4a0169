"""Chosen rows of a list of the admin as a file: what is in it, who gets it, and what is kept."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.urls import reverse

from consultation.admin import taking
from consultation.models import Consultation, Enquiry, Event, Proposal, Response, Role, User
from tests import factories
from tests.conftest import NOW, account

pytestmark = pytest.mark.django_db
BOUGHT = "=HYPERLINK(1)"


def take(client: Client, noun: str, *rows: Any, **more: Any) -> Any:
    where = reverse(f"admin:consultation_{noun}_changelist")
    keys = [getattr(row, "pk", row) for row in rows]
    return client.post(where, {"action": "take_chosen", "_selected_action": keys, **more})


def lines_of(answer: Any) -> list[list[str]]:
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(told)))


def told(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def taken() -> list[dict[str, Any]]:
    """What the record says of files, without what it says of looking."""
    found = Event.objects.filter(facts__has_key="rows").order_by("pk")
    told = ("kind", "about", "by", "consultation", "facts__rows")
    return [dict(zip(told, one, strict=True)) for one in found.values_list(*told)]


@pytest.fixture
def response(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """About Barkingside, waiting."""
    return send_response(consultation, about=[proposal])


def test_the_chosen_rows_leave_with_the_columns_of_the_list(
    client: Client, owner: User, response: Response
) -> None:
    first = factories.AnswerFactory(response=response, text=BOUGHT)
    second = factories.AnswerFactory(response=response, text="Two\nlines, and a comma")
    factories.AnswerFactory(response=response, text="Not chosen")
    client.force_login(owner)
    answer = take(client, "answer", first, second)
    head, *rows = lines_of(answer)
    assert head == ["Key", "Response", "Question version", "Proposal", "Choice", "Text"]
    assert [row[0] for row in rows] == [str(second.pk), str(first.pk)]
    assert [row[-1] for row in rows] == ["Two\nlines, and a comma", f"'{BOUGHT}"]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="answers-2026-11-23-1200.csv"'
    assert "no-store" in answer["Cache-Control"]


def test_what_is_taken_is_recorded_before_it_is_sent(
    client: Client, owner: User, response: Response
) -> None:
    answers = [factories.AnswerFactory(response=response) for _ in range(2)]
    flag = factories.FlagFactory(response=response)
    client.force_login(owner)
    take(client, "answer", *answers)  # not read to its end
    take(client, "flag", flag)
    take(client, "grant", owner.grants.get())
    event = Event.objects.order_by("pk").first()
    take(client, "event", event)
    whole = response.consultation_id
    assert taken() == [
        {"kind": kind, "about": about, "by": owner.pk, "consultation": of, "facts__rows": rows}
        for kind, about, of, rows in (
            ("rows.exported", "answer:0", whole, 2),
            ("rows.exported", "flag:0", whole, 1),
            ("accounts.exported", "grant:0", None, 1),
            ("events.exported", "event:0", event and event.consultation, 1),
        )
    ]


def test_the_record_says_what_left_between_which_keys_and_what_was_left_out(
    client: Client, auditor: User, consultation: Consultation
) -> None:
    rows = [factories.ModerationStatementFactory(consultation=consultation) for _ in range(3)]
    client.force_login(auditor)
    take(client, "moderationstatement", rows[2], rows[0])
    left = Event.objects.get(kind="rows.exported")
    assert (left.about, left.by) == ("moderationstatement:0", auditor.pk)
    assert left.facts == {
        "noun": "moderation statement", "rows": 2, "lowest": rows[0].pk, "highest": rows[2].pk,
        "left_out": ["reason"], "query": 0,
    }  # fmt: skip
    found = client.get("/staff/audit/", {"kind": "rows.exported"}).content.decode()
    assert "Rows exported from the admin" in found
    assert "rows: 2" in found
    assert "left out: reason" in found


def test_the_keys_of_files_that_were_sent_are_told_as_words(
    client: Client, owner: User, response: Response
) -> None:
    file = factories.AttachmentFactory(response=response, consultation=response.consultation)
    client.force_login(owner)
    take(client, "attachment", file)
    left = Event.objects.get(kind="rows.exported").facts
    assert left == {
        "noun": "attachment", "rows": 1, "lowest": str(file.pk), "highest": str(file.pk),
        "query": 0,
    }  # fmt: skip


def test_nobody_is_named_with_an_address_in_a_file(
    client: Client, superuser: User, consultation: Consultation, response: Response
) -> None:
    acting = factories.UserFactory(name="Olive Known", email="olive.known@council.example")
    rows = {
        "moderationstatement": factories.ModerationStatementFactory(
            consultation=consultation, by=acting
        ),
        "flag": factories.FlagFactory(
            response=response, state="FALSE", judged_by=acting, judged_at=NOW
        ),
        "enquiry": factories.EnquiryFactory(consultation=consultation, asked_by=acting),
        "grant": factories.GrantFactory(person=acting),
    }
    client.force_login(superuser)
    for noun, row in rows.items():
        text = str(lines_of(take(client, noun, row)))
        assert f"Olive Known (account {acting.pk})" in text, noun
        assert "council.example" not in text, noun


def test_a_file_for_those_who_may_not_take_persons_names_nobody_of_a_council(
    owner: User, rf: RequestFactory
) -> None:
    request, page = rf.get("/"), admin.site.get_model_admin(Enquiry)
    request.user = owner
    whole, some = (taking.columns_of(page, request, persons=one) for one in (True, False))
    assert set(whole) - set(some) == {"asked_by"}


def test_rows_of_two_consultations_are_recorded_under_neither(
    client: Client, owner: User, response: Response
) -> None:
    client.force_login(owner)
    take(client, "flag", factories.FlagFactory(response=response), factories.FlagFactory())
    assert [(one["consultation"], one["facts__rows"]) for one in taken()] == [(None, 2)]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.DECISION_MAKER])
def test_who_may_not_export_has_no_such_button_and_gets_no_file(
    client: Client, response: Response, role: Role
) -> None:
    client.force_login(account(role, "Somebody", is_staff=True))
    row = response.answers.first() or factories.AnswerFactory(response=response)
    listed = client.get(reverse("admin:consultation_answer_changelist"))
    assert "take_chosen" not in listed.content.decode()
    answer = take(client, "answer", row)
    assert not answer.streaming
    assert taken() == []


def test_an_auditor_takes_the_record_without_what_is_of_a_person(
    client: Client, auditor: User, consultation: Consultation
) -> None:
    row = factories.ModerationStatementFactory(
        consultation=consultation, reason="Ruth asked for it."
    )
    client.force_login(auditor)
    shown = client.get(reverse("admin:consultation_moderationstatement_changelist"))
    assert "Ruth asked for it." in shown.content.decode()
    head, line = lines_of(take(client, "moderationstatement", row))
    assert "Reason" not in head
    assert "Ruth asked for it." not in line


def test_secrets_and_people_leave_in_no_file_of_the_superuser(
    client: Client, superuser: User
) -> None:
    draft = factories.DraftFactory(answers={"email": "ruth@example.com"})
    provider = factories.IdentityProviderFactory()
    message = factories.MessageFactory(to="ruth@example.com", body="My own words.")
    client.force_login(superuser)
    files = [
        take(client, "draft", draft), take(client, "identityprovider", provider),
        take(client, "message", message),
    ]  # fmt: skip
    text = str([lines_of(one) for one in files])
    assert "ruth@example.com" not in text
    assert "My own words." not in text
    assert str(provider.client_secret) not in text


def test_an_address_is_in_the_file_of_who_invites(client: Client, owner: User) -> None:
    invited = factories.InvitationFactory(email="clerk@council.example")
    client.force_login(owner)
    head, line = lines_of(take(client, "invitation", invited))
    assert line[head.index("Email address")] == "clerk@council.example"


@pytest.mark.parametrize("key", ["x", "", "0x1", "1;2", "9" * 40])
def test_what_is_no_row_is_told_and_nothing_is_done(client: Client, owner: User, key: str) -> None:
    factories.FlagFactory()
    client.force_login(owner)
    answer = take(client, "flag", key)
    assert answer.status_code == 302
    assert not answer.streaming
    assert taken() == []


def test_rows_that_are_gone_and_too_many_are_refused_in_words(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(owner)
    flags = [factories.FlagFactory() for _ in range(3)]
    gone = take(client, "flag", 999_999_999)
    assert told(gone) == [taking.GONE]
    monkeypatch.setattr(taking, "MOST_TAKEN", 2)
    assert told(take(client, "flag", *flags))[-1] == taking.TOO_MANY
    assert taken() == []


def test_all_of_a_filter_is_taken_across_its_pages(client: Client, owner: User) -> None:
    flags = [factories.FlagFactory() for _ in range(53)]
    client.force_login(owner)
    rows = lines_of(take(client, "flag", flags[0], select_across="1"))
    assert len(rows) == 54


def test_the_file_takes_as_many_queries_with_three_rows_as_with_one(
    client: Client, owner: User, django_assert_num_queries: Any
) -> None:
    flags = [factories.FlagFactory() for _ in range(3)]
    client.force_login(owner)
    for rows in (flags[:1], flags):
        answer = take(client, "flag", *rows)
        with django_assert_num_queries(1):
            assert len(lines_of(answer)) == len(rows) + 1


#: The first line of a file, by hand: of those who take what is about a person, and of others.
HEADS = {
    ("answer", "owner"): "Response,Question version,Proposal,Choice,Text",
    ("flag", "analyst"): "Response,Kind,Rule,Sentence,At,State,Judged by",
    ("moderationstatement", "owner"): "Consultation,Two reviews,Duty instruction,Reason,By,At",
    ("moderationstatement", "auditor"): "Consultation,Two reviews,Duty instruction,By,At",
    ("enquiry", "owner"): "Organisation,Consultation,Proposal,"
    '"The question, as published with its answer",Asked by,Asked at',
    ("restriction", "auditor"): "Response,Request,By,At,Lifted by,Lifted at",
    ("event", "auditor"): "Kind,About,Actor,By,At,Facts",
    ("message", "auditor"): "Kind,State,Queued at,Due at,Sent at,Attempts,Last error",
    (
        "user",
        "auditor",
    ): "Full name,Email address,Roles,May open Django's admin,Account is in use,Last login",
    ("respondent", "superuser"): "Name,Email,Wants to hear of the decision",
}


@pytest.mark.parametrize(("noun", "role"), HEADS)
def test_the_columns_of_a_file_are_these_and_its_row_is_the_chosen_one(
    client: Client, noun: str, role: str, request: pytest.FixtureRequest
) -> None:
    model = apps.get_model("consultation", noun)
    row, _other = factories.FACTORIES[model](), factories.FACTORIES[model]()
    client.force_login(request.getfixturevalue(role))
    head, *lines = b"".join(take(client, noun, row)).decode("utf-8-sig").splitlines()
    assert head == f"Key,{HEADS[noun, role]}"
    assert [line.partition(",")[0] for line in lines] == [str(row.pk)]
