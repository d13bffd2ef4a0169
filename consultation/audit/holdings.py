"""What is held of a person, where it lies, and what becomes of it when it is erased.

Export and erasure both walk through PLACES. Every field of every model that is not plain stands
here: in a place, or in KEPT with the reason why an erasure leaves it. tests/house/test_holdings.py
fails for one that stands in neither.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import MD5, Cast, Concat

from consultation import emails
from consultation.models import (
    Answer,
    Attachment,
    Draft,
    Import,
    ImportedRow,
    Invitation,
    LeafSalt,
    LegalHold,
    Link,
    Message,
    Part,
    QuestionKind,
    Registration,
    Respondent,
    Response,
    Review,
    TextGroup,
    TextPrint,
    Transcription,
)
from consultation.models.constraints import ERASED, ERASED_TEXT, erased_address

Keys = Sequence[int]
GONE = None  # with its row


def _random_hex() -> Concat:
    """Sixty-four signs that nothing hashes to."""
    drawn = [MD5(Cast(RandomUUID(), CharField())) for _half in range(2)]
    return Concat(*drawn, output_field=CharField())


def _emptied(column: str) -> Case:
    """Words that must not be blank where there were some."""
    return Case(When(**{column: ""}, then=Value("")), default=Value(ERASED_TEXT))


def drafts_of(keys: Keys) -> QuerySet[Draft]:
    """What responses were sent from, and what is being written to replace them."""
    sent = Response.objects.filter(pk__in=keys).values("key")
    return Draft.objects.filter(Q(key__in=sent) | Q(replaces__in=keys, sent_at=None))


def _of_draft(keys: Keys) -> Q:
    return Q(draft__in=drafts_of(keys).values("pk"))


def _of_response(keys: Keys) -> Q:
    return Q(response__in=keys)


def _itself(keys: Keys) -> Q:
    return Q(pk__in=keys)


def groups_of(keys: Keys) -> set[int]:
    """Groups of texts that they are in, with those that became part of these."""
    prints = TextPrint.objects.filter(response__in=keys).exclude(group=None)
    found: set[int] = set()
    new = set(prints.values_list("group", flat=True))
    while new:
        found |= new
        new = set(TextGroup.objects.filter(into__in=new).values_list("pk", flat=True)) - found
    return found


#: Imports of which no hold covers a row. No formal reply is imported.
NOT_HELD = ~Exists(
    LegalHold.objects.of_words().filter(
        Q(response=None, organisation=None) | Q(response__imported_row__file=OuterRef("pk")),
        consultation=OuterRef("consultation"),
    )
)
FILE = Q(question_version__question__kind=QuestionKind.FILE)


@dataclass(frozen=True)
class Place:
    """Rows of one noun that belong to a subject, and what their columns become.

    `removed` rows go as a whole: nothing that was told to anybody names them.
    """

    noun: type[Model]
    part: Part
    own: Callable[[Keys], Q]
    becomes: Mapping[str, Any]
    where: Q = field(default_factory=Q, hash=False)
    removed: bool = False
    shared: bool = False  # with other people, so that it is not given to this one
    called: str = ""

    def rows(self, keys: Keys) -> QuerySet[Any]:
        """Those of the subjects with these keys."""
        return self.noun._default_manager.filter(self.own(keys), self.where)

    @property
    def name(self) -> str:
        """What they are, for people."""
        return self.called or str(self.noun._meta.verbose_name_plural)


STANDS = ExpressionWrapper(Q(into=None), output_field=BooleanField())
MAILED = emails.EMPTIED
_ATTACHED = {"name": ERASED_TEXT}

#: In the order of emptying: what leads to a row is emptied after it.
OF_A_RESPONSE = (
    Place(
        Respondent, Part.IDENTITY, _of_response, {"name": "", "email": "", "wants_news": False},
        called="who responded",
    ),
    Place(Message, Part.MESSAGES, lambda keys: _of_response(keys) | _of_draft(keys), MAILED),
    Place(Attachment, Part.FILES, _of_draft, _ATTACHED, removed=True, called="files not sent"),
    Place(
        Attachment, Part.FILES, _of_response,
        {"name": ERASED_TEXT, "sha256": "0" * 64}, called="files",
    ),
    Place(
        TextGroup, Part.WORDS,
        lambda keys: Q(pk__in=groups_of(keys)),
        {"core": "", "shared": [], "telling": [], "due": STANDS},  # then read anew, from the others
        shared=True,
    ),
    Place(
        TextPrint, Part.WORDS, _of_response,
        {"exact": RandomUUID(), "sketch": [], "leads": False, "gone": True},
        called="what copies are known by",
    ),
    Place(
        Answer, Part.FILES, _of_response, {"text": "", "erased": True},
        where=FILE & ~Q(text=""), called="names of files",
    ),
    Place(
        Answer, Part.WORDS, _of_response, {"text": "", "erased": True},
        where=~FILE & ~Q(text=""), called="answers in words",
    ),
    Place(Review, Part.WORDS, _of_response, {"reason": ERASED_TEXT}, where=~Q(reason="")),
    Place(
        Transcription, Part.WORDS,
        lambda keys: _of_response(keys) | Q(about__in=keys, response=None),
        {"answers": {}, "note": _emptied("note"), "reason": _emptied("reason")},
    ),
    Place(
        ImportedRow, Part.WORDS, _of_response,
        {"source_reference": "", "digest": _random_hex()},
    ),
    Place(
        Import, Part.WORDS,
        lambda keys: Q(pk__in=ImportedRow.objects.filter(response__in=keys).values("file")),
        {"samples": [], "refusals": []}, where=Q(NOT_HELD), shared=True,
    ),
    Place(Link, Part.WORDS, _of_draft, {"token_hash": GONE}, removed=True),
    Place(LeafSalt, Part.WORDS, _of_response, {"salt": GONE}, removed=True),
    Place(
        Draft, Part.WORDS, lambda keys: Q(pk__in=drafts_of(keys).values("pk")),
        {"answers": {}, "key": RandomUUID(), "token_hash": _random_hex()},
    ),
    Place(
        Response, Part.WORDS, _itself, {"publish_reason": "", "key": RandomUUID()},
        called="responses",
    ),
)  # fmt: skip
_WORDS_LEFT = Answer.objects.filter(~FILE, ~Q(text=""), response=OuterRef("pk"))
_NAMES_LEFT = Answer.objects.filter(FILE, ~Q(text=""), response=OuterRef("pk"))
_FILES_LEFT = Attachment.objects.filter(response=OuterRef("pk")).exclude(sha256="0" * 64)
_MAIL_LEFT = Message.objects.filter(response=OuterRef("pk")).exclude(to__endswith=f"@{ERASED}")
#: What a response has still, or again, of a part that was erased. All of it is in a place above.
LEFT: Mapping[Part, Q] = {
    Part.IDENTITY: Q(respondent__isnull=False)
    & (~Q(respondent__name="") | ~Q(respondent__email="")),
    Part.MESSAGES: Q(Exists(_MAIL_LEFT)),
    Part.FILES: Q(Exists(_FILES_LEFT)) | Q(Exists(_NAMES_LEFT)),
    Part.WORDS: Q(Exists(_WORDS_LEFT))
    | Q(Exists(LeafSalt.objects.filter(response=OuterRef("pk"))))
    | ~Q(publish_reason=""),
}
PERSON = {
    "person_name": "", "post": "", "proof": "", "email": erased_address(),
    "decline_reason": _emptied("decline_reason"),
}  # fmt: skip
OF_A_REGISTRATION = (
    Place(Message, Part.MESSAGES, lambda keys: Q(registration__in=keys), MAILED),
    Place(Registration, Part.IDENTITY, _itself, PERSON, called="requests to reply"),
)
OF_AN_INVITATION = (
    Place(Message, Part.MESSAGES, lambda keys: Q(invitation__in=keys), MAILED),
    Place(Invitation, Part.IDENTITY, _itself, {"email": erased_address(), "token_hash": ""}),
)
#: By the noun that stands for the person.
PLACES: Mapping[type[Model], tuple[Place, ...]] = {
    Response: OF_A_RESPONSE,
    Registration: OF_A_REGISTRATION,
    Invitation: OF_AN_INVITATION,
}

ACCOUNT = "an account of staff or a council: closed by its own page, and named by what it did"
BODY = "words that an organisation signed or drafted: a public record and no person's"
RECORD = "a record of a public event: corrected or withdrawn by its own page"
OURS = "words of staff about what they did, who are asked not to name the person"
#: Fields that an erasure leaves, and why. "Model.field", or "Model.*" for all of it.
KEPT: Mapping[str, str] = {
    "Response.reference": "a reference once given always answers, and names nobody",
    "User.*": ACCOUNT,
    "Identity.*": ACCOUNT,
    "AuthenticatorApp.*": ACCOUNT,
    "Passkey.*": ACCOUNT,
    "RecoveryCode.*": ACCOUNT,
    "IdentityProvider.*": "a secret between two services",
    "JoinCode.*": "a code of an organisation, of which only a hash is kept",
    "FormalReply.*": BODY,
    "SectionVersion.*": BODY,
    "ReplyNote.*": BODY,
    "ReplyReturn.*": BODY,
    "SignedReply.*": BODY,
    "Organisation.*": BODY,
    "Petition.*": RECORD,
    "Meeting.*": RECORD,
    "ReceivedWords.words": "a trigger makes them anew of what is left, with the answers' erasure",
    "Import.name": "the name of a file of many people's responses",
    "EqualityAnswer.*": "nobody's: what led from a response to it is its key, which goes",
    "BulkReview.reason": OURS,
    "BulkRedaction.words": "erased once taken out, or when they waited seven days for a person",
    "ModerationStatement.reason": OURS,
    "PersonRequest.reason": OURS,
    "SentForm.led_to": "an address of ours, which goes after two days",
    "LegalHold.*": OURS,
}
#: Secrets that are shown to the person all the same: they have them already.
TOLD = {"Response.reference"}
