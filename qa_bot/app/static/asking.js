// The way of a question from the box to the server. Only the browser writes to the box, and it asks one question after the other:
// what is asked while an answer is on its way stands below it and waits. So nothing typed is lost, and nothing is asked twice.
const EVENTS = ["ask", "literal", "undo", "open", "turn", "restore", "forget"];
const LONG = 5000; // as in enter.js
const log = () => document.getElementById("log");
const box = () => document.querySelector("#box textarea");
const wanted = new URLSearchParams(location.search); // what the address asks for
const waiting = [];
let flight = null; // what was sent to the server and has not ended
let stopped = false; // a question came back: those behind it wait until the visitor goes on
let starting = true; // what this browser remembers comes first: see url_params.js
let stale = false; // the line to the server broke: it may have forgotten this visit
let again = null; // the question that was on its way then: it is asked once more, once
const turns = () => log().querySelectorAll(".exchange:not(.pending)").length;

const put = (text) => {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
};

let takenUp = null; // a question that was answered before and was put into the box, where nothing had been typed
// a question without an answer goes before what has been typed meanwhile
const giveBack = (question, unknown, lost) => {
  if (lost) {
    visitStorage.forget();
    question = waiting.splice(0).join("\n");
    again = null;
  }
  if (unknown) {
    stale = true;
    if (flight) flight.lost = true;
  }
  if (flight) flight.back = true;
  if (flight?.lost && flight.event === "ask" && !flight.again && plain(question) === plain(flight.question)) {
    again = { question: flight.question, turns: flight.turns, id: unknown && flight.id }; // the same name, for a copy of it may still come
    waiting.unshift(flight.question);
    return;
  }
  stopped = waiting.length > 0;
  const typed = box().value.trim();
  if (!box().value.startsWith(question)) put([question, box().value].filter((text) => text.trim()).join("\n"));
  if (!typed && flight?.event === "undo") takenUp = box().value;
  if (document.hasFocus()) box().focus({ preventScroll: true });
};

// a question asked before, to be asked again or otherwise: it goes before what has been typed meanwhile, in place of another that was taken up and left as it was
const takeUp = (question) => {
  const typed = box().value === takenUp ? "" : box().value;
  put([question, typed].filter((text) => text.trim()).join("\n"));
  takenUp = typed ? null : box().value;
  box().focus({ preventScroll: true });
  box().setSelectionRange(question.length, question.length);
};

// the arrow up in an empty box takes up the last question
const words = (exchange) => exchange?.querySelector(".question").lastChild.data || "";
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowUp" || event.target !== box() || box().value || event.isComposing) return;
  const last = words([...log().querySelectorAll(".exchange")].at(-1));
  if (!last) return;
  event.preventDefault();
  takeUp(last);
});

// the server shows a null and half a character as something else
const plain = (text) => text.replace(/[\0\p{Surrogate}]/gu, "\ufffd").replace(/\s+/g, " ").trim();
const shows = (exchange, question) => Boolean(exchange) && plain(words(exchange)) === plain(question);

const bubble = (question, number) => {
  const item = Object.assign(document.createElement("li"), { className: "asked" });
  const words = Object.assign(document.createElement("p"), { className: "question", dir: "auto", textContent: question.slice(0, LONG) });
  item.append(words);
  if (number < 0) return item;
  const back = Object.assign(document.createElement("button"), { type: "button", textContent: "Cancel" });
  back.addEventListener("click", () => {
    waiting.splice(number, 1);
    const others = stopped;
    giveBack(question);
    stopped = others && waiting.length > 0;
    draw();
  });
  item.append(back);
  return item;
};

const draw = () => {
  const sent = flight?.question && !flight.back && !shows(log().querySelector(".exchange:last-of-type"), flight.question) ? [bubble(flight.question, -1)] : [];
  const list = element.querySelector("ol");
  const before = list.childElementCount;
  list.replaceChildren(...sent, ...waiting.map(bubble));
  const talk = document.getElementById("talk");
  if (list.childElementCount > before) talk.scrollTop = talk.scrollHeight;
};

const tell = ({ event, question, id }) => trigger(event, { question, id, known: visitStorage.holds(), ...(event === "restore" && { visit: visitStorage.whole() }) });
const send = (event, question) => {
  if (flight || !EVENTS.includes(event)) return;
  const asked = again?.question === question && again;
  flight = { event, question, back: false, turns: turns(), again: Boolean(asked), id: asked?.id || Math.random().toString(36).slice(2) };
  if (event === "ask") again = null;
  tell(flight);
  if (question?.trim() || ["turn", "restore"].includes(event)) setTimeout(nudge, UNSEEN, flight);
};

// A busy browser or a broken connection can lose what was sent, or what came back. So a question that nothing shows is sent once more, and
// one that is being read is asked after now and then; the server knows it by its id and reads it once. The same with what the address asks for.
const UNSEEN = 8000; // milliseconds
const UNANSWERED = 30000;
const nudge = (mine) => {
  if (flight !== mine) return;
  if (document.getElementById("offline").hidden) tell(mine); // what was sent on a broken line waits there
  setTimeout(nudge, UNANSWERED, mine);
};

