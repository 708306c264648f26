// A button that goes with what it did, such as "Bring it back", takes no focus with it: the next question comes, or the text that it turned to.
(() => {
  const page = () => document.getElementById("page");
  let last = null; // the button that has the focus
  let home = ""; // where it goes then
  const gone = () => !last.isConnected || !last.checkVisibility({ visibilityProperty: true });
  const follow = () => {
    if (!last || !gone() || ![document.body, last].includes(document.activeElement)) return;
    const next = document.querySelector(home);
    last = null;
    if (next && !next.matches("textarea")) next.tabIndex = -1;
    if (next?.matches("textarea") && !matchMedia("(pointer: fine)").matches) return; // a keyboard would open
    next?.focus({ preventScroll: true });
  };
  document.addEventListener("focusin", ({ target }) => {
    last = target.matches("button") && page()?.contains(target) ? target : null;
    home = target.closest("#article-view") ? "#article-view" : "#box textarea";
  });
  // who clicks elsewhere means no button
  document.addEventListener("focusout", ({ target }) => setTimeout(() => target === last && !target.disabled && document.activeElement !== last && !gone() && (last = null)));
  const watch = () => new MutationObserver(follow).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "hidden", "open"] });
  document.body ? watch() : addEventListener("DOMContentLoaded", watch);
})();
