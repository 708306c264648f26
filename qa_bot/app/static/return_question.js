// A question that got no answer, or was undone.
watch("value", () => window.qaBot.giveBack(JSON.parse(props.value.json)[1]));
