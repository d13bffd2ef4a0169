"""What the log asks of witnesses, and what of their answers it believes."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event, Thread, current_thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consultation.ledger import notes, witnesses
from consultation.ledger.notes import Signer, Verifier
from consultation.ledger.witnesses import Cosignature, NoCosignature, Outsider
from tests.ledger.outsiders import NAME, Running, installed, running
from tests.ledger.published import LOG, Tree, response

pytestmark = pytest.mark.real_clock
HONEST = Tree([response(one) for one in range(40)])
FORK = Tree([response(one + 10_000 * (one == 3)) for one in range(40)])
WITNESS = Signer(NAME, Ed25519PrivateKey.from_private_bytes(b"\x03" * 32), notes.COSIGNATURE)


def ask(
    address: str, witness: Verifier, size: int, *, old: int = 0, log: Tree = HONEST
) -> Cosignature:
    """Ask one alone; raises what it has against it."""
    one = Outsider(NAME, witness, address)
    ((told, answer),) = asked((one, old), size=size, log=log)
    assert told == one
    if isinstance(answer, NoCosignature):
        raise answer
    return answer


def asked(
    *those: tuple[Outsider, int], size: int, log: Tree = HONEST
) -> list[tuple[Outsider, Cosignature | NoCosignature]]:
    def proof(held: int) -> list[bytes]:
        return log.consistency(held, size)

    return list(witnesses.ask(those, head=log.head(size), proof=proof))


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Running]:
    installed(tmp_path / "witness", LOG.verifier)
    with running(tmp_path / "witness") as one:
        yield one


def key_of(witness: Running) -> Verifier:
    return Verifier.read(witness.vkey)


def test_a_head_is_cosigned_and_the_line_stands_under_it(witness: Running) -> None:
    made = ask(witness.address, key_of(witness), 9)
    head = HONEST.head(9) + made.line
    assert notes.opened(head, [LOG.verifier, key_of(witness)]).by == {LOG.name: 0, NAME: made.at}
    assert made.at > 1_700_000_000


def test_a_wrong_guess_of_what_it_holds_is_put_right(witness: Running) -> None:
    """Also with the slash that addresses are given with."""
    ask(witness.address, key_of(witness), 9)
    for size, guess in ((20, 0), (21, 3), (22, 22), (23, 22), (24, 24), (25, 99)):
        assert ask(f"{witness.address}/", key_of(witness), size, old=guess).line
        assert ask(witness.address, key_of(witness), size, old=guess).line  # of the same once more


@pytest.mark.parametrize(
    ("size", "why"),
    [
        (9, "it holds another head, of 20 leaves"),
        (20, "it holds another head, of 20 leaves"),
        (30, "it holds a head from which ours does not go on"),
    ],
)
def test_a_contradiction_is_told_apart(witness: Running, size: int, why: str) -> None:
    ask(witness.address, key_of(witness), 20)
    for guess in (0, 20):
        with pytest.raises(NoCosignature, match=why) as told:
            ask(witness.address, key_of(witness), size, old=guess, log=FORK)
        assert told.value.contradicts


def test_a_log_that_it_does_not_know_contradicts_nothing(tmp_path: Path) -> None:
    other = Signer(LOG.name, Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))
    for place, known, why in (("a", [], "our log"), ("b", [other.verifier], "our key")):
        installed(tmp_path / place, *known)
        with running(tmp_path / place) as one:
            with pytest.raises(NoCosignature, match=f"it does not know {why}") as told:
                ask(one.address, key_of(one), 9)
            assert not told.value.contradicts


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def served() -> Iterator[Callable[[Answer], str]]:
    """The address of somebody who answers anything."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                answer(self)

            def log_message(self, *_words: object) -> None: ...

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        Thread(target=servers[-1].serve_forever, args=(0.05,)).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serve
    for one in servers:
        one.shutdown()
        one.server_close()


