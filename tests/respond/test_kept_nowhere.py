"""What only one visitor sees is kept by no browser that others use too."""

import pytest

from consultation.models import Proposal
from tests.respond.resident import Resident

PAGES = (
    "capacity/", "place/", "stations/", "about/barkingside/view/", "questions/anything-else/",
    "publish/", "copy/", "check/", "save/",
)  # fmt: skip
AFTER = ("sent/", "receipt.txt", "receipt.pdf", "sent/withdraw/", "sent/disown/")


@pytest.mark.parametrize("is_sent", [False, True])
def test_pages_of_ones_own_are_kept_by_no_browser(
    resident: Resident, proposal: Proposal, is_sent: bool
) -> None:
    resident.fill_in(proposal, email="ana@example.com")
    if is_sent:
        resident.send()
    answers = {page: resident.get(page) for page in (AFTER if is_sent else PAGES)}
    assert {page: one.status_code for page, one in answers.items()} == dict.fromkeys(answers, 200)
    kept = {page: one.get("Cache-Control") for page, one in answers.items()}
    assert {page for page, told in kept.items() if "no-store" not in (told or "")} == set()
