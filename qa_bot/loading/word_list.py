"""The English word list: whether a word is one, and how often it was seen."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _word_list() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en").word_frequency


def frequency(word: str) -> int:
    """How often a word, in lower case, stands in the list's corpus; 0 for one that it does not hold."""
    return int(_word_list()[word]) if word in _word_list() else 0


def is_word(word: str) -> bool:
    """Whether the English word list holds a word, in lower case."""
    return frequency(word) > 0
