"""Which of our programs are running: one small file each, with process id and start time.

A process id alone may belong to a stranger by now; together with the start time it cannot. What a
killed supervisor left behind is found through these files, and nothing else is ever ended.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

# Each program that we start carries this variable with the folder that it belongs to, so that its
# own children are known as ours even when it is gone.
MARK = "COUNTERPOINT_RUN"
# The kernel counts start times from boot; a clock that is set right after boot moves them a little.
CLOCK_SLACK = 2.0


def note(folder: Path, name: str, pid: int) -> None:
    """Write down that the program `name` runs as `pid`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = folder / f"{name}.new"
    whole.write_text(f"{pid} {psutil.Process(pid).create_time()}\n")
    whole.replace(folder / name)


def forget(folder: Path, name: str) -> None:
    """Remove what `note` wrote, if it is there."""
    (folder / name).unlink(missing_ok=True)


def recorded(folder: Path, name: str) -> tuple[int, float] | None:
    """Process id and start time (seconds since 1970) as noted; None without a readable note."""
    try:
        pid, started = (folder / name).read_text().split()
        return int(pid), float(started)
    except (OSError, ValueError):
        return None


def find(folder: Path, name: str) -> psutil.Process | None:
    """The program `name` if it is alive and the very one that was noted."""
    if (noted := recorded(folder, name)) is None:
        return None
    try:
        program = psutil.Process(noted[0])
        same = abs(program.create_time() - noted[1]) < CLOCK_SLACK
        return program if same and _lives(program) else None
    except psutil.Error:
        return None


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process with this id exists and has `folder` as its working directory."""
    try:
        return Path(psutil.Process(pid).cwd()) == folder.resolve()
    except psutil.Error:
        return False


def end_all_in(folder: Path) -> None:
    """Kill whatever works in `folder`."""
    _tell([one for one in psutil.process_iter() if works_in(one.pid, folder)], signal.SIGKILL, 5.0)


def names(folder: Path) -> list[str]:
    """The names that are noted."""
    return sorted(path.name for path in folder.glob("*") if path.suffix != ".new")


def end(
    folder: Path,
    name: str,
    *,
    polite: signal.Signals = signal.SIGTERM,
    patience: float = 10.0,
) -> bool:
    """End the noted program: ask, wait `patience` seconds, then kill it and its children.

    Returns whether anything was still running. Forgets the note.
    """
    noted = recorded(folder, name)
    program = find(folder, name)
    if program is not None:
        _tell([program], polite, patience)
    left = [*_leftovers(noted[0], folder)] if noted else []
    if program is not None and _lives(program):
        left.append(program)
    _tell(left, signal.SIGKILL, 5.0)
    forget(folder, name)
    return program is not None or bool(left)


def _tell(programs: list[psutil.Process], sign: signal.Signals, patience: float) -> None:
    """Send a signal and wait until they are gone, or for `patience` seconds."""
    for one in programs:
        try:
            one.send_signal(sign)
        except psutil.NoSuchProcess:
            continue
    deadline = time.monotonic() + patience
    while any(map(_lives, programs)) and time.monotonic() < deadline:
        time.sleep(0.01)


def _lives(program: psutil.Process) -> bool:
    """Not gone, and not merely waiting for its parent to take note of its end."""
    try:
        return program.is_running() and program.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _leftovers(session: int, folder: Path) -> Iterator[psutil.Process]:
    """Children of a program that led `session`, known by our mark in their environment."""
    for one in psutil.process_iter():
        try:
            if one.pid == session or os.getsid(one.pid) != session:
                continue
            if one.environ().get(MARK) == str(folder):
                yield one
        except (psutil.Error, OSError):
            continue
