"""A consultation in other languages: who drafts, checks and publishes, and who sees what."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation as gettext_in

from consultation.events import MACHINE
from consultation.languages import Translated, worded
from consultation.models import (
    Consultation,
    Event,
    EventKind,
    Proposal,
    Translation,
    TranslationState,
    User,
)
from consultation.states import Refused
from consultation.translate import actions, queries
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
SUMMARY = "ہر فرنٹ کاؤنٹر کے لیے کیا تجویز ہے۔"


def draft(consultation: Consultation, by: User | str, **changes: str) -> Translation:
    words = {"subject": f"consultation:{consultation.pk}", "field": "summary", "text": SUMMARY}
    words |= {"language": "ur", "english": consultation.summary, **changes}
    return actions.draft(consultation=consultation, by=by, at=NOW, **words)


def published(consultation: Consultation, by: User, **changes: str) -> Translation:
    made = draft(consultation, MACHINE, **changes)
    actions.check(translation=made, english=made.english, by=by, at=NOW)
    actions.publish(translation=made, english=made.english, by=by, at=NOW)
    return made


def test_from_a_machines_draft_to_the_public(consultation: Consultation, owner: User) -> None:
    made = draft(consultation, MACHINE)
    assert (made.state, made.drafted_by, queries.translations_of(consultation, "ur")) == (
        TranslationState.DRAFT, None, {},
    )  # fmt: skip
    actions.check(translation=made, english=made.english, by=owner, at=NOW)
    assert (made.state, made.checked_by) == (TranslationState.CHECKED, owner)
    assert queries.translations_of(consultation, "ur") == {}
    actions.publish(translation=made, english=made.english, by=owner, at=NOW)
    key = (f"consultation:{consultation.pk}", "summary")
    assert queries.translations_of(consultation, "ur") == {
        key: Translated(SUMMARY, consultation.summary)
    }
    assert queries.translations_of(consultation, "pl") == {}
    told = Event.objects.filter(about=f"translation:{made.pk}").order_by("pk")
    assert [one.kind for one in told] == [
        EventKind.TRANSLATION_DRAFTED,
        EventKind.TRANSLATION_CHECKED,
        EventKind.TRANSLATION_PUBLISHED,
    ]


def test_nobody_checks_what_they_drafted(
    consultation: Consultation, owner: User, superuser: User
) -> None:
    made = draft(consultation, owner)
    with pytest.raises(Refused, match="You drafted this yourself"):
        actions.check(translation=made, english=made.english, by=owner, at=NOW)
    with pytest.raises(IntegrityError, match="checked_by_another"), transaction.atomic():
        Translation.objects.filter(pk=made.pk).update(
            state="CHECKED", checked_by=owner, checked_at=NOW
        )
    actions.check(translation=made, english=made.english, by=superuser, at=NOW)
    assert made.state == TranslationState.CHECKED


def test_what_is_not_checked_is_not_published(consultation: Consultation, owner: User) -> None:
    made = draft(consultation, MACHINE)
    with pytest.raises(Refused, match="“Draft” now and cannot become “Published”"):
        actions.publish(translation=made, english=made.english, by=owner, at=NOW)


def test_another_wording_has_to_be_checked_again(consultation: Consultation, owner: User) -> None:
    made = published(consultation, owner)
    draft(consultation, owner, text=f"{SUMMARY} نیا")
    made.refresh_from_db()
    assert (made.state, made.drafted_by, made.checked_by, made.checked_at) == (
        TranslationState.DRAFT, owner, None, None,
    )  # fmt: skip
    assert queries.translations_of(consultation, "ur") == {}


def test_the_same_text_again_changes_nothing(consultation: Consultation, owner: User) -> None:
    published(consultation, owner)
    before = Event.objects.count()
    assert draft(consultation, owner).state == TranslationState.PUBLISHED
    assert Event.objects.count() == before


def test_when_the_english_changes_the_english_is_shown(
    consultation: Consultation, owner: User
) -> None:
    made = published(consultation, owner)
    consultation.summary = "Something <else>."
    kept = queries.translations_of(consultation, "ur")
    with gettext_in.override("ur"):
        shown = worded(consultation, "summary", kept)
    assert shown == '<span lang="en" dir="ltr">Something &lt;else&gt;.</span>'
    with pytest.raises(Refused, match="The English has changed"):
        actions.publish(translation=made, english=consultation.summary, by=owner, at=NOW)


def test_a_text_is_marked_only_where_it_is_not_in_the_pages_language(
    consultation: Consultation, owner: User
) -> None:
    published(consultation, owner, text="<b>خلاصہ</b>")
    kept = queries.translations_of(consultation, "ur")
    assert worded(consultation, "summary") == consultation.summary
    with gettext_in.override("ur"):
        assert worded(consultation, "summary", kept) == "&lt;b&gt;خلاصہ&lt;/b&gt;"
        assert worded(consultation, "question", kept, block=True) == (
            f'<div lang="en" dir="ltr"><p>{consultation.question}</p></div>'
        )


def test_the_public_reads_what_is_published(
    client: Client, consultation: Consultation, proposal: Proposal, owner: User
) -> None:
    published(consultation, owner)
    published(
        consultation, owner, subject=f"proposal:{proposal.pk}", field="proposed",
        english=proposal.proposed, text="یہ کاؤنٹر بند ہوگا۔",
    )  # fmt: skip
    address = consultation.get_absolute_url()
    page = client.get(f"/ur{address}").content.decode()
    assert f"<p>{SUMMARY}</p>" in page
    assert '<p class="cp-card__text">یہ کاؤنٹر بند ہوگا۔</p>' in page
    assert f'<span lang="en" dir="ltr">{consultation.title}</span>' in page
    for other in (address, f"/pl{address}"):
        assert SUMMARY not in client.get(other).content.decode()
    assert "یہ کاؤنٹر بند ہوگا۔" in client.get(f"/ur{proposal.get_absolute_url()}").content.decode()


def test_english_pages_ask_the_database_nothing_more(
    consultation: Consultation, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert queries.translations_of(consultation, "en") == {}
    with django_assert_num_queries(1):
        queries.translations_of(consultation, "ur")


def test_a_change_numbers_the_content_anew(consultation: Consultation) -> None:
    from consultation.models import ContentVersion

    before = ContentVersion.objects.get().number
    made = draft(consultation, MACHINE)
    assert ContentVersion.objects.get().number > before
    before = ContentVersion.objects.get().number
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM consultation_translation WHERE id = %s", [made.pk])
    assert ContentVersion.objects.get().number > before


def test_staff_draft_check_and_publish(
    consultation: Consultation, owner: User, superuser: User
) -> None:
    address = reverse("translation", args=[consultation.slug, "ur", "questions"])
    first, second = Client(), Client()
    first.force_login(owner)
    second.force_login(superuser)
    part = queries.part_of(consultation, "ur", "questions")
    assert part is not None
    text = part.texts[0]
    sent = {text.name: "آپ کیا سوچتے ہیں؟"}
    page = first.get(address).content.decode()
    assert text.english in page
    assert 'lang="ur"' in page
    first.post(address, {**sent, "act": "draft"})
    made = Translation.objects.get()
    assert (made.state, made.text, made.drafted_by) == ("DRAFT", "آپ کیا سوچتے ہیں؟", owner)
    told = first.post(address, {**sent, "act": "check"}, follow=True).content.decode()
    assert "You drafted this yourself. Somebody else has to check it." in told
    second.post(address, {**sent, "act": "check"})
    first.post(address, {**sent, "act": "publish"})
    made.refresh_from_db()
    assert (made.state, made.checked_by) == ("PUBLISHED", superuser)
    overview = first.get(reverse("translations", args=[consultation.slug])).content.decode()
    assert f'href="{address}"' in overview


def test_options_of_a_question_are_texts_of_their_own(consultation: Consultation) -> None:
    part = queries.part_of(consultation, "ur", "questions")
    assert part is not None
    options = [one.english for one in part.texts if one.field.startswith("option ")]
    assert "Strongly oppose" in options
    assert len({one.name for one in part.texts}) == len(part.texts)


@pytest.mark.parametrize(("language", "part"), [("en", "questions"), ("ur", "none"), ("xx", "x")])
def test_what_is_not_there_is_not_found(
    consultation: Consultation, owner: User, language: str, part: str
) -> None:
    client = Client()
    client.force_login(owner)
    address = reverse("translation", args=[consultation.slug, language, part])
    assert client.get(address).status_code == 404


def test_the_overview_reads_as_much_for_three_proposals_as_for_one(
    owner: User, django_assert_max_num_queries: Any
) -> None:
    def reads() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            queries.parts_of(proposal.consultation, "ur")
        return len(seen)

    proposal = factories.ProposalFactory()
    one = reads()
    factories.ProposalFactory.create_batch(2, consultation=proposal.consultation)
    assert reads() == one


def test_the_public_reads_it_side_by_side_with_the_english(
    client: Client, consultation: Consultation, proposal: Proposal, owner: User
) -> None:
    where = {"subject": f"proposal:{proposal.pk}", "field": "now", "english": proposal.now}
    published(consultation, owner, **where, text="دن کے وقت کھلا۔")
    draft(consultation, owner)  # nobody has checked it
    page = client.get(f"/ur/consultations/{consultation.slug}/side-by-side/").content.decode()
    assert "دن کے وقت کھلا۔" in page
    assert f'<div class="govuk-body" lang="en" dir="ltr"><p>{proposal.now}</p></div>' in page
    assert SUMMARY not in page
    assert page.count('class="cp-beside"') == 1
    link = f"/ur/consultations/{consultation.slug}/side-by-side/"
    assert link in client.get(f"/ur/consultations/{consultation.slug}/").content.decode()
    assert client.get(f"/pl/consultations/{consultation.slug}/side-by-side/").status_code == 200
    assert (
        "/side-by-side/" not in client.get(f"/pl{consultation.get_absolute_url()}").content.decode()
    )


def test_side_by_side_takes_the_same_queries_for_one_text_and_for_three(
    client: Client, consultation: Consultation, owner: User
) -> None:
    address = f"/ur/consultations/{consultation.slug}/side-by-side/"
    asked = []
    for fields in (["summary"], ["still_open", "already_fixed"]):
        for field in fields:
            english = getattr(consultation, field)
            published(consultation, owner, field=field, english=english, text=f"{field} اردو")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        asked.append(len(captured))
    assert asked[0] == asked[1]
