// The article: brings a mark into view and gives it focus; a click on a mark says which question it belongs to.
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
const articleView = element.closest("#article-view") || element;
const box = () => document.querySelector("#box textarea");

const note = Object.assign(document.createElement("div"), { id: "note", hidden: true });
note.setAttribute("role", "status");
(element.closest(".gradio-container") || document.body).append(note);

const hide = () => (note.hidden = true);

// where the visitor had moved the article by hand before an answer moved it; forgotten when they move it again
let left = null;
let moved = false;
const leave = (top) => {
  left = top;
  document.getElementById("marks")?.dispatchEvent(new Event("left"));
};
const back = () => {
  const top = left;
  leave(null);
  moved = true;
  articleView.scrollTo({ top, behavior: calm() });
};
const move = () => {
  moved = true;
  if (left !== null) leave(null);
};
for (const name of ["wheel", "touchmove"]) articleView.addEventListener(name, move, { passive: true });
articleView.addEventListener("pointerdown", (event) => event.target === articleView && move()); // its scroll bar
articleView.addEventListener("keydown", (event) => /^(Page|Arrow)(Up|Down)$|^(Home|End)$/.test(event.key) && move());

// `wanted`: the visitor asked to see the place; else an answer came by itself
let waits = null; // a place in an article that is not in view
let begins = false; // a new article that is not in view: below the panel on a phone it cannot be scrolled to its beginning
const bring = (name, wanted = true) => {
  const mark = document.getElementById(name);
  if (!mark) return;
  hide();
  begins = false;
  document.getElementById("marks")?.dispatchEvent(new CustomEvent("brought", { detail: name }));
  window.qaBot.unfold?.(wanted);
  waits = articleView.offsetParent ? null : name;
  if (waits) return window.qaBot.pageOf?.(name); // where it is shown as a picture: pages.js
  // after the fold has opened, the place is known
  requestAnimationFrame(() => {
    const pane = articleView.getBoundingClientRect();
    const place = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const top = articleView.scrollTop + place.top - pane.top - Math.max(24, pane.height * 0.38 - place.height / 2);
    if (moved && left === null && articleView.scrollTop > 40 && Math.abs(articleView.scrollTop - top) > 80) leave(articleView.scrollTop);
    moved = false;
    articleView.scrollTo({ top, behavior: calm() });
    // whoever is typing the next question goes on with it
    if (document.activeElement !== box() || !box().value) mark.focus({ preventScroll: true });
    for (const piece of element.querySelectorAll(`[data-mark="${name}"]`)) {
      piece.classList.remove("lit");
      requestAnimationFrame(() => piece.classList.add("lit"));
    }
  });
};

// where something that stands at the pane's top is after the text was set anew: an answer in view keeps its height, else the line on top stays there
const anchor = (top) => {
  const above = (node) => node.getBoundingClientRect().top - articleView.getBoundingClientRect().top + articleView.scrollTop;
  const ends = (node) => above(node) + node.getBoundingClientRect().height;
  const mark = [...element.querySelectorAll("mark:is(.answer, .closest)")].find((node) => above(node) >= top && ends(node) <= top + articleView.clientHeight);
  if (mark) {
    const below = above(mark) - top;
    return () => above(mark) - below;
  }
  const line = [...element.querySelectorAll(".article :is(h1, h2, h3, h4, h5, h6, p)")].find((node) => ends(node) > top) || element;
  const share = (top - above(line)) / (ends(line) - above(line));
  return () => above(line) + share * (ends(line) - above(line));
};
const reflow = (change) => {
  const here = anchor(articleView.scrollTop);
  const there = left === null ? null : anchor(left);
  change();
  articleView.scrollTop = here();
  if (there) left = there();
};

const start = () => {
  begins = !articleView.offsetParent;
  articleView.scrollTo({ top: 0 });
};
new ResizeObserver(() => begins && articleView.offsetParent && start()).observe(articleView);

const wide = () => matchMedia("(min-width: 821px)").matches;
let step = null;
let sought = false; // the visitor asked for a place that the server brings
let part = null;
let title = null;
let article = null;
const follow = () => {
  const shownArticle = element.querySelector(".shown-article");
  if (!shownArticle || shownArticle.dataset.step === step) return;
  step = shownArticle.dataset.step;
  hide();
  // another article, and not one that was renamed, or moved up because one before it was removed
  const other = title !== shownArticle.dataset.title && article !== shownArticle.dataset.article;
  article = shownArticle.dataset.article;
  if (shownArticle.dataset.target) bring(shownArticle.dataset.target, sought);
  else if (other || shownArticle.dataset.part !== part) start();
  if (other && sought) trigger("other");
  sought = false;
  if (shownArticle.dataset.part !== part || title !== shownArticle.dataset.title) leave(null);
  title = shownArticle.dataset.title;
  part = shownArticle.dataset.part;
  const name = document.querySelector("#fold span");
  if (name && title) name.textContent = title;
  window.qaBot.shown?.();
};

element.addEventListener("click", (event) => {
  const turn = event.target.closest("button[data-part]");
  if (turn) trigger("turn", { part: Number(turn.dataset.part) });
});

element.addEventListener("click", (event) => {
  const names = [];
  for (let mark = event.target.closest("mark"); mark; mark = mark.parentElement.closest("mark")) names.push(mark.dataset.mark);
  if (!names.length || event.target.closest("a") || String(getSelection())) return;
  note.replaceChildren(
    ...names.map((name) => {
      const line = document.createElement("button");
      line.type = "button";
      line.textContent = document.getElementById(`${name}-note`)?.textContent || "";
      line.addEventListener("click", () => {
        window.qaBot.toChat?.();
        window.qaBot.question(name.split("-")[1]);
      });
      return line;
    }),
  );
  note.hidden = false;
  const place = event.target.closest("mark").getClientRects()[0];
  const left = Math.min(Math.max(12, place.left), innerWidth - note.offsetWidth - 12);
  const under = place.bottom + 8;
  const top = under + note.offsetHeight > innerHeight ? place.top - note.offsetHeight - 8 : under;
  Object.assign(note.style, { left: `${left}px`, top: `${Math.max(8, top)}px` });
  window.qaBot.question(names[0].split("-")[1]);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("mark, #note")) hide();
});
articleView.addEventListener("scroll", hide, { passive: true });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
  // a mark takes the focus when it is shown; whoever types on means the next question
  const onMark = document.activeElement?.matches?.("mark");
  const types = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (onMark && (types || event.key === "Escape")) box()?.focus();
});

window.qaBot = Object.assign(window.qaBot || {}, {
  bring,
  back,
  reflow,
  // the page is about to show another place, which the visitor asked for
  moved: () => {
    if (moved && left === null && articleView.scrollTop > 40) leave(articleView.scrollTop);
    moved = false;
  },
  left: () => left !== null,
  seek: () => (sought = true),
  unfolded: () => waits && bring(waits),
});
watch("value", follow);
follow();

// one can type at once; the box may be made after this runs. Within somebody's page the focus is theirs
const begin = (tries) => {
  if (box()) {
    if (document.activeElement === document.body) box().focus();
  } else if (tries) requestAnimationFrame(() => begin(tries - 1));
};
if (wide() && window === window.parent) begin(600);
