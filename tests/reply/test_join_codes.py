"""Colleagues join by a code that an approver hands out: what it opens, and what it does not."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client

from consultation.models import (
    Consultation,
    Event,
    Grant,
    Invitation,
    JoinCode,
    Message,
    Organisation,
    Role,
    User,
)
from consultation.reply import actions
from consultation.respond import limits
from consultation.respond.limits import JOIN_CODE, JOIN_CODE_ANY
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.reply.conftest import OFFICER, as_, events, join, posted, said
from tests.reply.signed import person_of

NEW = "/organisation/codes/new/"
CODE = re.compile(r"<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</li>")
ASK_AGAIN = "This code does not work any more. Ask your colleague for a new one."
MISTYPED = "Enter the code as your colleague gave it"

pytestmark = pytest.mark.usefixtures("consultation")


@pytest.fixture
def code(council_approver: User, council: Organisation) -> str:
    """For drafters of Redbridge."""
    answer = as_(council_approver).post(NEW, {"role": "COUNCIL_DRAFTER"})
    (made,) = CODE.findall(answer.content.decode())
    assert f'href="{settings.PUBLIC_URL}/join/"' in answer.content.decode()
    return str(made)


def enter(code: str, email: str = OFFICER, client: Client | None = None) -> Any:
    return (client or Client()).post("/join/", {"code": code, "email": email})


def test_an_approver_makes_a_code_that_is_shown_once(
    code: str, council: Organisation, council_approver: User, consultation: Consultation
) -> None:
    row = JoinCode.objects.get()
    assert (row.organisation, row.consultation, row.role, row.made_by, row.made_at) == (
        council, consultation, "COUNCIL_DRAFTER", council_approver, NOW,
    )  # fmt: skip
    assert (row.expires_at, row.uses, row.most_uses) == (NOW + timedelta(days=7), 0, 10)
    assert row.code_hash == sha256(code.encode()).hexdigest()
    facts = {"organisation": council.pk, "role": "COUNCIL_DRAFTER"}
    assert events("join_code.made") == [(f"joincode:{row.pk}", council_approver.pk, facts)]
    page = said(as_(council_approver).get("/organisation/"))
    assert code not in page
    assert "Codes for colleagues" in page
    assert "0 of 10" in page
    assert not Event.objects.filter(facts__icontains=code).exists()


def test_a_colleague_joins_by_it(code: str, council: Organisation, council_approver: User) -> None:
    answer = enter(f" {code.lower().replace('-', ' ')} ", "Officer@Redbridge.gov.uk")
    assert (answer.status_code, answer["Location"]) == (303, "/join/?sent")
    assert "We have sent you an invitation." in said(Client().get("/join/?sent"))
    row, used = Invitation.objects.get(), JoinCode.objects.get()
    assert (row.email, row.role, row.organisation, row.invited_by) == (
        OFFICER, "COUNCIL_DRAFTER", council, council_approver,
    )  # fmt: skip
    assert used.uses == 1
    facts = {"organisation": council.pk, "role": "COUNCIL_DRAFTER", "invitation": row.pk}
    assert events("join_code.used") == [(f"joincode:{used.pk}", None, facts)]
    assert Event.objects.get(kind="join_code.used").actor == "public"
    assert not User.objects.filter(email=OFFICER).exists()
    assert join(posted()).status_code == 303
    assert mail.outbox[-1].to == [OFFICER]
    grant = Grant.objects.get(person__email=OFFICER)
    assert (grant.role, grant.organisation, grant.granted_by) == (
        "COUNCIL_DRAFTER", council, council_approver,
    )  # fmt: skip
    assert "1 of 10" in said(as_(council_approver).get("/organisation/"))


@pytest.mark.parametrize(
    "email",
    ["me@example.com", "me@notredbridge.gov.uk", "me@mail.redbridge.gov.uk",
     "me@redbridge.gov.uk.example.com"],
)  # fmt: skip
def test_the_address_is_one_of_the_organisations_own(code: str, email: str) -> None:
    answer = enter(code, email)
    assert "Enter your work email address, which ends in @redbridge.gov.uk" in said(answer)
    assert f'value="{email}"' in answer.content.decode()
    assert (Invitation.objects.count(), JoinCode.objects.get().uses) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"code": ""}, MISTYPED),
        ({"code": "7KQ4"}, MISTYPED),
        ({"code": "7KQ4-9XWD-MHPT-2RVB"}, MISTYPED),
        ({"email": ""}, "Enter your work email address"),
        ({"email": "officer"}, "Enter an email address like name@example.com"),
    ],
)
def test_what_is_mistyped_is_told(code: str, typed: dict[str, str], told: str) -> None:
    answer = Client().post("/join/", {"code": code, "email": OFFICER} | typed)
    assert (answer.status_code, told in said(answer)) == (200, True)
    assert Invitation.objects.count() == 0


def test_a_code_lives_for_a_week_or_until_the_last_moment_for_replies(
    code: str, council_approver: User, consultation: Consultation
) -> None:
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert ASK_AGAIN in said(enter(code))
    with time_machine.travel(consultation.closes_at - timedelta(hours=1), tick=False):
        as_(council_approver).post(NEW, {"role": "COUNCIL_DRAFTER"})
        assert JoinCode.objects.latest("pk").expires_at == consultation.grace_ends_at


def test_ten_use_it(code: str) -> None:
    for number in range(10):
        assert enter(code, f"officer{number}@redbridge.gov.uk").status_code == 303
    assert ASK_AGAIN in said(enter(code))
    assert (JoinCode.objects.get().uses, Invitation.objects.count()) == (10, 10)


def test_one_that_is_ended_lets_nobody_in(code: str, council_approver: User) -> None:
    row, own = JoinCode.objects.get(), as_(council_approver)
    assert own.post(f"/organisation/codes/{row.pk}/end/").status_code == 303
    row.refresh_from_db()
    assert (row.ended_by, row.ended_at) == (council_approver, NOW)
    assert [one[1] for one in events("join_code.ended")] == [council_approver.pk]
    assert ASK_AGAIN in said(enter(code))
    again = own.post(f"/organisation/codes/{row.pk}/end/")
    assert "This code does not let anybody in any more." in said(again)
    assert "Codes for colleagues" not in said(own.get("/organisation/"))


def test_it_is_worth_no_more_than_the_right_of_who_made_it(
    code: str, council: Organisation, council_approver: User, desk: Any
) -> None:
    remove = f"people/{council_approver.pk}/remove/"
    assert desk.client.post(desk.page(council, remove)).status_code == 303
    assert ASK_AGAIN in said(enter(code))
    row = JoinCode.objects.get()
    assert (row.ended_at, row.uses) == (None, 0)
    other = person_of(council, Role.COUNCIL_APPROVER)
    assert as_(other).post(f"/organisation/codes/{row.pk}/end/").status_code == 303


def test_who_became_a_drafter_or_left_service_lets_nobody_in(
    code: str, council_approver: User, council: Organisation
) -> None:
    Grant.objects.filter(person=council_approver).update(
        revoked_at=NOW, revoked_by=council_approver
    )
    factories.GrantFactory(person=council_approver, role="COUNCIL_DRAFTER", organisation=council)
    assert ASK_AGAIN in said(enter(code))
    factories.GrantFactory(person=council_approver, role="COUNCIL_APPROVER", organisation=council)
    User.objects.filter(pk=council_approver.pk).update(is_active=False)
    assert ASK_AGAIN in said(enter(code))
    assert Invitation.objects.count() == 0


def test_without_a_domain_no_code_is_made(
    council: Organisation, council_approver: User, consultation: Consultation
) -> None:
    council.email_domain = ""
    council.save()
    own = as_(council_approver)
    told = "We do not know what the email addresses of your organisation end in"
    assert told in said(own.get(NEW))
    assert told in said(own.post(NEW, {"role": "COUNCIL_DRAFTER"}))
    assert f'href="{NEW}"' not in own.get("/organisation/").content.decode()
    with pytest.raises(Refused, match=told):
        actions.make_code(
            consultation=consultation, organisation=council, role="COUNCIL_DRAFTER",
            by=council_approver, at=NOW,
        )  # fmt: skip
    assert JoinCode.objects.count() == 0


def test_a_domain_that_was_taken_away_lets_nobody_in(code: str, council: Organisation) -> None:
    council.email_domain = ""
    council.save()
    assert enter(code).status_code == 200
    assert Invitation.objects.count() == 0


def test_a_code_is_for_drafters_or_observers_alone(council_approver: User) -> None:
    answer = as_(council_approver).post(NEW, {"role": "COUNCIL_APPROVER"})
    assert "Select what they should do" in said(answer)
    assert "Approver:" not in said(answer)
    assert JoinCode.objects.count() == 0
    as_(council_approver).post(NEW, {"role": "COUNCIL_OBSERVER"})
    assert JoinCode.objects.get().role == "COUNCIL_OBSERVER"


def test_who_may_make_and_end_codes(
    code: str, merton: Organisation, council_drafter: User, owner: User, council: Organisation,
    consultation: Consultation,
) -> None:  # fmt: skip
    row = JoinCode.objects.get()
    end = f"/organisation/codes/{row.pk}/end/"
    elsewhere = person_of(merton, Role.COUNCIL_APPROVER)
    for person, status in ((council_drafter, 403), (elsewhere, 404), (owner, 404)):
        assert as_(person).post(end).status_code == status
    assert as_(elsewhere).post("/organisation/codes/999/end/").status_code == 404
    assert as_(council_drafter).post(NEW, {"role": "COUNCIL_DRAFTER"}).status_code == 403
    with pytest.raises(Refused, match="You do not act for London Borough of Redbridge"):
        actions.end_code(code=row, by=elsewhere, at=NOW)
    for person in (elsewhere, council_drafter, owner):
        with pytest.raises(Refused):
            actions.make_code(
                consultation=consultation, organisation=council, role="COUNCIL_DRAFTER",
                by=person, at=NOW,
            )  # fmt: skip
    assert (JoinCode.objects.get().ended_at, JoinCode.objects.count()) == (None, 1)


def test_whoever_was_written_to_or_has_joined_is_told(code: str, council: Organisation) -> None:
    enter(code)
    assert f"We have written to {OFFICER} before." in said(enter(code))
    join(posted())
    assert f"{OFFICER} has joined already. Sign in with that account." in said(enter(code))
    assert JoinCode.objects.get().uses == 1


def test_what_refuses_an_invitation_refuses_here_too_and_counts_as_no_use(
    code: str, council: Organisation, consultation: Consultation
) -> None:
    for _number in range(20):
        factories.InvitationFactory(
            consultation=consultation, organisation=council, expires_at=NOW + timedelta(days=1)
        )
    assert "20 invitations are waiting." in said(enter(code))
    assert (JoinCode.objects.get().uses, Message.objects.count()) == (0, 0)


def test_where_several_consultations_are_open_one_is_chosen(
    council_approver: User, consultation: Consultation
) -> None:
    other = factories.ConsultationFactory(
        slug="second", title="Opening hours", state="PUBLISHED",
        opens_at=NOW, closes_at=NOW + timedelta(days=3),
    )  # fmt: skip
    own = as_(council_approver)
    answer = own.post(NEW, {"role": "COUNCIL_DRAFTER"})
    assert "Select a consultation" in said(answer)
    own.post(NEW, {"role": "COUNCIL_DRAFTER", "consultation": "second"})
    row = JoinCode.objects.get()
    assert (row.consultation, row.expires_at) == (other, other.grace_ends_at)


def test_without_an_open_consultation_none_is_made(
    council_approver: User, consultation: Consultation
) -> None:
    with time_machine.travel(consultation.grace_ends_at, tick=False):
        own = as_(council_approver)
        assert "No consultation is open at the moment." in said(own.get(NEW))
        own.post(NEW, {"role": "COUNCIL_DRAFTER"})
    assert JoinCode.objects.count() == 0


def test_guessing_from_one_address_is_told_to_wait(code: str, now: datetime) -> None:
    for _guess in range(JOIN_CODE.count):
        assert enter("0000-0000-0000-0000").status_code == 200
    answer = enter(code)
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(JOIN_CODE.retry_after(now))
    assert "Too many codes that we do not know were tried from your internet" in said(answer)
    assert f'value="{code}"' in unescape(answer.content.decode())
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    assert enter(code, client=elsewhere).status_code == 303


def test_guessing_from_everywhere_is_told_to_wait(code: str, now: datetime) -> None:
    enter("0000-0000-0000-0000")
    everybody = limits.anonymous("codes for colleagues", now)
    for _guess in range(JOIN_CODE_ANY.count - 2):
        limits.count(JOIN_CODE_ANY, everybody, at=now)
    assert limits.why_not(JOIN_CODE_ANY, everybody, at=now) == ""
    assert enter("0000-0000-0000-0000").status_code == 200
    answer = enter(code, client=Client(REMOTE_ADDR="198.51.100.9"))
    assert answer.status_code == 429
    assert "or ask your colleague to invite you by email" in said(answer)


def test_a_right_code_is_no_guess(code: str) -> None:
    for _try in range(JOIN_CODE.count + 1):
        assert enter(code, "me@example.com").status_code == 200
    assert enter(code).status_code == 303


def test_codes_have_eighty_bits_and_differ(council_approver: User) -> None:
    own, found = as_(council_approver), set()
    for _code in range(5):
        answer = own.post(NEW, {"role": "COUNCIL_DRAFTER"}).content.decode()
        found |= set(CODE.findall(answer))
    assert len(found) == 5
    assert {len(one.replace("-", "")) * 5 for one in found} == {80}


def test_whoever_is_signed_in_is_named_in_the_record(code: str, council_observer: User) -> None:
    assert enter(code, client=as_(council_observer)).status_code == 303
    (used,) = events("join_code.used")
    assert used[1] == council_observer.pk


def test_a_code_ends_with_the_second_factor_of_whoever_made_it(
    code: str, council_approver: User
) -> None:
    with transaction.atomic():
        council_approver.authenticator_app.delete()
        council_approver.two_factor_since = None
        council_approver.save()
    assert ASK_AGAIN in said(enter(code))
    assert Invitation.objects.count() == 0
