"""The page that checks papers of the log: opened from disk, with nothing but itself."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, FilePayload, Page, expect

from consultation.ledger import entries, notes, verify, witnesses
from consultation.ledger.commitments import commitment
from consultation.ledger.notes import Signer
from consultation.ledger.receipts import Opening, Promise, Proof
from tests.browser.looks import DESKTOP, PHONE, assert_accessible, assert_fits, keep_picture
from tests.ledger.hostile import LARGE, touched
from tests.ledger.published import LOG, ORIGIN, Tree, lines, response

FILE = Path(verify.__file__).with_name("verify.html")
DESK = Signer(f"{ORIGIN}/receipts", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
WITNESS = Signer(
    "witness.example/1", Ed25519PrivateKey.from_private_bytes(b"\x03" * 32), notes.COSIGNATURE
)
OPENING = Opening(
    "front-counters", bytes(range(32)),
    {
        "channel": "ONLINE", "q_reasons": "Za daleko.\r\n<b>السلام</b>  \u2028 é e\u0301",
        "q_stance": "OPPOSE", "q_long": "word " * 400, "q_wide": "W" * 300, "__proto__": "a field",
    },
)  # fmt: skip
COMMITMENT = commitment(OPENING.salt, OPENING.fields)
OWN = entries.written("response", {"consultation": "front-counters", "commitment": COMMITMENT})
TREE = Tree([OWN if one == 5 else response(one) for one in range(11)])
PROMISE = Promise(
    ORIGIN, "front-counters", COMMITMENT, "2026-11-23T12:00:00Z", "2026-11-23T13:00:00Z"
).text


def seen(size: int) -> str:
    """A head that a witness saw."""
    head = TREE.head(size)
    return head + WITNESS.line(notes.parted(head)[0], at=1_795_000_000)


PAPERS = {
    "keys": f"{LOG.verifier}\n{DESK.verifier}\n{WITNESS.verifier}\n",
    "receipt": notes.signed(PROMISE, [DESK.line(PROMISE)]),
    "proof": Proof(5, TREE.inclusion(5, 11), seen(11), OPENING).text,
    "old": TREE.head(6),
    "new": seen(11),
    "hashes": lines(TREE.consistency(6, 11)),
}
SOME = {
    "receipt": ["receipt"],
    "proof": ["proof"],
    "the log": ["old", "new", "hashes"],
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page from disk, in a browser without a network, which asks for nothing but the page."""
    context = browser.new_context(viewport=PHONE, offline=True)
    asked: list[str] = []
    wrong: list[str] = []
    page = context.new_page()
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(FILE.as_uri())
    yield page
    context.close()
    assert (asked, wrong) == ([FILE.as_uri()], [])


def choose(page: Page, papers: Mapping[str, str | bytes]) -> None:
    """All at once, as files."""
    files: list[FilePayload] = [
        {
            "name": f"{name}.txt", "mimeType": "text/plain",
            "buffer": text.encode() if isinstance(text, str) else text,
        }
        for name, text in papers.items()
    ]  # fmt: skip
    page.get_by_label("Choose files").set_input_files(files)
    expect(page.locator("#sorted")).not_to_be_empty()


def check(page: Page, heading: str) -> str:
    """Press Check: what the page then says, which has the focus."""
    page.get_by_role("button", name="Check").click()
    result = page.locator("#result")
    expect(result.get_by_role("heading", level=2)).to_have_text(heading)
    expect(result).to_be_focused()
    return result.inner_text()


