// The visit as it is now, for this browser to remember.
watch("value", () => window.qaBot.keep(JSON.parse(props.value.json)));