const next = () => {
  if (!flight && !starting && stale) {
    stale = false;
    if (visitStorage.holds()) send("restore");
  }
  // it was answered, only the answer had not come through
  if (!flight && again && again.question === waiting[0] && turns() > again.turns && shows(last(".exchange:not(.pending)"), again.question)) {
    again = null;
    waiting.shift();
  }
  if (!flight && !starting && !stopped && waiting.length) send("ask", waiting.shift());
  draw();
};

// `button`: a question that was not typed; asked twice in a row, it was a double click
const ask = (question, button = false) => {
  if (button && question === (waiting.at(-1) ?? flight?.question)) return;
  if (!question.trim() && flight) return;
  if (stopped) waiting.unshift(question);
  else waiting.push(question);
  stopped = false;
  next();
};

// the end of an event may be told before what it brought is drawn: a busy browser took so long that an answered question was given back
const DRAWN = 3000; // milliseconds
const last = (which) => [...log().querySelectorAll(which)].at(-1);
const remembered = () => visitStorage.last()?.replies.length || 0;
const restored = () => turns() >= remembered();
const stands = () => (flight?.event === "restore" && restored()) || (flight?.event !== "restore" && !flight?.question?.trim()) || flight.back || shows(last(".exchange:not(.pending)"), flight.question);

const ended = (mine = flight, told = Date.now()) =>
  setTimeout(() => {
    if (flight !== mine) return;
    if (!stands()) {
      // of a question that is still being read, this was not the end
      if (shows(last(".exchange.pending"), mine.question)) return setTimeout(ended, 50, mine);
      if (Date.now() - told < DRAWN) return setTimeout(ended, 50, mine, told);
      if (mine.question) giveBack(mine.question);
    }
    flight = null;
    if (mine?.event === "restore") arrived();
    next();
  });
// the visit is here, or there was none
const arrived = () => {
  document.getElementById("page").dataset.visit = "here";
  window.qaBot.resume?.();
};

// what this tab remembers of a page that is loaded again; a browser may refuse
const remember = (key, text) => {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // then it is not remembered
  }
};
const recall = (key) => {
  try {
    return sessionStorage.getItem(key) || "";
  } catch {
    return "";
  }
};

// a page that is loaded again, as gradio does when the server was away, still knows what has no answer; frames share what is stored, so not they
const KEPT = "qa-bot-unanswered";
const restore = (tries) => {
  if (!box()) return tries && requestAnimationFrame(() => restore(tries - 1));
  const kept = recall(KEPT);
  remember(KEPT, "");
  if (kept && !box().value) put(kept);
};
if (window === window.parent) {
  addEventListener("pagehide", () => {
    const sent = flight?.event === "open" ? null : flight?.question; // the address asks again by itself
    // an answer is shown a moment before it is remembered: its question is not lost either
    const answered = turns() - remembered() === 1 ? last(".exchange:not(.pending)") : null;
    const unanswered = [answered && words(answered), sent, ...waiting, box()?.value].filter((text) => text?.trim());
    remember(KEPT, unanswered.join("\n").slice(0, LONG));
  });
  restore(600);
}
const offer = element.querySelector(".again");
const forget = offer.querySelector("button");
const FORGET = forget.textContent;
const relent = () => (forget.textContent = FORGET);
// nothing brings it back: the second click forgets, as with an article that is removed
forget.addEventListener("blur", relent);
forget.addEventListener("click", () => {
  if (forget.textContent === FORGET) return void (forget.textContent = "Really forget all of it?");
  relent();
  visitStorage.forget();
  offer.hidden = true;
  send("forget");
});

let newest = { session: "", number: 0 }; // what is kept; of another session, as after the server was started again, each is newer
// articles of one's own can be dropped at any time
const told = (kept) => {
  if (kept === undefined) return;
  if (visitStorage.last()?.library.brought.length) offer.hidden = false;
  const [is, is_not] = offer.querySelectorAll("span");
  is.hidden = !(is_not.hidden = kept);
};

window.qaBot = Object.assign(window.qaBot || {}, {
  ask,
  send,
  ended,
  giveBack,
  write: takeUp,
  again: (exchange) => takeUp(words(exchange)),
  draw,
  keep: async ({ session, number, visit }) => {
    if (session === newest.session && number < newest.number) return;
    newest = { session, number };
    told(await visitStorage.keep(visit));
  },
  keepArticle: async (article) => told(await visitStorage.keepArticle(article)),
  stale: () => {
    stale = true;
    if (flight) flight.lost = true;
  },
  // ends when the visit was brought back, where that is due
  caughtUp: async () => {
    while (visitStorage.holds() && (flight ? flight.event === "restore" : stale)) {
      if (!flight) next();
      await new Promise((done) => setTimeout(done, 50));
    }
  },
  // the server is there again: perhaps another one, which knows nothing of the question that was on its way
  refresh: () => {
    if (flight?.lost && flight.event === "ask") tell(flight);
    next();
  },
});
setTimeout(() => window.qaBot.early.splice(0).forEach((question) => ask(question))); // after what the address asks for
