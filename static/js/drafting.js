// Saves a section of a formal reply while somebody writes, and says when. Save itself needs no script.
const form = document.querySelector('form[data-module="cp-drafting"]');
const PAUSE = 10_000; // milliseconds after the last key; long enough to finish a sentence
const RETRY = 30_000;
const MOST_KEPT = 15_000; // signs of up to four bytes: a browser sends 64 KiB for a page that is gone
let waiting = 0;
let saved = form && written();
let busy = false;
let stopped = false;

function written() {
  return [...new FormData(form)]
    .filter(([name]) => !["csrfmiddlewaretoken", "seen"].includes(name))
    .map((pair) => pair.join("=")).join("\n");
}

const tell = (text) => { form.querySelector("[data-told]").textContent = text; };

async function save(leaving = false) {
  clearTimeout(waiting);
  waiting = 0;
  const now = written();
  if (busy || stopped || now === saved) return;
  busy = true;
  const typed = new FormData(form);
  typed.set("save", "quietly");
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body: typed, keepalive: leaving && now.length < MOST_KEPT });
    const { told, seen } = await answer.json();
    tell(told);
    if (answer.ok) {
      form.elements.seen.value = seen;
      saved = now;
    }
    // What a colleague saved meanwhile is for a person to look at: no more saving unseen.
    stopped = answer.status === 409;
  } catch {
    tell("Not saved just now. What you typed is still here: press Save, or it is tried again soon.");
    waiting = setTimeout(save, RETRY);
  }
  busy = false;
  if (written() !== saved && !stopped) waiting ||= setTimeout(save, PAUSE);
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => { stopped = true; });
  // More than a browser sends for a page that is gone: it asks before the page goes.
  window.addEventListener("beforeunload", (event) => {
    if (!stopped && written() !== saved && written().length >= MOST_KEPT) event.preventDefault();
  });
  // Back to what the browser had kept of this page: it shows an old version.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
}
