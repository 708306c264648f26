// The pages of a PDF as they look, in place of the text: one at a time, with the marks lit up in the picture. The text is what is shown first, and
// what a screen reader reads. The server draws a page and says where the marks stand on it; here it is turned, enlarged, and kept in step.
const ZOOMS = [1, 1.25, 1.5, 2, 3];
const SLOW = 400; // milliseconds after which it is said that a page is being drawn
const frame = document.getElementById("page");
const articleView = document.getElementById("article-view");
const desk = element.querySelector(".desk");
const figure = element.querySelector("figure");
const image = document.createElement("img"); // in the figure once there is a picture
const field = element.querySelector("input");
const said = element.querySelector("[role=status]");
const opener = () => document.querySelector('[data-opens="pages"]');
const shownArticle = () => articleView.querySelector(".shown-article");
const starts = () => (shownArticle()?.dataset.pages || "").split(",").filter(Boolean).map(Number);

let chosen = false; // the visitor wants to see pages
let now = {}; // what the server told last
let asked = { id: 0 };
let zoom = 0;
let turned = false; // to a page that no mark asked for
let top = 0; // where the text was
let slow = null;
const on = () => chosen && starts().length > 0;
const tell = (words) => (said.textContent = words);
const numberAt = (offset) => Math.max(1, starts().findLastIndex((start) => start <= offset) + 1);

// `place`: the number of a page, or the name of a mark
const ask = (place) => {
  asked = { ...place, id: asked.id + 1, step: shownArticle().dataset.step, article: shownArticle().dataset.article };
  clearTimeout(slow);
  slow = setTimeout(tell, SLOW, "Drawing the page…");
  const width = Math.round((figure.clientWidth || (desk.clientWidth || 700) * ZOOMS[zoom]) * devicePixelRatio);
  trigger("picture", { ...place, id: asked.id, width, have: now.key });
};

const light = (mark, [left, right, top, bottom], number) => {
  const node = document.createElement(number ? "span" : "button"); // one stop of the keyboard for each mark
  if (!number) Object.assign(node, { type: "button", ariaLabel: mark.label || "Mark" });
  node.className = `light ${mark.level}`;
  node.dataset.mark = mark.id;
  Object.assign(node.style, { left: `${left}%`, width: `${right - left}%`, top: `${top}%`, height: `${bottom - top}%` });
  return node;
};
const lights = () => figure.querySelectorAll(".light");
const show = (name) => {
  const first = [...lights()].find((one) => one.dataset.mark === name);
  const height = (figure.clientWidth * now.height) / now.width; // the picture may not be there yet
  if (!first) return desk.scrollTo(0, 0);
  const place = (share) => Number.parseFloat(share) / 100;
  desk.scrollTo(place(first.style.left) * figure.clientWidth - desk.clientWidth * 0.3, place(first.style.top) * height - desk.clientHeight * 0.38);
  for (const one of lights()) one.classList.toggle("lit", one.dataset.mark === name);
};

const draw = (told) => {
  if (told.id !== asked.id) return; // another page was asked for since
  clearTimeout(slow);
  const stays = told.key === now.key;
  now = told;
  field.value = told.page;
  field.max = told.of;
  element.querySelector("label span").textContent = told.of.toLocaleString("en");
  for (const button of element.querySelectorAll("[data-turn]")) button.setAttribute("aria-disabled", String(told.page + Number(button.dataset.turn) < 1 || told.page + Number(button.dataset.turn) > told.of));
  figure.hidden = Boolean(told.message);
  if (told.message) return tell(told.message);
  if (told.image) image.src = `data:image/webp;base64,${told.image}`;
  if (!image.parentElement) figure.append(image);
  image.alt = `Page ${told.page} of ${told.of} of “${shownArticle().dataset.title}” as it looks. Its words are in the text.`;
  image.style.aspectRatio = `${told.width} / ${told.height}`;
  for (const one of lights()) one.remove();
  for (const mark of told.marks) figure.append(...mark.boxes.map(([left, over, right, under], number) => light(mark, [left, right, over, under].map((share) => share / 100), number)));
  const lost = asked.mark && !told.marks.find((mark) => mark.id === asked.mark)?.boxes.length;
  tell(!told.words ? "This page is only a picture: it has no text that I can read." : lost ? "I can't find this place in the picture. The text has it." : "");
  if (asked.mark) show(asked.mark);
  else if (!stays && !asked.stay) desk.scrollTo(0, 0);
};

