"""What the values of some settings must look like; `settings.py` reads the variables themselves."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.pq import Conninfo

from consultation.ledger.notes import NoteRefused, Verifier


def with_password(url: str, password: str) -> str:
    """The address with this password, where it has none itself."""
    if not url or not password or urlsplit(url).password:
        return url
    scheme, _, rest = url.partition("://")
    who, _, where = rest.rpartition("@")
    return f"{scheme}://{who}:{quote(password, safe='')}@{where}"


#: What stands before the question mark, and nowhere else.
IN_ADDRESS = {"host", "hostaddr", "port", "user", "password", "passfile", "dbname", "service"}


def connecting(variable: str, query: str) -> dict[str, str]:
    """What libpq is told beside the address, such as sslmode=verify-full.

    Raises ImproperlyConfigured on what it does not know: dropped, it would look as if it held.
    """
    known = {one.keyword.decode() for one in Conninfo.get_defaults()} - IN_ADDRESS
    told = parse_qsl(query, keep_blank_values=True)
    for name, value in told:
        if name not in known or not value or [one for one, _value in told].count(name) > 1:
            raise ImproperlyConfigured(
                f"{variable} has {name!r} after its question mark, which is no option of libpq, "
                "has no value, stands there twice, or belongs before the question mark."
            )
    return dict(told)


def for_reading(database: dict[str, Any]) -> dict[str, Any]:
    """The same, for a replica: nobody waits long for it, as the database itself can be asked."""
    options = {"connect_timeout": "2", **database["OPTIONS"]}
    if "pool" in options:
        options["pool"] = {**options["pool"], "timeout": 1}
    return database | {"OPTIONS": options}


def witnesses(told: str) -> list[tuple[str, str]]:
    """Pairs of address and public key. Raises ImproperlyConfigured on anything else."""
    words = told.split()
    pairs = list(zip(words[::2], words[1::2], strict=False))
    if len(words) % 2 or not all(one.startswith(("https://", "http://")) for one, _key in pairs):
        raise ImproperlyConfigured(
            "LEDGER_WITNESSES must be pairs of an address and a public key, all parted by spaces."
        )
    for _address, key in pairs:
        try:
            Verifier.read(key)
        except NoteRefused as problem:
            raise ImproperlyConfigured(
                f"LEDGER_WITNESSES has no key in {key!r}: {problem}"
            ) from None
    return pairs


def mailbox(address: str) -> str:
    """A bare address, or "" for none. Raises ImproperlyConfigured on a bad value."""
    if address and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", address):
        raise ImproperlyConfigured("BOUNCES_TO must be one address, like bounces@example.org.")
    return address


def scanner(url: str) -> str:
    """Where ClamAV's daemon listens, or "" for none. Raises ImproperlyConfigured on a bad value."""
    parts = urlsplit(url)
    if url and not (parts.scheme == "tcp" and parts.hostname) and parts.scheme != "unix":
        raise ImproperlyConfigured("CLAMD_URL must be tcp://host:port or unix:///path/to/socket.")
    return url


def bucket(name: str, url: str, region: str, key: str, secret: str) -> dict[str, Any]:
    """A place among STORAGES. Raises ImproperlyConfigured for half a key, or without the library.

    Without a key the library finds out itself who it is, as machines of a cloud are told.
    """
    if bool(key) != bool(secret):
        raise ImproperlyConfigured("Set FILES_BUCKET_KEY_ID and FILES_BUCKET_SECRET, or neither.")
    try:
        from botocore.config import Config
    except ImportError as problem:
        raise ImproperlyConfigured(
            "FILES_BUCKET needs requirements/objects.txt: python3 requirements/install.py objects"
        ) from problem
    waits = Config(
        connect_timeout=3, read_timeout=20, retries={"mode": "standard", "max_attempts": 3},
        s3={"addressing_style": "path" if url else "auto"},
    )  # fmt: skip
    options = {
        "bucket_name": name, "endpoint_url": url or None, "region_name": region or None,
        "access_key": key or None, "secret_key": secret or None, "client_config": waits,
    }  # fmt: skip
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def collector(url: str) -> str:
    """Where traces go, or "" for nowhere. Raises ImproperlyConfigured without the library."""
    if url and not find_spec("opentelemetry"):
        raise ImproperlyConfigured(
            "TRACES_URL needs requirements/traces.txt: python3 requirements/install.py traces"
        )
    return url
