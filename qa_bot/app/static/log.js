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
  } else if (act === "undo") {
    trigger("undo");
  } else if (text !== undefined) {
    await copy(text);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1600);
  }
});

watch("value", () => {
  const talk = document.getElementById("talk");
  const last = element.querySelector(".exchange:last-child");
  if (!last) {
    talk.scrollTo({ top: 0 });
    return;
  }
  // the whole exchange when it fits, else its beginning
  const tall = last.offsetHeight > talk.clientHeight;
  last.scrollIntoView({ block: tall ? "start" : "end", behavior: calm() });
});

window.qaBot = Object.assign(window.qaBot || {}, {
  question: (turn) => {
    const exchange = document.getElementById(`turn-${turn}`);
    if (!exchange) return;
    exchange.scrollIntoView({ block: "nearest", behavior: calm() });
    exchange.classList.remove("found");
    requestAnimationFrame(() => exchange.classList.add("found"));
  },
});
