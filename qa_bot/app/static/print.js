// On paper the conversation begins with what it is about: the article's title, where it is from and its date, as they stand over the article.
(() => {
  const paper = matchMedia("print");
  const head = () => {
    const talk = document.getElementById("talk");
    if (!talk) return;
    document.getElementById("printed")?.remove();
    const header = Object.assign(document.createElement("header"), { id: "printed" });
    const title = document.querySelector("#fold span")?.textContent || document.title;
    const byline = document.querySelector("#article-view .byline")?.textContent;
    for (const [tag, text] of [["h1", title], ["p", byline]]) if (text) header.append(Object.assign(document.createElement(tag), { dir: "auto", textContent: text }));
    talk.prepend(header);
  };
  addEventListener("beforeprint", head);
  paper.addEventListener("change", () => paper.matches && head());
})();
