"""The words of a text and their forms: tokens, stems, base forms of verbs, plurals.

Stems are Snowball's (Porter 2001). The base form of an irregular verb comes from a table
(`irregular_verbs`), that of a regular one from its ending: of several base forms that fit, the most frequent word is taken.

    >>> [base_form(form) for form in ("ate", "congratulated", "stopped", "denies", "walk")]
    ['eat', 'congratulate', 'stop', 'deny', 'walk']
    >>> content_stems(words_of("Who ate the bread?")), content_stems(words_of("eating bread"))
    (['eat', 'bread'], ['eat', 'bread'])
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

from qa_bot.dialogue.english.irregular_verbs import irregular_forms
from qa_bot.function_words import FUNCTION
from qa_bot.word_list import frequency

_TOKEN = re.compile(r"[^\W_]+(?:[-.&][^\W_]+)*(?:['’](?!s\b|S\b)[^\W_]+)*")
_ACCENT = re.compile("[\u0300-\u036f]")
_SINGULAR_S = frozenset(
    "is was has does his its this less business process address congress class loss boss news series species across us always yes cause "
    "besides sometimes perhaps basis status crisis campus virus bus gas glass press illness access success towards as".split()
)
"""Words in "s" that are no plural."""
_PLURALS = frozenset("people men women children teeth feet mice police media criteria data".split())
"""Plurals without "s"."""


class Word(NamedTuple):
    """A word of a text: as written, and where, in code points."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()


def words_of(text: str) -> list[Word]:
    """The words of a text; a possessive "'s" belongs to none of them."""
    return [Word(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(text)]


def forms_of(text: str) -> list[str]:
    """The words of a text without their places, for long texts."""
    return _TOKEN.findall(text)


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english", 0)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball's English stem of a word in any case, without accents: people type "cafe" for "café"."""
    plain = word.lower().replace("’", "'")
    if not plain.isascii():
        plain = _ACCENT.sub("", normalize("NFD", plain))
    return str(_stemmer().stemWord(plain))


def content_stems(words: Iterable[Word]) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [stem(irregular_forms().get(word.lower, word.text)) for word in words if word.lower not in FUNCTION]


def base_form(verb: str) -> str:
    """The base form of a verb in the past or the third person, as `said` -> `say`; what is neither comes back as it is."""
    verb = verb.lower()
    if verb in irregular_forms():
        return irregular_forms()[verb]
    options: list[str] = []
    if verb.endswith("ied"):
        options = [verb[:-3] + "y", verb[:-1]]
    elif verb.endswith("ed") and len(verb) > 4:
        options = [verb[:-2], verb[:-1]]
        if verb[-3] == verb[-4] and verb[-3] not in "aeiou":
            options.append(verb[:-3])
    elif verb.endswith("ies") and len(verb) > 4:
        options = [verb[:-3] + "y"]
    elif verb.endswith("s") and not verb.endswith("ss"):
        options = [verb[:-1], verb[:-2]] if verb.endswith("es") else [verb[:-1]]
    known = [option for option in options if frequency(option) and (len(option) > 2)]
    return max(known, key=frequency) if known else verb


def is_past(word: str) -> bool:
    """Whether a word looks like the past form of a verb."""
    word = word.lower()
    return (word in irregular_forms() and word not in ("has", "does")) or (word.endswith("ed") and base_form(word) != word)


def is_plural(word: str) -> bool:
    """Whether a word in lower case looks like a noun in the plural.

    >>> [word for word in ("towns", "people", "business", "bus", "his", "town") if is_plural(word)]
    ['towns', 'people']
    """
    return word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _SINGULAR_S and len(word) > 3)
