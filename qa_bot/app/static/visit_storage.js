// What this tab remembers of its visit, in the browser alone: the conversation and the visitor's own articles, so that a page that is loaded
// again, or a server that was started again, goes on where it was. Bounded, for a week, and forgotten when the visitor says so.
// The conversation comes after each change of it, and names its articles; each of those comes once, when it is asked for here.
const MOST = 11_500_000; // bytes of a visit on its way back: the server takes 12 million (MAX_EVENT in middleware/bodies.py)
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
      const request = indexedDB.open("qa-bot", 2);
      request.onupgradeneeded = () => {
        const database = request.result;
        for (const name of database.objectStoreNames) database.deleteObjectStore(name); // visits with their articles in them
        database.createObjectStore("visits", { keyPath: "tab" });
        database.createObjectStore("articles");
      };
      request.onsuccess = () => done(request.result);
      request.onerror = request.onblocked = () => done(null);
    } catch {
      done(null);
    }
  });
  // what `work` asks for once all of it is done; undefined where that failed
  const change = async (work) => {
    const database = await open;
    if (!database) return;
    return new Promise((done) => {
      const all = database.transaction(["visits", "articles"], "readwrite");
      const request = work(all.objectStore("visits"), all.objectStore("articles"));
      all.oncomplete = () => done(request.result);
      all.onabort = () => done();
    });
  };
  const prune = (visits, articles) => {
    const found = visits.getAll();
    found.onsuccess = () => {
      const used = new Set();
      for (const [number, visit] of found.result.sort((one, other) => other.at - one.at).entries()) {
        if (number >= VISITS || Date.now() - visit.at > WEEK) visits.delete(visit.tab);
        else for (const name of namesIn(visit.visit)) used.add(`${visit.tab} ${name}`);
      }
      const there = articles.getAllKeys();
      there.onsuccess = () => there.result.forEach((key) => used.has(key) || articles.delete(key));
    };
    return found;
  };
  const bytes = (data) => new Blob([JSON.stringify(JSON.stringify(data))]).size; // as a text within JSON
  const namesIn = (visit) => [...(visit?.library.brought || []), ...(visit?.removed ? [visit.removed.article] : [])];
  const held = new Map(); // the articles by name
  const sizes = new Map();
  let last = null;
  let waits = null; // a visit of which an article is missing here
  const hold = (name, article) => {
    held.set(name, article);
    sizes.set(name, bytes(article));
  };
  const fits = (visit) => namesIn(visit).reduce((sum, name) => sum + sizes.get(name), bytes(visit)) <= MOST;
  // whether a visit is kept; undefined while an article is missing
  const keep = async (visit) => {
    const names = namesIn(visit);
    const missing = names.find((name) => !held.has(name));
    waits = missing ? visit : null;
    if (missing) return void trigger("article", { name: missing });
    for (const name of held.keys()) if (!names.includes(name)) held.delete(name);
    if (!fits(visit)) visit = { ...visit, removed: null }; // rather the visit without what can be brought back than none
    last = visit;
    if (!fits(visit)) return false;
    const done = await change((visits, articles) => {
      const there = articles.getAllKeys();
      there.onsuccess = () => {
        for (const name of names) if (!there.result.includes(`${tab} ${name}`)) articles.put(held.get(name), `${tab} ${name}`);
        visits.put({ tab, at: Date.now(), visit });
        prune(visits, articles);
      };
      return there;
    });
    return Boolean(done);
  };
  return {
    keep,
    keepArticle({ name, article }) {
      hold(name, article);
      return waits ? keep(waits) : undefined;
    },
    async recall() {
      await change(prune);
      last = (await change((visits) => visits.get(tab)))?.visit || null;
      for (const name of namesIn(last)) hold(name, await change((_, articles) => articles.get(`${tab} ${name}`)));
      return last;
    },
    last: () => last,
    // the visit with its articles, as the server takes it back; "" where it would not
    whole() {
      if (!last || !fits(last)) return "";
      const brought = last.library.brought.map((name) => held.get(name));
      const removed = last.removed && { ...last.removed, article: held.get(last.removed.article) };
      return JSON.stringify({ ...last, library: { ...last.library, brought }, removed });
    },
    // whether there is something to bring back
    holds: () => Boolean(last && (last.replies.length || namesIn(last).length || last.cleared)),
    forget() {
      last = waits = null;
      return change((visits, articles) => {
        visits.delete(tab);
        return prune(visits, articles);
      });
    },
  };
})();
