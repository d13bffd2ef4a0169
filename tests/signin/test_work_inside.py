"""Whose host an owner names, and where it must not be: inside our own network."""

from typing import Any

import pytest

from consultation.signin.fetching import Unanswered, ask, is_outside
from tests.signin.provider import CONFIGURATION, Provider

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds tell a machine its keys
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),  # 127.0.0.1, by way of 6to4
    ],
)
def test_what_is_outside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_what_is_inside_is_not_asked(provider: Provider, settings: Any, name: str) -> None:
    settings.WORK_SIGN_IN_INSIDE = False
    issuer = provider.issuer.replace("127.0.0.1", name)
    with pytest.raises(Unanswered, match="it is inside our own network"):
        ask(f"{issuer}{CONFIGURATION}", issuer=issuer)
    assert provider.asked == []


def test_where_it_may_be_inside_it_is_asked(provider: Provider, settings: Any) -> None:
    settings.WORK_SIGN_IN_INSIDE = True
    told = ask(f"{provider.issuer}{CONFIGURATION}", issuer=provider.issuer)
    assert told["issuer"] == provider.issuer
    assert provider.asked == [CONFIGURATION]
