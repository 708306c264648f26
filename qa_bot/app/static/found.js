// What the server found of a search.
watch("value", () => window.qaBot.found(JSON.parse(props.value.json)));
