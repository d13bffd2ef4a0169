// Single keys, loaded only for those who switched them on. The page says by data attributes what
// they do: data-row is a row whose first link j and k go to, data-key names the key that presses a
// link or a button, or that goes to the first field of anything else; data-keys lists them.
const FIELDS = "input:not([type=hidden]), textarea, select, button";
const links = () => [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("a")).filter(Boolean);

// A box that is ticked takes no letters, so the keys go on there.
const typing = (at) => at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox])");

function go(step) {
  const all = links();
  const here = document.activeElement.closest("[data-row]");
  const place = here ? all.indexOf(here.querySelector("a")) + step : step > 0 ? 0 : all.length - 1;
  all[place]?.focus();
}

function press(key) {
  const found = document.querySelector(`[data-key="${key}"]`);
  if (!found) return false;
  if (found.matches("a, button")) {
    found.click();
    return true;
  }
  found.querySelectorAll("details").forEach((one) => (one.open = true));
  found.querySelector(FIELDS)?.focus();
  return true;
}

function show() {
  const list = document.querySelector("[data-keys]");
  if (!list) return;
  list.open = !list.open;
  list.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (typing(event.target)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "?") show();
  else if (!/^[a-z]$/.test(event.key) || !press(event.key)) return;
  event.preventDefault();
});
