// <qa-bot>: the page in a frame of somebody else's page. Attributes: article, q, view, theme (what the page's address understands),
// title, loading, and src, another page than the one that this file came from. Its size is the host's CSS. Event `answer`: see frame.js.
const HOME = new URL(".", import.meta.url).href; // also behind a proxy that serves the page under a path
const PARAMETERS = ["article", "q", "view", "theme"];

class QaBot extends HTMLElement {
  static observedAttributes = [...PARAMETERS, "src", "title"];
  #root = this.attachShadow({ mode: "open" });
  #frame = null;
  #origin = null;
  #waiting = false;

  constructor() {
    super();
    const style = document.createElement("style");
    // `:host` yields to any rule of the page for `qa-bot`; the height is given, so nothing can grow
    style.textContent =
      ":host { display: block; box-sizing: border-box; width: 100%; height: 600px; overflow: hidden; border: 1px solid rgb(128 128 128 / 0.35); border-radius: 8px }" +
      ":host([hidden]) { display: none } iframe { display: block; width: 100%; height: 100%; border: 0 }";
    this.#root.append(style);
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#draw();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    this.#frame?.remove();
    this.#frame = null;
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected || this.#waiting) return;
    this.#waiting = true; // several attributes that are set in one go load the page once
    queueMicrotask(() => {
      this.#waiting = false;
      if (this.isConnected) this.#draw();
    });
  }

  #address() {
    let address;
    try {
      address = new URL(this.getAttribute("src") || HOME, document.baseURI);
    } catch {
      return null;
    }
    if (!/^https?:$/.test(address.protocol)) return null; // no javascript: in a frame
    for (const name of PARAMETERS) {
      const value = this.getAttribute(name)?.trim();
      if (value) address.searchParams.set(name, value);
    }
    return address;
  }

  #draw() {
    const title = this.getAttribute("title") || "Ask the article";
    const address = this.#address();
    if (this.#frame && this.#frame.src === address?.href) {
      this.#frame.title = title;
      return;
    }
    this.#frame?.remove();
    this.#frame = null;
    this.#origin = address?.origin;
    if (!address) return console.error("<qa-bot>: src must be an http(s) address.");
    // a new frame, since an address set on one that is there would make a step in the visitor's history
    const loading = this.getAttribute("loading") === "eager" ? "eager" : "lazy";
    const frame = Object.assign(document.createElement("iframe"), { title, loading, allow: "clipboard-write", src: address.href });
    this.#frame = frame;
    this.#root.append(frame);
  }

  #hear = ({ data, origin, source }) => {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
    if (data?.qaBot === "ready") source.postMessage({ qaBot: "listen" }, origin);
    if (data?.qaBot !== "answer") return;
    this.dispatchEvent(new CustomEvent("answer", { detail: data.detail, bubbles: true, composed: true }));
  };
}

if (!customElements.get("qa-bot")) customElements.define("qa-bot", QaBot);
