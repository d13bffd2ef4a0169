"""The cast, the fixed clock, and the walls: no network, no warnings."""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import pytest_socket
import time_machine
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connections
from django.dispatch import receiver
from django.http import HttpRequest
from django.test import Client, override_settings
from django.utils import timezone

from consultation.events import PUBLIC
from consultation.models import (
    COUNCIL_ROLES,
    Consultation,
    Organisation,
    Proposal,
    ProposalKind,
    Response,
    Role,
    User,
)
from consultation.respond import actions
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.signin.session import BEGAN, OWN, SEEN, USED
from stations.models import Borough, Station
from tests import factories, small_world
from tests.template_database import template_database

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/London"))
KEPT = {"auth_permission", "django_content_type"}
PASSWORD = "correct horse battery staple"


def pytest_runtest_setup() -> None:
    """Nothing but this machine can be reached."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not walk through it in each round."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def now(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """Noon on Monday 23 November 2026, in London. Tests of real processes keep the real clock."""
    if request.node.get_closest_marker("real_clock"):
        yield datetime.now(tz=ZoneInfo("Europe/London"))
        return
    # A browser waits for time to pass, so there the clock starts at noon and goes on.
    with time_machine.travel(NOW, tick=request.node.get_closest_marker("browser") is not None):
        yield NOW


@pytest.fixture(autouse=True)
def own_counts(settings: Any) -> None:
    """Each test counts its limits anew: the clock stands still, and Valkey is shared by all.

    So with what was posted: keys of rows begin anew, and messages of two tests have the same id.
    """
    settings.TALLY_PREFIX = f"test-{uuid4()}"
    settings.MAIL_BOOK = Path(os.environ["MAIL_BOOK"]) / settings.TALLY_PREFIX


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No test reads what another one counted: keys of rows begin anew, and the clock stands."""
    cache.clear()


# What holds for all tests is set once a run, since each change of a setting is told to many. A test
# that wants another value asks for `settings`, which puts back what it found.


@pytest.fixture(scope="session", autouse=True)
def patient_counts() -> Iterator[None]:
    """A busy machine must not look like a Valkey that is away."""
    with override_settings(TALLY_PATIENCE=10_000):
        yield


@pytest.fixture(scope="session", autouse=True)
def fast_passwords() -> Iterator[None]:
    """Sign-ins in tests need not resist guessing."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session", autouse=True)
def without_second_factor() -> Iterator[None]:
    """The cast signs in with a password alone, but where a test switches this on."""
    with override_settings(STAFF_SECOND_FACTOR=False):
        yield


@pytest.fixture(scope="session", autouse=True)
def lasting_sessions() -> Iterator[None]:
    """The cast stays signed in however far a test moves the clock, but where one looks at that."""
    with override_settings(SIGNED_IN_MINUTES=10**9, IDLE_MINUTES=10**9):
        yield


@receiver(user_logged_in)
def begun(request: HttpRequest, **_more: Any) -> None:
    """The client's `force_login` begins a session as the page does that signs people in."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Pages are drawn without the manifest that collectstatic makes."""
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The tests' database is a copy of one that has been migrated already."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Emptying tables after a test meets our triggers, so it is done with triggers switched off."""
    from django.core.management.commands import flush

    original = flush.Command.handle

    def handle(self: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            # Most tables are empty, and what Django's own two hold is the same for every test.
            names = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in sorted(names)
                )
            )
            written = [one for (one,) in cursor.fetchall()]
            cursor.execute("SET session_replication_role = replica")
            for one in written:
                cursor.execute(f"DELETE FROM {one}")
            cursor.execute("SET session_replication_role = DEFAULT")
            # Keys begin at one again; what is no key, as the number of what is asked, goes on.
            cursor.execute(
                "SELECT setval(named, 1, false) FROM ("
                " SELECT pg_get_serial_sequence(table_name, column_name) AS named"
                " FROM information_schema.columns WHERE is_identity = 'YES'"
                " AND table_name <> ALL(%s)) AS keys",
                [sorted(KEPT)],
            )

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        # A process that a test has ended may not have let go yet, and the database is dropped now.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@dataclass
class Town:
    """Three boroughs and their counters, as small as a story allows."""

    redbridge: Borough
    merton: Borough
    camden: Borough
    ilford: Station
    barkingside: Station
    wimbledon: Station
    mitcham: Station
    holborn: Station
    kentish_town: Station


