"""An object store of another hand on loopback, as a process of its own, and a bucket in it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import storages

from consultation import embedded
from consultation.variables import bucket
from tests.processes import answers

REGION = "eu-west-2"


@contextmanager
def object_store(folder: Path) -> Iterator[str]:
    """Its address. All that is in it goes when it ends."""
    port = embedded.free_port()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "store.log").open("wb") as log:
        program = subprocess.Popen(words, env=os.environ, stdout=log, stderr=log)
        try:
            give_up = time.monotonic() + 60
            while not answers(port):
                assert time.monotonic() < give_up, (folder / "store.log").read_text()[-4000:]
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            program.kill()
            program.wait()


def keep_in_bucket(settings: Any, url: str) -> Any:
    """A new bucket of the store, where files are kept from now on."""
    place = bucket(f"files-{uuid4().hex}", url, REGION, "somebody", "a secret of theirs")
    settings.STORAGES = settings.STORAGES | {"files": place}
    made = storages["files"].bucket  # type: ignore[attr-defined]
    made.create(CreateBucketConfiguration={"LocationConstraint": REGION})
    return made
