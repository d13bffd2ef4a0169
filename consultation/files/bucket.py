"""Files in a bucket of an object store that speaks the protocol of S3, by django-storages.

One request puts a whole file there with the SHA-256 that it must have: the store refuses anything
else, and shows nothing before it has all of it. So no half of a file needs a name of its own.
"""

import base64
import errno
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import storages

from consultation.files.disk import DIGEST, HALF, root

if TYPE_CHECKING:
    from consultation.files import Stored

IN_MEMORY = 1 << 20  # bytes of a file that is read; a larger one is read from the disk
OURS = re.compile(r"([0-9a-f]{2})/(\1[0-9a-f]+)")  # a key; whatever else is there is not ours
GONE = {"404", "NoSuchKey", "NotFound"}


@contextmanager
def _told_as_a_disk_would(name: str = "") -> Iterator[None]:
    """Whoever keeps files knows OSError alone."""
    try:
        yield
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") in GONE:
            raise FileNotFoundError(name) from problem
        raise OSError(errno.EIO, f"The bucket of files refused: {problem}") from problem
    except BotoCoreError as problem:
        raise OSError(errno.EIO, f"The bucket of files is away: {problem}") from problem


class Bucket:
    """`Place` says what each does."""

    def __init__(self) -> None:
        kept: Any = storages["files"]  # one for all threads; its connection is each thread's own
        self.bucket: Any = kept.connection.Bucket(kept.bucket_name)

    def _object(self, name: str) -> Any:
        return self.bucket.Object(f"{name[:2]}/{name}")

    def take(self, made: Path, name: str, stored: "Stored") -> None:
        digest = base64.b64encode(bytes.fromhex(stored.sha256)).decode()
        must_be = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": digest}
        with _told_as_a_disk_would(name), made.open("rb") as file:
            self._object(name).put(Body=file, **must_be)

    def opened(self, name: str) -> IO[bytes]:
        """All of it is fetched first, so that no answer breaks off in its middle."""
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(root()))  # noqa: SIM115
        try:
            self._fetch(name, file)
        except BaseException:
            file.close()
            raise
        return file

    def _fetch(self, name: str, into: Any) -> None:
        """Compared with the sum that the store tells, and with its name where that is one."""
        with _told_as_a_disk_would(name):
            shutil.copyfileobj(self._object(name).get(ChecksumMode="ENABLED")["Body"], into)
        into.seek(0)
        if len(name) == DIGEST and file_digest(into, "sha256").hexdigest() != name:
            raise OSError(errno.EIO, f"The bucket holds other bytes under {name}.")
        into.seek(0)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(dir=root(), prefix=HALF) as file:
            self._fetch(name, file)
            file.flush()
            yield Path(file.name)

    def size(self, name: str) -> int | None:
        found = self._known(name)
        return int(found.content_length) if found else None

    def made_before(self, name: str, moment: float) -> bool:
        found = self._known(name)
        return bool(found and found.last_modified.timestamp() < moment)

    def _known(self, name: str) -> Any:
        found = self._object(name)
        try:
            with _told_as_a_disk_would(name):
                found.load()
        except FileNotFoundError:
            self._be_there()
            return None
        return found

    def _be_there(self) -> None:
        """Of a bucket that is gone the store says of each file that it is not there, too."""
        try:
            with _told_as_a_disk_would():
                self.bucket.meta.client.head_bucket(Bucket=self.bucket.name)
        except FileNotFoundError as problem:
            raise OSError(errno.EIO, "The bucket of files is not there.") from problem

    def names(self, before: float) -> Iterator[str]:
        with _told_as_a_disk_would():
            for found in self.bucket.objects.all():
                ours = OURS.fullmatch(found.key)
                if ours and found.last_modified.timestamp() < before:
                    yield ours[2]

    def copy(self, name: str, *, under: str) -> None:
        one = self._object(name)
        source = {"Bucket": one.bucket_name, "Key": one.key}
        with _told_as_a_disk_would(name):
            self._object(under).copy_from(CopySource=source)

    def remove(self, name: str) -> None:
        one = self._object(name)
        with _told_as_a_disk_would(name):
            self.bucket.meta.client.delete_object(Bucket=one.bucket_name, Key=one.key)
