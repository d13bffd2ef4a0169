"""What the database itself refuses about organisations and invitations."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consultation.models import Invitation, Organisation
from tests import factories
from tests.factories import THEN
from tests.house.test_database import refused

pytestmark = pytest.mark.django_db
TABLE = "consultation_invitation"


def test_an_invitation_lets_only_its_link_its_opening_and_its_end_be_written() -> None:
    row = factories.InvitationFactory()
    said = f"invitation {row.pk}: only its link, its first opening and its end may be written"
    for change in (
        "email = 'another@example.com'",
        "role = 'COUNCIL_APPROVER'",
        "expires_at = expires_at + interval '1 day'",
        "invited_at = invited_at - interval '1 day'",
    ):
        assert refused(f"UPDATE {TABLE} SET {change}") == said
    row.token_hash, row.opened_at = "a" * 64, THEN
    row.save()
    assert refused(f"UPDATE {TABLE} SET opened_at = NULL") == said
    assert refused(f"UPDATE {TABLE} SET opened_at = opened_at + interval '1 day'") == said
    assert refused(f"DELETE FROM {TABLE}").endswith("DELETE refused")
    assert refused(f"TRUNCATE {TABLE} CASCADE").endswith("TRUNCATE refused")


@pytest.mark.parametrize("end", ["accepted", "revoked"])
def test_one_that_has_ended_is_not_changed(end: str) -> None:
    row = factories.InvitationFactory(opened_at=THEN)
    setattr(row, f"{end}_at", THEN)
    setattr(row, f"{end}_by", row.invited_by)
    row.save()
    for change in (
        "token_hash = repeat('b', 64)",
        "accepted_at = NULL, accepted_by_id = NULL",
        "revoked_at = NULL, revoked_by_id = NULL",
    ):
        said = f"invitation {row.pk}: it has ended and is not changed"
        assert refused(f"UPDATE {TABLE} SET {change}") == said


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"role": "OWNER"}, "invitation_role_known"),
        ({"email": ""}, "invitation_email_not_blank"),
        ({"email": "Officer@example.com"}, "invitation_email_is_lower_case"),
        ({"expires_at": THEN}, "invitation_invited_at_before_expires_at"),
        ({"accepted_at": THEN, "opened_at": THEN}, "invitation_accepted_at_with_accepted_by"),
        ({"revoked_at": THEN}, "invitation_revoked_at_with_revoked_by"),
        ({"accepted_at": THEN, "accepted_by": True}, "invitation_accepted_was_opened"),
        (
            {"accepted_at": THEN, "accepted_by": True, "opened_at": THEN, "revoked_at": THEN,
             "revoked_by": True},
            "invitation_ends_once",
        ),
    ],
)  # fmt: skip
def test_an_invitation_makes_sense(fields: dict[str, Any], constraint: str) -> None:
    person = factories.UserFactory()
    given = {name: person if value is True else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.InvitationFactory(**given)


def test_one_is_in_force_for_an_address_and_a_link_opens_one() -> None:
    first = factories.InvitationFactory(key="same")
    again = {
        "consultation": first.consultation, "organisation": first.organisation,
        "email": first.email,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="invitation_once_in_force"), transaction.atomic():
        factories.InvitationFactory(**again)
    with pytest.raises(IntegrityError, match="invitation_link_is_its_own"), transaction.atomic():
        factories.InvitationFactory(key="same")
    Invitation.objects.filter(pk=first.pk).update(
        revoked_at=THEN + timedelta(days=1), revoked_by=first.invited_by
    )
    factories.InvitationFactory(**again)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "CLUB"}, "organisation_kind_known"),
        ({"slug": "new"}, "organisation_slug_is_no_other_page"),
        *(
            ({"email_domain": one}, "organisation_email_domain_is_bare")
            for one in ("@redbridge.gov.uk", "Redbridge.gov.uk", "red bridge.gov.uk", "redbridge")
        ),
        *(
            (one, "organisation_verified_is_told_whole")
            for one in (
                {"verified_at": THEN},
                {"verified_how": "DOMAIN"},
                {"verified_by": True},
                {"verified_note": "Seen."},
                {"verified_at": THEN, "verified_how": "STAFF", "verified_by": True},
                {"verified_at": THEN, "verified_how": "DOMAIN"},
                {"verified_at": THEN, "verified_how": "RUMOUR", "verified_by": True},
                {
                    "verified_at": THEN, "verified_how": "DOMAIN", "verified_by": True,
                    "verified_note": "Seen.",
                },
            )
        ),
    ],
)  # fmt: skip
def test_an_organisation_makes_sense(fields: dict[str, Any], constraint: str) -> None:
    person = factories.UserFactory()
    given = {name: person if value is True else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.OrganisationFactory(**given)


def test_a_borough_has_one_council_and_any_number_of_other_bodies() -> None:
    borough = factories.BoroughFactory()
    factories.OrganisationFactory(borough=borough)
    factories.OrganisationFactory(borough=borough, kind="CHARITY")
    factories.OrganisationFactory(borough=borough, kind="CHARITY")
    with pytest.raises(IntegrityError, match="one_council_a_borough"), transaction.atomic():
        factories.OrganisationFactory(borough=borough)
    assert Organisation.objects.count() == 3
