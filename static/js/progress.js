// Keeps a progress block fresh by fetching its own page every five seconds.
// Without this script the "Check again" link does the same by hand.
import { parsed } from "./parsed.js";

const EVERY = 5000;
const QUARTER = 25;
const SELECTOR = '[data-module="cp-progress"]';

const quarters = (bar) => Math.floor((100 * bar.value) / bar.max / QUARTER);

/** Watches one block. The sentence is always current, but is read out only at 25, 50, 75 and 100%. */
export function watch(block) {
  const bar = block.querySelector("progress");
  const sentence = block.querySelector('[role="status"]');
  let announced = quarters(bar);

  function say(text, aloud) {
    sentence.setAttribute("aria-live", aloud ? "polite" : "off");
    sentence.textContent = text;
  }

  function show(fresh) {
    const now = fresh.querySelector("progress");
    bar.max = now.max;
    bar.value = now.value;
    const passed = quarters(bar);
    say(fresh.querySelector('[role="status"]').textContent, passed > announced);
    announced = passed;
  }

  function finish() {
    bar.value = bar.max;
    say(block.dataset.finished, true);
    block.querySelector("a").textContent = block.dataset.finishedLink;
  }

  async function look() {
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = parsed(await answer.text());
      const fresh = page.querySelector(`#${block.id}${SELECTOR}`);
      if (!fresh) {
        finish();
        return;
      }
      show(fresh);
    } catch {
      // The line may be down for a moment: the next look tries again.
    }
    setTimeout(look, EVERY);
  }
  setTimeout(look, EVERY);
}
