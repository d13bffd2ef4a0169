"""What everybody reads of meetings and petitions; the file for calendars; who may see what."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from consultation.gather.calendar_file import escaped, folded
from consultation.models import Consultation, Meeting, Proposal, User
from tests import factories
from tests.conftest import Town
from tests.gather.typed import HERE, PETITION, PUBLIC, meeting, petition
from tests.publish.reading import text_of
from tests.publish.staff import LONDON

HELD = {"state": "HELD", "attendance": 1592, "attendance_how": "ESTIMATED", "spoke_for": "Sophie"}


@pytest.fixture
def gathered(consultation: Consultation, proposal: Proposal, town: Town, now: datetime) -> None:
    """Meetings ahead and over, petitions of a person and of a body, and another consultation's."""

    def at(days: int, **fields: Any) -> Meeting:
        made: Meeting = factories.MeetingFactory(
            consultation=consultation, held_at=now + timedelta(days=days), **fields
        )
        return made

    at(20, place="Second hall")
    at(10, place="First hall", access="Step-free.", borough=town.redbridge)
    at(-3, place="Last hall", **HELD)
    at(-5, place="Earlier hall")
    signed = factories.PetitionFactory(
        consultation=consultation, title="Keep it", organiser="Ruth Resident", signatures=14500,
        channel="ONLINE", page="https://petitions.example.com/1", verified="ALL",
        verified_how="Against the register.",
    )  # fmt: skip
    factories.PetitionAboutFactory(petition=signed, proposal=proposal)
    factories.PetitionFactory(
        consultation=consultation, title="Keep all", organiser="Merton Residents",
        organiser_is_body=True, received_at=now + timedelta(hours=1),
    )  # fmt: skip
    factories.PetitionFactory(title="Of another consultation")


@pytest.mark.usefixtures("gathered")
def test_meetings_come_first_then_petitions(client: Client) -> None:
    answer = client.get(PUBLIC)
    page = text_of(answer.content)
    order = [
        "Meetings to come", "First hall For Redbridge Access Step-free.", "Second hall",
        "Past meetings", "Last hall", "1,592 (estimated)", "Earlier hall",
        "What came of this meeting is not on record yet.", "Petitions", "Keep it",
        "14,500 All signatures were checked. Against the register.", "On a website",
        "A person, whose name is not published", "About Barkingside",
        "We ask the Mayor to keep the front counter open.", "Keep all",
        "Organised by Merton Residents", "The whole consultation",
    ]  # fmt: skip
    places = [page.index(words, page.index("Meetings to come")) for words in order]
    assert places == sorted(places)
    assert "Ruth Resident" not in answer.content.decode()
    assert "another consultation" not in page
    assert 'href="https://petitions.example.com/1"' in answer.content.decode()
    said = "Responses, signatures and people at meetings are counted apart and never added up"
    assert said in page


def test_nothing_sums_petitions(client: Client, consultation: Consultation) -> None:
    for signatures in (1001, 2002):
        factories.PetitionFactory(consultation=consultation, signatures=signatures)
    page = text_of(client.get(PUBLIC).content)
    assert "1,001" in page
    assert "2,002" in page
    assert "3,003" not in page


def test_an_empty_page_says_so(client: Client, consultation: Consultation) -> None:
    page = text_of(client.get(PUBLIC).content)
    assert "No meeting is announced at the moment." in page
    assert "No petition is on record." in page
    assert "Past meetings" not in page


def test_a_draft_has_no_public_page(client: Client, db: None) -> None:
    factories.MeetingFactory(consultation__state="DRAFT", consultation__slug="draft")
    assert client.get("/consultations/draft/meetings-and-petitions/").status_code == 404


def test_the_consultation_leads_there_when_there_is_something(
    client: Client, consultation: Consultation
) -> None:
    link, where = f'href="{PUBLIC}"', consultation.get_absolute_url()
    gone = factories.PetitionFactory(
        consultation=consultation, state="WITHDRAWN", ended_reason="By mistake."
    )
    assert link not in client.get(where).content.decode()
    factories.PetitionFactory(consultation=consultation, replaces=gone, correction="Found.")
    assert client.get(where).content.decode().count(link) == 2


