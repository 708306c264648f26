// Offsets of the article's text (code points, as everywhere) <-> places on the page. The body's text is exactly the part that is shown.
const articleView = document.getElementById("article-view");
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
const shownArticle = () => articleView.querySelector(".shown-article");
const starts = () => (shownArticle()?.dataset.parts || "0").split(",").map(Number);
const current = () => Number(shownArticle()?.dataset.part || 0);
const partAt = (offset) => starts().findLastIndex((start) => start <= offset);
const points = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
// the index in UTF-16 units of a code point
const unit = (text, point) => (/[\ud800-\udfff]/.test(text) ? [...text].slice(0, point).join("").length : point);
const nodes = () => document.createTreeWalker(articleView.querySelector(".article-body"), NodeFilter.SHOW_TEXT);

// ranges of the page for spans of the article that are in order and in the part that is shown
const ranges = (spans) => {
  const walker = nodes();
  let node = walker.nextNode();
  let at = starts()[current()];
  const reach = (offset, beyond) => {
    for (let size = node && points(node.data); node && (beyond ? at + size <= offset : at + size < offset); size = node && points(node.data)) {
      at += size;
      node = walker.nextNode();
    }
    return node && [node, unit(node.data, offset - at)];
  };
  return spans.flatMap(([start, end]) => {
    const [first, last] = [reach(start, true), reach(end, false)];
    if (!first || !last) return [];
    const range = new Range();
    range.setStart(...first);
    range.setEnd(...last);
    return [range];
  });
};

// the offset of a place on the page: a node of the body, and an offset in it as the browser counts
const offsetOf = (node, index) => {
  const before = new Range();
  before.setStart(articleView.querySelector(".article-body"), 0);
  before.setEnd(node, index);
  return starts()[current()] + points(before.toString());
};

// the offset of what stands at the top of the pane
const topLine = () => {
  const edge = articleView.getBoundingClientRect().top;
  return [...articleView.querySelectorAll(".article-body :is(h1, h2, h3, h4, h5, h6, p)")].find((node) => node.getBoundingClientRect().bottom > edge + 12);
};
const top = () => {
  const line = topLine();
  return line ? offsetOf(line, 0) : starts()[current()];
};

// `above`: how much of the pane stays above the place
const reveal = (range, above = 0.3) => {
  const pane = articleView.getBoundingClientRect();
  const place = range.getClientRects()[0] || range.getBoundingClientRect();
  window.qaBot.moved();
  articleView.scrollTo({ top: articleView.scrollTop + place.top - pane.top - Math.max(16, pane.height * above - place.height / 2), behavior: calm() });
};

// a place in a part that is not shown yet waits until it is
let wanted = null;
const jump = (offset) => {
  wanted = null;
  if (window.qaBot.pageAt?.(offset)) return; // shown as a picture: pages.js
  const part = partAt(offset);
  if (part === current()) return void ranges([[offset, offset + 1]]).forEach((range) => reveal(range, 0));
  wanted = offset;
  trigger("turn", { part });
};
// What is read when the page is loaded again stands where it stood, once the visit is back; frames share what is stored, so not they.
const PLACE = "qa-bot-place";
const below = (node) => node.getBoundingClientRect().top - articleView.getBoundingClientRect().top;
let place = null;
try {
  place = window === window.parent && JSON.parse(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
} catch {
  // a browser may refuse
}
const resume = () => {
  const { article, title, target } = shownArticle()?.dataset || {};
  if (target) place = null; // something else is brought into view
  if (!place || document.getElementById("page").dataset.visit !== "here" || article !== place.article || title !== place.title) return;
  const { at, below: was } = place;
  if (partAt(at) !== current()) return void trigger("turn", { part: partAt(at) });
  place = null;
  for (const range of ranges([[at, at + 1]])) articleView.scrollTop += below(range) - was;
};
for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) articleView.addEventListener(name, () => (place = null), { passive: true });
addEventListener("pagehide", () => {
  const line = window === window.parent && articleView.scrollTop && topLine();
  const at = line && offsetOf(line, 0);
  const [range] = line ? ranges([[at, at + 1]]) : [];
  if (!range) return;
  const { article, title } = shownArticle().dataset;
  try {
    sessionStorage.setItem(PLACE, JSON.stringify({ article, title, at, below: below(range) }));
  } catch {
    // then the article is shown from its beginning
  }
});

window.qaBot = Object.assign(window.qaBot || {}, {
  jump,
  top,
  resume,
  // the pane shows something else than before
  shown: () => {
    if (wanted !== null && partAt(wanted) === current()) jump(wanted);
    resume();
    redraw();
  },
});
