// Does the work that a page asks for while very much is sent: tries numbers until one fits the hash.
// Send waits for it three seconds at most. What is sent without is accepted too, and looked at.
const PATIENCE = 3000;
const AT_ONCE = 250; // hashes that are under way together; between them the page stays quick
const line = document.querySelector('[data-module="cp-proof"]');
const form = document.querySelector("main form[method=post]");
const box = form && form.elements.proof;
const letters = new TextEncoder();

const pause = (milliseconds) => new Promise((go) => { setTimeout(go, milliseconds); });
const bytes = (hexadecimal) => hexadecimal.match(/../g).map((pair) => parseInt(pair, 16));

function fits(hash, wanted) {
  const found = new Uint8Array(hash);
  return wanted.every((byte, place) => found[place] === byte);
}

/** The number behind a challenge, or -1. */
async function solve({ algorithm, challenge, maxnumber, salt }) {
  const wanted = bytes(challenge);
  const hash = (number) => crypto.subtle.digest(algorithm, letters.encode(`${salt}${number}`));
  for (let first = 0; first < maxnumber; first += AT_ONCE) {
    const hashes = await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => hash(first + place)));
    const place = hashes.findIndex((one) => fits(one, wanted));
    if (place >= 0) return first + place;
  }
  return -1;
}

async function work() {
  const asked = JSON.parse(line.dataset.challenge);
  line.textContent = line.dataset.going;
  const { algorithm, challenge, salt, signature } = asked;
  const number = await solve(asked);
  box.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  line.textContent = line.dataset.done;
}

// A browser that hashes only for pages sent over HTTPS has nothing to do here, and sends as it is.
if (line && box && window.crypto && crypto.subtle) {
  let waiting = false;
  const done = work().catch(() => { line.textContent = ""; });
  form.addEventListener("submit", async (event) => {
    if (box.value) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    await Promise.race([done, pause(PATIENCE)]);
    form.submit();
  });
  window.addEventListener("pageshow", () => { waiting = false; });
}
