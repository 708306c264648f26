// the address asks for an article, or for an answer too; a question typed at once waits until that has been seen to
if (wanted.get("q")?.trim()) send("open", wanted.get("q"));
else if (wanted.get("article")) send("turn");
