"""The codeframe, who read which response, its codes, and what was answered to points."""

from consultation.access import Permission
from consultation.admin.kinds import InScope
from consultation.admin.showing import found_by, rows, showing
from consultation.models import (
    Briefing,
    Code,
    Codeframe,
    CriterionResult,
    Decision,
    Disposition,
    EqualityAssessment,
    GatheringCode,
    Point,
    PointAbout,
    PointWording,
    Reading,
    Theme,
)
from consultation.moderate.staff_site import Story

READ = Permission.READ_RESPONSES
analysing = showing(Story.ANALYSING)

analysing(
    Codeframe,
    READ,
    "consultation version signed_off signed_off_at signed_off_by",
    list_filter=(("consultation", InScope),),
    list_select_related=("consultation", "signed_off_by"),
)
analysing(
    Theme,
    READ,
    "title consultation at by",
    list_filter=(("consultation", InScope),),
    list_select_related=("consultation", "by"),
)
analysing(
    Point,
    READ,
    "number sentence theme consultation version into",
    more="includes excludes frame at by",
    on_page="point",
    list_filter=(("consultation", InScope),),
    list_select_related=("theme", "consultation", "into"),
    inlines=(
        rows(PointAbout, READ, "proposal at by"),
        rows(PointWording, READ, "version sentence includes excludes reason at by"),
    ),
)
analysing(
    Reading,
    READ,
    "response counted received_at done_at done_by no_point",
    more="frame consultation held_by held_until",
    on_page="coding",
    list_filter=(("consultation", InScope), "counted"),
    list_select_related=("response", "done_by"),
    response="response__",
    **found_by("response", "a response"),
)
analysing(
    Code,
    READ,
    "reading point proposal start end at by taken_back_at",
    more="answer frame taken_back_by",
    to="reading__consultation",
    response="reading__response__",
    list_select_related=("reading", "point", "proposal__station", "by"),
    **found_by("reading", "a response"),
)
analysing(
    GatheringCode,
    READ,
    "gathered point at by taken_back_at",
    more="taken_back_by",
    to="point__consultation",
    list_select_related=("gathered", "point", "by"),
)
analysing(
    Disposition,
    READ,
    "point proposal kind version at by",
    more="reason",
    to="point__consultation",
    list_filter=("kind",),
    list_select_related=("point", "proposal__station", "by"),
)
analysing(
    EqualityAssessment,
    READ,
    "title number consultation at by",
    more="text page",
    list_filter=(("consultation", InScope),),
    list_select_related=("consultation", "by"),
)
analysing(
    Decision,
    READ,
    "proposal number state outcome signed_at signed_by",
    more="decided reasons alternatives conflicts consulted_again equality considered_from begun_at "
    "begun_by digest ended_at ended_by ended_reason",
    on_page="decision",
    list_filter=(("consultation", InScope), "state", "outcome"),
    list_select_related=("proposal__station", "signed_by"),
    inlines=(
        rows(CriterionResult, READ, "criterion text"),
        rows(Briefing, READ, "digest at by"),
    ),
)
