"""Asking those outside to put their name to a head of the log (C2SP tlog-witness v1.0.0).

Of what a witness answers nothing is believed but a cosignature that fits its key. It is asked at
its own address, with bounds on time and size; a stranger's server may answer anything.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from threading import Thread
from time import monotonic

import urllib3

from consultation.ledger.checkpoints import NUMBER, Checkpoint
from consultation.ledger.notes import COSIGNATURE, NoteRefused, Verifier, opened, parted, signed

PATIENCE = 10.0  # seconds, from asking to the end of the answer
MOST = 100_000  # bytes of an answer
PART = 16_384
LATEST = 253_402_300_799  # seconds of the epoch: the end of the year 9999
GOOD, CONFLICT, UNPROVED = 200, 409, 422
MEANINGS = {
    400: "it takes our request for none",
    403: "it does not know our key",
    404: "it does not know our log",
    409: "it holds another head than it said a moment ago",
    UNPROVED: "it holds a head from which ours does not go on",
}

#: Makes the proof that the log of so many leaves is the beginning of the head in question.
Consistency = Callable[[int], Sequence[bytes]]


class NoCosignature(Exception):
    """The witness has not cosigned; the message says why.

    :ivar contradicts: it says that it holds a head from which ours does not go on. Either it errs,
        or one log has been shown in two ways: somebody has to look.
    :ivar held: the size of the head that it says it holds, where that is why.
    """

    def __init__(self, why: str, *, contradicts: bool = False, held: int | None = None) -> None:
        super().__init__(why)
        self.contradicts, self.held = contradicts, held


@dataclass(frozen=True)
class Cosignature:
    """A line under a head, and when (seconds of the epoch) the witness says that it saw it."""

    line: str
    at: int


@dataclass(frozen=True)
class Outsider:
    """A witness as the policy names it."""

    name: str  # of this file alone
    verifier: Verifier
    address: str = ""  # its submission prefix


#: The status, the size that it says it holds instead, and the content.
Answer = tuple[int, int | None, bytes]
#: Yields what is to be sent, takes what is answered, and returns what comes of it.
Talk = Generator[str, Answer, Cosignature]


def ask(
    asked: Iterable[tuple[Outsider, int]], *, head: str, proof: Consistency
) -> Iterator[tuple[Outsider, Cosignature | NoCosignature]]:
    """What each witness answers to this signed head, as the answers come.

    They are waited for side by side: those that are away take as long as one of them. What is sent
    is made where this is called, since a proof may be read from the database.

    :param asked: each with how large the log was when it last saw it, as far as we know; 0 else.
    """
    waiting: dict[Future[Answer], tuple[Outsider, Talk]] = {}
    for one, old in asked:
        talk = _talk(one.verifier, head, old, proof)
        waiting[_posted(one.address, next(talk))] = one, talk
    while waiting:
        for answer in wait(waiting, return_when=FIRST_COMPLETED).done:
            one, talk = waiting.pop(answer)
            try:
                waiting[_posted(one.address, talk.send(answer.result()))] = one, talk
            except StopIteration as end:
                yield one, end.value
            except NoCosignature as problem:
                yield one, problem


def _talk(witness: Verifier, head: str, old: int, proof: Consistency) -> Talk:
    """Asks once, or twice where it holds another size than was thought. Raises NoCosignature."""
    if witness.kind != COSIGNATURE:
        raise ValueError("This is no key of a witness.")
    text = parted(head)[0]
    size = Checkpoint.read(text).size
    old = min(old, size)
    status, held, content = yield _request(old, size, head, proof)
    if held is not None and held <= size and held != old:
        old = held
        status, held, content = yield _request(old, size, head, proof)
    if held is not None and held >= size:
        raise NoCosignature(
            f"it holds another head, of {held:,} leaves", contradicts=True, held=held
        )
    if status != GOOD:
        why = MEANINGS.get(status, f"it answers with status {status}")
        raise NoCosignature(why, contradicts=status == UNPROVED)
    return _cosignature(content, witness, text)


def _request(old: int, size: int, head: str, proof: Consistency) -> str:
    hashes = proof(old) if 0 < old < size else []
    lines = "".join(f"{b64encode(one).decode()}\n" for one in hashes)
    return f"old {old}\n{lines}\n{head}"


def _cosignature(content: bytes, witness: Verifier, text: str) -> Cosignature:
    """The line of this witness among those that were sent, if it fits the text."""
    for line in content.decode(errors="replace").split("\n"):
        try:
            found = opened(signed(text, [f"{line}\n"]), [witness])
        except NoteRefused:
            continue  # of others, or nothing at all
        at = found.by[witness.name]
        if at > LATEST:
            raise NoCosignature("it has signed for a time that never comes")
        return Cosignature(f"{line}\n", at)
    raise NoCosignature("what it sent is no cosignature of its own")


def _posted(address: str, body: str) -> Future[Answer]:
    """Its answer, from a thread that, unlike those of a pool, keeps no program from ending."""
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(_post(address, body))
        except BaseException as problem:
            answer.set_exception(problem)

    Thread(target=run, daemon=True).start()
    return answer


def _post(address: str, body: str) -> Answer:
    """What it answers. Raises NoCosignature."""
    started = monotonic()
    if not address.startswith(("https://", "http://")):
        raise NoCosignature("it has no address")
    try:
        with urllib3.PoolManager(
            num_pools=1, timeout=urllib3.Timeout(total=PATIENCE), retries=False
        ) as pool:
            answer = pool.request(
                "POST", f"{address.rstrip('/')}/add-checkpoint", body=body.encode(),
                headers={"Content-Type": "text/plain; charset=utf-8"},
                redirect=False, preload_content=False, decode_content=False,
            )  # fmt: skip
            try:
                content = _read(answer, started)
            finally:
                answer.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as problem:
        raise NoCosignature(f"it does not answer ({type(problem).__name__})") from None
    told = content.decode("ascii", "replace").removesuffix("\n")
    conflict = answer.status == CONFLICT and re.fullmatch(NUMBER, told)
    return answer.status, int(told) if conflict else None, content


def _read(answer: urllib3.BaseHTTPResponse, started: float) -> bytes:
    content = b""
    while part := answer.read1(PART):
        content += part
        if len(content) > MOST:
            raise NoCosignature("it sends more than 100,000 bytes")
        if monotonic() - started > PATIENCE:
            raise NoCosignature("it sends too slowly")
    return content


def policy(log: Verifier, outsiders: Sequence[Outsider], *, quorum: int, address: str = "") -> str:
    """Whose names a head must bear to be believed (C2SP tlog-policy), as a file.

    :param quorum: how many of the witnesses; 0 where there are none.

    Raises ValueError for what cannot be a policy.
    """
    names = [one.name for one in outsiders]
    keys = {one.verifier.public for one in outsiders}
    if not 0 <= quorum <= len(names) or len({*names}) != len(names) or len(keys) != len(names):
        raise ValueError("Witnesses differ in name and key, and a quorum is some of them.")
    if any(not re.fullmatch(r"[!-~]+", one) or one in ("none", "quorum-of-us") for one in names):
        raise ValueError("A witness has a name without spaces.")
    lines = [f"log {log} {address}".rstrip()]
    lines += [f"witness {one.name} {one.verifier} {one.address}".rstrip() for one in outsiders]
    if quorum == 0:
        lines.append("quorum none")
    elif len(names) == 1:
        lines.append(f"quorum {names[0]}")
    else:
        lines += [f"group quorum-of-us {quorum} {' '.join(names)}", "quorum quorum-of-us"]
    return "".join(f"{line}\n" for line in lines)
