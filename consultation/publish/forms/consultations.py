"""Judging what readers of a consultation type and choose, and staff about its time.

Nothing here saves.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Outage, Proposal, ProposalKind
from consultation.publish import places, queries
from consultation.publish.rules import clock_words
from consultation.templatetags.page_form import DatePartsField, LongText, Look, PageForm
from stations.models import Borough
from stations.postcodes import ENTER_FULL

#: What the visitor may ask to see, by the word in the address.
KINDS: dict[str, ProposalKind] = {
    "close": ProposalKind.CLOSE,
    "move": ProposalKind.MOVE,
    "hours": ProposalKind.HOURS,
    "open": ProposalKind.OPEN,
    "keep": ProposalKind.KEEP,
}
NEAREST = "near"


class PostcodeForm(PageForm):
    """Find what is near. A postcode outside London is no error: it has its own answer.

    Whoever types the name of a front counter is led there: `alike` has proposals for those that
    have a name like it.
    """

    postcode = forms.CharField(
        label=_("Your full postcode"),
        help_text=_(
            "For example SW1A 1AA. We use it once, to work out distances. We do not keep it."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
        error_messages={
            "required": ENTER_FULL,
            "max_length": ENTER_FULL,
            "null_characters_not_allowed": ENTER_FULL,
        },
    )
    looks: ClassVar[dict[str, Look]] = {"postcode": Look(width="10", size="s")}
    button = _("Find counters near you")

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = reverse("near", args=[consultation.slug])
        self.consultation = consultation
        self.found = places.Found()
        self.alike: list[Proposal] = []

    def clean_postcode(self) -> str:
        """Looked up; the place is in `found`."""
        typed: str = self.cleaned_data["postcode"]
        self.found = places.find(typed)
        if self.found.problem:
            self.alike = queries.proposals_like(self.consultation, typed)
            raise ValidationError(self.found.problem)
        return typed


class FilterForm(PageForm):
    """Narrow the list of proposals. All of it stands in the address."""

    borough = forms.ChoiceField(
        label=_("Borough"),
        required=False,
        error_messages={"invalid_choice": _("Select a borough from the list")},
    )
    kind = forms.ChoiceField(
        label=_("What is proposed"),
        required=False,
        error_messages={"invalid_choice": _("Select what is proposed from the list")},
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("By borough")),
            (NEAREST, _("Nearest to you first")),
        ],
        error_messages={"invalid_choice": _("Select an order from the list")},
    )
    looks: ClassVar[dict[str, Look]] = {
        "borough": Look(size="s"),
        "kind": Look(size="s"),
        "sort": Look(size="s"),
    }

    def __init__(
        self,
        *args: Any,
        boroughs: Iterable[Borough],
        kinds: Iterable[str],
        placed: bool,
        **kwargs: Any,
    ) -> None:
        """Offer the boroughs and kinds there are; an order by distance once a place is known."""
        super().__init__(*args, **kwargs)
        known = set(kinds)
        named = [(one.slug, one.name) for one in boroughs]
        words = [(word, str(kind.label)) for word, kind in KINDS.items() if kind in known]
        self._choose("borough", [("", str(_("All boroughs"))), *named])
        self._choose("kind", [("", str(_("All proposals"))), *words])
        if not placed:
            del self.fields["sort"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        chooser = self.fields[name]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices


MOST_LETTERS = 1_000  # of a reason
ENTER_REASON = _("Enter the reason")
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE)


class ClockField(forms.CharField):
    """A time of day as people write it: 11:59pm, 11.59 pm, 11pm, 23:59. Cleans to a time.

    Midnight and midday are asked for in figures: "midnight" on a day is taken for either end of it.
    """

    def __init__(self, *, called: Any, **kwargs: Any) -> None:
        told = {"required": _("Enter the %(called)s") % {"called": called}}
        widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(max_length=20, widget=widget, error_messages=told, **kwargs)

    def clean(self, value: Any) -> Any:
        """Raises ValidationError where it is no time, or may be two."""
        typed = super().clean(value)
        found = CLOCK.fullmatch(typed)
        hour, minute, half = found.groups() if found else ("", "", "")
        if not found or not (minute or half):
            raise ValidationError(_("Enter a time like 11:59pm or 23:59"))
        number = int(hour)
        if half:
            if not 1 <= number <= 12:
                raise ValidationError(_("Enter a time like 11:59pm or 23:59"))
            number = number % 12 + (12 if half.lower() == "p" else 0)
        try:
            return time(number, int(minute or 0))
        except ValueError:
            raise ValidationError(_("Enter a time like 11:59pm or 23:59")) from None


def in_london(day: date, clock: time, *, last: bool) -> datetime:
    """The moment at which clocks in London show this; `last` for the end of that minute.

    Where an hour comes twice it is the second for an end, and the first for a beginning. Raises
    ValidationError for an hour that the clocks leave out.
    """
    second = time(clock.hour, clock.minute, 59 if last else 0, fold=int(last))
    moment = datetime.combine(day, second, timezone.get_default_timezone())
    if moment.astimezone(UTC).astimezone(moment.tzinfo).time() != second.replace(fold=0):
        raise ValidationError(_("The clocks go forward at that time, so it does not exist"))
    return moment.astimezone(UTC)


def reason(label: Any, missing: Any = ENTER_REASON) -> LongText:
    """A field for words that are published."""
    return LongText(
        label=label,
        help_text=_("This is published on the page of the consultation."),
        max_length=MOST_LETTERS,
        error_messages={"required": missing},
    )


class TimedForm(PageForm):
    """One change of the time to respond."""

    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""

    def asked(self) -> dict[str, Any]:
        """What the action takes, from the cleaned form."""
        return {"reason": self.cleaned_data["reason"]}

    def onward(self, consultation: Consultation, made: Any) -> str:
        """Where to go when it is done."""
        return reverse("dates", args=[consultation.slug])

    def moment(self, name: str, *, last: bool) -> datetime | None:
        """The moment of the fields `name` and `name_time`, where both are good."""
        day, clock = (self.cleaned_data.get(key) for key in (name, f"{name}_time"))
        if day is None or clock is None:
            return None
        try:
            return in_london(day, clock, last=last)
        except ValidationError as problem:
            self.add_error(f"{name}_time", problem)
            return None


def date_box(label: Any, called: Any, hint: Any = "") -> DatePartsField:
    """Day, month and year."""
    return DatePartsField(label=label, called=called, help_text=hint)


def clock_box(label: Any, called: Any) -> ClockField:
    """A time of day in London."""
    return ClockField(
        label=label, called=called, help_text=_("London time, like 11:59pm or 23:59.")
    )


class ClosingForm(TimedForm):
    """A new closing time and the reason. The whole of the minute that is typed still counts."""

    title = _("Change the closing time")
    lead = _(
        "The closing time can only be made later. The reason is published, and everybody who asked "
        "for news gets an email."
    )
    closes = date_box(_("New closing date"), _("The closing date"))
    closes_time = clock_box(_("New closing time"), _("closing time"))
    reason = reason(_("Why is the closing time changed?"))
    looks: ClassVar[dict[str, Look]] = {
        "closes": Look(size="s"),
        "closes_time": Look(size="s", width="10"),
        "reason": Look(size="s", rows=4),
    }
    button: Any = _("Change the closing time")

    def __init__(
        self, typed: Any, *, present: datetime, proposed: datetime, reason: str = ""
    ) -> None:
        """Show the `proposed` closing time; `present` is the one in force."""
        local = timezone.localtime(proposed)
        shown = {"closes": local.date(), "closes_time": clock_words(proposed), "reason": reason}
        super().__init__(typed, initial=shown)
        self.present = present
        self.to: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """The minute of the present closing time stands for that time, to the second."""
        cleaned = super().clean() or {}
        self.to = self.moment("closes", last=True)
        if self.to and self.to.replace(second=0) == self.present.replace(second=0, microsecond=0):
            self.to = self.present
        return cleaned

    def asked(self) -> dict[str, Any]:
        """With the closing time."""
        return super().asked() | {"to": self.to}


class PauseForm(TimedForm):
    title = _("Pause the consultation")
    lead = _(
        "While it is paused, no response can be begun or sent. Its pages stay, and say that it is "
        "paused, not closed, and why. Answers that residents have saved are kept, and they can go "
        "on saving. When you resume it, you can give the lost time back."
    )
    reason = reason(_("Why is it paused?"))
    looks: ClassVar[dict[str, Look]] = {"reason": Look(size="s", rows=4)}
    button = _("Pause the consultation")


class ResumeForm(ClosingForm):
    title = _("Resume the consultation")
    lead = _(
        "The closing time below is later by as long as it was paused. You can choose another that "
        "is later, or the one in force. If it is later, everybody who asked for news gets an email."
    )
    reason = reason(_("Why is it resumed?"))
    button = _("Resume the consultation")


class LateRepliesForm(TimedForm):
    """Until when formal replies are accepted late, and what becomes of them. For staff: English."""

    title = "Policy on late formal replies"
    lead = (
        "Councils and other organisations may need longer than residents: a committee meets after "
        "the close. State until when a formal reply is accepted late. Residents’ responses are not "
        "accepted late. You can change this until the close, and not after it."
    )
    until = date_box("Last date on which a late reply is accepted", "The last date")
    until_time = clock_box("Last time on that date", "last time")
    policy = LongText(
        label="What becomes of a late reply?",
        help_text=(
            "For example: A late reply is published and marked as late. It is in the figures, and "
            "whoever decides reads it. This is published on the page of the consultation."
        ),
        max_length=MOST_LETTERS,
        error_messages={"required": "Enter what becomes of a late reply"},
    )
    looks: ClassVar[dict[str, Look]] = {
        "until": Look(size="s"),
        "until_time": Look(size="s", width="10"),
        "policy": Look(size="s", rows=4),
    }
    button = "Publish the policy"

    def __init__(self, typed: Any, *, consultation: Consultation) -> None:
        """Show what is stated now."""
        until = consultation.late_replies_until
        shown: dict[str, Any] = {"policy": consultation.late_reply_policy}
        if until is not None:
            local = timezone.localtime(until)
            shown |= {"until": local.date(), "until_time": clock_words(until)}
        super().__init__(typed, initial=shown)

    def clean(self) -> dict[str, Any]:
        """The whole of the minute that is typed still counts."""
        cleaned = super().clean() or {}
        cleaned["moment"] = self.moment("until", last=True)
        return cleaned

    def asked(self) -> dict[str, Any]:
        """As the action names them."""
        return {"until": self.cleaned_data["moment"], "policy": self.cleaned_data["policy"]}


class OutageForm(TimedForm):
    """From when to when the service was away, and what happened."""

    title = _("Note an outage")
    lead = _(
        "It is published on the page of every consultation whose time it took, and cannot be "
        "changed later. Afterwards you can give the lost time back."
    )
    start = date_box(_("Date on which it began"), _("The date on which it began"))
    start_time = clock_box(_("Time at which it began"), _("time at which it began"))
    end = date_box(_("Date on which it ended"), _("The date on which it ended"))
    end_time = clock_box(_("Time at which it ended"), _("time at which it ended"))
    reason = reason(_("What happened?"), _("Enter what happened"))
    looks: ClassVar[dict[str, Look]] = {
        "start": Look(size="s"),
        "start_time": Look(size="s", width="10"),
        "end": Look(size="s"),
        "end_time": Look(size="s", width="10"),
        "reason": Look(size="s", rows=4),
    }
    button = _("Publish the outage")

    def clean(self) -> dict[str, Any]:
        """Both moments."""
        cleaned = super().clean() or {}
        cleaned["from"] = self.moment("start", last=False)
        cleaned["to"] = self.moment("end", last=False)
        return cleaned

    def asked(self) -> dict[str, Any]:
        """As the action names them."""
        cleaned = self.cleaned_data
        return {
            "start": cleaned["from"],
            "end": cleaned["to"],
            "what_happened": cleaned["reason"],
        }

    def onward(self, consultation: Consultation, made: Outage) -> str:
        """To the proposal of a later closing time, where the outage took time of this one."""
        took = made.from_at <= consultation.closes_at and made.to_at >= consultation.opens_at
        if not took or not consultation.is_public or consultation.is_paused:
            return super().onward(consultation, made)
        return f"{reverse('dates-extend', args=[consultation.slug])}?outage={made.pk}"
