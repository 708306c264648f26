// What this tab remembers of its visit, in the browser alone: the conversation and the visitor's own articles, so that a page that is loaded
// again, or a server that was started again, goes on where it was. Bounded, for a week, and forgotten when the visitor says so.
const MOST = 5_000_000; // characters of one visit
const VISITS = 5;
const WEEK = 7 * 24 * 3600 * 1000;
const visitStorage = (() => {
  // what a tab is called outlives loading the page again, and ends with the tab; frames of one page would share it, and remember nothing
  const kept = window === window.parent;
  let tab = "";
  try {
    const name = sessionStorage.getItem("qa-bot-tab") || crypto.randomUUID?.() || String(Math.random());
    sessionStorage.setItem("qa-bot-tab", name);
    tab = `${name} ${new URLSearchParams(location.search).get("article") || ""}`; // an address that opens another article is another visit
  } catch {
    // a browser may refuse
  }
  const open = new Promise((done) => {
    if (!kept || !tab) return done(null);
    try {
      const request = indexedDB.open("qa-bot", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("visits", { keyPath: "tab" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
    } catch {
      done(null);
    }
  });
  const store = async (mode, work) => {
    const database = await open;
    if (!database) return null;
    return new Promise((done) => {
      const visits = database.transaction("visits", mode).objectStore("visits");
      const request = work(visits);
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
    });
  };
  const prune = async () => {
    const visits = ((await store("readonly", (all) => all.getAll())) || []).sort((one, other) => other.at - one.at);
    for (const [number, visit] of visits.entries()) if (number >= VISITS || Date.now() - visit.at > WEEK) await store("readwrite", (all) => all.delete(visit.tab));
  };
  let last = null;
  return {
    // `text`: the visit as JSON; one that is too long is not remembered
    async keep(text) {
      last = text.length <= MOST ? text : null;
      if (!last) return store("readwrite", (all) => all.delete(tab));
      await store("readwrite", (all) => all.put({ tab, at: Date.now(), text }));
      return prune();
    },
    async recall() {
      await prune();
      last = (await store("readonly", (all) => all.get(tab)))?.text || null;
      return last;
    },
    last: () => last,
    // whether there is something to bring back
    holds() {
      const visit = JSON.parse(last || "null");
      return Boolean(visit && (visit.replies.length || visit.library.brought.length || visit.cleared));
    },
    forget() {
      last = null;
      return store("readwrite", (all) => all.delete(tab));
    },
  };
})();
