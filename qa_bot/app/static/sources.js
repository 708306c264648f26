// The visitor's articles as cards: which are asked, which one is shown; renamed and removed.
const root = element.closest("#sources") || element;
const opener = () => element.querySelector(".picked");
const cards = () => [...element.querySelectorAll("li")];
const isOpen = () => root.dataset.open === "yes";
const ticked = () => cards().filter((card) => card.querySelector("[role=checkbox]").ariaChecked === "true").map((card) => Number(card.dataset.number));
const show = () => {
  opener()?.setAttribute("aria-expanded", String(isOpen()));
  const seen = document.querySelector("#article-view .shown-article")?.dataset.article;
  for (const card of cards()) {
    card.classList.toggle("seen", card.dataset.number === seen);
    card.querySelector(".name").setAttribute("aria-current", String(card.dataset.number === seen));
  }
  const said = element.querySelector(".picked i");
  const title = cards().find((card) => card.dataset.number === seen)?.querySelector(".name b").textContent;
  const words = title && String(ticked()) !== seen ? `, showing ${title}` : "";
  if (said && said.textContent !== words) said.textContent = words;
};
// as large as the window has room: what hangs out of it cannot be scrolled to
const fit = () => {
  if (!isOpen()) return;
  const { left, bottom } = root.getBoundingClientRect();
  root.style.setProperty("--room-x", `${innerWidth - left - 8}px`);
  root.style.setProperty("--room-y", `${innerHeight - bottom - 16}px`);
};
addEventListener("resize", fit);
const set = (open, back = false) => {
  if (open) window.qaBot.unfold?.(true);
  root.dataset.open = open ? "yes" : "";
  fit();
  show();
  if (back) opener()?.focus({ preventScroll: true });
};

const edit = (card, on) => {
  const field = card.querySelector("input");
  field.hidden = !on;
  for (const part of card.querySelectorAll(".name, .ways")) part.hidden = on;
  if (!on) return card.querySelector("[data-do=rename]").focus();
  field.focus();
  field.select();
};
let removed = false; // the button that had the focus goes with its card
// the second click removes; whoever goes elsewhere meant something else
const remove = (button, number) => {
  if (button.dataset.sure) {
    removed = true;
    return trigger("remove", { number });
  }
  const words = button.textContent;
  const answers = Number(button.dataset.answers);
  button.dataset.sure = "yes";
  button.textContent = answers ? `Remove with ${answers} ${answers > 1 ? "answers" : "answer"}?` : "Really remove?";
  button.addEventListener(
    "blur",
    () => {
      delete button.dataset.sure;
      button.textContent = words;
    },
    { once: true },
  );
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const card = button.closest("li");
  const number = Number(card?.dataset.number);
  const act = button.dataset.do;
  if (button.matches(".picked")) set(!isOpen());
  else if (button.matches("[role=checkbox]")) {
    const others = ticked().filter((one) => one !== number);
    if (button.ariaChecked !== "true" || others.length) trigger("tick", { numbers: button.ariaChecked === "true" ? others : [...others, number] });
  } else if (button.matches(".name")) trigger("open", { number });
  else if (act === "rename") edit(card, true);
  else if (act === "remove") remove(button, number);
  else if (act === "all") trigger("tick", { numbers: cards().map((one) => Number(one.dataset.number)) });
  else if (act === "add") {
    set(false);
    document.getElementById("opener").click();
  }
});
element.addEventListener("keydown", (event) => {
  const field = event.target.closest("input");
  if (field && (event.key === "Enter" || event.key === "Escape")) {
    const card = field.closest("li");
    if (event.key === "Enter" && field.value.trim()) trigger("rename", { number: Number(card.dataset.number), title: field.value });
    else field.value = field.defaultValue;
    edit(card, false);
  } else if (event.key === "Escape" && isOpen()) set(false, true);
});
document.addEventListener("click", (event) => isOpen() && !event.composedPath().includes(root) && set(false));
new MutationObserver(show).observe(document.getElementById("article-view") || document.body, { subtree: true, childList: true, attributeFilter: ["data-article"] });
window.qaBot = Object.assign(window.qaBot || {}, { tick: (numbers) => trigger("tick", { numbers }) });
watch("value", () => {
  show();
  if (removed) (opener() || document.getElementById("opener"))?.focus({ preventScroll: true });
  removed = false;
});
show();
