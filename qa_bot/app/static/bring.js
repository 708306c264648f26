// The panel for an article of one's own: where the focus goes, Escape closes it, and files dropped anywhere on the page are taken.
// looked up each time: gradio makes its nodes anew
const opener = () => document.getElementById("opener");
const isOpen = () => document.getElementById("bring")?.offsetParent != null;

// the field is there a moment after the panel has opened
const enter = (tries) => {
  const field = document.querySelector("#paste textarea");
  if (field) field.focus();
  if (isOpen() && document.activeElement !== field && tries) requestAnimationFrame(() => enter(tries - 1));
};

const waiting = []; // files to read; while they are read, the focus stays where it is
// on a phone, the button is among the cards
const leave = () => (opener()?.offsetParent ? opener() : document.querySelector("#sources .picked"))?.focus();

let open = isOpen();
let inside = false; // whether the focus is in the panel; a part that is hidden loses it first
const follow = () => {
  opener()?.setAttribute("aria-expanded", String(isOpen()));
  opener()?.setAttribute("aria-controls", "bring");
  if (isOpen() === open) return;
  open = !open;
  if (waiting.length);
  else if (open) enter(60);
  else if (inside) leave();
  inside = open;
};
document.addEventListener("focusin", (event) => isOpen() && (inside = Boolean(event.target.closest("#bring"))));
new MutationObserver(follow).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
follow();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#bring")) opener()?.click();
});

// Several files are read one after the other, each on the way of a single one: through the panel's field. The panel would open and close
// with each of them, so it is hidden and a line stands in its place.
const MOST = 8; // MAX_ARTICLES in library.py
const CHOSEN = "#drop input[type=file]";
const field = () => isOpen() && document.querySelector(CHOSEN); // there is none while a file is read
const notice = () => document.querySelector("#bring-notice p")?.textContent || "";
const message = () => document.getElementById("message");
const shown = () => document.querySelector("#article-view .shown-article")?.dataset || {};
const until = async (holds) => {
  while (!holds()) await new Promise((done) => setTimeout(done, 50));
};

let left = false; // the visitor closed the panel
addEventListener("click", (event) => event.target.closest?.("#opener") && (left = true), true);

// why a file could not be read; nothing for one that was read, and null where the visitor closed the panel meanwhile
const read = async (file) => {
  if (notice()) opener()?.click(); // what was said of the file before goes with the panel
  await until(() => !notice());
  if (!isOpen()) opener()?.click();
  await until(field);
  const { step } = shown();
  const held = new DataTransfer();
  held.items.add(file);
  field().files = held.files;
  message().hidden = true;
  left = false;
  field().dispatchEvent(new Event("change", { bubbles: true }));
  const said = () => (notice().endsWith("…") ? "" : notice() || (message().hidden ? "" : message().firstChild.data));
  await until(() => !isOpen() || (field() && said()));
  if (isOpen()) return said();
  if (!left) await until(() => shown().step !== step);
  return left ? null : "";
};

const frame = document.getElementById("page");
const line = document.createElement("p");
const doing = Object.assign(document.createElement("span"), { role: "status" });
const stop = Object.assign(document.createElement("button"), { type: "button", textContent: "Stop" });
line.append(doing, stop);
stop.addEventListener("click", () => {
  left = true;
  if (isOpen()) opener()?.click();
});
const tell = (words) => {
  frame.toggleAttribute("data-reads-files", Boolean(words));
  doing.textContent = words;
  words ? element.append(line) : line.remove();
};

// where the focus was; of the panel or nowhere, the question comes next, but no keyboard opens on a phone
const focusAgain = (before) => {
  if (isOpen()) return;
  const kept = before?.isConnected && before !== document.body && !before.closest("#bring, #opener, #bringer");
  if (kept) before.focus({ preventScroll: true });
  else if (matchMedia("(pointer: fine)").matches) document.querySelector("#box textarea")?.focus();
  else leave();
};

const take = async (files) => {
  waiting.push(...files);
  if (waiting.length > files.length) return; // they are read in their turn
  const before = document.activeElement;
  const failed = [];
  const numbers = new Set();
  let count = 0;
  let closed = false;
  for (; waiting.length; waiting.shift()) {
    const not = closed ? "You stopped." : count >= MOST && `I take up to ${MOST} files at once.`;
    if (count || waiting.length > 1) tell(`Reading file ${count + 1} of ${count + waiting.length}: ${waiting[0].name}…`);
    const why = not || (await read(waiting[0]));
    count++;
    closed ||= why === null;
    if (why === "") numbers.add(Number(shown().article));
    else if (why) failed.push(`${waiting[0].name}: ${why}`);
  }
  tell("");
  focusAgain(before);
  if (numbers.size > 1) window.qaBot.tick([...numbers]);
  if (count > 1 && failed.length) window.qaBot.say(`I couldn't read ${failed.length} of ${count} files.\n${failed.join("\n")}`, true);
};

// the field for one file lets several be chosen
addEventListener("click", (event) => event.target.matches?.(CHOSEN) && (event.target.multiple = true), true);
addEventListener(
  "change",
  (event) => {
    const files = event.target.matches?.(CHOSEN) ? [...event.target.files] : [];
    if (files.length < 2) return;
    event.stopPropagation();
    take(files);
  },
  true,
);
const carries = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => carries(event) && event.preventDefault());
addEventListener(
  "drop",
  (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (document.getElementById("article-pane").offsetParent) take([...event.dataTransfer.files]); // else this is the chat alone
  },
  true,
);
window.qaBot = Object.assign(window.qaBot || {}, { panelIsOpen: isOpen });
