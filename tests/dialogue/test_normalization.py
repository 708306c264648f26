"""What is typed in a hurry, in the order of a question."""

from __future__ import annotations

import pytest

from qa_bot import Article, Bot, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.question.interpretation import interpretations
from qa_bot.dialogue.question.normalization import reordered
from qa_bot.dialogue.question.spelling import respelled

TEXT = (
    "Anna Berg, the baker of the village, lives in Rome. Her brother Nils said that the mill had burned. The miller sells flour to the baker. "
    "The bridge cost 3 million. Anna and Nils will meet in May, the Council said."
)
STORY = AnalyzedArticle.of(Article(TEXT))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("NILS SAID WHAT?", "What did Nils say?"),
        ("NILS SAID WHAT", "What did Nils say?"),
        ("THEY MEET WHEN?", "When do they meet?"),
        ("they meet when?", "When do they meet?"),
        ("they will meet when?", "When will they meet?"),
        ("they have met when?", "When have they met?"),
        ("she lives where", "Where does she live?"),
        ("Anna Berg lives where?", "Where does Anna Berg live?"),
        ("Anna Berg went where", "Where did Anna Berg go?"),
        ("Anna and Nils meet when?", "When do Anna and Nils meet?"),
        ("The miller sells what?", "What does the miller sell?"),
        ("the bridge cost how much?", "How much does the bridge cost?"),
        ("he did what?", "What did he do?"),
        ("Anna left with whom?", "Whom did Anna leave with?"),
        ("he was born in which year?", "In which year was he born?"),
        ("the Council said what about it?", "What did the Council say about it?"),
        ("when they meet?", "When do they meet?"),
        ("what he said", "What did he say?"),
        ("where she live", "Where does she live?"),
    ],
)
def test_word_order_is_mended(typed: str, read: str) -> None:
    assert reordered(respelled(typed, STORY) or typed, STORY) == read


@pytest.mark.parametrize(
    "typed",
    [
        "What did Nils say?", "Who called?", "WHO LEFT?", "I want to know why", "tell me what", "it happened when and where?", "Why?",
        "when will they meet", "what Nils said?", "In Rome they met whom?", "Did Nils say what?", "who they are",
        "The man whom they had wanted to see left when?",
    ],
)  # fmt: skip
def test_a_question_in_its_order_is_left_alone(typed: str) -> None:
    assert reordered(typed, STORY) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("price of flour", "What is the price of flour?"),
        ("Opening Hours?", "What are the opening hours?"),
        ("the bridge cost limit", "What is the bridge cost limit?"),
        ("router ip", "What is the router ip?"),
        ("ceo of the bakery", "What is the ceo of the bakery?"),
        ("Anna's wifi password", "What is Anna Berg’s wifi password?"),
        ("berg", "Who is Anna Berg?"),
        ("loaves from Rome allowed?", "Are loaves from Rome allowed?"),
        ("mill closed on Sundays", "Is mill closed on Sundays?"),
        ("open tuesdays?", "Is it open tuesdays?"),
        ("closed mills", "What are the closed mills?"),
        ("rome", "What does the article say about Rome?"),
        ("list prices", "list prices"),
        ("Nils left", "Nils left"),
        ("she said", "she said"),
        ("why not", "why not"),
        ("in the mill", "in the mill"),
        ("clearly", "clearly"),
        ("strong", "strong"),
        ("qwzx", "qwzx"),
        ("a price list that nobody ever read", "a price list that nobody ever read"),
    ],
)
def test_keywords_are_a_question(typed: str, read: str) -> None:
    assert interpretations(typed, STORY)[-1].question == read


def test_a_name_alone_is_described_or_looked_up() -> None:
    described = AnalyzedArticle.of(Article("Ostrel is a town in the north. Ostrel has a port. Lund has none."))
    assert [(one.type, one.subject) for one in interpretations("ostrel", described)][-1] == ("description", "Ostrel")
    assert [(one.type, one.subject) for one in interpretations("lund", described)] == [("topic", "Lund")]


def test_keywords_are_read_as_a_question_however_sure_the_reader_is_of_them(bot: Bot) -> None:
    reply = bot.ask("bridge cost", STORY.article)
    assert reply.resolved_question == "What is the bridge cost?"
    assert reply.answer is not None
    assert reply.answer.text == "3 million"
    assert bot.ask("bridge cost", STORY.article, as_typed=True).resolved_question is None


def test_the_order_is_mended_before_a_pronoun_is_resolved(bot: Bot) -> None:
    reply = bot.ask("SHE LIVES WHERE?", Article(TEXT), [Turn("Who is Anna Berg?", "the baker of the village")])
    assert reply.resolved_question == "Where does Anna Berg live?"
    assert reply.answer is not None
    assert reply.answer.text == "Rome"
