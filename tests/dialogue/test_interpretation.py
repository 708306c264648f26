"""How a question is read: normalised fully, then classified once; and what its reply comes to."""

from __future__ import annotations

import pytest

from qa_bot import Article, Bot, Turn
from qa_bot.answer import Outcome
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.question.interpretation import Interpretation, interpretations

STORY = Article(
    "Anna Berg, the baker of the village, left for Rome on Tuesday. Her brother Nils stayed at the mill. "
    "He wrote to her every week, because the roads were closed.",
    title="The bakery",
)
ANALYZED = AnalyzedArticle.of(STORY)


@pytest.mark.parametrize(
    ("typed", "question", "kind", "reason"),
    [
        ("Waht is this about?", "What is this about?", "summary", "spelling"),
        ("Sumarise this", "Summarise this", "summary", "spelling"),
        ("Summarise", "Summarise", "summary", "typed"),
        ("summarize it please", "summarize it please", "summary", "typed"),
        ("tl;dr", "tl;dr", "summary", "typed"),
        ("Who are the poeple in it?", "Who are the people in it?", "entities", "spelling"),
        ("Who left no I mean what is this about?", "What is this about?", "summary", "disfluency"),
        ("hello", "hello", "small talk", "typed"),
        ("who wrote this", "who wrote this", "author", "typed"),
    ],
)
def test_a_question_is_classified_as_it_is_meant(typed: str, question: str, kind: str, reason: str) -> None:
    (found,) = interpretations(typed, ANALYZED)
    assert (found.question, found.type, found.reason) == (question, kind, reason)
    assert not found.needs_reader


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Who is Anna Berg?", [("Who is Anna Berg?", "description", "typed")]),
        ("Did Nils stay?", [("Did Nils stay?", "yes-no", "typed")]),
        ("wher did Nils go?", [("wher did Nils go?", "factoid", "typed"), ("Where did Nils go?", "factoid", "spelling")]),
        ("she lives where?", [("she lives where?", "factoid", "typed"), ("Where does she live?", "factoid", "order")]),
    ],
)
def test_what_needs_the_reader_is_read_as_typed_too(typed: str, found: list[tuple[str, str, str]]) -> None:
    assert [(one.question, one.type, one.reason) for one in interpretations(typed, ANALYZED)] == found


def test_a_follow_up_says_why_it_is_read_so() -> None:
    history = [Turn("Who is Anna Berg?", "the baker")]
    assert [(one.question, one.reason) for one in interpretations("When did she leave?", ANALYZED, history)] == [
        ("When did she leave?", "typed"),
        ("When did Anna Berg leave?", "certain follow-up"),
    ]
    assert interpretations("When did she leave?", ANALYZED, history, as_typed=True) == [Interpretation("When did she leave?", "literal")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("age?", ["What is the age?", "What is the age of Anna Berg?"]),
        ("price of bread", ["What is the price of bread?"]),  # says of what
        ("pets allowed?", ["Are pets allowed?"]),
    ],
)
def test_a_mere_noun_may_be_one_of_what_was_spoken_of(typed: str, read: list[str]) -> None:
    history = [Turn("Who is Anna Berg?", "the baker")]
    assert [one.question for one in interpretations(typed, ANALYZED, history) if one.reason == "keywords"] == read
    assert [one.question for one in interpretations(typed, ANALYZED) if one.reason == "keywords"] == read[:1]


@pytest.mark.parametrize(
    ("question", "outcome"),
    [("When did Anna leave?", Outcome.ANSWER), ("Who is Emma Holm?", Outcome.CLOSEST_PASSAGE), ("hello", Outcome.MESSAGE)],
)
def test_a_reply_says_what_it_comes_to(bot: Bot, question: str, outcome: Outcome) -> None:
    reply = bot.ask(question, STORY)
    assert reply.outcome is outcome
    assert (reply.place is None) is (outcome is Outcome.MESSAGE)


def test_a_text_without_words_is_an_abstention(bot: Bot) -> None:
    assert bot.ask("When did Anna leave?", Article("")).outcome is Outcome.ABSTENTION
