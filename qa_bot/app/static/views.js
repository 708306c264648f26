// How the page is shown, from its address: ?view=compact (the chat alone), ?theme=light or dark.
(() => {
  const wanted = new URLSearchParams(location.search);
  const root = document.documentElement;
  if (wanted.get("view") === "compact") root.dataset.view = "compact";
  // in a frame whose height follows the content, as on a Space's page, two panes that fill the window have no height of their own,
  // and gradio would report 32 pixels: with this mark it asks for the height of the window around the frame
  root.dataset.gradioCover = "";
  const theme = wanted.get("theme");
  if (theme !== "light" && theme !== "dark") return;
  // gradio sets the class when it starts and again when the system changes; the address has the last word
  const set = () => document.body.classList.contains("dark") === (theme === "dark") || document.body.classList.toggle("dark", theme === "dark");
  const watch = () => {
    set();
    new MutationObserver(set).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  };
  document.body ? watch() : addEventListener("DOMContentLoaded", watch);
})();
