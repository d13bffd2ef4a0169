"""Codes of an app, by the examples of the standards."""

from datetime import UTC, datetime, timedelta

import pytest

from consultation.signin import pictures, totp
from tests.factories import APP_SECRET

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_examples_of_rfc_6238(seconds: int, eight_digits: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_of(APP_SECRET, totp.step_at(at)) == eight_digits[-6:]


@pytest.mark.parametrize(("steps", "right"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_clock_may_be_half_a_minute_early_or_late(steps: int, right: bool) -> None:
    step = totp.step_at(AT) + steps
    found = totp.step_of(APP_SECRET, totp.code_of(APP_SECRET, step), at=AT)
    assert found == (step if right else None)


def test_a_secret_is_as_long_as_the_hash_and_another_one_each_time() -> None:
    assert len({totp.new_secret() for _ in range(50)}) == 50
    assert {len(totp.new_secret()) for _ in range(5)} == {20}


def test_what_the_picture_says() -> None:
    assert totp.in_letters(APP_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    link = totp.address(APP_SECRET, "a+b@example.com")
    assert link == (
        "otpauth://totp/Counterpoint%3Aa%2Bb%40example.com"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Counterpoint"
    )
    picture = pictures.picture_of(link)
    assert picture.size == 53
    assert picture.path.startswith("M4 4h1v1h-1zM5 4h1v1h-1z")
    assert AT + timedelta(seconds=30) > AT
