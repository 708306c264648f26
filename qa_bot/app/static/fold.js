// On a phone the article folds under the chat; the state lives on the page's frame, which no update touches.
const frame = document.getElementById("page");
const set = (open) => {
  frame.dataset.article = open ? "open" : "folded";
  element.querySelector("button").setAttribute("aria-expanded", String(open));
};
element.addEventListener("click", (event) => {
  if (event.target.closest("button")) set(frame.dataset.article !== "open");
});
// a tall window, such as a tablet's, has room for both from the start
if (matchMedia("(min-width: 600px) and (min-height: 900px)").matches) set(true);
window.qaBot = Object.assign(window.qaBot || {}, { unfold: () => set(true) });
