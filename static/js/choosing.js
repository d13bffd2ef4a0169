// Words chosen with mouse, finger or keys in an answer: a row of reasons appears under it, one press
// each. Places are counted in code points, as the server counts them. Typing the words needs no script.
const PAUSE = 200; // milliseconds; a selection that still grows is left alone

const signs = (text) => [...text].length;

// Where a point of the page stands in the answer: each part of it knows where it begins.
const place = (node, offset) => {
  const within = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const part = within.closest("[data-start]");
  if (!part) return null;
  const before = document.createRange();
  before.selectNodeContents(part);
  before.setEnd(node, offset);
  return Number(part.dataset.start) + signs(before.toString());
};

// The parts of the answer that a range covers, and nothing that stands between them to be read out.
const chosen = (range, answer) => {
  const parts = [...answer.querySelectorAll("[data-start]")].filter((one) => range.intersectsNode(one));
  if (!parts.length) return null;
  const first = place(range.startContainer, range.startOffset) ?? Number(parts[0].dataset.start);
  const last = parts[parts.length - 1];
  const end = place(range.endContainer, range.endOffset) ?? Number(last.dataset.start) + signs(last.textContent);
  const text = [...answer.querySelectorAll("[data-start]")].map((one) => one.textContent).join("");
  return { first, end, words: [...text].slice(first, end).join("") };
};

const choose = (section) => {
  const answer = section.querySelector("[data-original]");
  const form = section.querySelector("[data-choose]");
  let waiting = 0;
  const look = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!answer.contains(range.commonAncestorContainer)) {
      if (!form.contains(document.activeElement)) form.hidden = true;
      return;
    }
    const found = chosen(range, answer);
    if (!found || !found.words.trim()) return;
    form.elements.place.value = `${answer.dataset.original}:${found.first}:${found.end}`;
    form.elements.words.value = found.words;
    form.querySelector("[data-words]").textContent = found.words;
    form.hidden = false;
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
};

document.querySelectorAll('[data-module="cp-choose"]').forEach(choose);
