"""Several files as one ZIP that can be checked by its sums."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from consultation.report.bundle import Member, write


def bundled(members: list[Member]) -> bytes:
    sink = io.BytesIO()
    write(members, sink, about={"title": "All of it"})
    return sink.getvalue()


def test_files_and_bytes_are_bundled_and_sum_up(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"0123456789" * 300_000)
    members = [
        Member("b.csv", "A table", large),
        Member("folder/ä ü.txt", "A note", "Grüße".encode()),
        Member("a.json", "Nothing", b""),
    ]
    content = bundled(members)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "a.json", "b.csv", "folder/ä ü.txt", "manifest.json", "SHA256SUMS",
        ]  # fmt: skip
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(folder)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["title"] == "All of it"
    assert [(one["name"], one["bytes"], one["what"]) for one in manifest["files"]] == [
        ("a.json", 0, "Nothing"), ("b.csv", 3_000_000, "A table"), ("folder/ä ü.txt", 7, "A note"),
    ]  # fmt: skip
    (folder / "b.csv").write_bytes(b"something else")
    again = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    assert again.returncode == 1
    assert content == bundled(members[::-1])


@pytest.mark.parametrize(
    "names",
    [["a", "a"], ["manifest.json"], ["SHA256SUMS"], ["/etc/a"], ["../a"], ["a\nb"], ["a\\b"]],
)
def test_a_name_that_would_be_misread_is_refused(names: list[str]) -> None:
    with pytest.raises(ValueError):
        bundled([Member(name, "", b"") for name in names])
