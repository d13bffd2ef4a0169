"""What the database itself refuses about bodies that ask to reply."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from tests.conftest import NOW
from tests.house.test_database import refused

pytestmark = pytest.mark.django_db
TABLE = "consultation_registration"


def test_what_was_asked_is_never_changed() -> None:
    asked = factories.RegistrationFactory()
    told = f"registration {asked.pk}: only the decision may be written"
    for change in ("name = 'X'", "email = 'x@example.com'", "doubted = true", "asked_at = now()"):
        assert refused(f"UPDATE {TABLE} SET {change}") == told
    assert refused(f"DELETE FROM {TABLE}").endswith("DELETE refused")
    assert refused(f"TRUNCATE {TABLE} CASCADE").endswith("TRUNCATE refused")


def test_a_decision_is_never_changed() -> None:
    asked = factories.RegistrationFactory(
        state="DECLINED", decline_reason="No.", decided_by=factories.UserFactory(), decided_at=NOW
    )
    told = f"registration {asked.pk}: it is decided, and only who asked may be erased"
    for change in ("state = 'WAITING'", "decline_reason = 'Yes.'", "email = 'x@example.com'"):
        assert refused(f"UPDATE {TABLE} SET {change}") == told


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "COUNCIL"}, "registration_kind_known"),
        ({"name": ""}, "registration_name_not_blank"),
        ({"email": ""}, "registration_email_not_blank"),
        ({"email": "Chair@example.org"}, "registration_email_is_lower_case"),
        ({"post": ""}, "registration_names_a_person_until_erased"),
        ({"state": "DECLINED"}, "registration_decided_is_told_whole"),
        ({"state": "ACCEPTED"}, "registration_decided_is_told_whole"),
        ({"decline_reason": "No."}, "registration_decided_is_told_whole"),
        ({"decided_at": NOW}, "registration_decided_at_with_decided_by"),
    ],
)
def test_a_request_makes_sense(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.RegistrationFactory(**fields)


def test_no_organisation_takes_the_address_of_the_requests() -> None:
    with pytest.raises(IntegrityError, match="slug_is_no_other_page"), transaction.atomic():
        factories.OrganisationFactory(slug="requests")
