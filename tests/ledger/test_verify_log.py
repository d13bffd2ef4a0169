"""A whole log from its published files: it holds, or the file and the entry are named."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from consultation.ledger import verify
from consultation.ledger.entries import written
from tests.ledger.published import LOG, ORIGIN, Tree, response

KEY = str(LOG.verifier)
DIGEST = sha256(b"").hexdigest()
AT = "2026-11-23T12:00:00Z"
SLUG = "front-counters"
SIZES = [1, 255, 300, 600]
Check = Callable[..., tuple[int, str]]


def entry(kind: str, consultation: str = SLUG, **values: str | int) -> bytes:
    told = {name.replace("_", "-"): value for name, value in values.items()}
    return written(kind, {"consultation": consultation} | told)


OPEN = entry("open", form_sha256=DIGEST, opens=AT, closes=AT, count_rule_sha256=DIGEST)
#: What happens to a response after it came, and the end of it all.
LATER = [
    entry("extend", closed=AT, closes=AT),
    response(1_000),
    entry("supersede", index=1, by=591),
    entry("withdraw", index=2),
    entry("exclude", index=3, reason="COPY"),
    entry("erase", index=2, reason="ASKED"),
    entry("close", responses=588, received_until=AT, closed=AT),
    entry("report", size=596, report_sha256=DIGEST, counted=586),
    written("key", {"name": ORIGIN, "from": AT, "vkey": KEY}),
]


def leaves() -> list[bytes]:
    ours = [response(one) for one in range(587)]
    return [OPEN, *ours, *[response(one + 5_000, "lobbies") for one in range(2)], *LATER, OPEN]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    made = Tree(leaves())
    assert len(made.leaves) == max(SIZES)
    made.publish(folder, SIZES)
    return folder


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """What the program ends with, and says."""

    def run(folder: Path, key: str = KEY) -> tuple[int, str]:
        status = verify.main(["log", str(folder), "--key", key])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


HOLDS = f"""\
It holds: the log {ORIGIN} has 600 entries, all in its signed head.
So are the files as they were written, and 4 heads in history.
  front-counters: 2 open, 1 extend, 588 response, 1 supersede, 1 withdraw, 1 exclude, 1 erase, \
1 close, 1 report
    of these responses 585 are counted
  lobbies: 2 response
    of these responses 2 are counted
  the log itself: 1 key
