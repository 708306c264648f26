// The chat: buttons that lead to a mark, copy a text, or change the conversation; and the newest message in view.
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without a secure context there is no clipboard interface, only the old command
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

element.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { goto, act, copy: text } = button.dataset;
  if (goto) {
    const turn = Number(button.closest(".exchange").id.replace("turn-", ""));
    const mark = document.getElementById(goto);
    if (mark && !mark.classList.contains("earlier")) window.qaBot.bring(goto);
    else trigger("show", { turn, mark: goto });
  } else if (act === "retry") {
    trigger("retry");
  } else if (act === "literal") {
    trigger("literal");
  } else if (act === "undo") {
    trigger("undo");
    document.querySelector("#box textarea")?.focus();
  } else if (act?.startsWith("save-")) {
    trigger("save", { kind: act.slice(5) });
  } else if (text !== undefined) {
    await copy(text);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1600);
  }
});

// scrolls the pane alone, never the window: the whole exchange when it fits, else its beginning
const reveal = (exchange) => {
  const talk = document.getElementById("talk");
  const pane = talk.getBoundingClientRect();
  const place = exchange.getBoundingClientRect();
  const top = place.height > pane.height ? place.top - pane.top - 8 : Math.max(0, place.bottom - pane.bottom) || Math.min(0, place.top - pane.top - 8);
  if (top) talk.scrollBy({ top, behavior: calm() });
};

watch("value", () => {
  const last = element.querySelector(".exchange:last-child");
  // a reply can open the article under the chat, which makes the pane smaller: the place is known after that
  if (last) requestAnimationFrame(() => requestAnimationFrame(() => reveal(last)));
});

window.qaBot = Object.assign(window.qaBot || {}, {
  question: (turn) => {
    const exchange = document.getElementById(`turn-${turn}`);
    if (!exchange) return;
    reveal(exchange);
    exchange.classList.remove("found");
    requestAnimationFrame(() => exchange.classList.add("found"));
  },
});