def says(status: int, body: bytes, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


TEXT = notes.parted(HONEST.head(9))[0]
LINE = WITNESS.line(TEXT, at=1_790_000_000)
OF_ANOTHER_HEAD = WITNESS.line(notes.parted(HONEST.head(8))[0], at=1_790_000_000)
MOVED = b64encode(
    (content := notes.decoded(LINE.split()[2]))[:4] + bytes(8) + content[12:]
).decode()


def test_a_line_among_those_of_others_is_found(served: Callable[[Answer], str]) -> None:
    stranger = Signer("other", WITNESS.key, notes.COSIGNATURE).line(TEXT, at=1)
    body = f"{stranger}{OF_ANOTHER_HEAD}what\n{LINE}".encode()
    made = ask(served(says(200, body)), WITNESS.verifier, 9)
    assert made == Cosignature(LINE, 1_790_000_000)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, b"", "no cosignature"),
        (200, b"\xff\x00", "no cosignature"),
        (200, OF_ANOTHER_HEAD.encode(), "no cosignature"),
        (200, f"— {NAME} {MOVED}\n".encode(), "no cosignature"),
        (200, LINE.replace(NAME, "other").encode(), "no cosignature"),
        (200, LOG.line(TEXT).encode(), "no cosignature"),
        (200, b"a" * 100_001, "more than 100,000 bytes"),
        (400, b"", "takes our request for none"),
        (409, b"", "another head than it said"),
        (409, b"-1\n", "another head than it said"),
        (409, b"007\n", "another head than it said"),
        (409, b"4\n", "another head than it said"),  # and still, asked from there
        (301, b"", "status 301"),
        (500, b"", "status 500"),
    ],
)
def test_what_is_no_cosignature_is_not_believed(
    served: Callable[[Answer], str], status: int, body: bytes, why: str
) -> None:
    address = served(says(status, body, Location="http://127.0.0.1:1/"))
    with pytest.raises(NoCosignature, match=why):
        ask(address, WITNESS.verifier, 9)


def is_over(asked: Event) -> None:
    asked.wait(60)


def test_who_does_not_answer_holds_nothing_up(
    served: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Event()

    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):  # nobody listens any more
            while not asked.wait(0.1):
                handler.wfile.write(b"a")

    monkeypatch.setattr(witnesses, "PATIENCE", 3)
    with pytest.raises(NoCosignature, match="it sends too slowly"):
        ask(served(drips), WITNESS.verifier, 9)
    monkeypatch.setattr(witnesses, "PATIENCE", 0.3)
    with pytest.raises(NoCosignature, match="it does not answer"):
        ask(served(lambda _handler: is_over(asked)), WITNESS.verifier, 9)
    asked.set()


