// Enter in the box, or its button, from the first moment on: what is asked before the page's own script runs (asking.js) waits for it.
(() => {
  const LONG = 5000; // more is no question: it is refused, and moving it to and fro would keep the page busy
  const early = [];
  const take = (event) => {
    const box = document.querySelector("#box textarea");
    event.preventDefault();
    event.stopPropagation();
    const question = box.value;
    if (question.length < LONG) {
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (window.qaBot.ask) window.qaBot.ask(question);
    else early.push(question);
  };
  const typed = (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches?.("#box textarea");
  document.addEventListener("keydown", (event) => typed(event) && take(event), true);
  document.addEventListener("click", (event) => event.target.closest?.("#box .submit-button") && take(event), true);
  window.qaBot = Object.assign(window.qaBot || {}, { early });
})();
