"""Django's admin: who comes in, what they see, and that what was recorded stays as it is."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import Consultation, Proposal, Response, User
from tests import factories

pytestmark = pytest.mark.django_db
RECORDED = [
    "answer", "bulkreview", "draft", "equalityquestion", "equalityset", "event", "extension",
    "flag", "leaf", "meeting", "message", "moderationstatement", "outage", "pause", "petition",
    "publishedanswer", "publishedresponse", "redaction", "report", "respondent", "response",
    "review", "savedview", "screening", "unscreened",
]  # fmt: skip
ALL = [
    *RECORDED, "consultation", "grant", "organisation", "proposal", "question", "user",
]  # fmt: skip
TIMES = {"extension", "moderationstatement", "outage", "pause"}
GATHERED = {"meeting", "petition"}
READ = {
    *GATHERED, "bulkreview", "publishedanswer", "publishedresponse", "redaction", "savedview",
    "screening", "unscreened", "answer", "response", "review", "flag", "consultation", "proposal",
    "question",
}  # fmt: skip
SEEN = {
    "owner": {
        *READ,
        *TIMES,
        "event",
        "leaf",
        "message",
        "report",
        "equalityquestion",
        "equalityset",
        "user",
        "grant",
        "organisation",
    },
    "moderator": READ,
    "analyst": {*READ, "report"},
    "auditor": {*READ, *TIMES, "event", "leaf", "message", "user", "grant", "organisation"},
    "superuser": set(ALL),
}


def page_of(name: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:consultation_{name}_{page}", args=args)


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def registered() -> dict[str, admin.ModelAdmin]:
    return {
        model._meta.model_name or "": page
        for model, page in admin.site._registry.items()
        if model._meta.app_label == "consultation"
    }


def test_every_noun_is_registered_but_machinery_and_parts() -> None:
    parts = {"criterion", "exclusionrule", "evidence", "alternative", "questionversion",
             "gatheringpoint", "petitionabout"}  # fmt: skip
    nouns = {m._meta.model_name for m in apps.get_app_config("consultation").get_models()}
    machinery = {
        "bulkreviewrow", "contentversion", "copywatch", "importedrow", "leafsalt", "link",
        "reportfile", "textprint",
    }  # fmt: skip
    secrets = {
        "authenticatorapp",
        "identity",
        "passkey",
        "recoverycode",
    }  # of an account, on its own pages alone
    with_pages_of_their_own = {
        "attachment", "enquiry", "enquiryanswer", "formalreply", "identityprovider", "import",
        "invitation", "joincode", "ratification", "registration", "replynote", "replyreturn",
        "replysection", "sectionversion", "signedreply", "textgroup", "transcription",
        "translation", "erasure", "legalhold", "personrequest", "restriction", "retentionrule",
    }  # fmt: skip
    nobodys = {"equalityanswer"}  # only their totals are read
    assert nouns - set(registered()) == (
        parts | machinery | with_pages_of_their_own | nobodys | secrets
    )
    assert set(registered()) == set(ALL)


def test_djangos_groups_are_not_there() -> None:
    assert "group" not in {m._meta.model_name for m in admin.site._registry}


@pytest.mark.parametrize("role", list(SEEN))
def test_each_role_sees_its_nouns(
    role: str, client: Client, consultation: Consultation, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    client.force_login(person)
    answers = {name: client.get(page_of(name)).status_code for name in ALL}
    assert answers == {name: 200 if name in SEEN[role] else 403 for name in ALL}
    index = text_of(client.get("/admin/"))
    assert {name for name in ALL if f'href="{page_of(name)}"' in index} == SEEN[role]


@pytest.mark.parametrize("role", ["decision_maker", "council_drafter"])
def test_who_has_no_business_there_is_told(
    role: str, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Your account may not open the admin." in text_of(answer)


def test_visitors_are_led_to_the_one_sign_in_and_back(client: Client) -> None:
    where = page_of("response")
    answer = client.get(where, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/staff/sign-in/?next=")
    assert f'name="next" value="{where}"' in text_of(answer)
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def one_of_each(consultation: Consultation, response: Response) -> dict[str, models.Model]:
    return {
        "answer": response.answers.first() or factories.AnswerFactory(response=response),
        "bulkreview": factories.BulkReviewFactory(consultation=consultation),
        "publishedanswer": factories.PublishedAnswerFactory(),
        "publishedresponse": factories.PublishedResponseFactory(),
        "redaction": factories.RedactionFactory(),
        "savedview": factories.SavedViewFactory(consultation=consultation),
        "screening": factories.ScreeningFactory(response=response),
        "unscreened": factories.UnscreenedFactory(),
        "draft": factories.DraftFactory(),
        "equalityquestion": factories.EqualityQuestionFactory(),
        "equalityset": factories.EqualitySetFactory(),
        "event": factories.EventFactory(),
        "extension": factories.ExtensionFactory(consultation=consultation),
        "flag": factories.FlagFactory(response=response),
        "leaf": response.leaf,
        "meeting": factories.MeetingFactory(consultation=consultation),
        "message": factories.MessageFactory(),
        "moderationstatement": factories.ModerationStatementFactory(consultation=consultation),
        "petition": factories.PetitionFactory(consultation=consultation),
        "outage": factories.OutageFactory(),
        "pause": factories.PauseFactory(consultation=consultation),
        "report": factories.ReportFactory(consultation=consultation),
        "respondent": factories.RespondentFactory(),
        "response": response,
        "review": factories.ReviewFactory(response=response),
    }


@pytest.fixture
def response(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """About Barkingside, waiting."""
    return send_response(consultation, about=[proposal])


@pytest.mark.parametrize("name", RECORDED)
def test_what_was_recorded_is_read_only_even_for_the_superuser(
    client: Client, consultation: Consultation, response: Response, superuser: User, name: str
) -> None:
    thing = one_of_each(consultation, response)[name]
    client.force_login(superuser)
    page = client.get(page_of(name, "change", thing.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in text_of(page)
    assert client.post(page_of(name, "change", thing.pk), {}).status_code == 403
    assert client.get(page_of(name, "add")).status_code == 403
    assert client.post(page_of(name, "add"), {}).status_code == 403
    assert client.get(page_of(name, "delete", thing.pk)).status_code == 403
    assert client.post(page_of(name, "delete", thing.pk), {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    client.post(page_of(name), sent)
    assert type(thing)._default_manager.filter(pk=thing.pk).exists()


@pytest.mark.parametrize("name", ALL)
def test_nothing_can_be_deleted(client: Client, superuser: User, name: str) -> None:
    client.force_login(superuser)
    assert "delete_selected" not in text_of(client.get(page_of(name)))
    request = client.get("/admin/").wsgi_request
    request.user = superuser
    page = registered()[name]
    assert not page.has_delete_permission(request)
    assert not any(
        rows.has_delete_permission(request) for rows in page.get_inline_instances(request)
    )


def test_personal_text_of_messages_and_salts_are_not_shown(
    client: Client, auditor: User, superuser: User
) -> None:
    message = factories.MessageFactory(to="ruth@example.com", body="My own words.")
    draft = factories.DraftFactory(answers={"email": "ruth@example.com"})
    client.force_login(superuser)
    for page in (
        page_of("message"), page_of("message", "change", message.pk),
        page_of("draft"), page_of("draft", "change", draft.pk),
    ):  # fmt: skip
        text = text_of(client.get(page))
        assert "ruth@example.com" not in text
        assert "My own words." not in text


def makers(
    consultation: Consultation, send_response: Callable[..., Response]
) -> dict[str, Callable[[], Any]]:
    """What makes one more row of each noun."""
    return {
        "answer": factories.AnswerFactory,
        "bulkreview": factories.BulkReviewFactory,
        "publishedanswer": lambda: factories.PublishedAnswerFactory(text=""),
        "publishedresponse": factories.PublishedResponseFactory,
        "redaction": factories.RedactionFactory,
        "savedview": factories.SavedViewFactory,
        "screening": factories.ScreeningFactory,
        "unscreened": factories.UnscreenedFactory,
        "draft": factories.DraftFactory,
        "equalityquestion": factories.EqualityQuestionFactory,
        "equalityset": factories.EqualitySetFactory,
        "event": factories.EventFactory,
        "flag": factories.FlagFactory,
        "leaf": factories.LeafFactory,
        "meeting": factories.MeetingFactory,
        "message": factories.MessageFactory,
        "moderationstatement": factories.ModerationStatementFactory,
        "petition": factories.PetitionFactory,
        "report": lambda: factories.ReportFactory(
            kind="STATION", station=factories.StationFactory()
        ),
        "respondent": factories.RespondentFactory,
        "response": lambda: send_response(consultation, about=list(consultation.proposals.all())),
        "review": factories.ReviewFactory,
        "extension": factories.ExtensionFactory,
        "outage": factories.OutageFactory,
        "pause": factories.PauseFactory,
        "consultation": factories.ConsultationFactory,
        "grant": lambda: factories.GrantFactory(granted_by=factories.UserFactory()),
        "organisation": lambda: factories.OrganisationFactory(borough=factories.BoroughFactory()),
        "proposal": factories.ProposalFactory,
        "question": factories.QuestionFactory,
        "user": factories.GrantFactory,
    }


@pytest.mark.parametrize("name", ALL)
def test_a_list_takes_as_many_queries_with_three_rows_as_with_one(
    client: Client,
    consultation: Consultation,
    superuser: User,
    send_response: Callable[..., Response],
    name: str,
) -> None:
    made = makers(consultation, send_response)
    client.force_login(superuser)
    made[name]()
    with_one = queries_of(client, page_of(name))
    made[name]()
    made[name]()
    assert queries_of(client, page_of(name)) == with_one <= 10


def queries_of(client: Client, where: str) -> int:
    """How many queries a page takes, once Django has its content types in memory."""
    assert client.get(where).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        assert client.get(where).status_code == 200
    return len(caught)
