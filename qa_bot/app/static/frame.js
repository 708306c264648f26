// Within somebody's frame: tells the page around it what was answered, if that page asks to be told.
// Told are only answers from articles that anybody may read, never the question or what a visitor brought; and only to the origin that
// asked, where that origin could ask `/ask` itself: a page on somebody's own machine is for pages of that machine, as in gradio's CORS.
(() => {
  if (window === window.parent) return;
  const local = (name) => ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].includes(name);
  let listener = null;
  let untold = [];
  const send = (detail) => window.parent.postMessage({ qaBot: "answer", detail }, listener);
  const tell = (detail) => (listener ? send(detail) : (untold = [...untold.slice(-9), detail]));
  addEventListener("message", ({ data, origin, source }) => {
    if (source !== window.parent || data?.qaBot !== "listen" || listener) return;
    // a page without an origin, such as a file, cannot be named as the one receiver
    if (origin === "null" || (local(location.hostname) && !local(new URL(origin).hostname))) return;
    listener = origin;
    untold.forEach(send);
    untold = [];
  });
  window.qaBot = Object.assign(window.qaBot || {}, { tell });
  window.parent.postMessage({ qaBot: "ready" }, "*"); // says nothing, so anybody may hear it
})();
