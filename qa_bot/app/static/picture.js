// What the server drew of a page.
watch("value", () => window.qaBot.drawn(JSON.parse(props.value.json)));
