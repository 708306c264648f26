// What gradio says in a box of its own, such as "Error" over "File(s) exceed the maximum allowed size", is said in one line of ours.
(() => {
  const SHOWN = 8000; // milliseconds
  const WORDS = [
    [/maximum allowed size of ([\d.]+)/, ([, mebibytes]) => `This file is larger than ${Math.round(mebibytes * 1.048576)} MB. Use a smaller one.`],
    [/file type/i, () => "I can't read this kind of file."],
    [/busy|queue/i, () => window.qaBot.busy],
    [/connection|fetch|network/i, () => "The connection was lost. Please try again."],
  ];
  const line = Object.assign(document.createElement("p"), { id: "message", hidden: true });
  line.setAttribute("role", "alert");
  let timer;
  const tell = (said) => {
    const [found, words] = WORDS.map(([shape, words]) => [said.match(shape), words]).find(([found]) => found) || [null, () => said];
    line.textContent = words(found);
    line.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (line.hidden = true), SHOWN);
  };
  window.qaBot = Object.assign(window.qaBot || {}, { say: tell });
  line.addEventListener("click", () => (line.hidden = true));
  const look = () => {
    for (const said of document.querySelectorAll('[data-testid="toast-text"]:not([data-seen])')) {
      said.dataset.seen = "";
      tell(said.textContent);
    }
    const chooser = document.querySelector('#drop button[aria-label="Click to upload or drop files"]');
    if (chooser) chooser.setAttribute("aria-label", "Drop a file here, or choose one");
  };
  const begin = () => {
    document.body.append(line);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  };
  document.body ? begin() : addEventListener("DOMContentLoaded", begin);
})();
