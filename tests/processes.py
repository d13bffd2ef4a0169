"""Real processes of the site on the test database, to be killed without warning."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from consultation import archive, embedded, supervisor
from consultation.preparation import answers


def database_url() -> str:
    """The test database, for other processes."""
    named = connection.settings_dict
    person = quote(named["USER"], safe="")
    secret = f":{quote(named['PASSWORD'], safe='')}" if named["PASSWORD"] else ""
    return f"postgresql://{person}{secret}@{named['HOST']}:{named['PORT'] or 5432}/{named['NAME']}"


def copy_database(to: str) -> None:
    """All of the test database, into the empty one at this address."""
    words = [archive.client("pg_dump"), "--no-owner", database_url()]
    dumped = subprocess.run(words, capture_output=True, check=True)
    psql = [archive.client("psql"), "--quiet", "--set", "ON_ERROR_STOP=1", to]
    subprocess.run(psql, input=dumped.stdout, capture_output=True, check=True)


def collected(folder: Path) -> Path:
    """Styles and scripts as the real server wants them, in this folder."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"STATIC_ROOT": str(folder)},
        capture_output=True,
        check=True,
    )
    return folder


class Site:
    """The production server's own command line, behind a door that can be shut at a bad moment.

    Browsers come in by `address`, which stays the same however often the server dies.
    """

    def __init__(self, folder: Path, static_files: Path) -> None:
        self.folder = folder
        self.static_files = static_files
        self.port = embedded.free_port()
        self.program: subprocess.Popen[bytes] | None = None
        self.more: list[str] = []  # words of the command line
        self.dies_before_answering = False  # the next request: done, and never answered
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self.door.getsockname()[1]}"
        threading.Thread(target=self._receive, daemon=True).start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        web = supervisor.programs(self.folder, self.port)[0]
        environment = os.environ | web.environment | {"DATABASE_URL": database_url()}
        environment |= {"STATIC_ROOT": str(self.static_files), "PUBLIC_URL": self.address}
        environment["STAFF_SECOND_FACTOR"] = "0"
        with (self.folder / "web.log").open("ab") as log:
            self.program = subprocess.Popen(
                [*web.words, *self.more], cwd=settings.BASE_DIR, env=environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        give_up = time.monotonic() + 60
        while not answers(self.port):
            assert time.monotonic() < give_up, (self.folder / "web.log").read_text()[-4000:]
            time.sleep(0.05)

    def kill(self) -> None:
        """No warning, no tidying up: the server and its workers at once."""
        if self.program is not None:
            os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()
            self.program = None

    def end(self) -> None:
        """Shut the door for good."""
        self.kill()
        self.door.close()

    def _receive(self) -> None:
        while True:
            try:
                visitor, _address = self.door.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            except OSError:
                visitor.close()
                continue
            for come, go, is_answer in ((visitor, server, False), (server, visitor, True)):
                threading.Thread(
                    target=self._carry, args=(come, go, is_answer), daemon=True
                ).start()

    def _carry(self, come: socket.socket, go: socket.socket, is_answer: bool) -> None:
        try:
            while carried := come.recv(65536):
                if is_answer and self.dies_before_answering:
                    self.dies_before_answering = False
                    self.kill()
                    break
                go.sendall(carried)
        except OSError:
            pass
        for end in (come, go):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # the other direction waits in it
            end.close()