def test_it_allows_itself_one_script_and_one_style_alone() -> None:
    text = FILE.read_text()
    for kind in ("script", "style"):
        (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        hashed = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{hashed}'" in text
    assert "content=\"default-src 'none'; " in text
    assert re.findall(r"\b(?:src|href|srcset|action)=|url\(|@import|\son[a-z]+=|style=", text) == []


def test_all_papers_are_sorted_and_checked_from_disk(page: Page) -> None:
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [True, "object"]
    choose(page, PAPERS)
    said = check(page, "It holds")
    assert "A response to front-counters was received at 2026-11-23T12:00:00Z." in said
    assert f"Entry 5 of 11 in the log of {ORIGIN} is this response to front-counters." in said
    assert "It is the response that the receipt is for." in said
    assert "The log of 6 entries is the beginning of that of 11." in said
    assert said.count("The witness witness.example/1 saw this head at 2026-11-18T11:06:40Z.") == 2
    shown = page.locator("dd").all_text_contents()
    assert shown == [OPENING.fields[name] for name in sorted(OPENING.fields)]
    for width in (PHONE, DESKTOP):
        page.set_viewport_size(width)
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, "ledger page holds")


@pytest.mark.parametrize("what", SOME)
def test_each_paper_is_checked_by_itself_as_it_was_pasted(page: Page, what: str) -> None:
    """From an email, with other ends of lines, spaces around, and without the last line's end."""
    labels = {
        "keys": "Public keys of the log", "receipt": "Receipt", "proof": "Proof",
        "old": "Older head", "new": "Newer head", "hashes": "Proof that the log only grew",
    }  # fmt: skip
    for name in ["keys", *SOME[what]]:
        text = "  " + PAPERS[name].strip().replace("\n", "\r\n") + " "
        page.get_by_label(labels[name], exact=True).fill(text)
    check(page, "It holds")


def test_one_head_alone_is_signed(page: Page) -> None:
    choose(page, {"keys": PAPERS["keys"], "head": PAPERS["new"]})
    assert f"The log of {ORIGIN} has 11 entries." in check(page, "It holds")


def test_the_keys_in_a_policy_are_found(page: Page) -> None:
    outsider = witnesses.Outsider("university", WITNESS.verifier, "https://witness.example/1")
    policy = witnesses.policy(LOG.verifier, [outsider], quorum=1, address=f"https://{ORIGIN}/")
    choose(page, {"policy": policy, "head": PAPERS["new"]})
    expect(page.locator("#sorted")).to_contain_text("policy.txt is public keys.")
    said = check(page, "It holds")
    assert "The witness witness.example/1 saw this head at 2026-11-18T11:06:40Z." in said


def test_papers_may_be_dropped(page: Page) -> None:
    page.evaluate(
        """papers => {
            const held = new DataTransfer();
            for (const [name, text] of Object.entries(papers)) {
                held.items.add(new File([text], name));
            }
            dispatchEvent(new DragEvent("drop", {dataTransfer: held, cancelable: true}));
        }""",
        {one: PAPERS[one] for one in ("keys", "receipt")},
    )
    expect(page.locator("#sorted")).to_have_text("keys is public keys. receipt is the receipt.")
    check(page, "It holds")


def test_what_is_missing_is_said(page: Page) -> None:
    assert "There is nothing to check yet" in check(page, "Something is missing")
    expect(page.get_by_role("alert")).to_contain_text("nothing to check yet")
    choose(
        page, {"receipt": PAPERS["receipt"], "picture": b"\xff\xd8\xff", "letter": "Dear all,\n"}
    )
    told = page.locator("#sorted")
    expect(told).to_contain_text("picture.txt cannot be read as one of these papers.")
    expect(told).to_contain_text("letter.txt is none of these papers.")
    assert "There is no public key to check with" in check(page, "Something is missing")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "ledger page missing")


