// The menu of files that the conversation can be saved as; it closes when something else is wanted.
const menu = element.querySelector("details");
const close = () => menu.removeAttribute("open");
element.addEventListener("click", (event) => {
  const { kind } = event.target.closest("button")?.dataset || {};
  if (!kind) return;
  trigger("save", { kind });
  close();
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  close();
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => element.contains(event.target) || close());
