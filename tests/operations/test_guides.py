"""The guides for operators name what there is, all of it, and nothing else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from consultation import health, metrics, waiting
from consultation.celery import app
from tests.operations.test_compose import variables

GUIDES = Path(settings.BASE_DIR) / "docs" / "operations"
SETTINGS = (GUIDES / "settings.md").read_text()
RUNBOOK = (GUIDES / "runbook.md").read_text()
LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")


def test_every_variable_is_documented_and_no_other() -> None:
    first_cells = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", SETTINGS, re.MULTILINE)
    told = [name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)]
    assert sorted(told) == sorted(variables())


def test_the_runbook_knows_each_check_each_kind_of_row_and_each_metric() -> None:
    for check in health.CHECKS:
        assert f"**`{check}`: " in RUNBOOK
    told = {kind for kind in waiting.LONGEST if re.search(rf"^\| [^|]*\b{kind}\b", RUNBOOK, re.M)}
    assert told == set(waiting.LONGEST)
    named = set(re.findall(r"`(counterpoint_\w+)", RUNBOOK))
    counters = {f"{metrics.REQUESTS._name}_total", metrics.SECONDS._name}
    source = Path(metrics.__file__).read_text()
    gauges = set(re.findall(r'GaugeMetricFamily\(\s*"(\w+)"', source))
    assert named - {"counterpoint_site"} == counters | gauges


def test_the_scaling_guide_names_the_queues_and_routes_that_there_are() -> None:
    scaling = (GUIDES / "scaling.md").read_text()
    queues = {entry["queue"] for entry in app.conf.task_routes.values()} | {"celery"}
    for queue in queues:
        assert f"`{queue}` (" in scaling
    names = {one.name for one in get_resolver().url_patterns if hasattr(one, "name")}
    assert {"health", "health-live", "health-ready", "metrics"} <= names


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda one: one.name)
def test_links_between_guides_lead_somewhere(guide: Path) -> None:
    for path, heading in LINK.findall(guide.read_text()):
        if "://" in path:
            continue
        target = (guide.parent / path).resolve() if path else guide
        assert target.is_file(), path
        if heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
            assert heading in anchors, f"{path}#{heading}"


def test_the_web_server_is_told_of_each_address_that_opens_something() -> None:
    """None of them may stand in its log."""
    logs = (GUIDES.parent / "logs.md").read_text()
    (told,) = re.findall(r"map \$uri \$shown { (.*) default", logs)
    hidden = [re.compile(one) for one in re.findall(r"~(\S+)", told)]
    opening = [reverse("return-link", args=["k3y"]), reverse("invitation", args=["k3y"])]
    opening += [f"/cy{one}" for one in opening]
    for address in (*opening, reverse("password-link", args=["1-2-3", "k3y"])):
        assert [one for one in hidden if one.match(address)], address
    assert not [one for one in hidden if one.match("/consultations/front-counters/")]