const enlarge = (by) => {
  const next = zoom + by;
  if (!(next in ZOOMS)) return;
  const share = [(desk.scrollLeft + desk.clientWidth / 2) / desk.scrollWidth, (desk.scrollTop + desk.clientHeight / 2) / desk.scrollHeight];
  zoom = next;
  figure.style.setProperty("--zoom", ZOOMS[zoom]);
  element.querySelector("output").textContent = `${100 * ZOOMS[zoom]}%`;
  for (const button of element.querySelectorAll("[data-zoom]")) button.setAttribute("aria-disabled", String(!(zoom + Number(button.dataset.zoom) in ZOOMS)));
  desk.scrollTo(share[0] * desk.scrollWidth - desk.clientWidth / 2, share[1] * desk.scrollHeight - desk.clientHeight / 2);
  if (now.page) ask({ page: now.page, stay: true });
};
const turn = (page) => {
  const number = Math.min(Math.max(1, Math.round(page) || 1), starts().length);
  turned = true;
  ask({ page: number });
};

const apply = () => {
  frame.dataset.pages = on() ? "yes" : "";
  opener()?.setAttribute("aria-pressed", String(on()));
};
const toPages = () => {
  const name = shownArticle()?.dataset.target;
  const pane = articleView.getBoundingClientRect();
  const place = document.getElementById(name)?.getBoundingClientRect();
  const seen = place && place.bottom > pane.top && place.top < pane.bottom;
  const page = numberAt(articleView.offsetParent ? window.qaBot.top() : 0);
  window.qaBot.unfold?.(true);
  top = articleView.scrollTop;
  chosen = true;
  turned = false;
  apply();
  ask(seen ? { mark: name } : { page });
};
const toText = () => {
  if (!on()) return;
  chosen = false;
  apply();
  articleView.scrollTop = top;
  if (turned) window.qaBot.jump(starts()[now.page - 1]);
  else window.qaBot.unfolded?.(); // a mark that was brought meanwhile
};

document.addEventListener("click", (event) => event.target.closest('[data-opens="pages"]') && (on() ? toText() : toPages()));
element.addEventListener("click", (event) => {
  const button = event.target.closest("button, .light");
  if (button?.getAttribute("aria-disabled") === "true") return;
  if (button?.dataset.turn) turn(now.page + Number(button.dataset.turn));
  else if (button?.dataset.zoom) enlarge(Number(button.dataset.zoom));
  else if (button?.dataset.mark) {
    window.qaBot.toChat?.();
    window.qaBot.question(button.dataset.mark.split("-")[1]);
  }
});
field.addEventListener("change", () => turn(Number(field.value)));
desk.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || zoom || event.ctrlKey || event.metaKey || event.altKey || !starts()[now.page - 1 + by]) return;
  event.preventDefault();
  turn(now.page + by);
});

// the text was set anew: other marks, or another article
const follow = () => {
  const was = frame.dataset.pages === "yes";
  apply();
  if (was && !on()) window.qaBot.unfolded?.(); // an answer in an article without pages was brought while the text was hidden
  const { step, article } = shownArticle()?.dataset || {};
  if (!on() || step === asked.step) return;
  ask(article === asked.article && now.page ? { page: now.page, stay: true } : { page: 1 });
};
new MutationObserver(follow).observe(articleView, { subtree: true, childList: true, attributeFilter: ["data-step"] });
apply();

window.qaBot = Object.assign(window.qaBot || {}, {
  drawn: draw,
  toText,
  // whether a place is shown as a page, which is then turned to
  pageAt: (offset) => {
    if (on()) turn(numberAt(offset));
    return on();
  },
  pageOf: (name) => {
    turned = false;
    if (on()) ask({ mark: name });
  },
});