def together(barrier: Barrier, status: int, body: bytes = b"") -> Answer:
    """Answers when as many are asked as the barrier waits for; if they never are, with 503."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            barrier.wait()
        except BrokenBarrierError:
            says(503, b"")(handler)
        else:
            says(status, body)(handler)

    return answer


def test_they_are_asked_side_by_side(served: Callable[[Answer], str]) -> None:
    """None of these answers before each of them is asked; nor of the two that are asked again."""
    first, again = Barrier(3, timeout=5), Barrier(2, timeout=5)
    seen: set[str] = set()

    def twice(name: str) -> Answer:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            new = name not in seen
            seen.add(name)
            (together(first, 409, b"4\n") if new else together(again, 422))(handler)

        return answer

    one, two, three = outsiders(3)
    answers = [together(first, 403), twice("two"), twice("three")]
    those = [
        replace(outsider, address=served(answer))
        for outsider, answer in zip((one, two, three), answers, strict=True)
    ]
    told = {
        named.name: str(answer) for named, answer in asked(*((each, 0) for each in those), size=9)
    }
    assert told == {
        "w0": "it does not know our key",
        "w1": "it holds a head from which ours does not go on",
        "w2": "it holds a head from which ours does not go on",
    }


def test_who_answers_at_once_is_heard_before_who_does_not(
    served: Callable[[Answer], str],
) -> None:
    slow, quick = outsiders(2)
    heard = Event()
    those = [
        replace(slow, address=served(lambda handler: (heard.wait(8), says(403, b"")(handler))[1])),
        replace(quick, address=served(says(404, b""))),
    ]
    talks = witnesses.ask(
        [(each, 0) for each in those], head=HONEST.head(9),
        proof=lambda held: HONEST.consistency(held, 9),
    )  # fmt: skip
    first, why = next(talks)
    heard.set()
    assert (first.name, str(why)) == ("w1", "it does not know our log")
    assert [(last.name, str(why)) for last, why in talks] == [("w0", "it does not know our key")]


def test_a_proof_is_made_where_it_is_asked_for(served: Callable[[Answer], str]) -> None:
    """It may be read from the database, of which each thread would open a line of its own."""
    threads = list[Thread]()

    def proof(held: int) -> list[bytes]:
        threads.append(current_thread())
        return HONEST.consistency(held, 9)

    (one,) = outsiders(1)
    there = replace(one, address=served(says(409, b"4\n")))
    ((_one, why),) = witnesses.ask([(there, 3)], head=HONEST.head(9), proof=proof)
    assert "another head than it said" in str(why)
    assert threads == [current_thread()] * 2


def test_who_has_no_address_is_not_asked() -> None:
    for address in ("http://127.0.0.1:1", "http://["):
        with pytest.raises(NoCosignature, match="it does not answer"):
            ask(address, WITNESS.verifier, 9)
    for address in ("127.0.0.1:1", "file:///etc/passwd", ""):
        with pytest.raises(NoCosignature, match="it has no address"):
            ask(address, WITNESS.verifier, 9)


def test_a_key_of_a_log_is_no_key_of_a_witness() -> None:
    with pytest.raises(ValueError, match="no key of a witness"):
        ask("http://127.0.0.1:1", LOG.verifier, 9)


def outsiders(count: int) -> list[Outsider]:
    keys = [Ed25519PrivateKey.from_private_bytes(bytes([one + 9]) * 32) for one in range(count)]
    return [
        Outsider(
            f"w{number}", Signer(f"w{number}.example", key, notes.COSIGNATURE).verifier,
            f"https://w{number}.example/",
        )
        for number, key in enumerate(keys)
    ]  # fmt: skip


def test_a_policy_is_as_the_standard_has_it() -> None:
    one, *_more = three = outsiders(3)
    lines = [f"witness {each.name} {each.verifier} {each.address}" for each in three]
    log = f"log {LOG.verifier} https://example.org/tlog/"
    address = "https://example.org/tlog/"
    assert witnesses.policy(LOG.verifier, [], quorum=0) == f"log {LOG.verifier}\nquorum none\n"
    made = witnesses.policy(LOG.verifier, [one], quorum=1, address=address)
    assert made == f"{log}\n{lines[0]}\nquorum w0\n"
    made = witnesses.policy(LOG.verifier, three, quorum=2, address=address)
    assert made.splitlines() == [
        log, *lines, "group quorum-of-us 2 w0 w1 w2", "quorum quorum-of-us",
    ]  # fmt: skip
    assert witnesses.policy(LOG.verifier, three, quorum=0).endswith("\nquorum none\n")


@pytest.mark.parametrize("quorum", [-1, 4])
def test_a_quorum_is_of_those_that_there_are(quorum: int) -> None:
    with pytest.raises(ValueError, match="a quorum is some of them"):
        witnesses.policy(LOG.verifier, outsiders(3), quorum=quorum)


@pytest.mark.parametrize("name", ["none", "two words", "", "quorum-of-us", "a\nquorum none"])
def test_a_name_that_would_say_something_else_is_refused(name: str) -> None:
    (one,) = outsiders(1)
    with pytest.raises(ValueError, match="a name without spaces"):
        witnesses.policy(LOG.verifier, [Outsider(name, one.verifier)], quorum=1)


def test_one_key_is_one_witness() -> None:
    (one,) = outsiders(1)
    with pytest.raises(ValueError, match="differ in name and key"):
        witnesses.policy(LOG.verifier, [one, Outsider("again", one.verifier)], quorum=2)
