// An article of the visit, for this browser to remember.
watch("value", () => window.qaBot.keepArticle(JSON.parse(props.value.json)));
