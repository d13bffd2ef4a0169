"""Judging what residents type. Nothing here saves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation.models import Capacity, Place, Proposal, Publish, QuestionVersion
from consultation.publish import places
from consultation.respond.codes import read_code, read_reference
from consultation.respond.content import Content
from consultation.respond.fields import Several, Words, field_for, typed_value
from consultation.respond.journey import Values
from consultation.respond.kinds import words_of
from consultation.templatetags.page_form import ActionButton, Look, PageForm
from consultation.templatetags.parts import Trap
from stations.models import Borough

UNREACHED = {"autocomplete": "off", "tabindex": "-1"}


class JourneyForm(PageForm):
    """A page of the journey. `seen` says what the page showed as saved when it was drawn.

    A page from which something else was saved meanwhile, in another tab or on another device, is
    thus told from one that is up to date.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    buttons: Sequence[ActionButton] = (
        ActionButton(_("Save and come back later"), name="save", value="later", look="secondary"),
    )

    def typed(self, name: str) -> str:
        """What was typed into a box, wrong or not, as near as a draft can keep it."""
        kept = self.cleaned_data.get(name, self.data.get(name, ""))
        return str(kept).replace("\x00", "\ufffd")

    def in_words(self, name: str, value: Any) -> str:
        """A saved value as a reader knows it."""
        choices = dict(flat(getattr(self.fields[name], "choices", ())))
        several = value if isinstance(value, list) else [value]
        return "\n".join(str(choices.get(str(one), one)) for one in several)


def flat(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from flat(label)
        else:
            yield str(value), label


class CapacityForm(JourneyForm):
    capacity = forms.ChoiceField(
        label=_("Who are you responding for?"),
        choices=[one for one in Capacity.choices if one[0] != Capacity.NOT_SAID],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select who you are responding for"),
            "invalid_choice": _("Select who you are responding for"),
        },
    )
    looks = {"capacity": Look(heading=True)}


