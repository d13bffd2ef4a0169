"""`manage.py run` whole: start, deaths, Ctrl-C, kill -9, start again."""

import re
import signal
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from consultation import embedded, pids
from consultation.preparation import STEPS, answers
from tests.setup.conftest import PATIENCE, Running

pytestmark = pytest.mark.real_clock
ALL = "watchdog, website, worker, post, report maker, public log, clock, queue, database"
READY = "Ctrl-C stops everything."
Wait = Callable[[Callable[[], bool]], None]


def health(running: Running) -> int:
    with urllib.request.urlopen(f"http://localhost:{running.port}/health/") as answer:
        return int(answer.status)


def another_runs(folder: Path, name: str, died: psutil.Process) -> bool:
    return pids.find(folder / "pids", name) not in (None, died)


def stop(running: Running, sign: signal.Signals) -> str:
    assert running.program is not None
    running.program.send_signal(sign)
    assert running.program.wait(timeout=PATIENCE) == 0
    assert running.left() == []
    return running.told.read_text()


@pytest.mark.faults
def test_start_survive_stop_and_start_again(running: Running, eventually: Wait) -> None:
    folder = running.checkout / ".run"
    running.start()
    told = running.wait_for(READY)
    assert f"Counterpoint is ready: http://localhost:{running.port}\n" in told
    assert health(running) == 200
    accounts = (folder / "accounts.txt").read_text()
    assert accounts.strip() in told
    for secret in ("accounts.txt", "secret_key", "environment"):
        assert (folder / secret).stat().st_mode & 0o777 == 0o600
    # Commands started beside it find its servers.
    with psycopg.connect(embedded.environment(running.checkout)["DATABASE_OWNER_URL"]) as line:
        line.execute("CREATE TABLE kept AS SELECT 'Barkingside' AS station")

    what_dies_is_started_again(running, eventually)
    told = stop(running, signal.SIGINT)
    assert f"{ALL}. What was entered is kept in .run/." in told
    assert embedded.environment(running.checkout) == {}

    a_second_start_does_nothing_twice_and_a_kill_leaves_all_running(running)
    running.start()
    told = running.wait_for(READY)
    assert told.startswith(f"Ended what an earlier run had left: {ALL}.\n")
    assert accounts.strip() in told
    with psycopg.connect(embedded.environment(running.checkout)["DATABASE_OWNER_URL"]) as line:
        assert line.execute("SELECT station FROM kept").fetchall() == [("Barkingside",)]
    stop(running, signal.SIGTERM)


def what_dies_is_started_again(running: Running, eventually: Wait) -> None:
    folder = running.checkout / ".run"
    for name, title in [("web", "website"), ("worker", "worker"), ("postgresql", "database")]:
        died = pids.find(folder / "pids", name)
        assert died is not None
        died.send_signal(signal.SIGKILL)
        running.wait_for(f"The {title} stopped by itself (signal 9); again in 0.5 s")
        eventually(partial(another_runs, folder, name, died))
    eventually(partial(answers, running.port))


def a_second_start_does_nothing_twice_and_a_kill_leaves_all_running(running: Running) -> None:
    killed = running.start()
    told = running.wait_for(READY)
    assert re.findall(r"\d+/10 (.*) \.\.\. unchanged", told) == [step.title for step in STEPS]
    killed.kill()
    killed.wait()
    assert len(running.left()) > 5


def leave_out(checkout: Path, *commands: str) -> None:
    """These commands do nothing here: the test is not about what they do."""
    for name in commands:
        for app in ("stations", "consultation"):
            command = checkout / app / "management" / "commands" / f"{name}.py"
            command.write_text(
                "from django.core.management.base import BaseCommand\n"
                "class Command(BaseCommand):\n    def run_from_argv(self, argv): pass\n"
            )


@pytest.mark.sweeps
def test_a_step_that_fails_is_told_with_the_end_of_its_log(running: Running) -> None:
    leave_out(running.checkout, "migrate")
    command = running.checkout / "stations" / "management" / "commands" / "load_register.py"
    command.write_text("raise RuntimeError('the register is torn')\n")
    told = running.refusal()
    assert "`manage.py load_register` failed." in told
    assert told.endswith("RuntimeError: the register is torn\n")
    assert running.left() == []


@pytest.mark.faults
def test_a_program_that_keeps_dying_ends_the_run_with_the_reason(running: Running) -> None:
    leave_out(running.checkout, *(step.command[0] for step in STEPS[1:-1]))  # the rest it needs
    broken = running.checkout / "consultation" / "celery.py"
    broken.write_text("raise RuntimeError('no bell')\n")
    told = running.refusal()
    # Each of the five that load it keeps dying; whichever is counted first ends the run.
    first = r"The (worker|post|report maker|clock|watchdog) stopped by itself 5 times in a row"
    assert re.search(rf"{first} \(exit code", told)
    assert told.endswith("RuntimeError: no bell\n")
    assert running.left() == []
