"""The gallery: every component and every kind of field on one page, for those who build and check.

A view needs one line: ``render(request, "gallery.html", gallery_context(errors=...))``.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from consultation.languages import ENGLISH, offered
from consultation.templatetags.consult_languages import Link
from consultation.templatetags.consult_pages import page_links
from consultation.templatetags.gallery_form import GalleryForm
from consultation.templatetags.page_form import Look, PageForm

register = template.Library()


@dataclass(frozen=True)
class Sample:
    """One component with the context that it is shown with; ``name`` is its file."""

    name: str
    title: str
    context: dict[str, Any]

    @property
    def path(self) -> str:
        return f"components/{self.name}.html"


class GalleryFilters(PageForm):
    """Two filters."""

    method = "get"
    looks = {"state": Look(size="s", small=True), "words": Look(size="s")}
    words = forms.CharField(label="Words", required=False)
    state = forms.MultipleChoiceField(
        label="State",
        required=False,
        choices=[("waiting", "Waiting"), ("released", "Released"), ("kept", "Kept back")],
        widget=forms.CheckboxSelectMultiple,
    )


def gallery_context(*, errors: bool = False) -> dict[str, Any]:
    """Return the context of ``gallery.html``.

    :param errors: show every field in its error state, with the summary.
    """
    sent = {"postcode": "<b>SW1</b>", "email": "name@", "closes_day": "14", "closes_year": "2027"}
    form = GalleryForm(sent) if errors else GalleryForm()
    return {"form": form, "samples": samples(), "showing_errors": errors}


@register.simple_tag(takes_context=True)
def show(context: Context, sample: Sample) -> SafeString:
    """Draw one sample."""
    drawn = get_template(sample.path).render(sample.context, context.get("request"))
    return mark_safe(drawn)  # noqa: S308 - a template's own output


def samples() -> list[Sample]:
    """Return one sample a component, in the order of the page."""
    return [*_landmarks(), *_texts(), *_lists(), *_histories(), *_figures()]


def _landmarks() -> list[Sample]:
    facts = [("Closes", "11:59pm, Sunday 14 February 2027"), ("Takes", "About 10 minutes")]
    pages = Paginator(range(240), 20)
    return [
        Sample(
            "masthead",
            "Masthead",
            {
                "caption": "Public consultation",
                "title": "Police front counters in Exampleton",
                "lead": "The police want to close one front counter and change the hours of "
                "another. Tell us what you think before a decision is made.",
                "facts": facts,
            },
        ),
        Sample("back_link", "Back link", {"href": "#back"}),
        Sample(
            "breadcrumbs",
            "Breadcrumbs",
            {"crumbs": [("#home", "Consultations"), ("#one", "Police front counters")]},
        ),
        Sample("button_link", "Start button", {"href": "#start", "text": "Start", "look": "start"}),
        Sample("language_navigation", "Languages", {"links": _languages()}),
        Sample("machine_drafted", "Words that nobody has checked", {}),
        Sample(
            "pagination",
            "Pagination",
            {"links": page_links(Context(), pages.page(6)), "label": "Pages of proposals"},
        ),
    ]


def _languages() -> list[Link]:
    return [Link(one, "#language", "", one.code == ENGLISH) for one in offered()]


def _texts() -> list[Sample]:
    return [
        Sample(
            "error_summary",
            "Error summary",
            {
                "errors": [("#id_postcode", "Enter a full UK postcode, like SW1A 1AA")],
                "still": True,
            },
        ),
        Sample(
            "notification_banner",
            "Notification banner",
            {"text": "The closing date has moved to 28 February.", "banner_id": "news"},
        ),
        Sample(
            "warning_text",
            "Warning text",
            {"text": "This is not a way to report a crime. In an emergency call 999."},
        ),
        Sample(
            "inset_text",
            "Inset text",
            {
                "text": "A front counter is the desk in a police station where you can speak to "
                "someone in person."
            },
        ),
        Sample(
            "details",
            "Details",
            {"summary": "How we use your postcode", "text": "Only to find your borough."},
        ),
        Sample(
            "panel",
            "Panel",
            {"title": "Response received", "text": "Your reference", "reference": "CP-7Q4M-2XKD"},
        ),
        Sample("tag", "Tag", {"text": "Waiting for review", "shape": "ring", "tone": "quiet"}),
    ]


def _lists() -> list[Sample]:
    return [
        Sample("proposal_cards", "Proposal cards", {"proposals": _proposals()}),
        Sample(
            "summary_list",
            "Summary list",
            {
                "rows": [
                    {"key": "Who are you responding for?", "value": "Myself", "href": "#who"},
                    {
                        "key": "Front counters",
                        "value": ["Exampleton", "Riverside"],
                        "href": "#which",
                    },
                    {"key": "Anything instead?", "value": "", "href": "#instead"},
                ]
            },
        ),
        Sample(
            "table",
            "Table",
            {
                "caption": "Front counters near you",
                "head": ["Front counter", "Borough", "Opening hours", "Miles"],
                "rows": [
                    [{"text": "Exampleton", "href": "#e"}, "Northborough", "24 hours", "0.4"],
                    [{"text": "Riverside", "href": "#r"}, "Southborough", "Not known", "1.9"],
                ],
                "numeric": "4",
            },
        ),
    ]


def _histories() -> list[Sample]:
    noon = datetime.datetime(2027, 2, 1, 12, 5, tzinfo=datetime.UTC)
    return [
        Sample(
            "typed",
            "What was typed, shown back",
            {"typed": [("Reasons", "It is the only counter on our side of the river.")]},
        ),
        Sample(
            "timeline",
            "Timeline",
            {
                "entries": [
                    {
                        "title": "Released",
                        "at": noon,
                        "by": "A moderator",
                        "text": "No reason given.",
                    },
                    {"title": "Received", "at": noon - datetime.timedelta(hours=3)},
                ]
            },
        ),
        Sample(
            "filters",
            "Filters",
            {
                "form": GalleryFilters(auto_id="filter_%s"),
                "chosen": [("Released", "#all")],
                "clear_href": "#all",
            },
        ),
    ]


def _proposals() -> list[dict[str, str]]:
    close = "Close the front counter. Officers would still work from the building."
    return [
        {"href": "#1", "title": "Exampleton", "place": "Northborough", "kind": "CLOSE",
         "text": close, "note": "0.4 miles away"},
        {"href": "#2", "title": "Market Street", "place": "Northborough", "kind": "KEEP",
         "text": "Stay open 24 hours a day.", "note": "1.2 miles away"},
        {"href": "#3", "title": "Riverside", "place": "Southborough", "kind": "MOVE",
         "text": "The 24-hour front counter moves here from Old Town Hall."},
        {"href": "#4", "title": "Old Town Hall", "place": "Southborough", "kind": "HOURS",
         "text": "Open 10am to 6pm, and no longer at night."},
        {"href": "#5", "title": "Station Approach", "place": "Southborough", "kind": "OPEN",
         "text": "A new front counter beside the library."},
    ]  # fmt: skip


STANCES = [
    ("Support", 312),
    ("Neither support nor oppose", 96),
    ("Oppose, and would travel further to reach another front counter", 1204),
    ("I do not know", 4),
]


def _figures() -> list[Sample]:
    return [
        Sample(
            "figures",
            "Figures",
            {
                "figures": [
                    {"value": "1,616", "label": "responses", "base": "received by 14 February"},
                    {"value": "73", "label": "front counters", "base": "in 32 boroughs"},
                    {"value": "2", "label": "petitions", "base": "3,480 signatures"},
                ]
            },
        ),
        Sample(
            "bar_chart",
            "Bar chart",
            {
                "id": "stances",
                "caption": "How people feel about the closure",
                "rows": STANCES,
                "base": 1616,
                "label_head": "Answer",
                "source": "1,616 responses to the consultation, counted on 15 February 2027",
            },
        ),
        Sample(
            "progress",
            "Progress",
            {
                "id": "sample-progress",
                "label": "Making the report",
                "done": 12,
                "total": 33,
                "sentence": "12 of 33 boroughs counted",
                "href": "#progress",
            },
        ),
    ]
