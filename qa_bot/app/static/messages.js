// What gradio says in a box of its own, such as "Error" over "File(s) exceed the maximum allowed size", is said in one line of ours.
(() => {
  const SHOWN = 8000; // milliseconds
  const CHOOSER = "Drop files here, or choose them";
  const WORDS = [
    [/maximum allowed size of ([\d.]+)/, ([, mebibytes]) => `This file is larger than ${Math.round(mebibytes * 1.048576)} MB. Use a smaller one.`],
    [/file type/i, () => "I can't read this kind of file."],
    [/busy|queue/i, () => window.qaBot.busy],
    [/connection|fetch|network/i, () => "The connection was lost. Please try again."],
  ];
  const line = Object.assign(document.createElement("p"), { id: "message", hidden: true });
  line.setAttribute("role", "alert");
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  let timer;
  // with `stays`, until it is closed
  const say = (words, stays = false) => {
    line.replaceChildren(words, ...(stays ? [close] : []));
    line.hidden = false;
    clearTimeout(timer);
    if (!stays) timer = setTimeout(() => (line.hidden = true), SHOWN);
  };
  const translate = (said) => {
    const [found, words] = WORDS.map(([shape, words]) => [said.match(shape), words]).find(([found]) => found) || [null, () => said];
    return words(found);
  };
  window.qaBot = Object.assign(window.qaBot || {}, { say });
  line.addEventListener("click", () => (line.hidden = true));
  const look = () => {
    for (const said of document.querySelectorAll('[data-testid="toast-text"]:not([data-seen])')) {
      said.dataset.seen = "";
      say(translate(said.textContent));
    }
    const chooser = document.querySelector("#drop button:has(> [type=file])"); // what gradio calls it depends on the browser's language
    if (chooser && chooser.ariaLabel !== CHOOSER) chooser.ariaLabel = CHOOSER;
  };
  const begin = () => {
    document.body.append(line);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  };
  document.body ? begin() : addEventListener("DOMContentLoaded", begin);
})();
