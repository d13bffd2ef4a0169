"""Judging which words make which point."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms

from consultation.analyse.forms.frame import one_line
from consultation.analyse.texts import WHICH, NotFound, Place, Sources, place_of, pointed_at
from consultation.models import Attachment, AttachmentState, Point, Proposal
from consultation.templatetags.page_form import LETTERS, Look, PageForm
from stations.keys import read_key

NEW = "new"
MOST_LETTERS = 10_000  # of words that are typed
ENTER_POINT = "Enter the number of a point, or words to look for it"
NO_NUMBER = "There is no point of this number. Enter another, or words to look for it"
WHICH_POINT = "Select which point it is"
NEW_OR_OTHER = "Select it to make a new point, or enter other words to look for"
FIND = Callable[[str], list[Point]]


class ChosenPointForm(PageForm):
    """A point. Cleans `chosen` to a Point or, for a new one, `sentence` to what it says.

    Words that name no point by its number are looked for: the form then comes back and asks which
    of those that were found is meant, or whether it is a new one.

    :param find: looks for points by a number or by words.
    """

    point = forms.CharField(
        label="Which point is it?",
        help_text="Its number, such as P12. Or your own words, to find one or make a new one.",
        max_length=Point.MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": ENTER_POINT,
            "max_length": f"Say it in {Point.MOST} characters or less",
            **LETTERS,
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "point": Look(size="s"),
        "which": Look(size="s", small=True, dividers={NEW: "or"}),
    }
    button: Any = "Code it"
    order: ClassVar[tuple[str, ...]] = ("point", "which")

    def __init__(self, *args: Any, find: FIND, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find
        if "which" in self.data:
            self._offer(self.find(str(self.data.get("point", ""))))

    def _offer(self, found: Sequence[Point]) -> None:
        """Ask which of several, or whether it is a new one."""
        self.found = {str(one.pk): one for one in found}
        self.looks = {**type(self).looks}  # type: ignore[misc]
        if not found:
            self.looks["which"] = Look(size="s", small=True)
        said = one_line(str(self.data.get("point", "")))[: Point.MOST]
        self.fields["which"] = forms.ChoiceField(
            label="Which of these is it?" if found else "No point has these words",
            required=False,
            widget=forms.RadioSelect,
            choices=[
                *((key, str(one)) for key, one in self.found.items()),
                (NEW, f"A new point: {said}"),
            ],
            error_messages={"invalid_choice": "Select a point from the list"},
        )
        self.order_fields(self.order)

    def clean(self) -> dict[str, Any]:
        """The point."""
        cleaned: dict[str, Any] = super().clean() or {}
        if typed := cleaned.get("point", ""):
            self._choose(cleaned, typed)
        return cleaned

    def _choose(self, cleaned: dict[str, Any], typed: str) -> None:
        which, found = cleaned.get("which", ""), self.find(typed)
        if typed.strip().lstrip("Pp").strip().isdecimal():
            if found:
                cleaned["chosen"] = found[0]
            else:
                self.add_error("point", NO_NUMBER)
            return
        if which == NEW:
            cleaned["sentence"] = one_line(typed)
            return
        if which:
            cleaned["chosen"] = self.found[which]
            return
        self._offer(found)
        self.add_error("which", WHICH_POINT if found else NEW_OR_OTHER)


class CodeForm(ChosenPointForm):
    """A passage and a point. Cleans `place` to a Place beside what ChosenPointForm cleans."""

    words = forms.CharField(
        label="Which sentences?",
        help_text="Their numbers, such as 2 or 2-4. Or type the words as they stand.",
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": WHICH, **LETTERS},
    )
    about = forms.ChoiceField(
        label="Which front counter do they speak of?",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    looks: ClassVar[dict[str, Look]] = {
        **ChosenPointForm.looks,
        "words": Look(size="s"),
        "about": Look(size="s"),
    }
    button = "Code these words"
    order = ("words", "point", "which", "about", "place")

    def __init__(
        self, *args: Any, said: Sources, proposals: Sequence[Proposal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        if said.files or said.note:
            self.fields["words"].help_text = (
                "Their numbers, such as 2 or 2-4, or the words as they stand. F1 is a file, N the "
                "note."
            )
        self.proposals = {one.pk: one for one in proposals}
        self.fields["point"].label = "Which point do they make?"
        places = [(str(one.pk), one.place) for one in proposals]
        self.offer("about", [("", "What the answer is about"), *places])
        self.order_fields(self.order)

    def clean_about(self) -> Proposal | None:
        """The proposal; None for what the answer is about."""
        key = read_key(self.cleaned_data["about"])
        return self.proposals[key] if key is not None else None

    def clean(self) -> dict[str, Any]:
        """The passage and the point."""
        cleaned = super().clean()
        try:
            cleaned["place"] = self._place(cleaned.get("words", ""), cleaned.get("place", ""))
        except NotFound as why:
            self.add_error("words", str(why))
        return cleaned

    def _place(self, words: str, place: str) -> Place:
        """What a browser points at, as long as these are the words there; else what was typed."""
        parts = [read_key(one) for one in place.split(":")]
        if len(parts) == 3 and None not in parts:
            key, start, end = (int(one or 0) for one in parts)
            found = pointed_at(key, start, end, self.said.texts)
            if found and found.words.replace("\r\n", "\n") == words.strip():
                return found
        return place_of(words, self.said)


class DoneForm(PageForm):
    """That all of a response was read, files too, and whether it makes a point."""

    no_point = forms.BooleanField(label="It makes no point that needs an answer", required=False)
    button = "I have read all of it"

    def __init__(self, *args: Any, files: Sequence[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = [one for one in files if one.state != AttachmentState.INFECTED]  # none opens it
        if files:
            self.fields["files"] = forms.MultipleChoiceField(
                label="Files that you have read",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(one.pk), one.name) for one in files],
                error_messages={"invalid_choice": "Select files from the list"},
            )
            self.order_fields(("files", "no_point"))

    looks: ClassVar[dict[str, Look]] = {
        "files": Look(size="s", small=True),
        "no_point": Look(small=True),
    }

    def clean(self) -> dict[str, Any]:
        """Every file was read."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "files" in self.fields:
            field = self.fields["files"]
            assert isinstance(field, forms.MultipleChoiceField)
            unread = len(field.choices) - len(cleaned.get("files", []))  # type: ignore[arg-type]
            if unread and "files" not in self.errors:
                told = f"Read each file and tick it: {unread} left"
                self.add_error("files", told)
        return cleaned


class NextForm(PageForm):
    """Which of the unread comes next."""

    station = forms.ChoiceField(
        label="About the front counter",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    looks: ClassVar[dict[str, Look]] = {"station": Look(size="s")}
    button = "Read the next response"

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(one.station_id), one.place) for one in proposals]
        self.offer("station", [("", "Any front counter"), *places])

    def clean_station(self) -> int | None:
        """The key of the station; None for any."""
        return read_key(self.cleaned_data["station"])
