// An example question is asked with a click.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) window.qaBot.ask(button.textContent, true);
});