@pytest.fixture
def town(db: None) -> Town:
    """Redbridge, Merton and Camden."""
    return small_world.town(Town)


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open since Monday last week, until 14 February 2027 at 11:59:59pm."""
    return small_world.consultation_of(town, slug="front-counters", opened=True)


@pytest.fixture
def closed_consultation(town: Town) -> Consultation:
    """Closed two weeks ago."""
    return small_world.consultation_of(town, slug="front-counters-closed", opened=False)


@pytest.fixture
def proposal(consultation: Consultation) -> Proposal:
    """To close Barkingside."""
    return consultation.proposals.get(kind=ProposalKind.CLOSE, station__slug="barkingside")


def account(
    role: Role | None,
    name: str,
    *,
    consultation: Consultation | None = None,
    borough: Borough | None = None,
    **fields: Any,
) -> User:
    """An account with one role, limited or not; one of a council acts for Redbridge."""
    person: User = factories.UserFactory(name=name, **fields)
    if role is not None:
        council = redbridge_council() if role in COUNCIL_ROLES else None
        factories.GrantFactory(
            person=person, role=role, organisation=council,
            consultation=consultation, borough=borough,
        )  # fmt: skip
    return person


def redbridge_council() -> Organisation:
    """The one council that the cast acts for."""
    made: Organisation = factories.OrganisationFactory(
        name="London Borough of Redbridge", slug="redbridge", email_domain="redbridge.gov.uk"
    )
    return made


@pytest.fixture
def owner(db: None) -> User:
    """Prepares and publishes."""
    return account(Role.OWNER, "Olive Owner", is_staff=True)


@pytest.fixture
def moderator(db: None) -> User:
    """Reviews what came in."""
    return account(Role.MODERATOR, "Mo Moderator", is_staff=True)


@pytest.fixture
def analyst(db: None) -> User:
    """Asks for reports."""
    return account(Role.ANALYST, "Ana Analyst", is_staff=True)


@pytest.fixture
def decision_maker(db: None) -> User:
    """Decides."""
    return account(Role.DECISION_MAKER, "Dee Decider")


@pytest.fixture
def auditor(db: None) -> User:
    """Sees all and changes nothing."""
    return account(Role.AUDITOR, "Audrey Auditor", is_staff=True)


@pytest.fixture
def council_drafter(db: None) -> User:
    """Drafts Redbridge's reply."""
    return account(Role.COUNCIL_DRAFTER, "Carl Drafter")


@pytest.fixture
def council_approver(db: None) -> User:
    """Approves Redbridge's reply."""
    return account(Role.COUNCIL_APPROVER, "Cora Approver")


@pytest.fixture
def council_observer(db: None) -> User:
    """Reads Redbridge's draft."""
    return account(Role.COUNCIL_OBSERVER, "Connie Observer")


@pytest.fixture
def superuser(db: None) -> User:
    """May do everything."""
    return account(None, "Sue Super", is_staff=True, is_superuser=True)


def with_app(person: User) -> User:
    """The same account, with an authenticator app whose secret is `factories.APP_SECRET`."""
    if person.two_factor_since:
        return person
    person.two_factor_since = NOW
    person.save()
    factories.AuthenticatorAppFactory(person=person)
    return person


def let_in(client: Client, person: User) -> Client:
    """Signed in, with the second factor where the account has one."""
    client.force_login(person)
    if person.two_factor_since:
        session = client.session
        session[USED] = session[OWN] = NOW.timestamp()
        session.save()
    return client


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """Sign a member of the cast in, and return the client."""

    def signed_in(person: User) -> Client:
        return let_in(client, person)

    return signed_in


@pytest.fixture
def send_response(now: datetime) -> Callable[..., Response]:
    """Send a response through the real action."""
    return send


def send(
    consultation: Consultation,
    *,
    about: list[Proposal],
    stance: str = "OPPOSE",
    reasons: str = "It is too far to walk.",
    instead: str = "",
    evidence: str = "",
    borough: Borough | None = None,
    capacity: str = "MYSELF",
    place: str = "",
    email: str = "",
    at: datetime | None = None,
    **more: Any,
) -> Response:
    """Begin, fill in and send a response at an instant within the consultation's dates."""
    at = at or max(min(NOW, consultation.closes_at), consultation.opens_at)
    begun = actions.begin(consultation=consultation, proposals=[], by=PUBLIC, at=at)
    answers = Answers(
        capacity=capacity,
        place=place or ("BOROUGH" if borough else "NOT_SAID"),
        borough=borough.ons_code if borough else "",
        proposals=[proposal.pk for proposal in about],
        about={str(p.pk): {"stance": stance, "reasons": reasons} for p in about},
        overall={"instead": instead, "evidence": evidence},
        publish="WORDS",
        email=email,
    )
    reference = actions.send(
        draft=begun.draft,
        answers=answers,
        content=Content.read(consultation),
        by=PUBLIC,
        at=at,
        **more,
    )
    return Response.objects.get(reference=reference)


@pytest.fixture
def after_close(consultation: Consultation) -> Iterator[time_machine.Traveller]:
    """An hour after its time is over, grace and all."""
    over = consultation.grace_ends_at + timedelta(hours=1)
    with time_machine.travel(over, tick=False) as traveller:
        yield traveller
