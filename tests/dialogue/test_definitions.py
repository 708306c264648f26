"""Who X is: which words of the article describe X. No model takes part."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.answer import Span
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.answerers import find
from qa_bot.dialogue.answers.definitions import describes, descriptions, entity_called, is_another, looks_like_name
from qa_bot.dialogue.answers.selection import Evaluated
from qa_bot.dialogue.question.interpretation import Interpretation
from tests.dialogue.village import MILL


def test_who_is_finds_the_description() -> None:
    texts = {name.text: [one.span.text for one in descriptions(name, MILL)] for name in MILL.entities}
    assert texts["Anna Berg"][0] == "the baker of the village"
    assert texts["Nils"][0] == "Her brother"
    assert "the painter" in texts["Otto Lind"]
    assert entity_called("Berg", MILL) is entity_called("anna berg", MILL) is not None
    assert entity_called("Emma Berg", MILL) is None
    assert looks_like_name("Emma Berg", MILL)
    assert not looks_like_name("the baker", MILL)
    name = entity_called("Anna Berg", MILL)
    assert name is not None
    assert describes(Span.cut(MILL.article.text, 0, 9), name) is None
    whole = describes(Span.cut(MILL.article.text, 0, 35), name)
    assert whole is not None
    assert whole.text == "the baker of the village"


def test_a_list_of_people_says_what_each_is() -> None:
    people = "Ann Lee (1851–1930), marine painter, lived here\n\nBo Lund – head of training\n\nCid Moe, furious as ever, left the room."
    listed = AnalyzedArticle.of(Article(f"People:\n\nOdd Ek, engineer\n\n{people} Its cook (that's me) is Tom Roe (that's him)."))
    texts = {name.text: [one.span.text for one in descriptions(name, listed)] for name in listed.entities}
    assert [texts[name] for name in ("Ann Lee", "Bo Lund", "Cid Moe", "Tom Roe")] == [["marine painter"], ["head of training"], [], []]


def test_somebody_else_is_no_description() -> None:
    story = AnalyzedArticle.of(Article("Karl Berg spoke with Emma Holm. Karl Berg, born Otto Lind, is a baker in Rome."))
    text = story.article.text
    karl = entity_called("Karl Berg", story)
    assert karl is not None
    said = {
        words: is_another(Span.cut(text, text.index(words), text.index(words) + len(words)), karl, story)
        for words in ("Emma Holm", "Otto Lind", "Rome")
    }
    assert said == {"Emma Holm": True, "Otto Lind": False, "Rome": False}


@pytest.mark.parametrize(
    ("text", "who", "wanted"),
    [
        ("Crowds cheered as the new French President Anna Holm spoke.", "Anna Holm", ["the new French President"]),
        ("He met Energy Minister Anna Holm.", "Anna Holm", ["Energy Minister"]),
        ("The onset of the Long Winter was early.", "Long Winter", []),
        ("The so-called Green Rule holds.", "Green Rule", []),
        ("With that chain on his watch Anna Holm might smile. Anna Holm said so.", "Anna Holm", []),
        ("With his brother Nils Holm she left.", "Nils Holm", ["his brother"]),
        ("They heard Chief Justice Holm on Monday. Holm said so.", "Holm", ["Chief Justice"]),
        ("“We will grow,” Ostrel Chief Executive Anna Holm said.", "Anna Holm", ["Ostrel Chief Executive"]),
        ("Ostrel (OST) CEO Anna Holm will stay.", "Anna Holm", ["CEO"]),
        ("Deism (from Latin deus) is a belief that God exists, without revelation.", "Deism", ["a belief that God exists"]),
        ("Anna Holm was a painter, using few colours.", "Anna Holm", ["a painter"]),
        ("Holm House is a 501(c)(3) charity in Ohio.", "Holm House", ["a 501(c)(3) charity in Ohio"]),
        ("The Hall Plan is the process by which towns vote.", "Hall Plan", ["the process by which towns vote"]),
    ],
)
def test_a_description_is_whole_or_none(text: str, who: str, wanted: list[str]) -> None:
    analyzed = AnalyzedArticle.of(Article(text))
    name = entity_called(who, analyzed)
    assert name is not None
    assert [one.span.text for one in descriptions(name, analyzed)] == wanted


def test_who_is_named_and_not_described_is_quoted() -> None:
    draft = AnalyzedArticle.of(Article("The survey ended in May. We thank Ottilie Brandt for her notes on the draft. Most wells were dry."))
    asked = Interpretation("Who is Brandt?", "description", subject="Brandt")
    found = find(Evaluated(asked, entity=entity_called("Brandt", draft)), draft)
    assert [one.text for one in found.answers] == ["We thank Ottilie Brandt for her notes on the draft."]
    assert found.message == "I found no description. One sentence mentions “Ottilie Brandt”."
    assert found.answers[0].confidence < 0.7