#: What is altered in which paper, and what is said of it.
ALTERED = [
    ("receipt", "received 2026-11-23T12", "received 2026-11-22T12", "something was changed"),
    ("receipt", "\ninclude-by", "\r\ninclude-by", "something was changed"),
    ("receipt", "— ", "- ", "This is no signed text."),
    ("proof", "index 5", "index 6", "not at this place"),
    ("proof", "index 5", "index 11", "The log has 11 entries, and none with number 11."),
    ("proof", f"{ORIGIN}\n11\n", f"{ORIGIN}\n12\n", "something was changed"),
    ("proof", f"extra {OPENING}\n", "", "does not open the seal"),
    ("proof", str(OPENING), str(Opening("front-counters", OPENING.salt, {"channel": "ONLINE"})),
     "another response, or of other words"),
    ("proof", str(OPENING), "e30=", "What opens the seal is out of form."),
    ("proof", lines(TREE.inclusion(5, 11)[:1]), "", "The proof is too short."),
    ("proof", "\n\n", "\n" + lines([bytes(32)]) + "\n", "The proof is too long."),
    ("old", TREE.head(6), Tree([response(one) for one in range(6)]).head(6),
     "the log was changed"),
    ("old", TREE.head(6), Tree([response(one) for one in range(11)]).head(11),
     "one log has been shown in two ways"),
    ("hashes", PAPERS["hashes"], lines(TREE.consistency(7, 11)), "The"),
    ("keys", str(LOG.verifier), "", f"By the keys that you gave, {ORIGIN} has not signed"),
    ("keys", str(DESK.verifier), "", f"{ORIGIN}/receipts has not signed this."),
]  # fmt: skip


def test_what_was_changed_is_refused_with_a_reason(page: Page) -> None:
    for name, was, becomes, why in ALTERED:
        assert was in PAPERS[name]
        papers = PAPERS | {name: PAPERS[name].replace(was, becomes, 1)}
        said = page.evaluate("papers => checked(papers).catch(String)", papers)
        assert said.startswith("Error: "), (name, becomes, said)
        assert why in said, (name, becomes, said)
    choose(page, PAPERS | {"proof": PAPERS["proof"].replace("index 5", "index 6")})
    assert "not at this place" in check(page, "It does not hold")
    expect(page.get_by_role("alert")).to_contain_text("It does not hold")
    expect(page.locator("dd")).to_have_count(0)


EACH_SIGN = """async papers => {
    const believed = [], faults = [];
    const others = (sign) => ["A", "0", " ", "\\n", "\\r", "é"].filter((one) => one !== sign);
    for (const [name, text] of Object.entries(papers)) {
        for (let at = 0; at < text.length; at += 1) {
            const other = others(text[at])[at % 5];
            const touched = text.slice(0, at) + other + text.slice(at + 1);
            try {
                await checked({...papers, [name]: touched});
                believed.push([name, at, other]);
            } catch (problem) {
                if (problem instanceof Wrong || problem instanceof Missing) continue;
                faults.push([name, at, other, String(problem)]);
            }
        }
    }
    return [believed, faults];
}"""


def test_every_sign_of_every_paper_counts(page: Page) -> None:
    """Each is altered in turn. Of keys one a paper: ends of lines between them mean nothing."""
    short = Opening("front-counters", OPENING.salt, {"channel": "ONLINE", "q_1": "Za daleko."})
    sealed = commitment(short.salt, short.fields)
    own = entries.written("response", {"consultation": "front-counters", "commitment": sealed})
    tree = Tree([own if one == 5 else response(one) for one in range(11)])
    proof = Proof(5, tree.inclusion(5, 11), tree.head(11), short).text
    none = dict.fromkeys(PAPERS, "")
    for papers in (
        {"keys": str(DESK.verifier), "receipt": PAPERS["receipt"]},
        {"keys": str(LOG.verifier), "proof": proof},
        {"keys": str(LOG.verifier)} | {one: PAPERS[one] for one in ("old", "hashes")}
        | {"new": TREE.head(11)},
    ):  # fmt: skip
        assert page.evaluate("async papers => (await checked(papers)).length", none | papers) == 1
        assert page.evaluate(EACH_SIGN, papers | {"hashes": papers.get("hashes", "")}) == [[], []]


OUTCOMES = """async ([name, papers, texts]) => {
    const said = [];
    for (const text of texts) {
        try {
            await checked({...papers, [name]: text});
            said.push("holds");
        } catch (problem) {
            const known = problem instanceof Wrong || problem instanceof Missing;
            said.push(known ? "refused" : String(problem));
        }
    }
    return said;
}"""


