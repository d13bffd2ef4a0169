"""Every kind of field, without and with errors, as `{% crispy form %}` draws it."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test.html import parse_html

from consultation.templatetags.gallery_form import GalleryForm
from consultation.templatetags.page_form import DatePartsField, LongText, Look, PageForm
from tests.components.drawing import drawn, one_field, text
from tests.components.reading import read

EVIL = "<b>&\"'</b>"


def test_text() -> None:
    field = text(
        help_text="In full",
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "mine"}),
    )
    assert one_field(field, look=Look(width="20", size="m")) == parse_html("""
        <div class="govuk-form-group">
          <label class="govuk-label govuk-label--m" for="id_f">Name</label>
          <div id="id_f-hint" class="govuk-hint">In full</div>
          <input class="govuk-input govuk-input--width-20 mine" id="id_f" name="f" type="text"
            aria-describedby="id_f-hint" autocomplete="name">
        </div>""")


def test_text_with_an_error() -> None:
    assert one_field(text(help_text="In full"), sent={"f": ""}) == parse_html("""
        <div class="govuk-form-group govuk-form-group--error">
          <label class="govuk-label" for="id_f">Name</label>
          <div id="id_f-hint" class="govuk-hint">In full</div>
          <div id="id_f-error"><p class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Enter a name</p></div>
          <input class="govuk-input govuk-input--error" id="id_f" name="f" type="text"
            aria-describedby="id_f-hint id_f-error">
        </div>""")


def test_the_label_of_a_page_with_one_question_is_its_heading() -> None:
    assert one_field(text(), look=Look(heading=True)) == parse_html("""
        <div class="govuk-form-group">
          <h1 class="govuk-label-wrapper">
            <label class="govuk-label govuk-label--l" for="id_f">Name</label></h1>
          <input class="govuk-input" id="id_f" name="f" type="text">
        </div>""")


def test_a_field_may_say_itself_that_it_is_the_heading() -> None:
    field = text()
    field.page_heading = True  # type: ignore[attr-defined]
    assert one_field(field) == one_field(text(), look=Look(heading=True))


def test_email_keeps_what_was_typed() -> None:
    field = forms.EmailField(label="Email", error_messages={"invalid": "Enter an email address"})
    assert one_field(field, sent={"f": "a@"}) == parse_html("""
        <div class="govuk-form-group govuk-form-group--error">
          <label class="govuk-label" for="id_f">Email</label>
          <div id="id_f-error"><p class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Enter an email address</p></div>
          <input class="govuk-input govuk-input--error" id="id_f" name="f" type="email" value="a@"
            aria-describedby="id_f-error">
        </div>""")


def test_a_number_is_typed_into_a_text_box() -> None:
    field = forms.IntegerField(label="How many", min_value=1)
    assert one_field(field, look=Look(width="3", prefix="£", suffix="each")) == parse_html("""
        <div class="govuk-form-group">
          <label class="govuk-label" for="id_f">How many</label>
          <div class="govuk-input__wrapper">
            <div class="govuk-input__prefix" aria-hidden="true">£</div>
            <input class="govuk-input govuk-input--width-3" id="id_f" name="f" type="text"
              inputmode="numeric" spellcheck="false">
            <div class="govuk-input__suffix" aria-hidden="true">each</div>
          </div>
        </div>""")


def test_a_textarea_counts_and_never_cuts() -> None:
    field = LongText(label="Why", max_length=2000, error_messages={"required": "Enter why"})
    assert one_field(field, look=Look(rows=8), sent={"f": ""}) == parse_html("""
        <div class="govuk-form-group govuk-form-group--error govuk-character-count"
            data-module="govuk-character-count" data-maxlength="2000">
          <label class="govuk-label" for="id_f">Why</label>
          <div id="id_f-error"><p class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Enter why</p></div>
          <textarea class="govuk-textarea govuk-js-character-count govuk-textarea--error" id="id_f"
            name="f" rows="8" aria-describedby="id_f-info id_f-error"></textarea>
          <div id="id_f-info" class="govuk-hint govuk-character-count__message">
            You can enter up to 2,000 characters</div>
        </div>""")


def test_a_textarea_without_a_limit_does_not_count() -> None:
    assert one_field(forms.CharField(label="Why", widget=forms.Textarea)) == parse_html("""
        <div class="govuk-form-group">
          <label class="govuk-label" for="id_f">Why</label>
          <textarea class="govuk-textarea" id="id_f" name="f" rows="5"></textarea>
        </div>""")


def test_what_was_typed_over_the_limit_is_all_still_there() -> None:
    page = read(drawn(type("F", (PageForm,), {"f": LongText(max_length=5)})({"f": "\n123456"})))
    assert page.one("textarea").source == "\n\n123456"
    assert page.one("p").text == "Error: Your answer must be 5 characters or less"


def test_a_line_break_counts_as_one_character() -> None:
    assert LongText(max_length=3).clean("a\r\nb") == "a\nb"
    with pytest.raises(ValidationError):
        LongText(max_length=2).clean("a\r\nb")


RADIOS = [("", "---------"), ("y", "Yes"), ("n", "No")]


def test_radios_in_a_fieldset_whose_legend_is_the_heading() -> None:
    field = forms.ChoiceField(
        label="Well?",
        choices=RADIOS,
        widget=forms.RadioSelect,
        help_text="One of them",
        error_messages={"required": "Select yes or no"},
    )
    assert one_field(field, look=Look(heading=True, size="xl", inline=True), sent={}) == parse_html(
        """
        <div class="govuk-form-group govuk-form-group--error">
          <fieldset class="govuk-fieldset" aria-describedby="id_f-hint id_f-error">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--xl">
              <h1 class="govuk-fieldset__heading">Well?</h1></legend>
            <div id="id_f-hint" class="govuk-hint">One of them</div>
            <div id="id_f-error"><p class="govuk-error-message">
              <span class="govuk-visually-hidden">Error:</span> Select yes or no</p></div>
            <div class="govuk-radios govuk-radios--inline" data-module="govuk-radios">
              <div class="govuk-radios__item">
                <input class="govuk-radios__input" type="radio" name="f" id="id_f" value="y">
                <label class="govuk-label govuk-radios__label" for="id_f">Yes</label></div>
              <div class="govuk-radios__item">
                <input class="govuk-radios__input" type="radio" name="f" id="id_f-2" value="n">
                <label class="govuk-label govuk-radios__label" for="id_f-2">No</label></div>
            </div>
          </fieldset>
        </div>"""
    )


def test_checkboxes_keep_what_was_ticked() -> None:
    field = forms.MultipleChoiceField(
        label="Which?", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    assert one_field(field, sent={"f": ["b"]}) == parse_html("""
        <div class="govuk-form-group">
          <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend">Which?</legend>
            <div class="govuk-checkboxes" data-module="govuk-checkboxes">
              <div class="govuk-checkboxes__item">
                <input class="govuk-checkboxes__input" type="checkbox" name="f" id="id_f" value="a">
                <label class="govuk-label govuk-checkboxes__label" for="id_f">A</label></div>
              <div class="govuk-checkboxes__item">
                <input class="govuk-checkboxes__input" type="checkbox" name="f" id="id_f-2"
                  value="b" checked>
                <label class="govuk-label govuk-checkboxes__label" for="id_f-2">B</label></div>
            </div>
          </fieldset>
        </div>""")


def test_a_select_with_groups() -> None:
    field = forms.ChoiceField(
        label="Borough",
        choices=[("", "Choose"), ("North", [("c", "Camden"), ("b", "Barnet")])],
        error_messages={"required": "Select a borough"},
    )
    assert one_field(field, sent={"f": ""}) == parse_html("""
        <div class="govuk-form-group govuk-form-group--error">
          <label class="govuk-label" for="id_f">Borough</label>
          <div id="id_f-error"><p class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Select a borough</p></div>
          <select class="govuk-select govuk-select--error" id="id_f" name="f"
              aria-describedby="id_f-error">
            <option value="" selected>Choose</option>
            <optgroup label="North"><option value="c">Camden</option>
              <option value="b">Barnet</option></optgroup>
          </select>
        </div>""")


def test_a_password_is_never_sent_back() -> None:
    field = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    assert one_field(field, sent={"f": "secret"}) == parse_html("""
        <div class="govuk-form-group govuk-password-input" data-module="govuk-password-input">
          <label class="govuk-label" for="id_f">Password</label>
          <div class="govuk-input__wrapper govuk-password-input__wrapper">
            <input class="govuk-input govuk-password-input__input govuk-js-password-input-input"
              id="id_f" name="f" type="password" spellcheck="false" autocapitalize="none"
              autocomplete="current-password">
            <button type="button" class="govuk-button govuk-button--secondary
              govuk-password-input__toggle govuk-js-password-input-toggle" hidden
              data-module="govuk-button" aria-controls="id_f" aria-label="Show password">
              Show</button>
          </div>
        </div>""")


def test_a_file() -> None:
    field = forms.FileField(label="Letter", error_messages={"required": "Select a file"})
    assert one_field(field, sent={}) == parse_html("""
        <div class="govuk-form-group govuk-form-group--error">
          <label class="govuk-label" for="id_f">Letter</label>
          <div id="id_f-error"><p class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Select a file</p></div>
          <div class="govuk-file-upload-wrapper" data-module="govuk-file-upload">
            <input class="govuk-file-upload govuk-file-upload--error" id="id_f" name="f" type="file"
              aria-describedby="id_f-error">
          </div>
        </div>""")


def test_a_single_tick_box() -> None:
    field = forms.BooleanField(label="I agree", error_messages={"required": "Tick the box"})
    assert one_field(field, sent={}) == parse_html("""
        <div class="govuk-form-group govuk-form-group--error">
          <div id="id_f-error"><p class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> Tick the box</p></div>
          <div class="govuk-checkboxes" data-module="govuk-checkboxes">
            <div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" id="id_f" name="f" type="checkbox" value="on"
                aria-describedby="id_f-error">
              <label class="govuk-label govuk-checkboxes__label" for="id_f">I agree</label>
            </div>
          </div>
        </div>""")


def test_hidden_fields_are_plain() -> None:
    field = forms.CharField(widget=forms.HiddenInput, initial=EVIL)
    assert one_field(field) == parse_html(
        '<input type="hidden" name="f" id="id_f" value="&lt;b&gt;&amp;&quot;&#x27;&lt;/b&gt;">'
    )
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.MultipleHiddenInput
    )
    page = read(drawn(type("F", (PageForm,), {"f": several})({"f": ["a", "b"]})))
    boxes = page.all("input", type="hidden", name="f")
    assert [(box.attrs["id"], box.attrs["value"]) for box in boxes] == [
        ("id_f", "a"),
        ("id_f-2", "b"),
    ]


def date() -> DatePartsField:
    return DatePartsField(label="Closing date", called="Closing date")


def test_a_date_is_three_boxes_and_the_one_at_fault_is_marked() -> None:
    found = one_field(date(), sent={"f_day": "4", "f_month": "", "f_year": "2027"})

    def box(label: str, key: str, width: int, value: str, wrong: str = "") -> str:
        own = "id_f" if key == "day" else f"id_f_{key}"
        return f"""
            <div class="govuk-date-input__item"><div class="govuk-form-group">
              <label class="govuk-label govuk-date-input__label" for="{own}">{label}</label>
              <input class="govuk-input govuk-date-input__input govuk-input--width-{width}{wrong}"
                id="{own}" name="f_{key}" type="text" value="{value}" inputmode="numeric">
            </div></div>"""

    assert found == parse_html(f"""
        <div class="govuk-form-group govuk-form-group--error">
          <fieldset class="govuk-fieldset" aria-describedby="id_f-error">
            <legend class="govuk-fieldset__legend">Closing date</legend>
            <div id="id_f-error"><p class="govuk-error-message">
              <span class="govuk-visually-hidden">Error:</span> Closing date must include a month
            </p></div>
            <div class="govuk-date-input">
              {box("Day", "day", 2, "4")}
              {box("Month", "month", 2, "", " govuk-input--error")}
              {box("Year", "year", 4, "2027")}
            </div>
          </fieldset>
        </div>""")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["", "", ""], "Enter closing date"),
        (["", "", "2027"], "Closing date must include a day and a month"),
        (["31", "2", "2027"], "Closing date must be a real date"),
        (["x", "2", "2027"], "Closing date must be a real date"),
        (["1", "2", "27"], "Year must include 4 numbers"),
    ],
)
def test_what_is_wrong_with_a_date(typed: list[str], message: str) -> None:
    with pytest.raises(ValidationError) as told:
        date().clean(typed)
    assert told.value.messages == [message]


def test_a_date_is_cleaned_and_shown_again() -> None:
    assert date().clean(["14", " 2 ", "2027"]) == datetime.date(2027, 2, 14)
    assert DatePartsField(called="Date", required=False).clean(["", "", ""]) is None
    form = type("F", (PageForm,), {"f": date()})(initial={"f": datetime.date(2027, 2, 14)})
    boxes = read(drawn(form)).all("input", type="text")
    assert [box.attrs["value"] for box in boxes] == ["14", "2", "2027"]


@pytest.mark.parametrize("name", list(GalleryForm.base_fields))
def test_labels_hints_and_what_was_typed_are_escaped(name: str) -> None:
    form = GalleryForm({name: EVIL, f"{name}_day": EVIL})
    form.fields[name].label = form.fields[name].help_text = f"<script>{EVIL}</script>"
    html = drawn(form)
    assert "<script" not in html
    assert EVIL not in html
