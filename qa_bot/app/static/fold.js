// In a narrow window the article folds under the chat; the state lives on the page's frame, which no update touches.
const frame = document.getElementById("page");
const short = matchMedia("(max-width: 820px) and (max-height: 599px)"); // the chat or the article: see small_screens.css
const set = (open) => {
  frame.dataset.article = open ? "open" : "folded";
  element.querySelector("button").setAttribute("aria-expanded", String(open));
  if (open) window.qaBot.unfolded?.();
};
element.addEventListener("click", (event) => {
  if (event.target.closest("button")) set(frame.dataset.article !== "open");
});
// a tall window has room for both from the start
if (matchMedia("(min-height: 700px)").matches) set(true);
window.qaBot = Object.assign(window.qaBot || {}, {
  // an answer that came by itself opens the article beside the chat, never in its place
  unfold: (wanted) => frame.dataset.article === "open" || (short.matches && !wanted) || set(true),
  toChat: () => short.matches && set(false),
});
