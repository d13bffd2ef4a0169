"""All that one paper holds: who writes, every question for each counter, and the rest."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from consultation.models import (
    Capacity,
    Channel,
    Place,
    Proposal,
    Publish,
    QuestionKind,
    QuestionVersion,
    Transcription,
)
from consultation.respond.content import Content
from consultation.respond.editions import id_of
from consultation.respond.fields import Home, Words, field_for, typed_value
from consultation.respond.journey import Answers, Values
from consultation.respond.printed import rule_in_words
from consultation.respond.queries import about_all, about_each
from consultation.templatetags.page_form import LongText, Look, PageForm
from consultation.transcribe.rules import UNHEARD

BLANK = "NOT_ANSWERED"  # what the radio of an unanswered question sends
NOT_SAID = (Place.NOT_SAID, "Not said")


class PersonForm(PageForm):
    """Who writes, as far as the paper says."""

    capacity = forms.ChoiceField(
        label="you-1: Who are they responding for?",
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select who they are responding for"},
    )
    looks = {"capacity": Look(size="m")}

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boroughs = [(one.ons_code, one.name) for one in content.boroughs]
        elsewhere = [(Place.OUTSIDE.value, "Outside London"), NOT_SAID]
        self.fields["where"] = home = Home(
            label="you-2: Where do they live?",
            help_text="The postcode finds the borough, and is not kept here.",
            choices=[*boroughs, *elsewhere],
            missing="",
            required=False,
        )
        home.look = Look(size="m")  # type: ignore[attr-defined]


class EndForm(PageForm):
    """What may be published, whom to send the receipt, and what fits nowhere."""

    publish = forms.ChoiceField(
        label="end-1: May we publish what they write?",
        choices=Publish.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select whether we may publish what they write"},
    )
    publish_reason = Words(label="end-2: Why should their words not be published?")
    name = forms.CharField(label="end-3: Name", required=False, max_length=200)
    email = forms.EmailField(
        label="end-3: Email address",
        help_text="Once this is accepted, the receipt goes to it. Without one, print the receipt.",
        required=False,
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.com"
        },
    )
    wants_news = forms.BooleanField(
        label="They want to hear if the dates change, and what is decided", required=False
    )
    note = Words(
        label="Anything else they wrote or said that fits no question",
        help_text="Moderators read it beside the answers. Type it as they put it.",
    )
    read_back = forms.BooleanField(
        label="I read the answers back to the caller and they agreed", required=False
    )
    looks = {
        "publish": Look(size="m"),
        "publish_reason": Look(size="m", rows=2),
        "name": Look(size="m", width="one-half"),
        "email": Look(size="m", width="one-half"),
        "note": Look(size="m"),
    }

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel != Channel.PHONE:
            del self.fields["read_back"]


class Optional(forms.ChoiceField):
    """One of several, or none: a radio once pressed cannot be let go."""

    def __init__(self, *, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        listed = [*choices, (BLANK, "Not answered")]
        super().__init__(choices=listed, required=False, widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> str:
        """The choice; "" for none."""
        chosen = str(super().clean(value))
        return "" if chosen == BLANK else chosen

    def prepare_value(self, value: Any) -> Any:
        """The saved choice; the last radio for none."""
        return value or BLANK


def field_of(version: QuestionVersion, content: Content, *, today: date) -> forms.Field:
    """The field of the journey, with nothing required and no limit on how much paper holds."""
    field = field_for(version, today=today)
    if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.RadioSelect):
        options = [(value, label) for value, label in version.options]
        wrong = {"invalid_choice": "Select one of the answers"}
        field = Optional(choices=options, error_messages=wrong)
    field.required = False
    if isinstance(field, LongText):
        field.max_length = None
        kept = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
        field.validators = kept
    field.label = f"{id_of(version)}: {version.wording}"
    field.help_text = " ".join(filter(None, [rule_in_words(version, content), version.help]))
    field.look = Look(size="m")  # type: ignore[attr-defined]
    return field


class AnswersForm(PageForm):
    """The questions about one front counter, or about everything (`proposal` is None)."""

    def __init__(
        self,
        *args: Any,
        proposal: Proposal | None,
        asked: Sequence[QuestionVersion],
        content: Content,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposal, self.asked = proposal, asked
        for version in asked:
            self.fields[version.question.key] = field_of(version, content, today=today)

    @property
    def title(self) -> str:
        """The counter, or that it is about all of them."""
        if self.proposal is None:
            return "Anything else"
        return self.proposal.place

    def values(self) -> Values:
        """What is typed, as near as can be kept, by question key."""
        typed = {one.question.key: typed_value(self, one) for one in self.asked}
        return {key: "" if value == BLANK else value for key, value in typed.items()}


def is_file(version: QuestionVersion) -> bool:
    """It is answered by files."""
    return version.question.kind == QuestionKind.FILE


def asked_of(answers: Answers, content: Content) -> list[QuestionVersion]:
    """All questions; where an earlier response is in Easy Read, those that it was asked."""
    if not answers.easy_read:
        return content.questions
    return [one for one in content.questions if one.question.easy_read or one.question.required]


class TypedPage:
    """All that is typed in from one piece of paper: several forms that are sent together."""

    def __init__(
        self,
        transcription: Transcription,
        content: Content,
        answers: Answers,
        *,
        today: date,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.transcription, self.content, self.before = transcription, content, answers
        here = content.journey(answers)
        self.person = PersonForm(typed, prefix="person", content=content, initial=_person(answers))
        # What is enclosed with a paper is among its scans.
        typable = [one for one in asked_of(answers, content) if not is_file(one)]
        about, overall = about_each(typable), about_all(typable)
        self.places = [
            AnswersForm(
                typed, prefix=f"p{one.pk}", proposal=one, asked=about, content=content,
                today=today, initial=answers.about.get(str(one.pk), {}),
            )
            for one in here.proposals
        ]  # fmt: skip
        if overall:
            self.places.append(
                AnswersForm(
                    typed, prefix="all", proposal=None, asked=overall, content=content,
                    today=today, initial=answers.overall,
                )
            )  # fmt: skip
        self.end = EndForm(
            typed, prefix="end", channel=transcription.channel, initial=_end(transcription, answers)
        )
        self.forms = [self.person, *self.places, self.end]

    def is_valid(self) -> bool:
        """Every form is; each of them shows what is wrong in it."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    def answers(self) -> Answers:
        """What is typed, as near as can be kept, with what was typed before about others."""
        person, end = self.person.cleaned_data, self.end.cleaned_data
        where = person.get("where") or Place.NOT_SAID
        elsewhere = where in Place.values
        kept = self.before.about  # the files that an earlier response named are not typed
        about = {
            str(one.proposal.pk): kept.get(str(one.proposal.pk), {}) | one.values()
            for one in self.places
            if one.proposal
        }
        overall = next((one.values() for one in self.places if one.proposal is None), {})
        return Answers(
            capacity=person.get("capacity") or Capacity.NOT_SAID,
            place=where if elsewhere else Place.BOROUGH,
            borough="" if elsewhere else where,
            proposals=list(self.before.proposals),
            about=self.before.about | about,
            easy_read=self.before.easy_read,
            overall=self.before.overall | overall,
            publish=end.get("publish") or Publish.NOT_SAID,
            publish_reason=end.get("publish_reason", ""),
            name=end.get("name", ""),
            email=end.get("email", ""),
            wants_news=end.get("wants_news", False),
            unread=self.before.unread,
        )

    @property
    def note(self) -> str:
        """What fits no question."""
        return str(self.end.cleaned_data.get("note", ""))

    @property
    def read_back(self) -> bool:
        """The caller has heard it."""
        return bool(self.end.cleaned_data.get("read_back"))

    def is_ready(self) -> bool:
        """Nothing has to be put right before a second person sees it. Only where it is valid.

        Answers to questions that the form does not ask of this person would be lost: such words
        belong into the note. A caller has to have heard what is typed.
        """
        here = self.content.journey(self.answers())
        for form in self.places:
            asked = {one.question.key for one in here.asked(form.proposal)}
            for key, value in form.values().items():
                if value and key not in asked:
                    form.add_error(key, UNASKED)
        if "read_back" in self.end.fields and not self.read_back:
            self.end.add_error("read_back", UNHEARD)
        return not any(form.errors for form in self.forms)


UNASKED = (
    "The form does not ask this of them. Move the words to “Anything else they wrote or said”, "
    "and leave this empty"
)


def _person(answers: Answers) -> dict[str, Any]:
    return {"capacity": answers.capacity, "where": answers.borough or answers.place}


def _end(transcription: Transcription, answers: Answers) -> dict[str, Any]:
    return {
        "publish": answers.publish,
        "publish_reason": answers.publish_reason,
        "name": answers.name,
        "email": answers.email,
        "wants_news": answers.wants_news,
        "note": transcription.note,
        "read_back": transcription.read_back,
    }
