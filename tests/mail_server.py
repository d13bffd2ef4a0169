"""A mail server on this machine that keeps what it took, and can fall silent at a bad moment."""

import threading
from collections import Counter
from email import message_from_bytes
from email.message import Message
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any


class MailServer(ThreadingTCPServer):
    """Listens from the start. `port` is its port, `taken` what came: whole letters, in order."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.port = int(self.server_address[1])
        self.taken: list[bytes] = []
        self.silent = False  # letters are taken, and nobody is told
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def letters(self) -> list[Message]:
        """What came, to be read."""
        return [message_from_bytes(raw) for raw in list(self.taken)]

    def times(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(one["Message-ID"] for one in self.letters())

    def environment(self) -> dict[str, str]:
        """For a process that is to post here."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.port),
        }

    def end(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who posted has died: that is what the tests are about."""


class Talk(StreamRequestHandler):
    """One connection."""

    server: MailServer

    def handle(self) -> None:
        self.say("220 here")
        for raw in self.rfile:
            word = raw.strip().upper()
            if word == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def take(self) -> bool:
        """A letter that came whole; False where its sender died."""
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.taken.append(b"".join(lines))
                if not self.server.silent:
                    self.say("250 kept")
                return True
            lines.append(line)
        return False

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