class PlaceForm(JourneyForm):
    """A postcode, or a borough, or neither. The postcode finds the borough and is not kept."""

    postcode = forms.CharField(
        label=_("Your postcode"),
        help_text=_("We use it once to find your borough. We do not keep it."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    where = forms.ChoiceField(
        label=_("Or choose your borough"),
        required=False,
        error_messages={"invalid_choice": _("Choose your borough from the list")},
    )
    looks = {"postcode": Look(width="10", size="s"), "where": Look(size="s")}

    def __init__(self, *args: Any, boroughs: Sequence[Borough], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(borough.ons_code, borough.name) for borough in boroughs]
        other = [
            (Place.OUTSIDE, _("Outside London")),
            (Place.NOT_SAID, _("I prefer not to say")),
        ]
        where = self.fields["where"]
        assert isinstance(where, forms.ChoiceField)
        where.choices = [("", _("Choose")), (_("Borough"), named), (_("Or"), other)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("postcode") and not cleaned.get("where") and not self.errors:
            self.add_error("postcode", _("Enter your postcode, or choose your borough"))
        elif not self.errors:
            self._locate(cleaned)
        return cleaned

    def _locate(self, cleaned: dict[str, Any]) -> None:
        """Put the kind of place and the borough's code under `found`, by postcode or by choice."""
        typed, where = cleaned["postcode"], cleaned["where"]
        found = places.find(typed) if typed else None
        if found is not None and found.problem:
            self.add_error("postcode", found.problem)
        elif found is not None:
            code = found.ons_code
            cleaned["found"] = (Place.BOROUGH, code) if code else (Place.OUTSIDE, "")
        else:
            chosen = where in Place.values
            cleaned["found"] = (where, "") if chosen else (Place.BOROUGH, where)


class StationsForm(JourneyForm):
    """One, several or all of the consultation's proposals, by key."""

    ALL = "all"  # of one's own borough

    proposals = forms.MultipleChoiceField(
        label=_("Which front counters do you want to respond about?"),
        help_text=_("Select all that you want to say something about, in any borough."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Select at least one front counter"),
            "invalid_choice": _("Select front counters from the list"),
        },
    )
    looks = {"proposals": Look(heading=True)}

    def __init__(self, *args: Any, content: Content, home: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["proposals"]
        assert isinstance(field, forms.MultipleChoiceField)
        groups = content.by_borough
        self.own = next((each for borough, each in groups if borough.ons_code == home), [])
        others = [(at.name, each) for at, each in groups if at.ons_code != home]
        field.choices = [*self._own_group(content.borough(home)), *others]

    def _own_group(self, borough: Borough | None) -> list[tuple[str, list[tuple[str, str]]]]:
        """The own borough first, where there are several with a way to take all of them."""
        if not self.own:
            return []
        listed = list(self.own)
        if len(listed) > 1:
            told = {"count": len(listed), "borough": borough}
            listed.insert(0, (self.ALL, _("All %(count)s in %(borough)s") % told))
        return [(_("%(borough)s (your borough)") % {"borough": borough}, listed)]

    def clean_proposals(self) -> list[int]:
        """Keys of proposals, in the order of the list."""
        chosen = self.cleaned_data["proposals"]
        every = [key for key, _named in self.own] if self.ALL in chosen else []
        return list(dict.fromkeys(int(one) for one in [*every, *chosen] if one != self.ALL))


class QuestionsForm(JourneyForm):
    """Fields drawn from rows: one a question, named by its key.

    :param heading: the page has no heading of its own, so the only question is it.
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[QuestionVersion],
        today: date,
        heading: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for version in questions:
            self.fields[version.question.key] = field = field_for(version, today=today)
            if heading and len(questions) == 1:
                field.look = replace(field.look, heading=True, size="l")  # type: ignore[attr-defined]

    def values(self) -> Values:
        """What a draft stores, by question key. Only after `is_valid()`."""
        return {one.question.key: self.cleaned_data[one.question.key] for one in self.questions}

    def all_typed(self) -> Values:
        """The same for a form that is not valid: what was typed, as near as can be kept."""
        return {one.question.key: typed_value(self, one) for one in self.questions}

    def in_words(self, name: str, value: Any) -> str:
        """A saved value as a reader knows it."""
        asked = {one.question.key: one for one in self.questions}
        return words_of(asked[name], value)


class SameForm(JourneyForm):
    """Which other proposals get the same answers; one by one, or none."""

    NONE = "none"

    others = Several(
        label=_("Do you want to give the same answers about any of these?"),
        exclusive=NONE,
        error_messages={
            "required": _("Select front counters, or select that you will answer about each one"),
            "invalid_choice": _("Select front counters from the list"),
        },
    )
    looks = {"others": Look(heading=True, exclusive={NONE})}

    def __init__(self, *args: Any, others: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["others"]
        assert isinstance(field, Several)
        named = [(str(one.pk), one.place) for one in others]
        field.choices = [*named, (self.NONE, str(_("No, I will answer about each one")))]

    def clean_others(self) -> list[int]:
        """Keys of the proposals."""
        return [int(one) for one in self.cleaned_data["others"] if one != self.NONE]


class PublishForm(JourneyForm):
    publish = forms.ChoiceField(
        label=_("May we publish what you write?"),
        help_text=_(
            "We count your answers either way, and the people who decide read all of it. "
            "We never publish your name or contact details."
        ),
        choices=[one for one in Publish.choices if one[0] != Publish.NOT_SAID],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select whether we may publish what you write"),
            "invalid_choice": _("Select whether we may publish what you write"),
        },
    )
    looks = {"publish": Look(heading=True)}


class ReasonForm(JourneyForm):
    publish_reason = Words(
        label=_("Why should your words not be published? (optional)"),
        help_text=_(
            "Anybody can ask a public body for what it holds. We cannot promise to refuse, but we "
            "will take your reason into account."
        ),
        max_length=500,
    )
    looks = {"publish_reason": Look(heading=True)}


class CopyForm(JourneyForm):
    email = forms.EmailField(
        label=_("Email address (optional)"),
        help_text=_("We send a copy of your response to it. It is never published."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an email address in the correct format, like name@example.com")
        },
    )
    wants_news = forms.BooleanField(
        label=_("Also tell me if the dates change, and what is decided"), required=False
    )
    looks = {"email": Look(width="one-half", size="s")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wants_news") and not cleaned.get("email") and not self.errors:
            self.add_error("email", _("Enter an email address to hear what is decided"))
        return cleaned


class SendForm(PageForm):
    """`seen` is what the check showed: answers and wordings. Nothing else is ever sent."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    privacy = forms.BooleanField(
        label=_("I have read how my answers will be used"),
        error_messages={
            "required": _("Tick the box to say that you have read how your answers will be used")
        },
    )
    # For programs that fill in whatever there is: nobody sees or reaches it. It refuses nothing.
    subject = forms.Field(label=_("Leave this empty"), required=False, widget=Trap(UNREACHED))
    button = _("Send your response")

    def ask_proof(self) -> None:
        """Have a hidden box for proof of work, which proof.js fills in."""
        self.fields["proof"] = forms.Field(required=False, widget=forms.HiddenInput)


class ReferenceForm(PageForm):
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("It has 12 letters and numbers, like 7KQ4-9XWD-MHPT."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the reference from your receipt"),
            "max_length": _("Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"),
        },
    )
    looks = {"reference": Look(width="20", size="s")}
    button = _("Check")

    def clean_reference(self) -> str:
        """The reference in its one form."""
        reference = read_reference(self.cleaned_data["reference"])
        if not reference:
            raise ValidationError(self.fields["reference"].error_messages["max_length"])
        return reference


class CodeForm(PageForm):
    """A return code, as it was written down."""

    code = forms.CharField(
        label=_("Return code"),
        help_text=_("It has 16 letters and numbers, like 7KQ4-9XWD-MHPT-2RVB."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your return code"),
            "max_length": _("Enter a return code of 16 letters and numbers"),
        },
    )
    looks = {"code": Look(width="20", size="s")}

    def clean_code(self) -> str:
        """The code in its one form."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(self.fields["code"].error_messages["max_length"])
        return code


class LinkForm(PageForm):
    """Where to send a link that opens the answers on any device."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We send one message with a link, and use the address for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter an email address in the correct format, like name@example.com"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
    )
    looks = {"email": Look(width="one-half", size="s")}
    button = _("Email me a link")
