// the address asks for an article, or for an answer too; an address that asks for nothing must not meet a question typed at once
const wanted = new URLSearchParams(location.search);
if (wanted.get("q")?.trim()) trigger("open");
else if (wanted.get("article")) trigger("turn");
