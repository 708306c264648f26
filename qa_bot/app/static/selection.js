// Words that are selected in the article can be asked about, or copied with the place that they come from.
const SHORT = 80; // characters that are asked about at once; more is put into the box, for the visitor to cut
const MOST = 300;
const choices = Object.assign(document.createElement("div"), { id: "selected", hidden: true });
choices.setAttribute("role", "toolbar");
choices.setAttribute("aria-label", "Selected words");
const button = (words) => Object.assign(document.createElement("button"), { type: "button", textContent: words });
const [about, quote] = [button("Ask about this"), button("Copy quote")];
choices.append(about, quote);
(articleView.closest(".contain") || document.querySelector(".gradio-container")).append(choices); // where the styles of narrow windows reach

let words = "";
const hideChoices = () => (choices.hidden = true);
const picked = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const body = articleView.querySelector(".article-body");
  return body?.contains(range.startContainer) && body.contains(range.endContainer) && range.toString().trim() ? range : null;
};
const offer = () => {
  const range = picked();
  if (!range) return hideChoices();
  words = range.toString().replace(/\s+/g, " ").trim();
  const pane = articleView.getBoundingClientRect();
  const lines = [...range.getClientRects()].filter((line) => line.width && line.bottom > pane.top && line.top < pane.bottom);
  if (!lines.length) return hideChoices();
  choices.hidden = false;
  // under the selection, where a phone's own menu is not; over it where there is no room
  const [first, last] = [lines[0], lines.at(-1)];
  const under = last.bottom + 8;
  const y = under + choices.offsetHeight > Math.min(innerHeight, pane.bottom) ? first.top - choices.offsetHeight - 8 : under;
  Object.assign(choices.style, { left: `${Math.min(Math.max(8, last.left), innerWidth - choices.offsetWidth - 8)}px`, top: `${Math.max(8, y)}px` });
};

let settling = null;
document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  if (!picked() && !choices.contains(document.activeElement)) hideChoices();
  else settling = setTimeout(() => choices.contains(document.activeElement) || offer(), 250);
});
articleView.addEventListener("scroll", () => choices.hidden || offer(), { passive: true });
document.addEventListener("keydown", (event) => {
  if (choices.hidden || (event.key !== "Escape" && event.key !== "Tab")) return;
  if (event.key === "Escape") {
    hideChoices();
    getSelection().removeAllRanges();
  } else if (!choices.contains(event.target) && !event.shiftKey) {
    event.preventDefault();
    about.focus();
  }
});
choices.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays

about.addEventListener("click", () => {
  const cut = words.length > MOST ? `${words.slice(0, MOST).replace(/\s+\S*$/, "")}…` : words;
  const question = `What does the article say about “${cut.replace(/^[“"]+|[”"]+$/g, "").replace(/[“”"]/g, "'")}”?`;
  hideChoices();
  getSelection().removeAllRanges();
  window.qaBot.toChat?.();
  if (cut.length <= SHORT) window.qaBot.ask(question, true);
  else window.qaBot.write(question);
});
quote.addEventListener("click", async () => {
  const title = shownArticle().dataset.title;
  const byline = articleView.querySelector(".article .byline")?.textContent.trim();
  const place = [title, byline].filter(Boolean).join(", ");
  await window.qaBot.copy(`“${words}”${place ? `\n(${place})` : ""}`);
  quote.textContent = "Copied";
  setTimeout(() => {
    quote.textContent = "Copy quote";
    hideChoices();
  }, 1200);
});
