"""Secrets that are none: why the settings refuse one, in a sentence."""

from urllib.parse import unquote, urlsplit

SHORTEST = 32
FEWEST = 8  # different characters
#: What stands in examples, where somebody was to put a secret.
PLACEHOLDERS = ("change", "example", "insecure", "not-used", "password", "placeholder", "your-")
#: Passwords that every list of passwords begins with.
KNOWN = {"", "admin", "changeme", "counterpoint", "password", "postgres", "redis", "secret"}
MAKE_ONE = "Make one with `openssl rand -hex 32`."


def why_weak(secret: str) -> str:
    """Why this is no secret to sign and seal with; empty where it may be one."""
    if len(secret) < SHORTEST:
        return f"has {len(secret)} characters, and needs at least {SHORTEST}. {MAKE_ONE}"
    if len(set(secret)) < FEWEST:
        return f"has only {len(set(secret))} different characters. {MAKE_ONE}"
    if secret in (secret + secret)[1:-1]:
        return f"repeats itself. {MAKE_ONE}"
    if any(one in secret.lower() for one in PLACEHOLDERS):
        return f"is a placeholder from an example. {MAKE_ONE}"
    return ""


def why_open(url: str) -> str:
    """Why anybody on the network could use the server at this address; empty where not."""
    parts = urlsplit(url)
    if parts.hostname in (None, "localhost", "127.0.0.1", "::1"):
        return ""
    if unquote(parts.password or "").lower() in KNOWN:
        return (
            f"names the server {parts.hostname} without a password, or with one that everybody "
            "knows. Give it one of its own: postgresql:// and redis:// take it as "
            "name:password@host. A server on this machine alone needs none."
        )
    return ""
