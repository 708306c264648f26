// The list of contents came.
watch("value", () => window.qaBot.listed());
