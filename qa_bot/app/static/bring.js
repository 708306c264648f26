// The panel for an article of one's own: where the focus goes, Escape closes it, and a file dropped anywhere on the page is taken.
// looked up each time: gradio makes its nodes anew
const opener = () => document.getElementById("opener");
const isOpen = () => document.getElementById("bring")?.offsetParent != null;

// the field is there a moment after the panel has opened
const enter = (tries) => {
  const field = document.querySelector("#paste textarea");
  if (field) field.focus();
  if (isOpen() && document.activeElement !== field && tries) requestAnimationFrame(() => enter(tries - 1));
};

let open = isOpen();
let inside = false; // whether the focus is in the panel; a part that is hidden loses it first
const follow = () => {
  opener()?.setAttribute("aria-expanded", String(isOpen()));
  opener()?.setAttribute("aria-controls", "bring");
  if (isOpen() === open) return;
  open = !open;
  if (open) enter(60);
  else if (inside) opener()?.focus();
  inside = open;
};
document.addEventListener("focusin", (event) => isOpen() && (inside = Boolean(event.target.closest("#bring"))));
new MutationObserver(follow).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
follow();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#bring")) opener()?.click();
});

const give = (files, tries) => {
  const field = document.querySelector("#drop input[type=file]");
  if (field && isOpen()) {
    const held = new DataTransfer();
    held.items.add(files[0]);
    field.files = held.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (tries) requestAnimationFrame(() => give(files, tries - 1));
};
const carries = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => carries(event) && event.preventDefault());
addEventListener(
  "drop",
  ({ dataTransfer }) => {
    const [first, ...others] = dataTransfer?.files || [];
    if (others.length) window.qaBot.say(`I read one file at a time, so I took only ${first.name}. Add the others one by one.`);
  },
  true,
);
addEventListener("drop", (event) => {
  if (!carries(event) || event.defaultPrevented || event.target.closest?.("#drop")) return;
  event.preventDefault();
  if (!isOpen()) opener()?.click();
  give([...event.dataTransfer.files], 600);
});
