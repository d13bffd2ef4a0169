"""What cannot start says so in one sentence, before anything is started."""

import fcntl
import os
import socket
from collections.abc import Iterator

import pytest

from tests.setup.conftest import Running

pytestmark = pytest.mark.real_clock


@pytest.fixture
def nothing_started(running: Running) -> Iterator[Running]:
    """Checks at the end that no server and no folder for one was made."""
    yield running
    assert running.left() == []
    assert not (running.checkout / ".run" / "postgresql").exists()


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1")]
)
def test_a_port_in_use(nothing_started: Running, family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as other:
        other.bind((host, nothing_started.port))
        other.listen()
        told = nothing_started.refusal()
    assert told.count("\n") == 1
    assert told.startswith(
        f"Port {nothing_started.port} is used by another program: stop that one, "
        "or choose another port, for example PORT="
    )


def test_a_second_copy_is_told_where_the_first_is(nothing_started: Running) -> None:
    folder = nothing_started.checkout / ".run"
    folder.mkdir()
    with open(folder / "lock", "w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        first.write("http://localhost:8001 4242\n")
        first.flush()
        assert nothing_started.refusal() == (
            "Counterpoint already runs from this folder, at http://localhost:8001 (process 4242): "
            "use that one, or stop it with Ctrl-C in its window or with `kill 4242`.\n"
        )
    assert (folder / "lock").read_text() == "http://localhost:8001 4242\n"


@pytest.mark.parametrize(
    "port",
    [
        "65536",
        "eighty",
        *(pytest.param(one, marks=pytest.mark.sweeps) for one in ("0", "-1", "８０００")),
    ],
)
def test_a_port_that_is_none(nothing_started: Running, port: str) -> None:
    nothing_started.port = port  # type: ignore[assignment]
    assert nothing_started.refusal() == (
        f"PORT must be a whole number from 1 to 65535, not {port!r}.\n"
    )


def test_a_folder_that_cannot_be_written(nothing_started: Running) -> None:
    (nothing_started.checkout / ".run").write_text("in the way")
    told = nothing_started.refusal()
    assert told.count("\n") == 1
    assert told.startswith(f"Cannot write in {nothing_started.checkout}/.run (")


def test_a_database_that_does_not_answer(nothing_started: Running) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"postgresql://name:hidden@127.0.0.1:{port}/name"
    told = nothing_started.refusal(DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0")
    sentence = told.strip().splitlines()[-1]
    assert sentence.startswith(
        f"DATABASE_URL names a server at 127.0.0.1:{port} that cannot be used"
    )
    assert sentence.endswith("without it, `make run` brings a server of its own.")
    assert "hidden" not in told


def test_an_address_that_is_none(nothing_started: Running) -> None:
    told = nothing_started.refusal(DATABASE_URL="mysql://x", REDIS_URL="redis://127.0.0.1:1/0")
    assert "DATABASE_URL names a server at x that cannot be used" in told


def test_a_database_that_would_not_keep_what_it_takes(nothing_started: Running) -> None:
    told = nothing_started.refusal(
        DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL="redis://127.0.0.1:1/0"
    )
    sentence = told.strip().splitlines()[-1]
    assert sentence.startswith(
        "DATABASE_URL names a server that nothing can be accepted into. The database "
        "has fsync = off: a power cut can lose or spoil what was accepted. "
        "Set fsync = on in postgresql.conf. "
    )
