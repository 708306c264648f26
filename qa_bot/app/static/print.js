// On paper the conversation begins with what it is about: the article's title, where it is from and its date, as they stand over the article.
// Where the answers come from several articles, it says which one is printed: the page holds the text of one at a time.
(() => {
  const paper = matchMedia("print");
  const head = () => {
    const talk = document.getElementById("talk");
    if (!talk) return;
    document.getElementById("printed")?.remove();
    const header = Object.assign(document.createElement("header"), { id: "printed" });
    const title = document.querySelector("#fold span")?.textContent || document.title;
    const byline = document.querySelector("#article-view .byline")?.textContent;
    const answering = new Set([...talk.querySelectorAll(".where")].map((where) => where.dataset.article).filter(Boolean));
    const others = [...answering].filter((one) => one !== title).map((one) => `“${one}”`);
    const left = others.length ? `Other answers come from ${others.join(" and ")}, which ${others.length > 1 ? "are" : "is"} not printed here. Only the article that the page shows is printed.` : "";
    for (const [tag, text] of [["h1", title], ["p", byline], ["p", left]]) if (text) header.append(Object.assign(document.createElement(tag), { dir: "auto", textContent: text }));
    talk.prepend(header);
  };
  addEventListener("beforeprint", head);
  paper.addEventListener("change", () => paper.matches && head());
})();
