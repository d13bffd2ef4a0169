"""Judging what a translator types. Nothing here saves."""

from typing import Any

from django import forms

from consultation.languages import Language
from consultation.templatetags.page_form import LongText, Look, PageForm
from consultation.translate.queries import Part, Text

LONGEST = 20_000


class PartForm(PageForm):
    """One box a text, in the language's own direction."""

    def __init__(self, *args: Any, part: Part, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        looks: dict[str, Look] = {}
        for one in part.texts:
            box = forms.Textarea({"lang": language.code, "dir": language.direction})
            self.fields[one.name] = LongText(
                label=f"In {language.name}: {one.label}",
                required=False,
                max_length=LONGEST,
                widget=box,
                initial=one.translation.text if one.translation else "",
            )
            looks[one.name] = Look(size="s", rows=2 if len(one.english) < 120 else 6)
        self.looks = looks  # type: ignore[misc]

    def typed(self) -> list[tuple[Text, str]]:
        """Every text that was given words."""
        given = ((one, self.cleaned_data[one.name].strip()) for one in self.part.texts)
        return [(one, text) for one, text in given if text]