"""


def test_a_whole_log_is_checked_and_counted_by_the_file_alone(log: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-I", "-S", verify.__file__, "log", log, "--key", KEY],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout, told.stderr) == (0, HOLDS, "")


def test_a_zip_of_it_is_checked_as_well(log: Path, tmp_path: Path, check: Check) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for path in log.rglob("*"):
            made.write(path, path.relative_to(log))
        within = made.getinfo("tile/entries/000").header_offset + 200
    assert check(tmp_path / "log.zip") == (0, HOLDS)
    content = bytearray((tmp_path / "log.zip").read_bytes())
    content[within] ^= 1
    (tmp_path / "damaged.zip").write_bytes(bytes(content))
    status, said = check(tmp_path / "damaged.zip")
    assert (status, "tile/entries/000" in said) == (1, True)
    (tmp_path / "none.zip").write_bytes(b"no zip")
    assert check(tmp_path / "none.zip")[0] == 2
    assert check(tmp_path / "nowhere")[0] == 2


def test_two_files_of_one_name_are_refused(tmp_path: Path, check: Check) -> None:
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as made:
        made.writestr("checkpoint", "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("checkpoint", "b")
    assert check(tmp_path / "log.zip")[1] == (
        "It does not hold. Two files of the zip have one name.\n"
    )


def entry_at(bundle: bytes, place: int) -> int | None:
    """Which entry of a bundle a byte is of; None of a length."""
    at, number = 0, 0
    while at + 2 <= place:
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        if place < end:
            return number
        at, number = end, number + 1
    return None


@pytest.mark.parametrize("attempt", range(8))
def test_one_altered_byte_of_any_file_is_found_and_named(
    log: Path, check: Check, attempt: int
) -> None:
    chance = Random(attempt)
    for path in sorted(one for one in log.rglob("*") if one.is_file()):
        name, whole = path.relative_to(log).as_posix(), path.read_bytes()
        place = chance.randrange(len(whole))
        other = chance.choice([one for one in range(256) if one != whole[place]])
        path.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
        try:
            status, said = check(log)
        finally:
            path.write_bytes(whole)
        assert (status, name in said) == (1, True), (name, place, other, said)
        if name.startswith("tile/entries/") and (which := entry_at(whole, place)) is not None:
            number = int(name.split("/")[2].removesuffix(".p")) * 256 + which
            assert f"Entry {number} " in said, (name, place, other, said)
    assert check(log)[0] == 0


def test_what_is_cut_off_longer_or_gone_is_named(log: Path, check: Check) -> None:
    for path in sorted(one for one in log.rglob("*") if one.is_file()):
        name, whole = path.relative_to(log).as_posix(), path.read_bytes()
        for content in (whole[:-1], whole + b"\0", b"", None):
            path.unlink()
            if content is not None:
                path.write_bytes(content)
            status, said = check(log)
            path.write_bytes(whole)
            # What was written when the log was smaller need not be kept.
            needed = content is not None or not (".p/" in name or "history" in name)
            needed |= name in {"tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"}
            assert (status, name in said) == ((1, True) if needed else (0, False)), (name, said)


@pytest.mark.parametrize(
    ("place", "content", "why"),
    [
        (9, response(3), "It repeats an earlier response."),
        (9, b"hello", "It is out of form."),
        (9, b"", "It is out of form."),
        (9, response(9_999) + b"\n", "It is out of form."),
        (9, response(9_999).replace(b"entry/v1", b"entry/v2"), "It is out of form."),
        (9, response(9_999).replace(b"type response", b"type answer"), "It is out of form."),
        (9, entry("withdraw", index=9), "It names entry 9, which is no earlier response"),
        (9, entry("withdraw", index=10), "It names entry 10, which is no earlier response"),
        (9, entry("exclude", index=0, reason="A"), "It names entry 0, which is no earlier"),
        (9, entry("erase", "lobbies", index=1, reason="A"),
         "It names entry 1, which is no earlier response to lobbies."),
        (9, entry("supersede", index=1, by=9), "It names entry 9, which is no earlier response"),
        (9, entry("close", responses=9, received_until=AT, closed=AT),
         "It counts more than the log holds before it."),
        (9, entry("report", size=10, report_sha256=DIGEST, counted=1), "It counts more than"),
        (9, entry("report", size=9, report_sha256=DIGEST, counted=9), "It counts more than"),
    ],
)  # fmt: skip
def test_a_log_that_may_not_say_so_is_refused_though_it_is_signed(
    tmp_path: Path, check: Check, place: int, content: bytes, why: str
) -> None:
    made = [OPEN, *[response(one) for one in range(8)], content]
    Tree(made).publish(tmp_path, [len(made)])
    status, said = check(tmp_path)
    assert status == 1
    assert f"Entry {place} in the file tile/entries/000.p/10: {why}" in said


@pytest.mark.parametrize(
    ("act", "status", "why"),
    [
        (entry("withdraw", index=4), 1,
         "10 in the file tile/entries/000.p/11: It counts a response again that was withdrawn or "),
        (entry("supersede", index=4, by=5), 1, "It counts a response again that was withdrawn or "),
        (entry("exclude", index=4, reason="A"), 0, "of these responses 8 are counted"),
        # A database that was put back forgot the first time, and somebody did it again.
        (entry("include", index=4), 0, "of these responses 8 are counted"),
    ],
)  # fmt: skip
def test_what_is_counted_again_was_left_out_or_is_counted_already(
    tmp_path: Path, check: Check, act: bytes, status: int, why: str
) -> None:
    made = [OPEN, *[response(one) for one in range(8)], act, entry("include", index=4)]
    Tree(made).publish(tmp_path, [len(made)])
    done, said = check(tmp_path)
    assert (done, why in said) == (status, True), said


def test_a_log_that_was_shown_in_two_ways_is_found(tmp_path: Path, check: Check) -> None:
    made = [response(one) for one in range(300)]
    Tree(made).publish(tmp_path, [200, 300])
    made[150] = response(9_999)
    Tree(made).publish(tmp_path / "again", [300])
    for path in (tmp_path / "again").rglob("*"):
        if path.is_file():
            (tmp_path / path.relative_to(tmp_path / "again")).write_bytes(path.read_bytes())
            path.unlink()
    for path in [*tmp_path.rglob("*.p/200")]:
        path.unlink()
    status, said = check(tmp_path)
    assert (status, said) == (
        1,
        "It does not hold. The head in the file history/200 is not the beginning of this log.\n",
    )


def test_files_that_no_signature_covers_are_told(tmp_path: Path, check: Check) -> None:
    """Also tiles that were written for a head which is not yet signed."""
    made = Tree([response(one) for one in range(300)])
    made.publish(tmp_path, [300])
    head = made.head(257).encode()
    (tmp_path / "checkpoint").write_bytes(head)
    (tmp_path / "history" / "300").unlink()
    (tmp_path / "policy").write_text("quorum none\n")
    status, said = check(tmp_path)
    assert (status, "tile/entries/001.p/1 is missing" in said) == (1, True)
    made.publish(tmp_path, [257])
    status, said = check(tmp_path)
    assert status == 0, said
    assert [line.split()[-1] for line in said.splitlines() if line.startswith("No sig")] == [
        "policy.", "tile/0/001.p/44.", "tile/entries/001.p/44.",
    ]  # fmt: skip


def test_another_log_or_key_is_refused(log: Path, check: Check) -> None:
    other = KEY.replace(ORIGIN, "other.org/tlog")
    assert check(log, other) == (1, "It does not hold. This is no public key of a log.\n")


@pytest.mark.sweeps
def test_a_million_entries_are_checked_within_a_minute(tmp_path: Path) -> None:
    size = 1_000_000
    Tree([response(one) for one in range(size)]).publish(tmp_path, [size])
    before = os.times()
    told = subprocess.run(
        [sys.executable, "-I", "-S", verify.__file__, "log", tmp_path, "--key", KEY],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    after = os.times()  # of the processor: a busy machine has nothing to do with it
    took = after.children_user + after.children_system
    took -= before.children_user + before.children_system
    assert "has 1000000 entries, all in its signed head" in told.stdout, told.stderr
    assert took < 60, took
