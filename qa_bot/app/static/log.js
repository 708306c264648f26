// The chat: buttons that lead to a mark, copy a text, or change the conversation; and the newest message in view.
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without a secure context there is no clipboard interface, only the old command
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

const compact = () => document.documentElement.dataset.view === "compact";
// a page that shows the chat alone leads to the whole page; elsewhere the address is copied, and a click with a key opens it as usual
const follow = async (event, link) => {
  if (compact() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await copy(link.href);
  const label = link.textContent;
  if (label === "Link copied") return;
  link.textContent = "Link copied";
  setTimeout(() => (link.textContent = label), 1600);
};

// a thumb is pressed here at once; the server only keeps it
const judge = (button) => {
  const pressed = button.getAttribute("aria-pressed") !== "true";
  for (const thumb of button.parentElement.querySelectorAll("[data-thumb]")) thumb.setAttribute("aria-pressed", String(pressed && thumb === button));
  trigger("judge", { turn: Number(button.closest(".exchange").id.replace("turn-", "")), thumb: pressed ? button.dataset.thumb : null });
};

element.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-link]");
  if (link) return follow(event, link);
  const button = event.target.closest("button");
  if (!button) return;
  if (compact() && button.dataset.goto) return button.closest(".exchange").querySelector("[data-link]")?.click();
  const { goto, act, copy: text } = button.dataset;
  if (goto) {
    const turn = Number(button.closest(".exchange").id.replace("turn-", ""));
    const mark = document.getElementById(goto);
    if (mark && !mark.classList.contains("earlier")) window.qaBot.bring(goto);
    else {
      window.qaBot.seek();
      trigger("show", { turn, mark: goto });
    }
  } else if (button.dataset.thumb) {
    judge(button);
  } else if (act === "again") {
    window.qaBot.again(button.closest(".exchange"));
  } else if (act === "stop" || act === "reopen") {
    trigger(act);
    button.disabled = true;
  } else if (["literal", "undo"].includes(act)) {
    window.qaBot.send(act);
  } else if (text !== undefined) {
    await copy(text);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1600);
  }
});

const FADE = 20; // the pane's last pixels are a gradient
// what is pointed at, or has the focus, is pointed out in the article
const point = (event) => {
  const leaves = event.type === "focusout" || event.type === "mouseleave";
  const name = leaves ? null : event.target.closest("[data-goto]")?.dataset.goto;
  for (const piece of document.querySelectorAll("#article-view .pointed")) if (piece.dataset.mark !== name) piece.classList.remove("pointed");
  if (name) for (const piece of document.querySelectorAll(`#article-view [data-mark="${name}"]`)) piece.classList.add("pointed");
};
for (const name of ["mouseover", "mouseleave", "focusin", "focusout"]) element.addEventListener(name, point);

// scrolls the pane alone, never the window: the whole exchange when it fits, else its beginning
const reveal = (exchange) => {
  const talk = document.getElementById("talk");
  const pane = talk.getBoundingClientRect();
  const place = exchange.getBoundingClientRect();
  const top = place.height > pane.height - FADE ? place.top - pane.top - 8 : Math.max(0, place.bottom - pane.bottom + FADE) || Math.min(0, place.top - pane.top - 8);
  if (top) talk.scrollBy({ top, behavior: calm() });
};

// what scrolls smoothly has a place only when it stands still
const settled = (then, last = null, still = 0) => {
  const now = document.getElementById("talk").scrollTop;
  if (still > 3) then();
  else requestAnimationFrame(() => settled(then, now, now === last ? still + 1 : 0));
};

// the suggestions under the last answer are seen whole or not at all: with the answer where both fit, else one scrolls to them
const suggested = (scrolls = true) => {
  const more = document.getElementById("more");
  const last = [...element.querySelectorAll(".exchange")].at(-1);
  more.style.marginTop = "";
  if (!last || !more.offsetParent) return;
  const talk = document.getElementById("talk");
  const pane = talk.getBoundingClientRect();
  const place = last.getBoundingClientRect();
  const list = more.getBoundingClientRect();
  const hidden = list.bottom + FADE - pane.bottom;
  if (place.bottom > pane.bottom || place.top < pane.top - pane.height || hidden <= 0) return; // something else is being read, or all is there
  if (scrolls && last.querySelector(".question").getBoundingClientRect().top - hidden >= pane.top) talk.scrollBy({ top: hidden, behavior: calm() });
  else more.style.marginTop = `${Math.max(0, pane.bottom - list.top)}px`;
};

// what stands over them may become longer, and the window smaller
const sizes = new ResizeObserver(() => settled(() => suggested(false)));
for (const node of [element, document.getElementById("line"), document.getElementById("talk")]) if (node) sizes.observe(node);

// the page around a frame is told of each answer once; nothing listens where there is no frame
let told = 0;
const tell = () => {
  const exchanges = element.querySelectorAll(".exchange:not(.pending)");
  for (const exchange of [...exchanges].slice(told)) if (exchange.dataset.told) window.qaBot.tell?.(JSON.parse(exchange.dataset.told));
  told = exchanges.length;
};

const QUICK = 700; // milliseconds; who waits no longer need not know how far it is
let asked = 0;

watch("value", () => {
  tell();
  asked = element.querySelector(".pending") ? asked || Date.now() : 0;
  window.qaBot.draw?.(); // the questions on their way
  const last = [...element.querySelectorAll(".exchange")].at(-1);
  // a reply can open the article under the chat, which makes the pane smaller: the place is known after that
  if (last) requestAnimationFrame(() => requestAnimationFrame(() => reveal(last)));
  else document.getElementById("talk").scrollTop = 0;
});

window.qaBot = Object.assign(window.qaBot || {}, {
  copy,
  progress: (words) => {
    const doing = element.querySelector(".pending .doing");
    if (doing && words && Date.now() - asked > QUICK) doing.textContent = words;
  },
  suggested: () => settled(suggested), // after `reveal`
  question: (turn) => {
    const exchange = document.getElementById(`turn-${turn}`);
    if (!exchange) return;
    reveal(exchange);
    exchange.classList.remove("found");
    requestAnimationFrame(() => exchange.classList.add("found"));
  },
});
