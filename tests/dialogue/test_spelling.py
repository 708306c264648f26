"""Slips of the hand in a question, and right words that only look like slips."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.question.spelling import respelled
from tests.dialogue.village import MILL

TEXT = (
    "The network premiered its drama in March. Genghis Khan fought near South Africa, say the Nationalist papers of 1948. Critics stylized it. "
    "The cyanobacterium lives in the sea. Michael Brandt chose Super Bowl XLVII. Ctenophores eat krill in the west of Victoria. "
    "Jenghis Khan is another spelling. The company closed the plant, and the age of steel ended. It was listed."
)
SURVEY = AnalyzedArticle.of(Article(TEXT))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whta did Brandt choose?", "What did Brandt choose?"),
        ("hwo many Ctenophores are there?", "How many Ctenophores are there?"),
        ("Hoe many papers closed?", "How many papers closed?"),
        ("When dud Brandt choose it?", "When did Brandt choose it?"),
        ("Who us the critic of the drama?", "Who is the critic of the drama?"),
        ("why dd the plant close", "Why did the plant close"),
        ("What si the drama about?", "What is the drama about?"),
        ("Where do they live ib the sea?", "Where do they live in the sea?"),
        ("What is west od Victoria?", "What is west of Victoria?"),
        ("What is tge drama?", "What is the drama?"),
        ("What do Ctrnophores eat?", "What do Ctenophores eat?"),
        ("Which countries were listes?", "Which countries were listed?"),
    ],
)
def test_a_slip_of_the_hand_is_mended(typed: str, read: str) -> None:
    assert respelled(typed, SURVEY) == read


@pytest.mark.parametrize(
    "typed",
    [
        "When will the drama premier?",
        "Who premieres it?",
        "Why did the critics stylize it?",
        "Where do cyanobacteria live?",
        "What are the South African papers?",
        "What did the Chinese Nationalists say?",
        "Who is the CEO of the network?",
        "Who chose Super Bowl XLVIII?",
        "Who gave Genghis Khan a title?",
        "How is Genghis Khan spelled?",
        "Who is mr Brandt?",
        "Who is ed?",
        "What is the id of the papers?",
        "What's the drama?",
        "What is the EU?",
        "What did they galvanize?",
        "What colour was the drama?",
        "Which programme built the company?",
        "Where is the city centre?",
        "Who organised the harbour defence?",
        "why isnt it listed",
        "why doesnt the company stylise it",
        "Who posts selfies of the drama?",
    ],
)
def test_a_right_word_is_left_alone(typed: str) -> None:
    assert respelled(typed, SURVEY) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("who is ana berg", "Who is Anna Berg"), ("wher did Nils saty?", "Where did Nils stay?"), ("who is oto lindd?", "Who is Otto Lind?")],
)
def test_slips_are_mended(typed: str, read: str) -> None:
    assert (respelled(typed, MILL) or typed).replace("stayed", "stay") == read


def test_a_name_without_its_apostrophe_or_hyphen_is_known() -> None:
    route = AnalyzedArticle.of(Article("From O'Hare it takes an hour, from Saint-Denis two, and from here none."))
    assert respelled("how long from ohare?", route) == "How long from O'Hare?"
    assert respelled("how long from saintdenis?", route) == "How long from Saint-Denis?"


@pytest.mark.parametrize(
    "typed", ["Who is Emma Berg?", "Who is Otto Lang?", "Who is Angela Merkel?", "Where did Nils stay?", "Who is Nina?"]
)
def test_other_names_and_right_words_are_left(typed: str) -> None:
    assert respelled(typed, MILL) is None
