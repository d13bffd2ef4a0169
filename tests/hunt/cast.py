"""Who hunts: each role of `tests/routes.py`, two residents, another council, limited moderators.

And what they hunt for: a word in each field that is not plain, and in the drafts of two councils.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.utils import timezone

from consultation import files
from consultation.files import disk
from consultation.models import (
    Answer,
    Attachment,
    Import,
    Respondent,
    Response,
    Role,
    Transcription,
    User,
)
from stations.models import Borough
from tests import factories, small_world
from tests.conftest import NOW, Town, account, redbridge_council, send
from tests.hunt.forms import forms_of
from tests.hunt.visitor import Visitor, within
from tests.kept import Site
from tests.moderate.marks import release, take_out
from tests.moderate.planting import Plants, models_with_secrets, plant
from tests.moderate.test_leaks import NAME, SILENT, told
from tests.world import world_of

STAFF = {
    "owner": Role.OWNER,
    "moderator": Role.MODERATOR,
    "analyst": Role.ANALYST,
    "decision_maker": Role.DECISION_MAKER,
    "auditor": Role.AUDITOR,
}
COUNCIL = {
    "council_drafter": Role.COUNCIL_DRAFTER,
    "council_approver": Role.COUNCIL_APPROVER,
    "council_observer": Role.COUNCIL_OBSERVER,
}
MERTON, ELSEWHERE = "approver of Merton", "moderator elsewhere"
OTHER_BOROUGH = "moderator of another borough"
DRAFTING, SENT = "resident with a draft", "resident who has sent"
RESPOND = "/consultations/front-counters/respond/"
OF_REDBRIDGE, OF_MERTON = "zqdraftofredbridge", "zqdraftofmerton"
OF_DRAFTER, OF_SENDER = "zqwordsofadraft", "zqwordsofasender"
#: Whose own words these are, or who reads responses.
CAST_OF = {
    "redbridge": set(COUNCIL),
    "merton": {MERTON},
    "drafter": {DRAFTING},
    "sender": {SENT, "superuser", *STAFF},
}


@dataclass
class People:
    """Accounts, and the words by which each one's own things are known."""

    site: Site
    plants: Plants
    accounts: dict[str, tuple[str, User]] = field(default_factory=dict)  # name: (role, account)

    def visitors(self, address: str, names: frozenset[str] | None = None) -> list[Visitor]:
        """All of them, or those of these names: signed in, or on their way through the form."""
        strangers = dict.fromkeys(("visitor", DRAFTING, SENT), ("visitor", None))
        made = [
            Visitor(address, self.plants, name, *which)
            for name, which in {**strangers, **self.accounts}.items()
        ]
        chosen = [one for one in made if names is None or one.name in names]
        for one in chosen:
            if one.person is not None:
                one.sign_in()
            elif one.name != "visitor":
                respond(one, to_the_end=one.name == SENT)
        return chosen


def whole_site() -> Site:
    """The world of the tests, as it would be today."""
    shift = timezone.now() - NOW
    town = small_world.town(Town)
    consultation = small_world.consultation_of(
        town, slug="front-counters", opened=True, shift=shift,
        equality_set=small_world.harmonised(),
    )  # fmt: skip
    superuser = account(None, "Sue Super", is_staff=True, is_superuser=True)
    return Site(town, consultation, superuser, world_of(consultation, send, superuser))


def settle() -> People:
    """A site with something at every address, accounts with a second factor, and the words."""
    logging.getLogger("factory").setLevel(logging.WARNING)
    with transaction.atomic():
        people = People(whole_site(), Plants())
        hire(people)
        drafts(people)
    seed(people)
    return people


