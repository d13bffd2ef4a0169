"""The locks hold what pyproject.toml asks for, and the installer speaks plainly."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS: dict[str, list[Any]] = PROJECT["dependency-groups"]


def asked_for(group: str) -> list[str]:
    """What it names, and what the groups in it name."""
    own = [one for one in GROUPS[group] if isinstance(one, str)]
    within = [one["include-group"] for one in GROUPS[group] if not isinstance(one, str)]
    return own + [one for other in within for one in asked_for(other)]


ASKED = {"run": PROJECT["project"]["dependencies"], **{one: asked_for(one) for one in GROUPS}}


def locked(group: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{group}.txt").read_text().splitlines()
    pins = [re.match(r"([\w.-]+)==(\S+)", line) for line in lines]
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


@pytest.fixture(scope="module")
def installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("group", ASKED)
def test_each_lock_pins_what_its_group_asks_for(group: str) -> None:
    pins = locked(group)
    wrong = [
        asked
        for asked in map(Requirement, ASKED[group])
        if not asked.specifier.contains(pins.get(canonicalize_name(asked.name), "0"))
    ]
    assert wrong == [], "run `make lock`"


@pytest.mark.parametrize("group", ASKED)
def test_every_pin_has_hashes_and_no_address(group: str) -> None:
    text = (ROOT / "requirements" / f"{group}.txt").read_text()
    for pin in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE):
        assert not pin.strip() or "--hash=sha256:" in pin, pin
    assert "://" not in text


def test_test_tools_run_on_the_versions_that_are_served() -> None:
    served = locked("run")
    assert {
        name: version
        for name, version in locked("test").items()
        if name in served and served[name] != version
    } == {}


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "ERROR: Could not find a version that satisfies the requirement granian==2.8.7\n"
            "ERROR: No matching distribution found for granian==2.8.7\n",
            "There is no ready-made granian==2.8.7 for this machine and Python ",
        ),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for granian==2.8.7\n",
            "pip cannot reach its package index to install requirements/run.txt: check the ",
        ),
        (
            "ERROR: Could not install packages due to an OSError: No space left on device",
            "The disk is full: pip could not install requirements/run.txt.",
        ),
        (
            "WARNING: odd\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nmore\n",
            "pip could not install requirements/run.txt: THESE PACKAGES DO NOT MATCH THE HASHES",
        ),
    ],
)
def test_what_pip_complains_of_becomes_one_sentence(
    installer: ModuleType, output: str, sentence: str
) -> None:
    told = installer.pip_sentence(ROOT / "requirements" / "run.txt", output)
    assert told.startswith(sentence)
    assert "\n" not in told
