"""Which spans are enumerations of like parts, and are split. No model takes part."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.answer import Answer, Span
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers import lists


def answer(article: Article, words: str, confidence: float = 0.9, score: float = 9.0) -> Answer:
    at = article.text.index(words)
    return Answer(Span.cut(article.text, at, at + len(words)), confidence, score)


@pytest.mark.parametrize(
    ("question", "text", "items"),
    [
        ("What can be played?", "Play MP3 files, insert a stick, and listen respectively.", "MP3 files, insert a stick, and listen respectively"),
        ("Why is the town happy?", "It wants strong roads, lower rents and new schools.", "strong roads, lower rents and new schools"),
        ("What does it want?", "It wants strong roads, lower rents and new schools.", "strong roads|lower rents|new schools"),
    ],
)  # fmt: skip
def test_only_an_enumeration_of_like_parts_is_split(question: str, text: str, items: str) -> None:
    best = answer(Article(text), items.replace("|new", " and new").replace("|", ", "))
    assert [one.text for one in lists.parts(question, best, [], AnalyzedArticle.of(Article(text)))] == items.split("|")
