"""Who said it, in quotations and transcripts. No model takes part."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.attribution import speaker

QUOTED = (
    "“The pond must go,” said Mia Ros. “We need it,” Tom Vik answered. Ada Quist added: “The frogs live there.” "
    "“You are late,” the clerk told them. Nobody else spoke."
)
MINUTES = "Rosa: the pump is broken again.\nTom Vik: I will mend it on Friday.\nRosa: thank you.\nNote: the meeting ended at nine."


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        (QUOTED, "Who said that the pond must go?", "Mia Ros"),
        (QUOTED, "who said we need it?", "Tom Vik"),
        (QUOTED, "Who added that the frogs live there?", "Ada Quist"),
        (QUOTED, "Who said that the moon is green?", None),
        (QUOTED, "Who said that you are late?", "the clerk"),
        ("“We leave,” the cook said. “Nobody leaves,” wrote Kim Lee.", "Who wrote that nobody leaves?", "Kim Lee"),
        (QUOTED, "Who is Mia Ros?", None),
        ("The guide is by Kim Lee.\n\nPATENTS: the guide names no patent.", "who wrote the guide", None),
        (MINUTES, "Who said that the pump is broken?", "Rosa"),
        (MINUTES, "Who said it will be mended on Friday?", "Tom Vik"),
    ],
)
def test_the_speaker_stands_beside_what_was_said(text: str, question: str, wanted: str | None) -> None:
    found = speaker(question, AnalyzedArticle.of(Article(text)))
    assert (found.text if found else None) == wanted
