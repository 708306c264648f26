"""What is known of an article before anybody asks, on long texts too."""

from __future__ import annotations

from qa_bot import Article, Bot
from qa_bot.cache import Memory
from qa_bot.dialogue.analysis import Analyses, AnalyzedArticle
from qa_bot.dialogue.answers.lists import entities_of_type

FILLING = "The village lies in a wide valley, and nothing much happens there from one year to the next. "
LATE = "Clara Holm, the new miller, came from Norway in spring."
LONG = Article("Anna Berg left for Spain.\n\n" + "\n\n".join([FILLING * 8] * 100) + "\n\n" + LATE)


def test_who_appears_late_in_a_long_article_is_known(bot: Bot) -> None:
    assert LONG.text.index(LATE) > 60_000
    reply = bot.ask("Who is Clara Holm?", LONG)
    assert reply.answer is not None
    assert reply.answer.text == "the new miller"


def test_the_names_of_the_whole_article_are_counted() -> None:
    countries = entities_of_type("country", AnalyzedArticle.of(LONG))
    assert [one.text for one in countries] == ["Spain", "Norway"]


def test_a_sentence_is_found_by_any_of_its_characters() -> None:
    analyzed = AnalyzedArticle.of(Article("One came. Two left.\n\nThree stayed."))
    assert [analyzed.sentence_at(at) for at in (0, 8, 10, 18, 20, 33)] == [0, 0, 1, 1, 1, 2]


def test_analyses_are_kept_and_bounded() -> None:
    analyses = Analyses(Memory(9_000))
    first, second = Article("Anna left for Rome on Tuesday."), Article("Nils stayed at the mill.")
    made = analyses.of(first)
    assert analyses.of(first) is made
    analyses.of(second)
    assert analyses.of(first) is not made  # the two together are more than what is kept
