"""The admin in the table of the site: each noun, who looks at it, and what their roles reach.

`tests/staff/test_admin_table.py` tries every address of every noun as every role, limited or not,
with a row of the role's own consultation and of another one; what it expects follows from a line
here and from nothing in the code that is tried.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db.models import Model

from consultation import models as ours
from consultation.models import Consultation
from stations import models as ground
from stations.models import Borough
from tests import factories
from tests.routes import (
    AUDITORS,
    EXPORTERS,
    IMPORTERS,
    INVITERS,
    NOBODY,
    OWNERS,
    PUBLISHERS,
    READERS,
    REPORTERS,
    TYPISTS,
)
from tests.staff.admin_acts import ACTS, Act

SUPERUSER = frozenset({"superuser"})


class Reach(Enum):
    """What of a noun a limited role sees."""

    CONSULTATION = auto()  # the rows of its consultation; of a borough none
    RESPONSE = auto()  # those of responses of its consultation, or of its borough
    ALL = auto()  # no row is of a consultation: all of it
    SITE = auto()  # not even the list


@dataclass(frozen=True)
class Noun:
    """A noun, who reads it, and what else they do."""

    model: type[Model]
    who: frozenset[str]
    reach: Reach = Reach.CONSULTATION
    way: str = ""  # from a row to its consultation, for the factory; by its reach where not said
    takers: frozenset[str] | None = None  # who exports it: exporters where not said
    adders: frozenset[str] = NOBODY
    changers: frozenset[str] = NOBODY  # of a draft; what is published is changed by nobody
    file: str = "rows.exported"  # what its file is called in the record

    @property
    def name(self) -> str:
        """As it stands in addresses."""
        return f"{self.model._meta.app_label}_{self.model._meta.model_name}"

    @property
    def may_take(self) -> frozenset[str]:
        """Who exports it."""
        return self.who & (EXPORTERS if self.takers is None else self.takers)

    @property
    def acts(self) -> Mapping[str, Act]:
        """Its buttons, besides the one for the file."""
        return ACTS.get(self.model, {})

    @property
    def for_boroughs(self) -> bool:
        """A role for a borough reads it, as far as that goes."""
        return self.who in (READERS, REPORTERS)


def responses(*nouns: type[Model], who: frozenset[str] = READERS, **more: Any) -> Iterator[Noun]:
    """Nouns that belong to a response."""
    for model in nouns:
        yield Noun(model, who, Reach.RESPONSE, **more)


def whole(*nouns: type[Model], who: frozenset[str], **more: Any) -> Iterator[Noun]:
    """Nouns that belong to a consultation."""
    for model in nouns:
        yield Noun(model, who, **more)


def free(*nouns: type[Model], who: frozenset[str], **more: Any) -> Iterator[Noun]:
    """Nouns that belong to none."""
    for model in nouns:
        yield Noun(model, who, Reach.ALL, **more)


NOUNS = [
    Noun(ours.Response, READERS, Reach.RESPONSE, way="consultation"),
    *responses(
        ours.Answer, ours.Attachment, ours.Review, ours.Flag, ours.Screening,
        ours.Unscreened, ours.BulkReviewRow, ours.PublishedResponse, ours.SignedReply,
    ),
    *responses(ours.Reading),
    Noun(ours.Code, READERS, Reach.RESPONSE, way="answer__response__consultation"),
    *whole(
        ours.Codeframe, ours.Theme, ours.Point, ours.EqualityAssessment,
        who=READERS,
    ),
    Noun(ours.GatheringCode, READERS, way="gathered__petition__consultation"),
    Noun(ours.Decision, READERS, way="proposal__consultation"),
    Noun(ours.Disposition, READERS, way="point__consultation"),
    Noun(ours.Redaction, READERS, Reach.RESPONSE, way="answer__response__consultation"),
    Noun(ours.PublishedAnswer, READERS, Reach.RESPONSE, way="published__response__consultation"),
    Noun(ours.Ratification, READERS, Reach.RESPONSE, way="signed__response__consultation"),
    *responses(ours.ImportedRow, who=IMPORTERS),
    *responses(ours.Leaf, ours.Restriction, ours.Erasure, who=AUDITORS, takers=AUDITORS),
    *whole(
        ours.BulkRedaction, ours.BulkReview, ours.TextGroup, ours.TokenStart, ours.SavedView,
        ours.Petition, ours.Meeting, ours.Question,
        who=READERS,
    ),
    Noun(ours.Consultation, READERS, adders=PUBLISHERS, changers=PUBLISHERS),
    Noun(ours.Proposal, READERS, adders=PUBLISHERS, changers=PUBLISHERS),
    Noun(ours.Event, AUDITORS, takers=AUDITORS, file="events.exported"),
    *whole(
        ours.ModerationStatement, ours.Extension, ours.Closing, ours.Pause,
        who=AUDITORS, takers=AUDITORS,
    ),
    *whole(
        ours.User, ours.Grant,
        who=AUDITORS, takers=AUDITORS, adders=OWNERS, file="accounts.exported",
    ),
    Noun(ours.Report, REPORTERS),
    *whole(ours.ReportSchedule, who=REPORTERS),
    *whole(ours.Import, who=IMPORTERS),
    *whole(ours.Transcription, who=TYPISTS),
    *whole(
        ours.Translation, ours.Invitation, ours.JoinCode, ours.Registration, ours.Enquiry,
        ours.FormalReply, ours.RetentionRule, ours.LegalHold,
        who=OWNERS,
    ),
    Noun(ours.EnquiryAnswer, INVITERS, way="enquiry__consultation"),
    *free(ours.Organisation, who=AUDITORS, takers=AUDITORS, adders=OWNERS),
    *free(ours.Outage, who=AUDITORS, takers=AUDITORS),
    *free(ours.EqualitySet, ours.EqualityQuestion, who=PUBLISHERS),
    Noun(ours.Message, AUDITORS, Reach.SITE, takers=AUDITORS),
    Noun(ours.IdentityProvider, INVITERS, Reach.SITE),
    Noun(ours.PersonRequest, OWNERS, Reach.SITE),
    *free(
        ours.Draft, ours.Link, ours.Respondent, ours.ReplySection, ours.SectionVersion,
        ours.ReplyNote, ours.ReplyReturn,
        who=SUPERUSER,
    ),
]  # fmt: skip
# Read by those who may load a register; Django's own permissions, see access.RegisterBackend.
GROUND = [
    Noun(model, OWNERS, Reach.SITE)
    for model in (
        ground.Station, ground.Fact, ground.OpeningHours, ground.Borough, ground.Postcode,
        ground.RegisterImport, ground.Population,
    )
]  # fmt: skip
#: Addresses of Django's admin that are of no noun, and what is answered to those who come in.
OTHERS = {
    "index": 200,
    "login": 302,  # to the index, or to the sign-in
    "logout": 405,  # by GET
    "password_change": 302,  # to the one page of it
    "password_change_done": 200,
    "autocomplete": 403,  # no field asks it
    "jsi18n": 200,
}


def row_in(noun: Noun, consultation: Consultation, borough: Borough) -> Model:
    """A row of this consultation and, where it is of a response, of this borough."""
    if noun.model is Consultation:
        return consultation
    if noun.model is ours.User:
        return row_in(Noun(ours.Grant, noun.who), consultation, borough).person  # type: ignore[attr-defined]
    given: dict[str, Any] = {}
    if noun.reach is Reach.RESPONSE:
        way = noun.way or "response__consultation"
        response = way.removesuffix("consultation")
        lives = {f"{response}borough": borough, f"{response}place": "BOROUGH"}
        given = {way: consultation, **lives}
    elif noun.reach is Reach.CONSULTATION:
        known = consultation.pk if noun.model is ours.Event else consultation
        given = {noun.way or "consultation": known}
    made: Model = factories.FACTORIES[noun.model](**given)
    return made
