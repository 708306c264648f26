// A page that is loaded again, by the back button or because the server was away, offers to ask once more what had been answered. Only the
// questions are kept, in this tab, and only those about the article that the address opens: what a visitor brought is gone.
const ASKED = "qa-bot-asked";
const offer = element.querySelector(".again");
const article = wanted.get("article") || "";
let offered = [];

const offering = (questions) => {
  offered = questions;
  offer.hidden = !questions.length;
  offer.querySelector("span").textContent = questions.length === 1 ? "One question was asked here before." : `${questions.length} questions were asked here before.`;
  offer.title = questions.join("\n");
};

const forget = () => offering([]);

if (window === window.parent) {
  const { about, questions } = JSON.parse(recall(ASKED) || "{}");
  const first = wanted.get("q")?.trim(); // is asked without being offered
  if (about === article) offering(questions.filter((question, at) => at || question.trim() !== first));
  offer.querySelector("button").addEventListener("click", () => offered.forEach((question) => ask(question)));
  document.addEventListener("click", (event) => event.target.closest("#new") && forget());
  addEventListener("pagehide", () => {
    const answered = document.getElementById("picker") ? [] : [...log().querySelectorAll(".exchange:not(.pending)")].map(words);
    remember(ASKED, JSON.stringify({ about: article, questions: [...answered, ...offered].map((question) => question.slice(0, LONG)) }));
  });
}
