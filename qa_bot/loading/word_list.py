"""The English word list: whether a word is one, and how often it was seen."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@cache
def _word_list() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en").word_frequency


def frequency(word: str) -> int:
    """How often a word, in lower case, stands in the list's corpus; 0 for one that it does not hold."""
    return int(_word_list()[word]) if word in _word_list() else 0


def is_word(word: str) -> bool:
    """Whether an English word list, American or British, holds a word, in lower case."""
    return frequency(word) > 0 or word in _british()


@cache
def _british() -> frozenset[str]:
    """The words of symspellpy's list, in both spellings; the package itself is not imported."""
    spec = find_spec("symspellpy")
    if spec is None or spec.origin is None:
        return frozenset()
    lines = (Path(spec.origin).parent / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines)
