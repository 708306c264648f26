// First what this tab remembers of its visit, then what the address asks for: an article, or an answer too.
const begin = async () => {
  const visit = await visitStorage.recall();
  const article = wanted.get("article") || "";
  const question = wanted.get("q")?.trim();
  starting = false;
  if (visitStorage.holds()) {
    send("restore");
    offer.hidden = false;
    if (question && !visit.replies.some((reply) => plain(reply.question) === plain(question))) waiting.unshift(question);
  } else {
    if (question) send("open", wanted.get("q"));
    else if (article) send("turn");
    else arrived();
  }
  next();
};
begin();
