"""Topics that are looked up, and summaries of so many sentences: extractive, in order, without the reader."""

from __future__ import annotations

import pytest

from qa_bot import Article, Bot, Turn
from qa_bot.article import Block
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.topic_sentences import MOST, look_up
from qa_bot.dialogue.question.about_article import asked_topic
from qa_bot.dialogue.question.interpretation import interpretations

TEXT = (
    "Anna Berg, the baker of the village, left for Rome on Tuesday. Her brother Nils stayed at the mill. He wrote to her every week. "
    "In Rome Anna Berg met Otto Lind. Lind praised the bread. The old mill burned in spring. The village built a new one with money from Rome."
)
STORY = Article(TEXT, title="The bakery")
ANALYZED = AnalyzedArticle.of(STORY)
LIND = ["In Rome Anna Berg met Otto Lind.", "Lind praised the bread."]
MILL = ["Her brother Nils stayed at the mill.", "The old mill burned in spring."]


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Does the article mention Otto Lind?", LIND),
        ("What does the article say about Lind?", LIND),
        ("tell me more about lind", LIND),
        ("Tell me something about Lind, please", LIND),
        ("What is known about the mill?", MILL),
        ("what else is known about the mill", MILL),
        ("anything on the mill", MILL),
        ("Is there anything said about the mill?", MILL),
        ("where is the mill mentioned?", MILL),
        ("Where in it is the mill mentioned?", MILL),
        ("Is Lind mentioned anywhere?", LIND),
        ("find all mentions of the old mill", MILL[1:]),
        ("tell me abuot Otto Lind", LIND),
    ],
)
def test_every_sentence_about_a_topic_is_given(bot: Bot, question: str, sentences: list[str]) -> None:
    reply = bot.ask(question, STORY)
    assert [answer.text for answer in reply.answers] == sentences
    assert all(STORY.text[answer.start : answer.end] == answer.text for answer in reply.answers)
    assert reply.trace.windows == 0
    assert reply.message


@pytest.mark.parametrize(
    "asked", ["What do the articles say about the mill?", "Do these documents mention the mill?", "what do all my files say about the mill"]
)
def test_a_topic_may_be_looked_up_in_all_articles(asked: str) -> None:
    assert asked_topic(asked) == "the mill"


def test_what_is_not_mentioned_is_said(bot: Bot) -> None:
    reply = bot.ask("Does the article mention Syria?", STORY)
    assert (reply.answer, reply.evidence) == (None, None)
    assert reply.message == "The article does not mention “Syria”."


@pytest.mark.parametrize(
    "question",
    [
        "What did Nils say about the mill?", "Did Anna Berg mention Rome to Nils?", "Where did Lind appear?", "Is Nils named after his father?",
        "What is this about?", "Tell me a joke", "What does Nils know about bread?", "Does the article mention who built the mill?",
    ],
)  # fmt: skip
def test_other_questions_are_no_look_up(question: str) -> None:
    assert asked_topic(question) is None


def test_a_pronoun_of_a_look_up_is_resolved(bot: Bot) -> None:
    reply = bot.ask("tell me about him", STORY, [Turn("Who praised the bread?", "Lind")])
    assert reply.resolved_question == "Tell me about Otto Lind"
    assert [answer.text for answer in reply.answers] == LIND


def test_more_goes_on_with_what_was_spoken_of() -> None:
    (after_a_person,) = interpretations("Tell me more", ANALYZED, [Turn("Who praised the bread?", "Lind")])
    assert (after_a_person.type, after_a_person.subject) == ("topic", "Lind")
    (after_a_summary,) = interpretations("more", ANALYZED, [Turn("Summarise this", "Anna Berg left for Rome.")])
    assert after_a_summary.type == "summary"
    (alone,) = interpretations("more", ANALYZED)
    assert alone.type == "summary"


def test_accents_are_not_needed() -> None:
    answers, _ = look_up("the cafe", AnalyzedArticle.of(Article("The museum is closed. The Café opens at nine.")))
    assert [one.text for one in answers] == ["The Café opens at nine."]


def test_what_comes_next_is_the_next_sentence(bot: Bot) -> None:
    reply = bot.ask("and then?", STORY, [Turn("Where did Anna Berg meet Lind?", "In Rome")])
    assert [answer.text for answer in reply.answers] == ["Lind praised the bread."]
    reply = bot.ask("what happened next", STORY, [reply.turn])
    assert [answer.text for answer in reply.answers] == ["The old mill burned in spring."]
    last = "The village built a new one with money from Rome."
    assert bot.ask("and then?", STORY, [Turn("Who built a new one?", last)]).message == "The article ends there."
    headed = Article("Open the hatch.\n\nStep 2\n\nRinse it.", blocks=(Block(17, 23, "heading"),))
    assert bot.ask("what do I do next?", headed, [Turn("What is first?", "Open the hatch")]).answer.text == "Rinse it."


def test_of_a_books_hero_the_first_mentions_are_given() -> None:
    answers, said = look_up("Nils", AnalyzedArticle.of(Article(" ".join(f"Day {day} came, and Nils wrote a letter." for day in range(50)))))
    assert len(answers) == MOST
    assert "50 sentences" in said


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Summarise in 3 bullet points", 3), ("Sumarise it in four sentences", 4), ("tl;dr in one sentence", 1), ("What are the main points?", 2),
        ("key points", 2), ("give me the 3 key points please", 3), ("more", 2), ("What is this about?", 1), ("Summarise", 2),
    ],
)  # fmt: skip
def test_a_summary_has_as_many_sentences_as_are_asked_for(bot: Bot, question: str, count: int) -> None:
    reply = bot.ask(question, STORY)
    assert len(reply.answers) == count
    assert [answer.start for answer in reply.answers] == sorted(answer.start for answer in reply.answers)
    assert {answer.span for answer in reply.answers} <= set(STORY.sentences)


def test_more_gives_twice_as_many_sentences(bot: Bot) -> None:
    article = Article(
        "\n\n".join(f"The council of town {name} decided to build a new bridge over the river." for name in "ABCDEFGHIJKLMNOPQRSTUVWX")
    )
    assert len(bot.ask("Summarise", article).answers) == 3
    assert len(bot.ask("more", article).answers) == 6


def test_what_is_struck_out_is_not_known() -> None:
    text = "The boat Gull leaves at ten. Emma Holm steers it. The fee is 5 euros."
    analyzed = AnalyzedArticle.of(Article(text, struck=((29, 49),)))
    assert "Emma Holm" not in [entity.text for entity in analyzed.entities]
    assert [sentence.text for sentence in analyzed.sentences] == ["The boat Gull leaves at ten.", "The fee is 5 euros."]
