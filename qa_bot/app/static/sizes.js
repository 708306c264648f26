// The article's text, smaller or larger, as this reader likes it on this machine. What is being read stays where it is on the screen.
const STEPS = [0.85, 1, 1.15, 1.35, 1.6];
const KEPT = "qa-bot-text-size";
const said = element.querySelector("output");

const apply = (step) => {
  document.documentElement.style.setProperty("--size", STEPS[step]);
  // not `disabled`, which would take the focus away
  for (const button of element.querySelectorAll("button")) button.setAttribute("aria-disabled", String(!(step + Number(button.dataset.by) in STEPS)));
  return step;
};
const kept = () => {
  try {
    return Number(localStorage.getItem(KEPT));
  } catch {
    return 1; // a browser may refuse
  }
};

let step = apply(STEPS.indexOf(STEPS.includes(kept()) ? kept() : 1));
element.addEventListener("click", (event) => {
  const next = step + Number(event.target.closest("button")?.dataset.by);
  if (!(next in STEPS)) return;
  window.qaBot.reflow(() => (step = apply(next)));
  said.textContent = `Text size ${Math.round(100 * STEPS[step])}%`;
  try {
    localStorage.setItem(KEPT, STEPS[step]);
  } catch {
    // it holds for this visit
  }
});