def test_words_of_the_public_are_escaped(desk: Client) -> None:
    petition(desk, called="<b>Keep</b>", text="<script>alert(1)</script>", organiser_is="BODY")
    meeting(desk, place="<i>Hall</i>", access="<u>Ramp</u>")
    page = Client().get(PUBLIC).content.decode()
    for raw in ("<b>Keep", "<script>alert", "<i>Hall", "<u>Ramp"):
        assert raw not in page
    assert "&lt;script&gt;alert(1)" in page


def grow(consultation: Consultation, proposal: Proposal, town: Town, now: datetime) -> None:
    """A petition and two meetings, each with a point and a correction behind it."""
    old = factories.PetitionFactory(consultation=consultation, state="SUPERSEDED")
    new = factories.PetitionFactory(consultation=consultation, replaces=old, correction="Found.")
    factories.PetitionAboutFactory(petition=new, proposal=proposal)
    factories.GatheringPointFactory(petition=new, proposal=proposal)
    for days in (-2, 5):
        made = factories.MeetingFactory(
            consultation=consultation, held_at=now + timedelta(days=days), borough=town.redbridge,
            **(HELD if days < 0 else {}),
        )  # fmt: skip
        factories.GatheringPointFactory(petition=None, meeting=made, proposal=proposal)


@pytest.mark.parametrize(("where", "queries"), [(PUBLIC, 8), (f"{HERE}gatherings/", 9)])
def test_the_same_queries_for_one_row_and_for_three(
    desk: Client,
    consultation: Consultation,
    proposal: Proposal,
    town: Town,
    now: datetime,
    django_assert_num_queries: Any,
    where: str,
    queries: int,
) -> None:
    grow(consultation, proposal, town, now)
    with django_assert_num_queries(queries):
        desk.get(where)
    for _ in range(2):
        grow(consultation, proposal, town, now)
    with django_assert_num_queries(queries):
        assert desk.get(where).status_code == 200


def test_the_page_of_a_record_takes_the_same_queries_after_three_corrections(
    desk: Client, django_assert_num_queries: Any
) -> None:
    petition(desk)
    for place in range(3):
        key = consultation_petitions()[-1]
        sent = PETITION | {"reason": f"Sheet {place} was found"}
        desk.post(f"/staff/petitions/{key}/correct/", sent)
        key = consultation_petitions()[-1]
        desk.get(f"/staff/petitions/{key}/")  # takes the message away
        with django_assert_num_queries(12):
            desk.get(f"/staff/petitions/{key}/")


def consultation_petitions() -> list[int]:
    return list(Consultation.objects.get().petitions.order_by("pk").values_list("pk", flat=True))


CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Counterpoint//Public meetings//EN
BEGIN:VEVENT
UID:meeting-{key}@localhost
SEQUENCE:{edition}
DTSTAMP:20261123T120000Z
DTSTART:20270601T180000Z
SUMMARY:Public meeting: Police front counters
LOCATION:Ilford Town Hall\\, High Road\\; room 2
DESCRIPTION:Step-free.\\nThere is a hearing loop\\, and an interpreter into B
 engali (বাংলা) and Urdu.
