"""compose.yaml and Dockerfile hold what the guides promise of them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, one in SERVICES.items() if one["image"] == "counterpoint"}
BESIDE = {"NODE"}  # not read by the settings: the name of a worker
READ = re.compile(r'\b(?:text|number|switch|token|seed|address)\(\s*"([A-Z_]+)"')


def test_it_is_a_compose_file_by_the_published_schema() -> None:
    """What `docker compose config` sees to, beside the variables that must be set."""
    words = ["--builtin-schema", "vendor.compose-spec", "compose.yaml"]
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout


def variables() -> set[str]:
    """Every variable that the settings read."""
    source = (ROOT / "consultation" / "settings.py").read_text()
    named = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPLICA_URL"}  # with their passwords
    return {*READ.findall(source), *named, *(one.replace("URL", "PASSWORD") for one in named)}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_hardened_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    if name == "tables":  # which runs once
        assert service["restart"] == "no"
        return
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_ours_have_no_rights_of_the_system_and_no_secret_in_the_environment(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    environment = service["environment"]
    for variable, value in environment.items():
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert not variable.endswith(("_PASSWORD", "_KEY", "_TOKEN", "_SECRET"))
    assert "entrypoint" not in service
    # Everybody reads the published log, and one writes it.
    ledger = "ledger:/ledger" if name == "log" else "ledger:/ledger:ro"
    assert {"files:/files", ledger, "mail-book:/mail-book"} == set(service["volumes"])


def test_only_who_makes_tables_knows_the_owner() -> None:
    def given(secret: str) -> set[str]:
        return {name for name, one in SERVICES.items() if secret in one.get("secrets", [])}

    assert given("database_password") == {"tables", "database"}
    assert given("site_password") == OURS
    owning = {name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]}
    assert owning == {"tables"}
    assert given("ledger_key") == {"log"}


def test_what_is_named_is_there() -> None:
    secrets = {one for service in SERVICES.values() for one in service.get("secrets", [])}
    assert secrets == set(COMPOSE["secrets"])
    assert {one["file"] for one in COMPOSE["secrets"].values()} == {f"secrets/{s}" for s in secrets}
    mounted = {one.partition(":")[0] for s in SERVICES.values() for one in s.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert [name for name, one in SERVICES.items() if "profiles" in one] == ["scanner", "objects"]
    told = (ROOT / "compose.yaml").read_text().partition("\nname:")[0]
    made = re.search(r"for name in ([a-z_ ]+);", told)
    assert made is not None
    assert set(made[1].split()) == secrets


def test_what_is_set_is_read() -> None:
    set_here = {one.removesuffix("_FILE") for name in OURS for one in SERVICES[name]["environment"]}
    assert set_here - variables() <= BESIDE


def test_the_image_runs_as_nobody_in_particular_and_keeps_what_compose_mounts() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    last = dockerfile.rpartition("\nFROM ")[2]
    assert "\nUSER 10001:10001\n" in last
    assert last.index("\nUSER ") < last.index("\nCMD ")
    assert '\nVOLUME ["/files", "/ledger", "/mail-book"]\n' in last
    assert "-o 10001 -g 10001 /files /ledger /mail-book" in last
    assert "/health/live/" in last
    command = re.search(r"^CMD (\[.*\])$", last, re.MULTILINE)
    assert command is not None
    assert yaml.safe_load(command[1]) == SERVICES["web"]["command"]
