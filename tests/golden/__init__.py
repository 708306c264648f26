"""Questions on the bundled article with accepted answers, and how many of them each door gets right."""
