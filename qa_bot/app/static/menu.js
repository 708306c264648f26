// The page's menu: theme, print, keys. It closes when something else is wanted.
const menu = element.querySelector("details");
const dialog = element.querySelector("dialog");
const show = () => {
  for (const button of element.querySelectorAll("[data-theme]")) button.setAttribute("aria-pressed", String(button.dataset.theme === window.qaBot.theme()));
};
const close = () => menu.removeAttribute("open");
element.addEventListener("click", (event) => {
  const { theme, do: act } = event.target.closest("button, a")?.dataset || {};
  if (theme !== undefined) {
    window.qaBot.theme(theme);
    show();
  } else if (act === "close") dialog.close();
  else if (event.target.closest("li :is(button, a)")) close();
  if (act === "keys") dialog.showModal();
  if (act === "print") print();
});
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  close();
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => element.contains(event.target) || close());
show();
