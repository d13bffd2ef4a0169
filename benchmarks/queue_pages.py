"""Each kind of page of the queue, fetched many times inside one process. Called by `inside`."""

import time
from datetime import timedelta
from typing import Any

import psutil
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.ground import CLOSED, Ground
from consultation.models import (
    Consultation,
    Grant,
    Response,
    Role,
    SavedView,
    Screening,
    User,
)
from consultation.models.response import UNDECIDED
from consultation.moderate.queries import mark_at, written
from consultation.signin.session import BEGAN, SEEN
from stations.models import Borough, Station

WARM = 2  # runs that are not counted: what an idle cache costs is not the page's


def filters() -> dict[str, str]:
    """What a moderator can narrow the queue to, one of each kind, and what does not go together."""
    station = Station.objects.get(pk=1).slug
    borough, lives = Borough.objects.get(pk=26).slug, Borough.objects.get(pk=5).slug
    return {
        "all that waits": "",
        "in any state": "state=ANY",
        "formal replies": "kind=FORMAL",
        "from residents and others": "kind=PUBLIC",
        "any flag": "flag=FLAGGED",
        "flag: threat": "flag=THREAT",
        "flag: same text (one week)": "flag=SAME_TEXT",
        "flag: burst (the last day)": "flag=BURST",
        "a station that a fifth is about": f"station={station}",
        "about a borough": f"borough={borough}",
        "from a borough": f"lives={lives}",
        "paper (the last weeks)": "channel=PAPER",
        "a public meeting (one evening)": "channel=MEETING",
        "in Welsh": "language=cy",
        "in English": "language=en",
        "more than 7 days ago": "age=OLDER-7",
        "since the start of yesterday": "age=YESTERDAY",
        "waits for a second review": "state=SECOND_DUE",
        "disputed": "state=DISPUTED",
        "released": "state=RELEASED",
        "released, flagged since": "show=SINCE",
        "held by me": "state=ANY&show=MINE",
        "reviewed by me today": "state=ANY&show=REVIEWED",
        "not screened yet": "show=UNSCREENED",
        "a group of alike texts": "copies=7",
        "paper in English": "channel=PAPER&language=en",
        "paper and no proof of work (never)": "channel=PAPER&flag=NO_PROOF",
        "station, borough, language": f"station={station}&lives={lives}&language=bn",
        "any state, paper, flag, 7 days": "state=ANY&channel=PAPER&flag=FLAGGED&age=OLDER-7",
        "released, paper (never)": "state=RELEASED&channel=PAPER",
        "excluded, about the station": f"state=EXCLUDED&station={station}",
    }