URL:http://testserver/consultations/front-counters/meetings-and-petitions/
END:VEVENT
END:VCALENDAR
"""


def test_a_meeting_goes_into_a_calendar(client: Client, consultation: Consultation) -> None:
    """7pm in June is 6pm in UTC. A corrected meeting moves the one that is in the calendar."""
    fields = {
        "consultation": consultation,
        "held_at": datetime(2027, 6, 1, 19, 0, tzinfo=LONDON),
        "place": "Ilford Town Hall, High Road; room 2",
        "access": "Step-free.\nThere is a hearing loop, and an interpreter into Bengali (বাংলা) "
        "and Urdu.",
    }
    first = factories.MeetingFactory(**fields)
    answer = client.get(f"{PUBLIC}meeting-{first.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="meeting-{first.pk}.ics"'
    expected = CALENDAR.format(key=first.pk, edition=0).replace("\n", "\r\n").encode()
    assert answer.content == expected
    Meeting.objects.filter(pk=first.pk).update(state="SUPERSEDED")
    second = factories.MeetingFactory(**fields, replaces=first, correction="Moved.")
    assert client.get(f"{PUBLIC}meeting-{first.pk}.ics").status_code == 404
    moved = client.get(f"{PUBLIC}meeting-{second.pk}.ics").content
    assert moved == expected.replace(b"SEQUENCE:0", b"SEQUENCE:1")


@pytest.mark.parametrize("state", ["HELD", "CANCELLED"])
def test_only_what_is_announced_goes_into_a_calendar(
    client: Client, consultation: Consultation, state: str
) -> None:
    fields = HELD if state == "HELD" else {"state": state, "ended_reason": "Flooded."}
    one = factories.MeetingFactory(consultation=consultation, **fields)
    assert client.get(f"{PUBLIC}meeting-{one.pk}.ics").status_code == 404
    other = factories.MeetingFactory()
    assert client.get(f"{PUBLIC}meeting-{other.pk}.ics").status_code == 404


def test_lines_of_a_calendar_are_folded_between_letters() -> None:
    assert escaped("a\\b; c, d\r\ne") == "a\\\\b\\; c\\, d\\ne"
    line = "LOCATION:" + "ß" * 100
    parts = list(folded(line))
    assert [len(part) for part in parts] == [75, 75, 61]
    assert "".join(part.decode().removeprefix(" ") for part in parts) == line
    assert list(folded("x" * 75)) == [b"x" * 75]


def test_the_page_in_urdu_marks_what_is_english(client: Client, consultation: Consultation) -> None:
    factories.PetitionFactory(consultation=consultation, title="Keep it")
    page = client.get(f"/ur{PUBLIC}").content.decode()
    assert '<span lang="en" dir="ltr">Keep it</span>' in page
    assert 'cp-words" lang="en" dir="ltr"' in page


@pytest.mark.parametrize(
    ("role", "links"), [("moderator", (True, False)), ("owner", (True, True)),
                        ("analyst", (False, True)), ("auditor", (False, False))],
)  # fmt: skip
def test_links_follow_the_roles(
    client: Client,
    consultation: Consultation,
    role: str,
    links: tuple[bool, bool],
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(role))
    page = client.get(f"{HERE}gatherings/").content.decode()
    assert (f'href="{HERE}petitions/new/"' in page, "petitions.csv" in page) == links
    assert f'href="{HERE}gatherings/"' in client.get("/staff/").content.decode()
    sent = client.post(f"{HERE}petitions/new/", PETITION)
    assert sent.status_code == (303 if links[0] else 403)


def test_files_of_petitions_and_meetings(
    client: Client, consultation: Consultation, proposal: Proposal, owner: User
) -> None:
    client.force_login(owner)
    signed = factories.PetitionFactory(
        consultation=consultation, title="=Keep it", organiser="Ruth Resident", text="Keep, please"
    )
    factories.PetitionAboutFactory(petition=signed, proposal=proposal)
    factories.PetitionFactory(
        consultation=consultation, state="WITHDRAWN", ended_reason="Not ours."
    )
    came = factories.MeetingFactory(
        consultation=consultation, place="Hall", note="Ruth Resident spoke.", **HELD
    )
    factories.GatheringPointFactory(petition=None, meeting=came, text="Too far")
    answer = client.get(f"{HERE}gatherings/petitions.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="front-counters-petitions.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "petition,title,organiser,text,signatures,verified,verified_how,signed,page,received_at,"
        "late,about,points",
        f'{signed.pk},\'=Keep it,A person,"Keep, please",1240,Nobody has checked the signatures,,'
        "On paper,,2026-11-23T12:00:00+00:00,no,Barkingside,",
    ]
    assert client.get(f"{HERE}gatherings/meetings.csv").content.decode("utf-8-sig") == (
        "meeting,state,held_at,place,borough,organised_by,publicised_on,attendance,"
        "attendance_how,points\r\n"
        f"{came.pk},Held,2026-12-08T19:00:00+00:00,Hall,,Redbridge Council,2026-11-16,1592,"
        "Estimated,Too far\r\n"
    )
    assert client.get(f"{HERE}gatherings/others.csv").status_code == 404
