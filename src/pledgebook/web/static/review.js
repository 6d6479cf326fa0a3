// Review by keyboard: a key presses the button or follows the link that names it. Everything works without.
"use strict";

const keyed = new Map();
for (const element of document.querySelectorAll("[data-key]")) {
  keyed.set(element.dataset.key, element);
  element.setAttribute("aria-keyshortcuts", element.dataset.key);
}
let gone = false;
document.addEventListener("keydown", (event) => {
  if (gone || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const element = keyed.get(event.key);
  if (!element) return;
  event.preventDefault();
  gone = element.type === "submit" || element.tagName === "A";
  element.click();
  // a form that the browser itself finds fault with stays where it is
  if (element.form && !element.form.checkValidity()) gone = false;
});
addEventListener("pageshow", () => { gone = false; });

// From the field of a reason Enter or Escape leads back to the decisions, where keys decide again
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "reason" || !["Enter", "Escape"].includes(event.key)) return;
  const first = event.target.form.querySelector("button[data-key]");
  if (!first) return;
  event.preventDefault();
  first.focus();
});

// Marking: from what is selected to a place in the report, counted in code points
const raw = document.getElementById("raw");
if (raw) {
  const span = document.getElementById("span"), quote = document.getElementById("quote");
  const length = (text) => [...text].length;
  const before = (node, offset) => {
    let count = 0;
    const walker = document.createTreeWalker(raw, NodeFilter.SHOW_TEXT);
    for (let at = walker.nextNode(); at; at = walker.nextNode()) {
      const odd = at.parentElement.closest("[data-one]");
      if (at === node) return count + (odd ? (offset > 0 ? 1 : 0) : length(at.data.slice(0, offset)));
      count += odd ? 1 : length(at.data);
    }
    return null;
  };
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!raw.contains(range.startContainer) || !raw.contains(range.endContainer)) return;
    if (range.startContainer.nodeType !== Node.TEXT_NODE || range.endContainer.nodeType !== Node.TEXT_NODE) return;
    const start = before(range.startContainer, range.startOffset), end = before(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return;
    span.value = `${start}-${end}`;
    quote.value = selection.toString();
  });
  // by keys: a sentence at a time, the next or the one before; with Shift one more
  const nodes = [], walker = document.createTreeWalker(raw, NodeFilter.SHOW_TEXT);
  let text = "";
  while (walker.nextNode()) {
    nodes.push([text.length, walker.currentNode]);
    text += walker.currentNode.data;
  }
  const sentences = [...new Intl.Segmenter(raw.lang || "en", { granularity: "sentence" }).segment(text)]
    .map(({ index, segment }) => [index + segment.length - segment.trimStart().length, index + segment.trimEnd().length]).filter(([first, last]) => last > first);
  const at = (place, end) => {
    const [from, node] = nodes.findLast(([first]) => first < place || (!end && first === place)) || nodes[0];
    return [node, place - from];
  };
  let first = -1, last = -1;
  raw.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || !sentences.length) return;
    event.preventDefault();
    last = Math.min(Math.max(last + step, event.shiftKey ? Math.max(first, 0) : 0), sentences.length - 1);
    if (!event.shiftKey || first < 0) first = last;
    const range = document.createRange();
    range.setStart(...at(sentences[first][0], false));
    range.setEnd(...at(sentences[last][1], true));
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
    const box = range.getBoundingClientRect(), held = raw.getBoundingClientRect();
    if (box.top < held.top || box.bottom > held.bottom) raw.scrollTop += box.top - held.top - held.height / 3;
    document.getElementById("marked").textContent = `Marked: ${range.toString()}`;
  });
  // words written by hand are looked for in the text
  quote.addEventListener("input", () => { span.value = ""; });
}
