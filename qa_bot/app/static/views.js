// How the page is shown: from its address, ?view=compact (the chat alone) and ?theme=light or dark; else in the theme that was chosen here.
(() => {
  const wanted = new URLSearchParams(location.search);
  const root = document.documentElement;
  if (wanted.get("view") === "compact") root.dataset.view = "compact";
  // in a frame whose height follows the content, as on a Space's page, two panes that fill the window have no height of their own,
  // and gradio would report 32 pixels: with this mark it asks for the height of the window around the frame
  root.dataset.gradioCover = "";
  const KEPT = "qa-bot-theme"; // first_paint.js knows it too
  const THEMES = ["light", "dark"];
  let theme = wanted.get("theme");
  try {
    if (!THEMES.includes(theme)) theme = localStorage.getItem(KEPT);
  } catch {
    // a browser may refuse
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (THEMES.includes(theme) ? theme === "dark" : system.matches);
  // gradio sets the class when it starts and again when the system changes; what was wanted here has the last word
  const set = () => document.body.classList.contains("dark") === dark() || document.body.classList.toggle("dark", dark());
  const watch = () => {
    set();
    new MutationObserver(set).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    system.addEventListener("change", set);
  };
  document.body ? watch() : addEventListener("DOMContentLoaded", watch);
  // the theme, "" for the system's; with an argument, another one from now on
  const choose = (name) => {
    if (name === undefined) return THEMES.includes(theme) ? theme : "";
    theme = name;
    try {
      localStorage.setItem(KEPT, name);
    } catch {
      // it holds for this visit
    }
    return set();
  };
  window.qaBot = Object.assign(window.qaBot || {}, { theme: choose });
})();
