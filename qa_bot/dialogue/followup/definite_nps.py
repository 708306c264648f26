"""Add the name to a definite noun phrase that points back: "was the album a hit?" -> "was the album Teen Spirit a hit?".

A definite description refers to something that the conversation has introduced with that noun (Clark 1975, on bridging). Only certain wordings
introduce a name: a question and its answer ("which album ...?"), an apposition ("the album, entitled X"), a description ("X is an album"),
or the brackets in the article's title ("X (album)").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, base_form, words_of
from qa_bot.dialogue.ner.gazetteer import peoples
from qa_bot.dialogue.ner.given_names import is_given
from qa_bot.dialogue.ner.lexicon import CALENDAR
from qa_bot.function_words import AUXILIARIES, BE, FUNCTION, PREPOSITIONS
from qa_bot.word_list import frequency

_CALLED = r"(?:,? (?:(?:(?:is|was|would be|will be|were) )?(?:called|named|entitled|titled|known as)|is|was),?)?"
_WORD = r"(?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ0-9][\w&'’-]*"
_NAME = rf"(?P<name>[“\"‘][^”\"’]{{2,60}}[”\"’]|(?:{_WORD})(?: (?:(?:of|the|de|in|and|for|to|a|on|with) )*(?:{_WORD}))*)"
_TITLE = re.compile(r"(?P<name>.+?) \((?P<noun>[\w ]+)\)")
_TIMES = frozenset("late early mid".split())
_BRIDGED = frozenset(
    "album film movie book song single record show series novel story game team company firm group band club event project magazine newspaper "
    "play musical ship boat program programme organisation organization party station product museum building festival tour school".split()
)
"""Nouns that can refer to X after the question "what is X?"."""
_GROUPS = frozenset("band group team company firm duo trio orchestra club party organisation organization agency".split())
_NOUN = 200
"""Minimum frequency of a lower-case word that counts as a noun. A rarer word may be a name."""
_OPENING = 600
"""Length of an article's opening, in code points."""
_ALIKE = {"movie": "film", "picture": "film", "group": "band", "record": "album", "novel": "book", "firm": "company"}
_WHAT_IS = re.compile(rf"(?i:what|who)(?i:['’]?s| is| was| are| were) (?i:the )?{_NAME}\W*")
_SHORT = 8
"""Maximum words of an answer that can be a name."""


def definite_resolved(question: str, history: Sequence[Turn], analyzed: AnalyzedArticle) -> str | None:
    """Add a name to the definite noun phrase of a question. None if no phrase points back, or if it already contains the name."""
    words = words_of(question)
    for at, word in enumerate(words[:-1]):
        noun = words[at + 1]
        if word.lower not in ("the", "that", "this") or not noun.text.islower() or noun.lower in FUNCTION or frequency(noun.text) < _NOUN:
            continue
        if not _ends(question, words, at + 1, analyzed):
            continue
        name = _introduced(noun.lower, history, analyzed)
        if name and not {w.lower for w in words_of(name)} - FUNCTION <= {w.lower for w in words}:
            holds = name.lower().endswith(f" {noun.lower}")  # "the Farnsworth House"
            return f"{question[: word.start]}the {'' if holds else noun.text + ' '}{name}{question[noun.end :]}"
    return None


def _ends(question: str, words: list[Word], at: int, analyzed: AnalyzedArticle) -> bool:
    """Whether a noun is the end of its phrase, without words after it that identify the thing."""
    if at + 1 == len(words):
        return True
    after = words[at + 1]
    gap = question[words[at].end : after.start]
    if gap in ("'s ", "’s "):
        return True
    if gap != " " or after.text[0].isupper() or after.lower in ("of", "that", "which", "who", "whose", "where"):
        return False
    if after.lower in FUNCTION:
        # "the bridge in York" and "the man with one leg" are already identified
        return after.lower not in PREPOSITIONS or not any(w.text[0].isupper() for w in words[at + 2 :])
    helped = any(word.lower in AUXILIARIES for word in words[:at])
    pair = f"{words[at].lower} {after.lower}"
    return (
        helped
        and pair not in analyzed.article.text.lower()
        and (base_form(after.lower) == after.lower or any(word.lower in BE for word in words[:at]))
    )


def _introduced(noun: str, history: Sequence[Turn], analyzed: AnalyzedArticle) -> str | None:
    """The name that was last introduced with a noun."""
    apposed = re.compile(rf"\b{re.escape(noun)}{_CALLED} {_NAME}")
    between = re.compile(rf"\b{re.escape(noun)}, {_NAME}(?=[,.;]|$)")  # "her tenth album, Nick of Time."
    headed = re.compile(
        rf"(?<=[a-z] )(?P<name>(?:{_WORD} )(?:(?:{_WORD}|of|the|and|&) )*(?i:{re.escape(noun)}))\b"
    )  # "the Farnsworth House"
    described = re.compile(
        rf"{_NAME}(?:,| is| was|,? which (?:is|was)) (?i:an?|the|his|her|its|their) (?:[\w'’-]+ ){{0,4}}(?i:{re.escape(noun)})\b"
    )
    for turn in reversed(history):
        answer = (turn.answer or "").strip(" .,;:")
        asked = re.search(rf"\b(?:what|which)\b(?:\W+\w+){{0,4}}?\W+{re.escape(noun)}\b", turn.question, re.IGNORECASE)
        whole = re.fullmatch(rf"(?:(?:in|at|on|by|from|for|the|his|her|their) )*(?:{re.escape(noun)},? )?{_NAME}", answer)
        if asked and whole and len(words_of(answer)) <= _SHORT:
            return whole["name"]
        for text in (turn.answer or "", turn.question):
            for pattern in (apposed, between, described, headed):
                found = list(pattern.finditer(text))
                named = [
                    name
                    for name in (one["name"].rstrip("'’ ") for one in found)
                    if words_of(name) and _is_proper_name(words_of(name), noun)
                ]
                if named:
                    return named[-1]
    if noun in _BRIDGED:
        for turn in reversed(history[-2:]):
            what = _WHAT_IS.fullmatch(turn.question)
            if what:
                return what["name"]
    if noun in _GROUPS and (group := _titled_group(noun, analyzed)):
        return group
    title = _TITLE.fullmatch(analyzed.article.title)
    if title and {noun, _ALIKE.get(noun, noun)} & set(title["noun"].lower().split()):
        return title["name"]
    return None


def _titled_group(noun: str, analyzed: AnalyzedArticle) -> str | None:
    """The title, if it is a name and the article's opening calls it a band, a company and so on. Titles that name persons are excluded."""
    title, opening = analyzed.article.title, analyzed.article.text[:_OPENING].lower()
    words = words_of(title)
    named = (
        0 < len(words) <= _SHORT and "(" not in title and all(word.text[0].isupper() or word.lower in FUNCTION | {"&"} for word in words)
    )
    if not named or is_given(words[0].lower) or (opening and not re.search(rf"\b{re.escape(noun)}\b", opening)):
        return None
    return title if not any(name.kind in ("person", "country") for name in analyzed.entities_mentioned(title)) else None


def _is_proper_name(words: list[Word], noun: str) -> bool:
    """Whether capitalised words are a name: not just the noun, and not the beginning of a sentence or a date."""
    first = words[0].lower
    if not {word.lower for word in words} - FUNCTION - peoples() - {noun}:
        return False
    return first not in PREPOSITIONS and first not in CALENDAR | _TIMES and not (len(words) == 1 and (first in FUNCTION or first.isdigit()))
