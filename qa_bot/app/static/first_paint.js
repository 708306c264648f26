// The page before gradio's: what is typed or asked here is handed over when the real box is there.
(() => {
  const paint = document.getElementById("first-paint");
  const wanted = new URLSearchParams(location.search);
  let theme = wanted.get("theme");
  try {
    theme ||= localStorage.getItem("qa-bot-theme"); // as in views.js
  } catch {
    // a browser may refuse
  }
  paint.classList.toggle("dark", theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches));
  // another article, or none
  if (wanted.get("article") || wanted.get("view") === "compact") {
    paint.classList.add("alone");
    for (const part of paint.querySelectorAll("[data-article]")) part.remove();
  }
  if (matchMedia("(max-width: 820px), (max-height: 799px)").matches) paint.querySelector(".overview")?.removeAttribute("open"); // as in welcome.js
  const box = paint.querySelector("textarea");
  const ask = (question) => {
    if (!question.trim()) return;
    window.qaBot.early.push(question);
    paint.querySelector("ol").append(Object.assign(document.createElement("li"), { dir: "auto", textContent: question.slice(0, 1000) }));
  };
  const take = () => {
    ask(box.value);
    box.value = "";
    box.focus();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    take();
  });
  paint.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".ask")) take();
    else if (button) ask(button.dataset.ask || button.textContent);
  });
  if (window === window.parent && matchMedia("(min-width: 821px)").matches) box.focus();
  // the faces come last: on a slow line, the page waited four seconds for them
  const dress = () => {
    // of this family's files, the semibold one in gradio 6.31 lacks most letters
    for (const [weight, name] of [[400, "Regular"], [700, "Bold"]])
      document.fonts.add(new FontFace("Source Sans Pro", `url(static/fonts/SourceSansPro/SourceSansPro-${name}.woff2)`, { weight, display: "swap" }));
  };
  const watch = new MutationObserver(() => {
    const real = document.querySelector("#box textarea");
    if (!real || !document.querySelector("#article-view .article-body")) return;
    watch.disconnect();
    const focused = document.activeElement === box;
    if (box.value) {
      real.value = box.value;
      real.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (focused) real.focus();
    paint.remove();
    dress();
  });
  watch.observe(document.documentElement, { childList: true, subtree: true });
})();
