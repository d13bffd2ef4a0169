"""Staff write the questions of a draft: list, add, change, move, remove; every refusal says why."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.events import PUBLIC
from consultation.models import Consultation, Question, QuestionVersion, User
from consultation.publish import actions
from consultation.publish.plan import QuestionPlan
from consultation.states import Refused
from tests.conftest import NOW, Town
from tests.publish.reading import text_of
from tests.publish.writing import (
    ALL,
    CHOICE,
    EACH,
    LINES,
    MORE,
    ROOT,
    STANCES,
    TRAVEL,
    TYPED,
    draft_of,
    errors_on,
    events,
    order_of,
    seen_on,
)

FIXED = (
    "This consultation is published, so its questions are fixed. The wording of one can be "
    "corrected."
)


def plan_of(key: str) -> QuestionPlan:
    return QuestionPlan.of(QuestionVersion.objects.current().get(question__key=key))


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_list_shows_each_page_in_the_order_of_asking(
    writer: Client, draft: Consultation
) -> None:
    page = text_of(writer.get(ROOT).content)
    assert "3 questions, about 2 minutes to read and answer with one front counter." in page
    assert "About everything Page 1: “travel” How would you travel?" in page
    assert "Kind One choice Answers By car By bus I would not (stands alone)" in page
    assert "Rule Asked if “How would you travel?” is answered with “By bus”." in page
    assert page.index("How would you travel?") < page.index("Which bus") < page.index("anything")
    assert page.count("Wording 1, a draft") == 3
    assert "Before it can be published" not in page
    assert (page.count("Move up"), page.count("Move down"), page.count("Remove")) == (2, 2, 3)


def test_the_list_takes_as_many_queries_for_one_question_as_for_three(
    writer: Client, town: Town
) -> None:
    counts = []
    draft = draft_of(town, TRAVEL)
    for plans in ([], [LINES, MORE]):
        for plan in plans:
            actions.add(consultation=draft, plan=plan, by=PUBLIC, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert writer.get(ROOT).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_a_list_without_questions_says_what_to_do(writer: Client, town: Town) -> None:
    draft_of(town)
    page = text_of(writer.get(ROOT).content)
    assert "Before it can be published Add at least one question." in page
    assert "There is no question yet." in page
    assert "Preview the pages" not in page


def test_the_list_shows_what_is_missing_and_what_to_look_at(
    writer: Client, draft: Consultation
) -> None:
    Question.objects.filter(key="travel").update(required=True)
    QuestionVersion.objects.filter(question__key="more").update(
        wording="Do you agree that buses are late?", max_length=0
    )
    page = text_of(writer.get(ROOT).content)
    assert (
        "Before it can be published "
        "Question “travel”: write the error that is shown when it is left empty. "
        "Question “more”: say how long an answer may be."
    ) in page
    assert (
        "Look again “Do you agree that” leads to one answer: ask “Do you agree or disagree that "
        "…”, or what people think." in page
    )
    assert "Look again It must be answered, and no answer says “I do not know”" in page


def test_a_kind_is_chosen_first(writer: Client, draft: Consultation) -> None:
    assert errors_on(writer.post(f"{ROOT}new/")) == ["Select a kind of question"]
    onward = writer.post(f"{ROOT}new/", {"kind": "SEVERAL"})
    assert (onward.status_code, onward["Location"]) == (303, f"{ROOT}new/several/")
    assert writer.get(f"{ROOT}new/nonsense/").status_code == 404


FIELDS = {"wording", "short", "help", "required", "missing", "scope", "page", "heading",
          "shown_if", "easy_read", "easy_wording", "easy_help", "key", "seen"}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("choice", {"options", "exclusive"}),
        ("several", {"options", "exclusive", "most"}),
        ("scale", {"options", "exclusive"}),
        ("yes_no", {"options", "exclusive"}),
        ("ranking", {"options", "most"}),
        ("short", {"max_length"}),
        ("text", {"max_length"}),
        ("place", set()),
        ("date", {"not_in_future"}),
        ("number", {"least", "most"}),
    ],
)
def test_a_form_has_the_fields_that_fit_the_kind(
    writer: Client, draft: Consultation, kind: str, more: set[str]
) -> None:
    answer = writer.get(f"{ROOT}new/{kind}/")
    assert set(answer.context["form"].fields) == FIELDS | more


def test_a_scale_is_added_behind_the_others(
    writer: Client, draft: Consultation, owner: User
) -> None:
    typed = {
        "wording": "Do you support or oppose this proposal?", "short": "Support or oppose",
        "options": STANCES, "exclusive": "I do not know", "required": "on", "scope": "PROPOSAL",
        "missing": "Select whether you support or oppose it", "key": "stance", "page": "view",
        "heading": "What you think", "easy_read": "on",
    }  # fmt: skip
    onward = writer.post(f"{ROOT}new/scale/", typed)
    assert (onward.status_code, onward["Location"]) == (303, f"{ROOT}#question-stance")
    assert told(onward) == ["The question “stance” is saved."]
    plan = plan_of("stance")
    assert (plan.kind, plan.scope, plan.page, plan.exclusive) == (
        "SCALE", "PROPOSAL", "view", "DONT_KNOW",
    )  # fmt: skip
    assert plan.options[0] == ("STRONGLY_SUPPORT", "Strongly support")
    assert (plan.required, plan.easy_read, plan.heading) == (True, True, "What you think")
    assert order_of(draft) == ["travel", "lines", "more", "stance"]
    assert events() == [("question.drafted", {"key": "stance"})]
    page = text_of(writer.get(ROOT).content)
    assert (
        "About each proposal Page 1: “view” Do you support or oppose" in page
    )  # as residents meet it


def test_a_name_and_values_are_made_from_the_words(writer: Client, draft: Consultation) -> None:
    typed = {
        "wording": "What would help?", "short": "What’s of help?", "scope": "ALL",
        "options": "\nA seat\n  24-hour bus \nI don’t know\n",
    }  # fmt: skip
    assert writer.post(f"{ROOT}new/choice/", typed).status_code == 303
    plan = plan_of("whats-of-help")
    assert plan.options == (
        ("A_SEAT", "A seat"), ("24_HOUR_BUS", "24-hour bus"), ("I_DONT_KNOW", "I don’t know"),
    )  # fmt: skip
    assert plan.page == "whats-of-help"


def test_each_kind_stores_what_is_typed(writer: Client, draft: Consultation) -> None:
    shared = {"wording": "What is it?", "scope": "ALL"}
    kinds: list[tuple[str, dict[str, str], dict[str, Any]]] = [
        ("number", {"least": "0", "most": "150"}, {"least": 0, "most": 150}),
        ("date", {"not_in_future": "on"}, {"not_in_future": True}),
        ("short", {"max_length": "80"}, {"max_length": 80}),
        ("ranking", {"options": "A\nB\nC", "most": "2"}, {"most": 2}),
        ("yes_no", {"options": "YES | Yes\nNO | No"}, {"options": (("YES", "Yes"), ("NO", "No"))}),
        ("place", {}, {"options": (
            ("E09000007", "Camden"), ("E09000024", "Merton"), ("E09000026", "Redbridge"),
            ("OUTSIDE", "Outside London"),
        )}),
    ]  # fmt: skip
    for kind, more, stored in kinds:
        typed = shared | {"short": f"The {kind}", "key": kind.replace("_", "-")} | more
        assert writer.post(f"{ROOT}new/{kind}/", typed).status_code == 303, kind
        plan = plan_of(kind.replace("_", "-"))
        assert {name: getattr(plan, name) for name in stored} == stored
    assert len(order_of(draft)) == 9


def test_after_saving_a_careful_reader_speaks(writer: Client, draft: Consultation) -> None:
    typed = {
        "wording": "Do you support this proposal?", "short": "Support", "options": "Yes\nNo",
        "scope": "PROPOSAL", "required": "on", "missing": "Select one",
    }  # fmt: skip
    onward = writer.post(f"{ROOT}new/choice/", typed)
    assert told(onward) == [
        "The question “support” is saved.",
        "Look again at “support”: Only one side is offered in the wording: write “support or "
        "oppose”. It must be answered, and no answer says “I do not know” or “Prefer not to say”. "
        "Add one, or let it be left empty.",
    ]


def test_a_question_is_changed(writer: Client, draft: Consultation) -> None:
    seen = seen_on(writer, f"{ROOT}more/")
    typed = TYPED | {
        "seen": seen, "wording": "What else?", "shown_if": ["travel=CAR", "travel=BUS"],
        "page": "last", "max_length": "100",
    }  # fmt: skip
    onward = writer.post(f"{ROOT}more/", typed)
    assert (onward.status_code, onward["Location"]) == (303, f"{ROOT}#question-more")
    plan = plan_of("more")
    assert (plan.wording, plan.page, plan.max_length) == ("What else?", "last", 100)
    assert plan.shown_if == ("travel", ("CAR", "BUS"))
    assert events() == [("question.reworded", {"key": "more"})]
    assert "is answered with anything but “I would not”." in text_of(writer.get(ROOT).content)
    # The rule can be taken away again.
    again = {"seen": seen_on(writer, f"{ROOT}more/")}
    assert writer.post(f"{ROOT}more/", TYPED | again).status_code == 303
    assert plan_of("more").shown_if is None


def test_the_form_shows_what_is_stored_and_saving_it_changes_nothing(
    writer: Client, draft: Consultation
) -> None:
    before = {key: plan_of(key) for key in order_of(draft)}
    for key in before:
        form = writer.get(f"{ROOT}{key}/").context["form"]
        typed = {
            name: "on" if value is True else value
            for name in form.fields
            if (value := form.initial.get(name)) not in (None, False)
        }
        assert writer.post(f"{ROOT}{key}/", typed).status_code == 303, key
    assert {key: plan_of(key) for key in before} == before
    assert events() == []


def test_only_earlier_questions_can_decide(writer: Client, draft: Consultation) -> None:
    assert "shown_if" not in writer.get(f"{ROOT}travel/").context["form"].fields
    choices = writer.get(f"{ROOT}lines/").context["form"].fields["shown_if"].choices
    assert choices == [
        ("How would you travel?", [
            ("travel=CAR", "By car"), ("travel=BUS", "By bus"), ("travel=NOT", "I would not"),
        ])
    ]  # fmt: skip


def test_two_who_change_one_question_do_not_overwrite_each_other(
    writer: Client, draft: Consultation
) -> None:
    seen = seen_on(writer, f"{ROOT}more/")
    assert writer.post(f"{ROOT}more/", TYPED | {"seen": seen, "help": "First"}).status_code == 303
    late = writer.post(f"{ROOT}more/", TYPED | {"seen": seen, "help": "Second"})
    assert errors_on(late) == [
        "Somebody changed this question after you opened the page. What you typed is still here: "
        "open the question in a new tab, compare, and save again."
    ]
    assert "Second" in late.content.decode()
    assert plan_of("more").help == "First"


def test_a_question_is_moved_up_and_down(writer: Client, draft: Consultation) -> None:
    onward = writer.post(f"{ROOT}more/move/", {"to": "up"})
    assert (onward.status_code, onward["Location"]) == (303, f"{ROOT}#question-more")
    assert order_of(draft) == ["travel", "more", "lines"]
    writer.post(f"{ROOT}travel/move/", {"to": "down"})
    assert order_of(draft) == ["more", "travel", "lines"]
    assert [kind for kind, _facts in events()] == ["question.moved"] * 2
    ends = writer.post(f"{ROOT}more/move/", {"to": "up"})
    assert told(ends) == ["It is asked first already."]
    ends = writer.post(f"{ROOT}lines/move/", {"to": "down"})
    assert "It is asked last already." in told(ends)
    assert writer.post(f"{ROOT}lines/move/", {"to": "sideways"}).status_code == 404
    assert order_of(draft) == ["more", "travel", "lines"]


def test_a_page_moves_as_a_whole_and_scopes_are_apart(writer: Client, draft: Consultation) -> None:
    """About everything: travel; lines; more and most on one page. About each proposal: stance."""
    for key, scope, page in [("stance", EACH, "view"), ("most", ALL, "more")]:
        plan = replace(MORE, key=key, scope=scope, page=page)
        actions.add(consultation=draft, plan=plan, by=PUBLIC, at=NOW)
    assert order_of(draft) == ["travel", "lines", "more", "stance", "most"]
    writer.post(f"{ROOT}stance/move/", {"to": "up"})  # the only one of its scope
    assert order_of(draft) == ["travel", "lines", "more", "stance", "most"]
    writer.post(f"{ROOT}most/move/", {"to": "up"})  # within its page
    assert order_of(draft) == ["travel", "lines", "most", "stance", "more"]
    writer.post(f"{ROOT}most/move/", {"to": "up"})  # first of its page, which goes up with it
    assert order_of(draft) == ["travel", "most", "more", "stance", "lines"]
    writer.post(f"{ROOT}travel/move/", {"to": "down"})
    assert order_of(draft) == ["most", "more", "travel", "stance", "lines"]
    assert "put it beside" not in text_of(writer.get(ROOT).content)


def test_a_question_is_put_beside_the_others_of_its_page(
    writer: Client, draft: Consultation
) -> None:
    typed = CHOICE | {"key": "why", "page": "travel"}
    assert writer.post(f"{ROOT}new/choice/", typed).status_code == 303
    assert order_of(draft) == ["travel", "why", "lines", "more"]
    seen = seen_on(writer, f"{ROOT}more/")
    assert writer.post(f"{ROOT}more/", TYPED | {"page": "lines", "seen": seen}).status_code == 303
    writer.post(f"{ROOT}why/move/", {"to": "up"})
    assert order_of(draft) == ["why", "travel", "lines", "more"]


def test_a_rule_is_not_lost_where_the_question_that_decides_was_moved_behind(
    writer: Client, draft: Consultation
) -> None:
    writer.post(f"{ROOT}lines/move/", {"to": "up"})
    assert order_of(draft) == ["lines", "travel", "more"]
    typed = {
        "wording": "Which bus?", "short": "Bus", "max_length": "200", "scope": "ALL",
        "page": "lines", "shown_if": ["travel=BUS"], "seen": seen_on(writer, f"{ROOT}lines/"),
    }  # fmt: skip
    assert 'value="travel=BUS" checked' in writer.get(f"{ROOT}lines/").content.decode()
    assert writer.post(f"{ROOT}lines/", typed).status_code == 303
    assert plan_of("lines").shown_if == ("travel", ("BUS",))


def test_a_rule_that_looks_forward_is_told_as_a_gap(writer: Client, draft: Consultation) -> None:
    writer.post(f"{ROOT}lines/move/", {"to": "up"})
    assert "Question “lines”: it depends on a question that comes later." in text_of(
        writer.get(ROOT).content
    )


def test_a_question_is_removed_once_nothing_hangs_on_it(
    writer: Client, draft: Consultation
) -> None:
    page = text_of(writer.get(f"{ROOT}travel/remove/").content)
    assert "Remove the question “travel”?" in page
    refused = writer.post(f"{ROOT}travel/remove/")
    assert "First change what is asked only after it: lines." in text_of(refused.content)
    assert order_of(draft) == ["travel", "lines", "more"]
    assert writer.post(f"{ROOT}lines/remove/").status_code == 303
    onward = writer.post(f"{ROOT}travel/remove/")
    assert (onward.status_code, onward["Location"]) == (303, ROOT)
    assert order_of(draft) == ["more"]
    assert QuestionVersion.objects.count() == 1
    assert events() == [
        ("question.removed", {"key": "lines"}), ("question.removed", {"key": "travel"}),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["new/", "new/text/", "stance/", "stance/remove/"])
def test_what_is_published_is_not_written_any_more(
    writer: Client, consultation: Consultation, page: str
) -> None:
    root = f"/staff/consultations/{consultation.slug}/questions/"
    assert FIXED in text_of(writer.get(f"{root}{page}").content)
    before = {one.pk: one.wording for one in QuestionVersion.objects.all()}
    typed = CHOICE | {"kind": "TEXT", "max_length": "10", "options": STANCES}
    writer.post(f"{root}{page}", typed | {"seen": seen_on(writer, f"{root}{page}")})
    writer.post(f"{root}stance/move/", {"to": "down"})
    assert {one.pk: one.wording for one in QuestionVersion.objects.all()} == before
    assert order_of(consultation) == ["stance", "reasons", "instead", "evidence"]
    assert events() == []


def test_the_actions_refuse_what_is_published(consultation: Consultation, owner: User) -> None:
    question = consultation.questions.get(key="instead")
    with pytest.raises(Refused, match="its questions are fixed"):
        actions.add(consultation=consultation, plan=MORE, by=owner, at=NOW)
    with pytest.raises(Refused, match="its questions are fixed"):
        actions.change(question=question, plan=MORE, seen="", by=owner, at=NOW)
    with pytest.raises(Refused, match="its questions are fixed"):
        actions.move_by(question=question, step=-1, by=owner, at=NOW)
    with pytest.raises(Refused, match="its questions are fixed"):
        actions.remove(question=question, by=owner, at=NOW)


def test_a_question_that_is_not_there_is_not_found(writer: Client, draft: Consultation) -> None:
    for page in ("nothing/", "nothing/remove/", "nothing/correct/"):
        assert writer.get(f"{ROOT}{page}").status_code == 404
    assert writer.post(f"{ROOT}nothing/move/", {"to": "up"}).status_code == 404
