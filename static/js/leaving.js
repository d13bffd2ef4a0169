// A page that is left half filled in, by Back or by closing it, is saved as far as it goes.
const form = document.querySelector("main form[method=post]");
let changed = false;
let sending = false;

if (form) {
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pagehide", () => {
    if (!changed || sending) return;
    const answers = new FormData(form);
    answers.set("save", "leaving");
    navigator.sendBeacon(window.location.href, answers);
  });
}
