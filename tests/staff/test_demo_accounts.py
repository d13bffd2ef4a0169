"""The command that makes an account a role to try things out with."""

import re
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from consultation.access import permissions_of
from consultation.models import Event, Grant, Organisation, Role, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(settings: Any, tmp_path: Path) -> Path:
    """Where the passwords go."""
    settings.BASE_DIR = tmp_path
    return tmp_path / ".run" / "accounts.txt"


def made(**options: Any) -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out, **options)
    return out.getvalue()


def rows(path: Path) -> list[list[str]]:
    return [re.split(r"\s{2,}", line) for line in path.read_text().splitlines()]


def test_one_account_a_role_whose_passwords_only_the_owner_can_read(written: Path) -> None:
    factories.BoroughFactory(ons_code="E09000026", name="Redbridge", slug="redbridge")
    assert made() == "9 accounts: their passwords are in accounts.txt.\n"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    head, *lines = rows(written)
    assert head == ["Role", "Email address", "Password"]
    assert [line[:2] for line in lines] == [
        ["Consultation owner", "owner@counterpoint.example"],
        ["Moderator", "moderator@counterpoint.example"],
        ["Analyst", "analyst@counterpoint.example"],
        ["Decision-maker", "decision-maker@counterpoint.example"],
        ["Auditor", "auditor@counterpoint.example"],
        ["Council drafter", "council-drafter@counterpoint.example"],
        ["Council approver", "council-approver@counterpoint.example"],
        ["Council observer", "council-observer@counterpoint.example"],
        ["Superuser", "superuser@counterpoint.example"],
    ]
    assert len({password for *_, password in lines}) == 9
    for _role, email, password in lines:
        person = authenticate(username=email, password=password)
        assert isinstance(person, User)
        assert permissions_of(person)
    starts = {line.index(line.split()[-2]) for line in written.read_text().splitlines()[1:]}
    assert len(starts) == 1  # the columns stand in line


def test_each_has_its_role_and_its_reason_to_open_the_admin(written: Path) -> None:
    factories.BoroughFactory(ons_code="E09000026", name="Redbridge", slug="redbridge")
    made()
    council = Organisation.objects.get()
    assert (council.name, council.kind) == ("London Borough of Redbridge", "COUNCIL")
    assert council.borough is not None
    assert council.borough.name == "Redbridge"
    assert {
        (g.person.email.split("@")[0], g.role, g.organisation) for g in Grant.objects.all()
    } == {
        ("owner", Role.OWNER, None),
        ("moderator", Role.MODERATOR, None),
        ("analyst", Role.ANALYST, None),
        ("decision-maker", Role.DECISION_MAKER, None),
        ("auditor", Role.AUDITOR, None),
        ("council-drafter", Role.COUNCIL_DRAFTER, council),
        ("council-approver", Role.COUNCIL_APPROVER, council),
        ("council-observer", Role.COUNCIL_OBSERVER, council),
    }
    staff = User.objects.filter(is_staff=True).values_list("email", flat=True)
    assert {email.split("@")[0] for email in staff} == {
        "owner", "moderator", "analyst", "auditor", "superuser",
    }  # fmt: skip
    kinds = list(Event.objects.values_list("kind", "actor").order_by("kind"))
    assert kinds == [
        *[("account.made", "machine")] * 9,
        ("organisation.added", "machine"),
        *[("role.granted", "machine")] * 8,
    ]


def test_a_second_run_changes_nothing(written: Path) -> None:
    made()
    before = (written.read_text(), Event.objects.count())
    assert made() == "All 9 accounts are there; accounts.txt is kept.\n"
    assert (written.read_text(), Event.objects.count()) == before


def test_without_the_file_every_password_is_new(written: Path) -> None:
    made()
    old = written.read_text()
    written.unlink()
    made()
    assert User.objects.count() == 9
    assert Grant.objects.count() == 8
    for (*_, before), (_role, email, password) in zip(
        [line.split() for line in old.splitlines()[1:]], rows(written)[1:], strict=True
    ):
        assert before != password
        assert authenticate(username=email, password=password) is not None
        assert authenticate(username=email, password=before) is None


def test_an_account_that_is_missing_is_made_and_the_others_keep_their_passwords(
    written: Path,
) -> None:
    factories.UserFactory(email="auditor@counterpoint.example", name="Auditor")
    made()
    old = {line[1]: line[2] for line in rows(written)[1:]}
    gone = "analyst@counterpoint.example"
    Grant.objects.filter(person__email=gone).delete()
    User.objects.filter(email=gone).delete()
    made()
    new = {line[1]: line[2] for line in rows(written)[1:]}
    assert new.keys() == old.keys()
    assert {email for email in new if new[email] != old[email]} == {gone}
    assert authenticate(username=gone, password=new[gone]) is not None
    assert authenticate(
        username="auditor@counterpoint.example", password=old["auditor@counterpoint.example"]
    )


@pytest.mark.parametrize("url", ["https://consult.example", "http://consult.example:8000"])
def test_a_real_deployment_is_left_alone_unless_forced(
    written: Path, settings: Any, url: str
) -> None:
    settings.SECURE, settings.PUBLIC_URL = url.startswith("https"), url
    with pytest.raises(CommandError) as refusal:
        made()
    assert str(refusal.value) == (
        f"{url} is a real deployment, and these are accounts to try things out "
        "with: make real ones in the admin, or add --force."
    )
    assert User.objects.count() == 0
    assert not written.exists()
    made(force=True)
    assert User.objects.count() == 9
