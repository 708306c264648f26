// On a phone the article folds under the chat; the state lives on the root element, which no update of the page touches.
const button = () => element.querySelector("button");
const set = (open) => {
  document.documentElement.dataset.article = open ? "open" : "folded";
  button().setAttribute("aria-expanded", String(open));
};
element.addEventListener("click", (event) => {
  if (event.target.closest("button")) set(document.documentElement.dataset.article !== "open");
});
window.qaBot = Object.assign(window.qaBot || {}, { unfold: () => set(true) });
