"""What the JSON of this room looks like: JSON Schemas (draft 2020-12), each shape once.

The description of the API and the schemas of a package's files are drawn from these.
"""

from typing import Any

from django.conf import settings

from consultation.models import (
    Capacity,
    Channel,
    Confidence,
    Counted,
    MeetingState,
    OrganisationKind,
    PetitionChannel,
    Place,
    Position,
    ProposalKind,
    QuestionKind,
    QuestionScope,
    SectionKind,
    Verified,
)
from consultation.models.sign_off import Authority

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
STANDINGS = ("coming", "open", "paused", "closed")

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
SLUG: Schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
NUMBER: Schema = {"type": "integer", "minimum": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
LANGUAGES: Schema = {
    "type": "object",
    "description": "By language and field: published translations of the English beside them.",
    "additionalProperties": {"type": "object", "additionalProperties": TEXT},
}


def told(schema: Schema, description: str) -> Schema:
    """The same, with what it means."""
    return {**schema, "description": description}


def one_of(values: Any, description: str = "") -> Schema:
    """One of these words; those of an enumeration with what each means."""
    choices = getattr(values, "choices", None)
    if choices is None:
        return {"type": "string", "enum": list(values)}
    meaning = "; ".join(f"{value}: {label}" for value, label in choices)
    return {
        "type": "string", "enum": [str(value) for value, _label in choices],
        "description": f"{description} {meaning}.".strip(),
    }  # fmt: skip


def maybe(schema: Schema) -> Schema:
    """Or null."""
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def many(schema: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": schema}


def thing(about: str, /, **fields: Schema) -> Schema:
    """An object with exactly these members, all of them always there."""
    return {
        "type": "object", "description": about, "properties": fields,
        "required": list(fields), "additionalProperties": False,
    }  # fmt: skip


def ref(name: str) -> Schema:
    """Another shape. The root of a document says where its shapes are."""
    return {"$ref": f"#/$defs/{name}"}


CHANGE = thing(
    "What changed in the time to respond, as published.",
    kind=one_of(("extension", "pause", "outage")),
    start=told(INSTANT, "Closing time before, or when it began."),
    end=maybe(told(INSTANT, "Closing time from then on, or when it ended.")),
    reason=TEXT,
)
SUMMARY: dict[str, Schema] = {
    "id": told(SLUG, "Short name that never changes."),
    "url": told(ADDRESS, "The page that people read."),
    "title": TEXT,
    "organisation": told(TEXT, "Who is consulting."),
    "question": told(TEXT, "The one decision question."),
    "summary": TEXT,
    "standing": one_of(STANDINGS),
    "opening_date": INSTANT,
    "closing_date": told(INSTANT, "The last instant that counts."),
    "decision_expected_on": maybe(DAY),
}
WHOLE_FILE = thing(
    "A file that is made by itself. Null while it is being made anew, as after something was taken "
    "back, and before anything is published.",
    url=ADDRESS,
    media_type=TEXT,
    size=told(COUNT, "In bytes."),
    sha256=told(DIGEST, "Of the file; the ETag of its address holds the same."),
    made_at=told(INSTANT, "Of which instant its contents are."),
)
CONSULTATION = thing(
    "A consultation, with how it will be judged.",
    **SUMMARY,
    package=maybe(told(WHOLE_FILE, "The whole consultation as one ZIP file.")),
    themefinder=maybe(told(WHOLE_FILE, "Published words, in the form that ThemeFinder reads.")),
    about_this_copy=told(TEXT, "Whether it is an example or a pilot; empty where it is neither."),
    still_open=told(TEXT, "What can still change."),
    already_fixed=told(TEXT, "What cannot, and why."),
    late_replies_until=maybe(told(INSTANT, "Until when formal replies are accepted late.")),
    criteria=many(thing("A test that the decision is judged by.", title=TEXT, text=TEXT)),
    exclusion_rules=many(
        thing("For which a response may be left out of the counts.", code=SLUG, text=TEXT)
    ),
    changes=many(CHANGE),
    translations=LANGUAGES,
    licence=ADDRESS,
)
PROPOSAL = thing(
    "What would happen at one front counter.",
    id=NUMBER,
    url=ADDRESS,
    site=told(SLUG, "The front counter: an id of the sites."),
    kind=one_of(ProposalKind),
    replacement=maybe(told(SLUG, "The site that takes over, or that moves here.")),
    now=TEXT,
    proposed=TEXT,
    why=TEXT,
    effect=TEXT,
    timing=TEXT,
    evidence=many(
        thing(
            "A claim in support of it.",
            claim=TEXT, source=TEXT, source_date=TEXT, confidence=one_of(Confidence),
        )
    ),
    alternatives=many(thing("Considered, and not proposed.", text=TEXT, why_not=TEXT)),
    translations=LANGUAGES,
)  # fmt: skip
VERSION = thing(
    "A wording of a question.",
    number=NUMBER,
    heading=TEXT,
    wording=TEXT,
    short=TEXT,
    help=TEXT,
    easy_wording=told(TEXT, "In Easy Read; empty where it is not asked there."),
    easy_help=TEXT,
    options=many(thing("One answer to choose.", value=TEXT, label=TEXT)),
    correction=told(TEXT, "Why it replaces the wording before it."),
    translations=LANGUAGES,
)
QUESTION = thing(
    "A question, under one id whatever its wording becomes.",
    id=told(SLUG, "Its key: what answers name."),
    kind=one_of(QuestionKind),
    scope=one_of(QuestionScope),
    required=FLAG,
    page=told(SLUG, "Questions of one page are asked together."),
    easy_read=told(FLAG, "Asked in the Easy Read version too."),
    formal=told(FLAG, "Answered by formal replies of organisations alone."),
    shown_if=maybe(
        thing("Asked only where an earlier one was answered so.", question=SLUG, values=many(TEXT))
    ),
    versions=many(VERSION),
)
POINT: Schema = {
    "type": "object",
    "description": "A place; of a postcode, and so good to some hundred metres.",
    "properties": {
        "type": {"const": "Point"},
        "coordinates": {
            "type": "array", "description": "Longitude and latitude, WGS 84.",
            "items": {"type": "number"}, "minItems": 2, "maxItems": 2,
        },
    },
    "required": ["type", "coordinates"], "additionalProperties": False,
}  # fmt: skip
SITES = thing(
    "Front counters as GeoJSON (RFC 7946).",
    type={"const": "FeatureCollection"},
    features=many(
        thing(
            "One front counter.",
            type={"const": "Feature"},
            id=SLUG,
            geometry=maybe(POINT),
            properties=thing(
                "What is known of it.",
                name=TEXT,
                address=TEXT,
                postcode=TEXT,
                borough=SLUG,
                borough_name=TEXT,
                borough_code=told(TEXT, "GSS code of the Office for National Statistics."),
                proposal=maybe(told(NUMBER, "The proposal there; null where it takes over one.")),
                proposal_kind=maybe(one_of(ProposalKind)),
            ),
        )
    ),
)
ANSWER = thing(
    "One answer, as published. A choice has a value, words have a text.",
    question=told(SLUG, "Id of the question."),
    version=told(NUMBER, "Number of the wording that was answered."),
    proposal=maybe(told(NUMBER, "What it is about; null for everything.")),
    site=maybe(SLUG),
    place_in_order=told(COUNT, "From 0, where an answer has several values, as a ranking."),
    value=told(TEXT, "The option that was chosen."),
    text=told(TEXT, "The words, without what was taken out."),
    redactions=told(COUNT, "How many passages were taken out."),
)
RESPONSE = thing(
    "A response as everybody may read it. It holds nothing that says who sent it.",
    id=told(NUMBER, "Its public number."),
    url=told(ADDRESS, "Its page, which stays."),
    received_on=told(DAY, "London time."),
    published_at=told(INSTANT, "When this public copy was made."),
    channel=one_of(Channel),
    capacity=one_of(Capacity),
    place=one_of(Place),
    borough=maybe(told(SLUG, "Where the sender lives.")),
    borough_code=maybe(TEXT),
    language=told(TEXT, "Of the form that it came on."),
    words_withheld=told(FLAG, "It holds words that are not published."),
    answers=many(ANSWER),
)
ORGANISATION = thing(
    "A body whose formal reply is public.",
    id=SLUG,
    name=TEXT,
    kind=one_of(OrganisationKind),
    borough=maybe(SLUG),
    borough_code=maybe(TEXT),
)
AUTHORITY = one_of(Authority, "On whose decision it was sent.")
REPLY = thing(
    "A formal reply, whole. Who signed it is not named.",
    url=ADDRESS,
    organisation=ref("organisation"),
    edition=NUMBER,
    standing=one_of(("in force", "replaced", "withdrawn")),
    signed_at=INSTANT,
    authority=AUTHORITY,
    authority_reference=TEXT,
    authority_on=DAY,
    interim=told(FLAG, "Subject to ratification when it was signed."),
    ratified_on=maybe(DAY),
    late=told(FLAG, "It came after the close, and is accepted under the stated policy."),
    digest=told(DIGEST, "SHA-256 of the text that was signed."),
    positions=many(
        thing("On one proposal.", proposal=NUMBER, site=SLUG, position=maybe(one_of(Position)))
    ),
    parts=many(
        thing(
            "A section.",
            kind=one_of(SectionKind),
            title=TEXT,
            proposal=maybe(NUMBER),
            position=maybe(one_of(Position)),
            passages=many(thing("A reason or a request.", heading=TEXT, text=TEXT)),
        )
    ),
    files=many(
        thing("Sent with it; not published.", name=TEXT, media_type=TEXT, size=COUNT, sha256=DIGEST)
    ),
)
RAISED = many(thing("A point, in a line.", text=TEXT, proposal=maybe(NUMBER)))
MEETING = thing(
    "A public meeting.",
    id=NUMBER,
    held_at=told(INSTANT, "When it takes or took place."),
    place=TEXT,
    access=TEXT,
    borough=maybe(SLUG),
    publicised_on=DAY,
    organised_by=TEXT,
    state=one_of([one for one in MeetingState.values if one not in ("SUPERSEDED", "WITHDRAWN")]),
    ended_reason=told(TEXT, "Why it was called off."),
    attendance=maybe(told(COUNT, "People who came. Added to no other count.")),
    attendance_how=maybe(one_of(Counted)),
    points=RAISED,
    corrections=told(COUNT, "How often the record was corrected."),
)
PETITION = thing(
    "A petition.",
    id=NUMBER,
    title=TEXT,
    state=one_of(("CURRENT", "WITHDRAWN")),
    ended_reason=told(TEXT, "Why the record was withdrawn; then nothing else of it is told."),
    organiser=told(TEXT, "Where it is a body; the name of a person is not published."),
    text=TEXT,
    signatures=maybe(told(COUNT, "Added to no other count.")),
    verified=maybe(one_of(Verified)),
    verified_how=TEXT,
    channel=maybe(one_of(PetitionChannel)),
    page=TEXT,
    received_at=maybe(INSTANT),
    proposals=many(NUMBER),
    points=RAISED,
    corrections=COUNT,
)
PROBLEM = {
    **thing(
        "What went wrong, as RFC 9457 has it.",
        type={"type": "string", "format": "uri-reference"},
        title=TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=told(TEXT, "In a sentence, with what to do."),
    ),
}

#: Each shape by its name.
SHAPES: dict[str, Schema] = {
    "summary": thing("A consultation in the list.", **SUMMARY),
    "consultation": CONSULTATION,
    "consultations": thing("All that are public.", consultations=many(ref("summary"))),
    "proposal": PROPOSAL,
    "proposals": thing("What is proposed.", proposals=many(ref("proposal"))),
    "question": QUESTION,
    "questions": thing("What is asked.", questions=many(ref("question"))),
    "sites": SITES,
    "response": RESPONSE,
    "responses": thing(
        "A page of responses, newest first.",
        responses=many(ref("response")),
        next=maybe(told(ADDRESS, "The next page; null on the last one.")),
    ),
    "organisation": ORGANISATION,
    "organisations": thing("With a public reply.", organisations=many(ref("organisation"))),
    "reply": REPLY,
    "replies": thing("The newest of each organisation.", replies=many(ref("reply"))),
    "meeting": MEETING,
    "petition": PETITION,
    "gatherings": thing(
        "Meetings and petitions. Their counts are added to nothing.",
        meetings=many(ref("meeting")),
        petitions=many(ref("petition")),
    ),
    "problem": PROBLEM,
}


def _named(schema: Any) -> set[str]:
    """The shapes that a schema refers to, and those that these refer to."""
    if isinstance(schema, dict):
        target = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        own = {target} | _named(SHAPES[target]) if target else set()
        return own.union(*(_named(one) for one in schema.values()))
    if isinstance(schema, list):
        return set().union(*(_named(one) for one in schema))
    return set()


def document(name: str, schema: Schema) -> Schema:
    """A schema that stands by itself, with the shapes that it needs, at its own address."""
    shapes = {one: SHAPES[one] for one in sorted(_named(schema))}
    return {
        "$schema": DRAFT, "$id": address_of(name), "title": name, **schema,
        **({"$defs": shapes} if shapes else {}),
    }  # fmt: skip


PACKAGE = "schemas/consultation-package/1"


def address_of(name: str) -> str:
    """Where the schema of a package's file is served."""
    return f"{settings.PUBLIC_URL}/{PACKAGE}/{name}.json"
