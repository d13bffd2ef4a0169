"""Judging a request to reply for a body, and the decision on it. Nothing here saves."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Organisation, OrganisationKind, Role
from consultation.reply.forms import SMALL
from consultation.reply.roles import PARTS
from consultation.respond.forms import UNREACHED
from consultation.templatetags.page_form import LongText, Look, PageForm
from consultation.templatetags.parts import Trap
from stations.models import Borough

KINDS = (
    (OrganisationKind.MP, _("Member of Parliament")),
    (OrganisationKind.ASSEMBLY, _("London Assembly member")),
    (OrganisationKind.NHS, _("NHS body")),
    (OrganisationKind.RESIDENTS, _("Residents’ association")),
    (OrganisationKind.BUSINESS, _("Business")),
    (OrganisationKind.CHARITY, _("Charity")),
    (OrganisationKind.OTHER, _("Other body")),
)
#: Whoever is accepted is asked to approve, or to draft.
ROLES = (Role.COUNCIL_APPROVER, Role.COUNCIL_DRAFTER)
TWO_THIRDS = Look(size="s", width="two-thirds")
LONG_EMAIL = _("Enter an email address like name@example.com")


class RegisterForm(PageForm):
    """Which body, how it can be checked, and who asks."""

    consultation = forms.ChoiceField(
        label=_("Which consultation would the formal reply be to?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select a consultation"),
            "invalid_choice": _("Select a consultation"),
        },
    )
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": _("Enter the name of the organisation"),
            "max_length": _("Name of the organisation must be 200 letters or less"),
        },
    )
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        help_text=_(
            "The councils of all London boroughs are registered already. If you work for one, ask "
            "your colleagues, or write to the people who run the consultation."
        ),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select what kind of organisation it is"),
            "invalid_choice": _("Select what kind of organisation it is"),
        },
    )
    borough = forms.ChoiceField(
        label=_("Borough (optional)"),
        help_text=_("Leave it open if the organisation is there for all of London."),
        required=False,
        error_messages={"invalid_choice": _("Select a borough from the list")},
    )
    proof = LongText(
        label=_("How can we check that you speak for it?"),
        help_text=_(
            "For example its website with a page that names you, or the number of an office that "
            "we can call."
        ),
        max_length=1_000,
        error_messages={"required": _("Enter a website, or how else we can check")},
    )
    person_name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your full name"),
            "max_length": _("Your full name must be 200 letters or less"),
        },
    )
    post = forms.CharField(
        label=_("Your role there"),
        help_text=_("For example chair, caseworker or secretary."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={
            "required": _("Enter your role there"),
            "max_length": _("Your role there must be 200 letters or less"),
        },
    )
    email = forms.EmailField(
        label=_("Your email address there"),
        help_text=_("We write to you there when your request is decided."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": LONG_EMAIL,
            "max_length": LONG_EMAIL,
        },
    )
    # For programs that fill in whatever there is: nobody sees or reaches it. It refuses nothing.
    subject = forms.Field(label=_("Leave this empty"), required=False, widget=Trap(UNREACHED))
    looks: ClassVar[dict[str, Look]] = {
        "consultation": SMALL,
        "name": TWO_THIRDS,
        "kind": SMALL,
        "borough": SMALL,
        "proof": Look(size="s", rows=4),
        "person_name": TWO_THIRDS,
        "post": TWO_THIRDS,
        "email": TWO_THIRDS,
    }
    button: Any = _("Send the request")

    def __init__(
        self,
        typed: Any,
        *,
        consultations: Sequence[Consultation],
        boroughs: Sequence[Borough],
        chosen: str = "",
    ) -> None:
        """Ask for the consultation only where there is a choice; `chosen` is the slug of one."""
        super().__init__(typed, initial={"consultation": chosen})
        self.consultations = {one.slug: one for one in consultations}
        self.boroughs = {one.slug: one for one in boroughs}
        self._choose(
            "borough",
            [("", _("All of London, or none")), *((one.slug, one.name) for one in boroughs)],
        )
        if len(consultations) > 1:
            self._choose("consultation", [(one.slug, one.title) for one in consultations])
        else:
            del self.fields["consultation"]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_name(self) -> str:
        """On one line: it stands in the subject of an e-mail."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        """In the one form that it is stored in."""
        return str(self.cleaned_data["email"]).lower()

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        (only, *more) = self.consultations.values()
        chosen = self.consultations[given["consultation"]] if more else only
        return given | {
            "consultation": chosen,
            "borough": self.boroughs.get(given["borough"]),
            "doubted": bool(given.pop("subject")),
        }


ACCEPT, DECLINE = "ACCEPT", "DECLINE"


class DecideForm(PageForm):
    """Accept, and as what; or decline, and why."""

    decision = forms.ChoiceField(
        label="What do you want to do?",
        choices=[(ACCEPT, "Accept, and send an invitation"), (DECLINE, "Decline")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select whether you accept or decline",
            "invalid_choice": "Select whether you accept or decline",
        },
    )
    organisation = forms.ChoiceField(
        label="If you accept: which organisation is it?",
        required=False,
        error_messages={"invalid_choice": "Select an organisation from the list"},
    )
    role = forms.ChoiceField(
        label="If you accept: what should the person do?",
        choices=[(str(one), f"{PARTS[one].name}: {PARTS[one].sentence}") for one in ROLES],
        initial=ROLES[0],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select what the person should do"},
    )
    note = LongText(
        label="If you accept: how did you check? (optional)",
        help_text=(
            "With this the organisation is verified, with your name and the date. Leave it empty "
            "if you have not checked with somebody other than the person who asks."
        ),
        max_length=1_000,
        required=False,
    )
    reason = LongText(
        label="If you decline: why?",
        help_text="It is emailed as you write it, with how to respond as anybody can.",
        max_length=1_000,
        required=False,
    )
    looks: ClassVar[dict[str, Look]] = {
        "decision": SMALL,
        "organisation": SMALL,
        "role": SMALL,
        "note": Look(size="s", rows=3),
        "reason": Look(size="s", rows=4),
    }
    button: Any = "Decide"

    def __init__(
        self, typed: Any, *, organisations: Sequence[Organisation], same: Organisation | None
    ) -> None:
        """Offer a new organisation and those that are there; `same` has the name that was given."""
        super().__init__(typed, initial={"organisation": same.slug if same else ""})
        self.organisations = {one.slug: one for one in organisations}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "A new one"), *((one.slug, one.name) for one in organisations)]

    def clean(self) -> dict[str, Any]:
        """Each decision has its own question; what was written for the other one is not lost."""
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == ACCEPT and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", "Select what the person should do")
        if decision == ACCEPT and cleaned.get("reason"):
            self.add_error("reason", "Leave the reason empty, or select that you decline")
        if decision == DECLINE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter why you decline")
        return cleaned

    @property
    def accepts(self) -> bool:
        """What was decided."""
        return bool(self.cleaned_data["decision"] == ACCEPT)

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        if not self.accepts:
            return {"reason": given["reason"]}
        organisation = self.organisations.get(given["organisation"])
        return {"organisation": organisation, "role": given["role"], "note": given["note"]}
