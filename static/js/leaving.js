// A page that is left half filled in, by a link, by closing it or by another app on a phone, is
// saved as far as it goes. Whoever comes back to it, still open, goes on from what was saved.
import { parsed } from "./parsed.js";

const form = document.querySelector("main form[method=post]");
const refused = document.querySelector(".govuk-error-summary");
let busy = false;

const chosenFirst = (select) => {
  const options = [...select.options];
  return Math.max(0, options.findIndex((one) => one.defaultSelected));
};

// By its defaults, so that what was typed before this script had loaded counts too.
const isChanged = (field) => {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== chosenFirst(field);
  return field.value !== field.defaultValue;
};

const save = async () => {
  if (busy || !(refused || [...form.elements].some(isChanged))) return;
  busy = true;
  const answers = new FormData(form);
  answers.set("save", "leaving");
  try {
    const saved = await fetch(window.location.href, { method: "POST", body: answers, keepalive: true });
    const page = parsed(await saved.text());
    const seen = page.querySelector("main form [name=seen]");
    if (saved.ok && seen) form.elements.seen.value = seen.value;
  } catch {
    // No network just now: the page still holds what was typed, and Continue sends it.
  }
  busy = false;
};

if (form) {
  form.addEventListener("submit", () => { busy = true; });
  window.addEventListener("pageshow", () => { busy = false; });
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
