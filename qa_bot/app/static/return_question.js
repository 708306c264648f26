// A question that got no answer, was undone, or came to a server that does not know this visit.
watch("value", () => window.qaBot.giveBack(...JSON.parse(props.value.json).slice(1)));