def hire(people: People) -> None:
    """An account for each name."""
    for name, role in (*STAFF.items(), *COUNCIL.items()):
        person = account(role, name.title(), is_staff=name in STAFF and name != "decision_maker")
        people.accounts[name] = (name, person)
    merton = Borough.objects.get(slug="merton")  # nobody has said anything about it
    people.accounts |= {
        "superuser": ("superuser", people.site.superuser),
        MERTON: ("council_approver", people.site.world.member),
        OTHER_BOROUGH: ("moderator", account(Role.MODERATOR, OTHER_BOROUGH, borough=merton)),
        ELSEWHERE: ("moderator", account(
            Role.MODERATOR, ELSEWHERE, consultation=factories.ConsultationFactory(),
        )),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # an account and its second factor
    for _role, person in people.accounts.values():
        person.two_factor_since = timezone.now()
        person.save()
        factories.AuthenticatorAppFactory(person=person)


def drafts(people: People) -> None:
    """Two councils are writing: a section, a note on it and a question that nobody has answered."""
    world = people.site.world
    redbridge = redbridge_council()
    own = factories.FormalReplyFactory(consultation=world.consultation, organisation=redbridge)
    sections = {
        OF_REDBRIDGE: factories.ReplySectionFactory(reply=own),
        OF_MERTON: world.section.section,
    }
    for word, section in sections.items():
        factories.SectionVersionFactory(
            section=section, number=2,
            content={"position": "", "passages": [{"key": "one", "heading": "", "text": word}]},
        )  # fmt: skip
        factories.ReplyNoteFactory(section=section, text=f"{word} note")


def seed(people: People) -> None:
    """A word in every field that is not plain, around responses in every state."""
    world, plants, by = people.site.world, people.plants, people.site.superuser
    proposal = world.consultation.proposals.get(station__slug="barkingside")
    now = timezone.now()
    plants.where["leakyname"] = "redacted words"
    public = told(plants, proposal, "public", f"Everybody may read this, not {NAME}.")
    take_out(public, NAME, by=by, at=now)
    release(public, by=by, at=now)
    for publish, state in SILENT:
        words = plants.token(f"{publish} {state}.words")
        silent = told(plants, proposal, f"{publish} {state}", words, publish=publish)
        if state in ("RELEASED", "WITHHELD"):
            release(silent, by=by, at=now, to=state)
        else:
            Response.objects.filter(pk=silent.pk).update(state=state)
    for model in models_with_secrets():
        if model not in (Answer, Respondent, Response):
            plant(model, plants, world.consultation, public)
    for sheet in Transcription.objects.exclude(answers={}):  # what was typed is read as answers
        sheet.answers = {"name": sheet.answers["organisation"]}
        sheet.save()
    Transcription.objects.filter(pk=world.typed.pk).update(
        answers=dict.fromkeys(("capacity", "place", "publish"), "NOT_SAID")
    )
    for name in (*(one.stored_as for one in Attachment.objects.all()),
                 *(one.sha256 for one in Import.objects.all())):  # fmt: skip
        if not disk.path_of(name).exists():
            files.store(lambda sink: sink.write(b"Too far."), name=name)


def draft_is_sent() -> None:
    """Where the draft was sent by now, it is read as a response is."""
    if Answer.objects.filter(text__contains=OF_DRAFTER).exists():
        CAST_OF["drafter"] |= {"superuser", *STAFF}


def respond(visitor: Visitor, *, to_the_end: bool) -> None:
    """Through the form, page by page, up to its last one or until the receipt is there."""
    path, words = RESPOND, OF_SENDER if to_the_end else OF_DRAFTER
    for _ in range(50):
        page = visitor.follow(path)
        path = urlsplit(page.url).path
        if path.endswith("/sent/") or (path.endswith("/check/") and not to_the_end):
            return
        form = next(one for one in forms_of(path, page.content) if one.method == "POST")
        onward = 1 if form.has_files else 0  # its first button adds a file, and stays
        answer = visitor.ask("POST", form.action, data=form.filled(words, button=onward))
        assert answer.status_code == 303, f"{path}: {answer.text[-6000:-2000]}"
        path = within(answer.headers["Location"])
    raise AssertionError(f"{visitor.name} finds no end: {path}")
