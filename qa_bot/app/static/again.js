// A page that is loaded again, by the back button or because the server was away, offers to ask once more what had been answered. Only the
// questions are kept, in this tab, and only those about the article that the address opens: what a visitor brought is gone.
const ASKED = "qa-bot-asked";
const MOST = 20;
const offer = element.querySelector(".again");
const article = new URLSearchParams(location.search).get("article") || "";
let offered = [];

const kept = () => {
  try {
    const { about, questions } = JSON.parse(sessionStorage.getItem(ASKED));
    return about === article && Array.isArray(questions) ? questions.map(String) : [];
  } catch {
    return []; // nothing is kept, or a browser refuses
  }
};

const forget = () => {
  offered = [];
  offer.hidden = true;
};

const leave = () => {
  const answered = document.getElementById("picker") ? [] : [...log().querySelectorAll(".exchange:not(.pending)")].map(words);
  const questions = (answered.length ? answered : offered).slice(-MOST).map((question) => question.slice(0, LONG));
  try {
    sessionStorage.setItem(ASKED, JSON.stringify({ about: article, questions }));
  } catch {
    // a browser may refuse
  }
};

if (window === window.parent) {
  // what the address asks is asked without being offered
  const first = new URLSearchParams(location.search).get("q")?.trim();
  offered = kept().filter((question, at) => at || question.trim() !== first);
  offer.hidden = !offered.length;
  offer.querySelector("span").textContent = offered.length === 1 ? "One question was asked here before." : `${offered.length} questions were asked here before.`;
  offer.title = offered.join("\n");
  offer.querySelector("button").addEventListener("click", () => {
    const again = offered;
    forget();
    again.forEach((question) => ask(question));
  });
  addEventListener("pagehide", leave);
  document.addEventListener("click", (event) => event.target.closest("#new") && forget());
}