def measure(runs: str) -> dict[str, Any]:
    """By filter and page: the times in milliseconds, and the number of queries."""
    consultation = Consultation.objects.get(slug=CLOSED)
    person = User.objects.get(email="moderator@example.com")
    _at_work(consultation, person)
    waiting = Response.objects.filter(consultation=consultation, state="RECEIVED")
    middle = waiting.order_by("received_at").select_related("screening")[waiting.count() // 2]
    mark = written(mark_at(middle))
    client = signed_in(person)
    address = f"/staff/consultations/{CLOSED}/responses/"
    pages = {
        f"{name}|{page}": f"{address}?{'&'.join(filter(None, (query, place)))}"
        for name, query in filters().items()
        for page, place in (
            ("first", ""), ("deep", f"after={mark}"), ("back", f"before={mark}"),
        )
    }  # fmt: skip
    pages["a response within a list|first"] = f"/staff/responses/{middle.pk}/?channel=PAPER"
    pages["the first page of staff|first"] = "/staff/"
    found = {name: fetched(client, where, int(runs)) for name, where in pages.items()}
    admin = {
        name: fetched(signed_in(_superuser()), where, int(runs))
        for name, where in admin_pages(middle).items()
    }
    admin |= {
        f"of one borough: {name}": fetched(signed_in(_of_a_borough()), where, int(runs))
        for name, where in admin_pages_of_a_borough(middle).items()
    }
    return {
        "pages": found,
        "admin": admin,
        "next": taken(consultation, person, int(runs)),
        "offset": offset(),
    }


def signed_in(person: User) -> Client:
    """A browser of theirs."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    session = client.session
    session[BEGAN] = session[SEEN] = timezone.now().timestamp()
    session.save()
    return client


def _superuser() -> User:
    made, _new = User.objects.get_or_create(
        email="superuser@example.com",
        defaults={"name": "A superuser", "is_staff": True, "is_superuser": True},
    )
    return made


def _of_a_borough() -> User:
    """Who moderates what speaks about one borough or came from it: about one in twenty."""
    made, _new = User.objects.get_or_create(
        email="borough@example.com", defaults={"name": "A moderator of one", "is_staff": True}
    )
    if not Grant.objects.filter(person=made).exists():
        borough = Borough.objects.get(pk=26)
        Grant.objects.create(
            person=made, role=Role.MODERATOR, borough=borough, granted_at=timezone.now()
        )
    return made


def admin_pages(middle: Response) -> dict[str, str]:
    """Lists, searches and pages of Django's admin, one of each kind."""
    responses, deep = "/admin/consultation/response/", f"older={middle.pk}"
    station = Station.objects.get(pk=1).slug
    return {
        "responses": responses,
        "responses, deep": f"{responses}?{deep}",
        "responses waiting, deep": f"{responses}?state__exact=RECEIVED&{deep}",
        "responses excluded": f"{responses}?state__exact=EXCLUDED",
        "responses on paper": f"{responses}?channel__exact=PAPER",
        "responses from a meeting": f"{responses}?channel__exact=MEETING",
        "responses about a station": f"{responses}?station={station}",
        "responses from a borough": f"{responses}?lives={Borough.objects.get(pk=5).slug}",
        "a response by its reference": f"{responses}?q={middle.reference}",
        "a response by its number": f"{responses}?q={middle.pk}",
        "the page of a response": f"{responses}{middle.pk}/change/",
        **{
            f"{noun}, deep": f"/admin/consultation/{noun}/?{deep}"
            for noun in ("answer", "screening", "flag", "review", "event", "leaf")
        },
        "answers of one response": f"/admin/consultation/answer/?q={middle.pk}",
        "flags: threat": "/admin/consultation/flag/?kind__exact=THREAT",
        "events about one response": f"/admin/consultation/event/?q=response:{middle.pk}",
        "consultations": "/admin/consultation/consultation/",
        "accounts": "/admin/consultation/user/",
    }


def admin_pages_of_a_borough(middle: Response) -> dict[str, str]:
    """The lists of what belongs to responses, at their beginning and half a million rows on."""
    nouns = ("response", "answer", "flag", "review", "redaction", "screening", "unscreened")
    places = {noun: f"/admin/consultation/{noun}/" for noun in nouns}
    return {
        **places,
        **{f"{noun}, deep": f"{where}?older={middle.pk}" for noun, where in places.items()},
        "responses excluded": f"{places['response']}?state__exact=EXCLUDED",
        "flags: threat": f"{places['flag']}?kind__exact=THREAT",
        "answers of one response": f"{places['answer']}?q={middle.pk}",
    }


def fetched(client: Client, address: str, runs: int, *, status: int = 200) -> dict[str, Any]:
    """How long the server takes, each time, and how many queries."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    queries = len(captured)
    times, cpu = [], []
    for run in range(WARM + runs):
        if run == WARM:
            before = backend_cpu()
        started, worked = time.perf_counter(), time.process_time()
        client.get(address)
        if run >= WARM:
            times.append((time.perf_counter() - started) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
    database = (backend_cpu() - before) * 1000 / runs
    return {"times": times, "cpu": cpu, "database": database, "queries": queries}


def backend_cpu() -> float:
    """Seconds of CPU so far of the process of PostgreSQL that serves us; 0 where it is elsewhere.

    What a busy machine makes of it takes longer, but not much more of this.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    if not Ground.local(pid):
        return 0.0
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def taken(consultation: Consultation, person: User, runs: int) -> list[float]:
    """How long it takes to take the next, where a few hundred are held by others."""
    from consultation.moderate import actions
    from consultation.moderate.queries import Chosen

    times = []
    for _run in range(runs):
        started = time.perf_counter()
        found = actions.take_next(
            consultation=consultation, chosen=Chosen(), by=person, at=timezone.now()
        )
        times.append((time.perf_counter() - started) * 1000)
        assert found is not None
    return times


def offset() -> float:
    """The control: the same fifty by OFFSET, as a paginator with numbers asks."""
    rows = Screening.objects.filter(state="RECEIVED").order_by("rank", "received_at", "pk")
    half = rows.count() // 2
    started = time.perf_counter()
    list(rows[half : half + 50].values_list("pk", flat=True))
    return (time.perf_counter() - started) * 1000


def _at_work(consultation: Consultation, person: User) -> None:
    """Others hold the first few hundred, the person holds three and keeps some views."""
    until = timezone.now() + timedelta(hours=8)
    other, _new = User.objects.get_or_create(email="other@example.com", name="Another moderator")
    waiting = Screening.objects.filter(consultation=consultation, state__in=UNDECIDED)
    rows = list(waiting.filter(held_by=None).values_list("pk", flat=True)[:303])
    Screening.objects.filter(pk__in=rows[:300]).update(held_by=other, held_until=until)
    Screening.objects.filter(pk__in=rows[300:]).update(held_by=person, held_until=until)
    for number in range(5):
        SavedView.objects.get_or_create(
            person=person, consultation=consultation, name=f"View {number}",
            defaults={"query": "channel=PAPER", "at": timezone.now()},
        )  # fmt: skip
