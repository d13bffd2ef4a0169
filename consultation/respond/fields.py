"""The form field that asks a question, by its kind. Each cleans to what a draft stores."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.models import Place, QuestionKind, QuestionVersion
from consultation.publish import places
from consultation.respond.kinds import Value, ordinal
from consultation.templatetags.page_form import (
    DatePartsField,
    LongText,
    Look,
    StackedParts,
    labelled,
)
from consultation.uploads.findings import EMPTY, MISSING
from consultation.uploads.judging import why_not_accept
from consultation.uploads.names import ENDINGS

UNREADABLE = gettext_lazy(
    "Your answer has characters that we could not read. They are shown as \ufffd: type them again"
)
NULLS = gettext_lazy(
    "Your answer has a character that cannot be stored. Type it again instead of pasting it"
)
LONGEST_NUMBER = 9  # digits


def readable(value: str) -> None:
    """Refuse what was not UTF-8 when it was sent, rather than store it altered."""
    if "\ufffd" in value:
        raise ValidationError(UNREADABLE)


class Words(LongText):
    """An answer in words. Over-long, unreadable or with a NUL it is refused whole."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"null_characters_not_allowed": NULLS, **kwargs.pop("error_messages", {})}
        kwargs.setdefault("required", False)
        super().__init__(strip=False, error_messages=messages, **kwargs)
        self.validators.append(readable)

    def clean(self, value: Any) -> str:
        """The words as typed; nothing but spaces and line ends counts as no answer."""
        words = str(super().clean(value) or "")
        if words.strip():
            return words
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return ""


class Several(forms.MultipleChoiceField):
    """Any number of options; one may stand alone, as "none of these" does."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, exclusive: str = "", most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.exclusive, self.most = exclusive, most

    def clean(self, value: Any) -> list[str]:
        """The options chosen, in the order that they are offered in."""
        chosen = set(super().clean(value))
        if self.exclusive in chosen and len(chosen) > 1:
            alone = dict(self.choices).get(self.exclusive, self.exclusive)  # type: ignore[arg-type]
            raise ValidationError(
                _("Select “%(alone)s” alone, or the answers that apply") % {"alone": alone}
            )
        if self.most and len(chosen) > self.most:
            raise ValidationError(_("Select up to %(most)s answers") % {"most": self.most})
        return [value for value, _label in self.choices if value in chosen]  # type: ignore[union-attr, misc]


class IsoDate(DatePartsField):
    """A date, stored as 2027-02-14."""

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.latest = latest

    def clean(self, value: Any) -> str:  # type: ignore[override]
        """The date as ISO writes it; "" where it may be empty."""
        found = super().clean(value)
        if found and self.latest and found > self.latest:
            raise ValidationError(
                _("%(called)s must be today or in the past") % {"called": self.called}
            )
        return found.isoformat() if found else ""

    def prepare_value(self, value: Any) -> Any:
        """The stored text as a date, for the boxes."""
        try:
            return date.fromisoformat(value) if isinstance(value, str) and value else value
        except ValueError:
            return None


class WholeNumber(forms.CharField):
    """A whole number between two limits, stored as its digits."""

    def __init__(
        self, *, called: str, least: int | None = None, most: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.called, self.least, self.most = called, least, most
        self.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        """Its digits, without spaces, commas or leading zeros."""
        typed = super().clean(value).replace(",", "").replace(" ", "")
        if not typed:
            return ""
        told = {"called": self.called, "least": self.least, "most": self.most}
        digits = typed.removeprefix("-")
        if not (digits.isdecimal() and digits.isascii() and len(digits) <= LONGEST_NUMBER):
            raise ValidationError(_("%(called)s must be a whole number, like 12") % told)
        number = int(typed)
        if self.least is not None and number < self.least:
            raise ValidationError(_("%(called)s must be %(least)s or more") % told)
        if self.most is not None and number > self.most:
            raise ValidationError(_("%(called)s must be %(most)s or less") % told)
        return str(number)


class Ranking(forms.MultiValueField):
    """Options in the order of preference, one box a place."""

    def __init__(
        self, *, choices: Sequence[tuple[str, str]], most: int, missing: str, **kwargs: Any
    ) -> None:
        listed = [("", _("Choose")), *choices]
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            f"choice_{place}": labelled(forms.Select(choices=listed), ordinal(place))
            for place in range(1, most + 1)
        }
        fields = [forms.ChoiceField(choices=listed, required=False) for _box in boxes]
        super().__init__(
            fields, widget=StackedParts(boxes), require_all_fields=False,
            error_messages={"required": missing}, **kwargs,
        )  # fmt: skip
        self.labels = dict(choices)

    def compress(self, data_list: list[str]) -> list[str]:
        """The chosen ones in order, none twice and no place left out."""
        chosen = [one or "" for one in data_list]
        found = [one for one in chosen if one]
        for place, one in enumerate(chosen):
            if one and one in chosen[:place]:
                raise _at(place, _("You chose “%(label)s” twice"), label=self.labels[one])
            if one and place and not chosen[place - 1]:
                wanted = ordinal(place).lower()
                raise _at(place - 1, _("Select your %(wanted)s before the next"), wanted=wanted)
        return found

    def prepare_value(self, value: Any) -> Any:
        """The stored list, one a box."""
        return value if isinstance(value, list) else []


def _at(place: int, message: str, **told: str) -> ValidationError:
    return ValidationError(message % told, params={"parts": [f"choice_{place + 1}"]})


class Home(forms.MultiValueField):
    """A postcode or a borough, stored as the borough's code; the postcode is not kept."""

    def __init__(self, *, choices: Sequence[tuple[str, str]], missing: str, **kwargs: Any) -> None:
        listed = [("", _("Choose")), *choices]
        postcode = forms.TextInput(
            {"autocomplete": "postal-code", "class": "govuk-input--width-10"}
        )
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "postcode": labelled(postcode, _("Postcode")),
            "where": labelled(forms.Select(choices=listed), _("Or choose your borough")),
        }
        wrong = {"invalid_choice": _("Choose your borough from the list")}
        super().__init__(
            [
                forms.CharField(required=False, max_length=20),
                forms.ChoiceField(choices=listed, required=False, error_messages=wrong),
            ],
            widget=StackedParts(boxes),
            require_all_fields=False,
            error_messages={"required": missing},
            **kwargs,
        )
        self.known = {value for value, _label in choices}

    def compress(self, data_list: list[str]) -> str:
        """The borough that the postcode is in, else the one chosen."""
        typed, where = (data_list or ["", ""])[:2]
        if not typed:
            return where or ""
        found = places.find(typed)
        if found.problem:
            raise ValidationError(found.problem, params={"parts": ["postcode"]})
        return found.ons_code if found.ons_code in self.known else Place.OUTSIDE

    def prepare_value(self, value: Any) -> Any:
        """The stored code, in the list; the postcode was forgotten."""
        return ["", value] if isinstance(value, str) else value


