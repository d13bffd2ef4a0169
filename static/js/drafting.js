// Saves a section of a formal reply while somebody writes, and says when. Save itself needs no script.
const form = document.querySelector('form[data-module="cp-drafting"]');
const PAUSE = 10_000; // milliseconds after the last key; long enough to finish a sentence
const RETRY = 30_000;
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

async function save(keepalive = false) {
  clearTimeout(waiting);
  const now = written();
  if (busy || stopped || now === saved) return;
  busy = true;
  const typed = new FormData(form);
  typed.set("save", "quietly");
  try {
    const answer = await fetch(window.location.pathname, { method: "POST", body: typed, keepalive });
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
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
}
