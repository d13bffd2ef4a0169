"""Judging what is answered after sending. Nothing here saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from consultation.models import NOT_SAID, EqualityQuestion
from consultation.respond.equality import label_of
from consultation.templatetags.page_form import ActionButton, Look, PageForm


class WillingForm(PageForm):
    """Whether the equality questions are wanted at all."""

    YES, NO = "YES", "NO"

    willing = forms.ChoiceField(
        label=_("Do you want to answer the equality questions?"),
        help_text=_("These questions are optional. Your answers will not affect your response."),
        choices=[
            (YES, _("Yes, answer the equality questions (takes 2 minutes)")),
            (NO, _("No, skip the equality questions")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select whether you want to answer the equality questions"),
            "invalid_choice": _("Select whether you want to answer the equality questions"),
        },
    )
    looks = {"willing": Look(size="m")}


class EqualityForm(PageForm):
    """One question of a set, in the language of the page. `asked` says which one was answered.

    Two questions may follow one another at one address; a form sent twice answers the same one.
    """

    asked = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(widget=forms.RadioSelect)
    looks = {"answer": Look(heading=True, dividers={NOT_SAID: gettext_lazy("or")})}
    buttons = (ActionButton(_("Skip this question"), name="skip", value="skip", look="secondary"),)

    def __init__(self, *args: Any, question: EqualityQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["asked"] = question.key
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.label = gettext(question.wording)
        field.help_text = gettext(question.help) if question.help else ""
        field.choices = [(value, label_of(question, label)) for value, label in question.options]
        missing = gettext(question.missing)
        field.error_messages |= {"required": missing, "invalid_choice": missing}
