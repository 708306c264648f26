// The visit as it is now, for this browser to remember.
watch("value", () => window.qaBot.keep(props.value.json));
