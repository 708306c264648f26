// Hands a text to the browser's downloads; nothing of it stays on the server.
watch("value", () => {
  const { name, text } = JSON.parse(props.value.json);
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
});
