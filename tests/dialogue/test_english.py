"""Words of English and their forms; and every example that a rule of the dialogue carries."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import qa_bot.dialogue
from qa_bot import Article, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import base_form, is_past
from qa_bot.dialogue.followup.rewriting import rewrites
from qa_bot.word_list import frequency

MODULES = [module.name for module in walk_packages(qa_bot.dialogue.__path__, "qa_bot.dialogue.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    found = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("ate", "eat"), ("drank", "drink"), ("driven", "drive"), ("stolen", "steal"), ("worn", "wear"), ("heard", "hear"), ("fled", "flee"),
        ("lay", "lie"), ("laid", "lay"), ("found", "find"), ("was", "be"), ("understood", "understand"), ("withdrew", "withdraw"),
    ],
)  # fmt: skip
def test_irregular_forms(form: str, base: str) -> None:
    assert base_form(form) == base
    assert is_past(form)


@pytest.mark.parametrize("word", ["ground", "rent", "come", "walk", "might"])
def test_what_is_no_past_form(word: str) -> None:
    assert not is_past(word)


@pytest.mark.parametrize(
    "word", "colour harbour organised kilometres programme centre metre color harbor organized isnt doesnt don't".split()
)
def test_both_spellings_and_bare_contractions_are_words(word: str) -> None:
    assert frequency(word) > 0


def test_a_fragment_gets_the_base_form_of_an_irregular_verb() -> None:
    bakery = AnalyzedArticle.of(Article("Anna Berg ate the bread on Friday."))
    found = rewrites("when?", [Turn("Who ate the bread?", "Anna Berg")], bakery)
    assert found[0].question == "When did Anna Berg eat the bread?"
