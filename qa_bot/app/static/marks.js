// From mark to mark: two buttons under the article, and the arrow keys while a mark has the focus.
const articleView = document.getElementById("article-view");
const place = element.querySelector("output");
const marks = () => [...articleView.querySelectorAll("mark[id]")];
let current = null;

const show = () => {
  const all = marks();
  const at = all.findIndex((mark) => mark.id === current);
  const back = element.querySelector("[data-back]");
  const clear = element.querySelector("[data-clear]");
  back.hidden = !window.qaBot.left?.();
  clear.hidden = !articleView.querySelector("mark.earlier");
  for (const button of element.querySelectorAll("[data-by]")) button.hidden = all.length < 2;
  place.hidden = all.length < 2;
  element.querySelector("nav").hidden = all.length < 2 && back.hidden && clear.hidden;
  place.textContent = at < 0 ? `${all.length} marked` : `${at + 1} of ${all.length}`;
};

const step = (by) => {
  const all = marks();
  if (!all.length) return;
  const at = all.findIndex((mark) => mark.id === current);
  current = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length].id;
  window.qaBot.bring(current);
  show();
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.by) step(Number(button.dataset.by));
  else if (button?.matches("[data-clear]")) trigger("unmark");
  else if (button) window.qaBot.back();
});
articleView.addEventListener("focusin", (event) => {
  const mark = event.target.closest("mark[id]");
  if (mark) current = mark.id;
  show();
});
articleView.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by || !event.target.matches("mark") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  step(by);
});
(element.closest("#marks") || element).addEventListener("left", show);
(element.closest("#marks") || element).addEventListener("brought", (event) => {
  current = event.detail; // also where the text is not shown, and so the mark takes no focus
  show();
});
new MutationObserver(show).observe(articleView, { childList: true, subtree: true });
show();
