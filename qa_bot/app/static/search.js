// Search in the article and its contents. The server searches the whole text, since the page shows a long one in parts; what it finds in
// the part that is shown is highlighted here, without a change to the text. Steps within the part need no server.
const WAIT = 150; // milliseconds after a key
const bar = element.querySelector("[role=search]");
const field = bar.querySelector("input");
const said = bar.querySelector("output");
const tools = () => document.getElementById("tools");
const contents = () => document.getElementById("contents");
const opener = (name) => tools()?.querySelector(`[data-opens="${name}"]`);

let found = null; // what the server said last
let at = 0; // the number of the current place
let asked = 0;
let timer = null;

const light = (name, found, priority) => {
  if (!window.Highlight) return;
  const lit = new Highlight(...found);
  lit.priority = priority;
  CSS.highlights.set(name, lit);
};
const draw = (show) => {
  const here = found?.count && found.part === current();
  const all = here ? ranges(found.spans) : [];
  const one = all[at - found?.first];
  light("found", all, 0);
  light("found-one", one ? [one] : [], 1);
  if (one && show) {
    if (!window.Highlight) getSelection().setBaseAndExtent(one.startContainer, one.startOffset, one.endContainer, one.endOffset);
    reveal(one);
  }
  bar.classList.toggle("none", Boolean(field.value.trim()) && found?.count === 0 && !found.refused);
  said.textContent = !field.value.trim() || !found ? "" : found.refused ? found.refused : found.count ? `${(at + 1).toLocaleString("en")} of ${found.count.toLocaleString("en")}${found.more ? "+" : ""}` : found.elsewhere?.length ? `No matches in this article. Found in: ${found.elsewhere.join(", ")}` : "No matches";
  for (const button of bar.querySelectorAll("[data-by]")) button.setAttribute("aria-disabled", String(!found?.count));
};
// a part that was sought is there, or the article is another one
let turning = null;
const redraw = () => {
  if (bar.hidden) return;
  const sought = turning === current();
  if (sought) turning = null;
  draw(sought);
  if (!sought && turning === null) seek({ number: at, quiet: true });
};
const seek = (place) => {
  const words = field.value;
  if (!words.trim()) {
    found = null;
    return draw();
  }
  asked += 1;
  quiet = Boolean(place.quiet);
  trigger("find", { id: asked, words, ...place });
};
let quiet = false;
const step = (by) => {
  if (!found?.count) return;
  const next = (at + by + found.count) % found.count;
  if (found.spans[next - found.first] && found.part === current()) {
    at = next;
    draw(true);
  } else seek({ number: next });
};

const open = () => {
  window.qaBot.unfold?.(true);
  window.qaBot.toText?.();
  shut();
  bar.hidden = false;
  opener("search")?.setAttribute("aria-expanded", "true");
  const picked = String(getSelection());
  if (picked && picked.length < 100 && articleView.contains(getSelection().anchorNode)) field.value = picked;
  field.focus();
  field.select();
  seek({ at: top() });
};
const close = (back = true) => {
  if (bar.hidden) return;
  bar.hidden = true;
  found = null;
  opener("search")?.setAttribute("aria-expanded", "false");
  draw();
  if (back) opener("search")?.focus({ preventScroll: true });
};

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => seek({ at: found?.spans?.[at - found.first]?.[0] ?? top() }), WAIT);
});
bar.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.key !== "Enter" || event.target !== field || event.isComposing) return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
bar.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.by) step(Number(button.dataset.by));
  else if (button) close();
});

// the contents: a list that comes from the server when it is opened
const list = () => contents()?.querySelector("nav");
const isListed = () => opener("contents")?.getAttribute("aria-expanded") === "true";
const shut = (back = false) => {
  if (!isListed()) return;
  opener("contents").setAttribute("aria-expanded", "false");
  contents().dataset.open = "";
  if (back) opener("contents").focus({ preventScroll: true });
};
const unfoldList = () => {
  close(false);
  opener("contents").setAttribute("aria-expanded", "true");
  contents().dataset.open = "yes";
  trigger("contents");
  listed(); // one that did not change is not told again
};
// the entry that is being read, once the list is there
const listed = () => {
  if (!isListed() || !list()) return;
  const here = top();
  const rows = [...list().querySelectorAll("[data-at]")];
  const row = rows.findLast((one) => Number(one.dataset.at) <= here) || rows[0];
  for (const one of rows) one.setAttribute("aria-current", String(one === row));
  (row || list().querySelector("input"))?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
};
const go = (offset) => {
  shut(true);
  jump(offset);
};
document.addEventListener("click", (event) => {
  const row = event.target.closest("#contents [data-at]");
  const opens = event.target.closest("#tools [data-opens]")?.dataset.opens;
  if (row) go(Number(row.dataset.at));
  else if (opens === "search") bar.hidden ? open() : close();
  else if (opens === "contents") isListed() ? shut(true) : unfoldList();
});
document.addEventListener("keydown", (event) => {
  const inList = event.target.closest?.("#contents");
  if (event.key === "Escape" && inList) shut(true);
  if (event.key === "Enter" && inList && event.target.matches("input")) {
    const pages = list().dataset.pages.split(",").map(Number);
    const page = Math.min(Math.max(1, Math.round(Number(event.target.value)) || 1), pages.length);
    go(pages[page - 1]);
  }
  // the browser's own search cannot reach what is not shown; pressed again in the field, it comes all the same
  if (event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.target !== field && starts().length > 1) {
    event.preventDefault();
    open();
  }
});

window.qaBot = Object.assign(window.qaBot || {}, {
  listed,
  search: open,
  found: (told) => {
    if (told.id !== asked || bar.hidden) return; // of an earlier search
    found = told;
    at = told.number ?? 0;
    turning = null;
    if (told.count && told.part !== current() && !quiet) {
      turning = told.part;
      trigger("turn", { part: told.part });
    }
    draw(!quiet);
  },
});
