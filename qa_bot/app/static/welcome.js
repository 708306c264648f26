// An example question is asked with a click; those under an answer are brought into view.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) window.qaBot.ask(button.dataset.ask || button.textContent, true);
});
if (element.id === "more" || element.closest("#more")) watch("value", () => window.qaBot.suggested());
const fold = () => matchMedia("(max-width: 820px), (max-height: 799px)").matches && element.querySelector(".overview")?.removeAttribute("open"); // there is little room
watch("value", fold);
fold();
