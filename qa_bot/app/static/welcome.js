// An example question is asked with a click.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) trigger("ask", { question: button.textContent });
});