def field_for(version: QuestionVersion, *, today: date) -> forms.Field:
    """The form field that asks one question. It carries its `look`."""
    field = MAKERS[QuestionKind(version.question.kind)](version)
    if isinstance(field, IsoDate) and version.not_in_future:
        field.latest = today
    field.label, field.help_text = version.wording, version.help
    look = Look(size="m", exclusive={version.exclusive} if version.exclusive else ())
    if version.question.kind == QuestionKind.NUMBER:
        look = Look(size="m", width="5")
    field.look = look  # type: ignore[attr-defined]
    return field


def _one(version: QuestionVersion) -> forms.Field:
    missing = version.missing or _("Select one of the answers")
    return forms.ChoiceField(
        choices=_options(version),
        required=version.question.required,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _several(version: QuestionVersion) -> forms.Field:
    missing = version.missing or _("Select answers from the list")
    return Several(
        choices=_options(version),
        required=version.question.required,
        exclusive=version.exclusive,
        most=version.most,
        error_messages={"required": missing, "invalid_choice": missing, "invalid_list": missing},
    )


def _words(version: QuestionVersion, *, widget: type[forms.Widget]) -> forms.Field:
    return Words(
        widget=widget,
        max_length=version.max_length or None,
        required=version.question.required,
        error_messages={"required": version.missing},
    )


def _date(version: QuestionVersion) -> forms.Field:
    return IsoDate(called=version.short, required=version.question.required)


def _number(version: QuestionVersion) -> forms.Field:
    return WholeNumber(
        called=version.short,
        least=version.least,
        most=version.most,
        required=version.question.required,
        error_messages={"required": version.missing},
    )


def _ranking(version: QuestionVersion) -> forms.Field:
    return Ranking(
        choices=_options(version),
        most=min(version.most or len(version.options), len(version.options)),
        missing=version.missing,
        required=version.question.required,
    )


def _place(version: QuestionVersion) -> forms.Field:
    return Home(
        choices=_options(version), missing=version.missing, required=version.question.required
    )


def _file(version: QuestionVersion) -> forms.Field:
    """One file. Files are added one by one, on a page of their own: see `attaching`."""
    field = forms.FileField(
        required=version.question.required,
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        error_messages={
            "required": version.missing or MISSING,
            "invalid": MISSING,
            "missing": MISSING,
            "empty": EMPTY,
        },
    )
    field.validators.append(acceptable)
    return field


def acceptable(file: UploadedFile) -> None:
    """Refuse what may not be taken, with the sentence that says why."""
    if refusal := why_not_accept(file):
        raise ValidationError(refusal)


def _options(version: QuestionVersion) -> list[tuple[str, str]]:
    return [(value, label) for value, label in version.options]


MAKERS: dict[QuestionKind, Callable[[QuestionVersion], forms.Field]] = {
    QuestionKind.CHOICE: _one,
    QuestionKind.SCALE: _one,
    QuestionKind.YES_NO: _one,
    QuestionKind.SEVERAL: _several,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT: partial(_words, widget=forms.TextInput),
    QuestionKind.TEXT: partial(_words, widget=forms.Textarea),
    QuestionKind.PLACE: _place,
    QuestionKind.DATE: _date,
    QuestionKind.NUMBER: _number,
    QuestionKind.FILE: _file,
}


def typed_value(form: forms.Form, version: QuestionVersion) -> Value:
    """What was typed for a question, wrong or not, as near as a draft can keep it."""
    field, name = form.fields[version.question.key], version.question.key
    if version.question.kind == QuestionKind.FILE:  # kept one by one as they came
        return list(form.initial.get(name) or [])
    if name in form.cleaned_data:
        kept: Value = form.cleaned_data[name]
        return kept
    typed = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    if isinstance(field, (Words, forms.ChoiceField)) and isinstance(typed, str):
        return typed.replace("\x00", "\ufffd")
    if isinstance(field, (Several, Ranking)) and isinstance(typed, list):
        return [one for one in typed if one in dict(_options(version))]
    return ""