def program_says(name: str, text: str) -> str:
    """What the program finds of the same."""
    try:
        if name == "receipt":
            verify.receipt_of(text, verify.key_of(str(DESK.verifier)))
        elif name == "proof":
            (consultation, salt, fields), index, hashes, head = verify.parts_of(text)
            size, root = verify.head_of(head, verify.key_of(str(LOG.verifier)))
            values = {"consultation": consultation, "commitment": verify.seal(salt, fields)}
            leaf = "consult-entry/v1\ntype response\n" + "".join(
                f"{one} {value}\n" for one, value in values.items()
            )
            verify.check_inclusion(index, size, leaf.encode(), hashes, root)
        else:
            verify.head_of(text, verify.key_of(str(LOG.verifier)))
    except verify.Wrong:
        return "refused"
    return "holds"


@pytest.mark.parametrize("name", ["receipt", "proof", "new"])
def test_the_page_and_the_program_judge_hostile_papers_alike(page: Page, name: str) -> None:
    chance = Random(name)
    texts = [PAPERS[name], *(touched(PAPERS[name], chance) for _time in range(500))]
    keys = f"{LOG.verifier}\n{DESK.verifier}"  # the program looks at no witness's name
    none = dict.fromkeys(PAPERS, "") | {"keys": keys}
    told = page.evaluate(OUTCOMES, [name, none, texts])
    wrong = [
        (text, said)
        for text, said in zip(texts, told, strict=True)
        if text and said != program_says(name, text)
    ]
    assert wrong == []
    assert told[0] == "holds"
    assert told.count("refused") > 400


LONGEST = """async ([papers, text]) => {
    let longest = 0;
    for (const name of ["keys", "receipt", "proof", "new", "hashes"]) {
        const began = performance.now();
        kindOf(text);
        pasted(text);
        await checked({...papers, [name]: text}).catch((problem) => {
            if (!(problem instanceof Wrong || problem instanceof Missing)) throw problem;
        });
        longest = Math.max(longest, performance.now() - began);
    }
    return longest;
}"""


@pytest.mark.parametrize("what", LARGE)
def test_the_page_does_not_take_long_over_what_is_large(page: Page, what: str) -> None:
    """Some tenths of a second; ten seconds are for a machine that is busy with other work."""
    assert page.evaluate(LONGEST, [PAPERS, LARGE[what]]) < 10_000


def test_a_browser_that_cannot_tell_says_so(page: Page) -> None:
    choose(page, PAPERS)
    page.evaluate(
        """() => {
            const refusal = new DOMException("", "NotSupportedError");
            crypto.subtle.importKey = () => Promise.reject(refusal);
        }"""
    )
    said = check(page, "It cannot be told here")
    assert "cannot check signatures of this kind (Ed25519)" in said
    assert "verify.py" in said


def test_without_javascript_it_names_the_other_way(browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(FILE.as_uri())
    expect(page.get_by_text("This page needs JavaScript")).to_be_visible()
    context.close()


def test_the_page_and_the_program_read_signatures_alike(page: Page) -> None:
    """Also such as no signer makes: an answer above the order, keys that are no points."""
    key = Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
    public, good = key.public_key().public_bytes_raw(), key.sign(b"words")
    above = good[:32] + (int.from_bytes(good[32:], "little") + verify.ORDER).to_bytes(32, "little")
    tried = [
        (public, good), (public, above), (public, good[:63]), (public, bytes(64)),
        (b"\x02" + bytes(31), good), (b"\xff" * 32, good), (bytes(32), bytes(64)),
    ]  # fmt: skip
    told = page.evaluate(
        """async tried => {
            const said = [];
            for (const [key, signature] of tried) {
                said.push(await isSigned(unhexed(key), utf8.encode("words"), unhexed(signature)));
            }
            return said;
        }""",
        [[one.hex() for one in pair] for pair in tried],
    )
    assert told == [verify.is_signed(public, b"words", signature) for public, signature in tried]
    assert told[:2] == [True, False], json.dumps(told)
