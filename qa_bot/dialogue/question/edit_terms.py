"""Edit terms: the words that say that a question corrects itself ("no wait", "I mean", "er"), and when they only look like it.

The words between what is taken back and its repair are one of a few fixed phrases (the interregnum of Shriberg 1994). Some mean nothing else.
Others are words of ordinary questions too ("no", "sorry"); they count only where the repair is of the same type as what it replaces.

    >>> may_break("Who left, I mean stayed?"), may_break("Who left?")
    (True, False)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import is_past
from qa_bot.function_words import AUXILIARIES, BE, DETERMINERS, PREPOSITIONS, PRONOUNS, WH

_SURE = (
    "i mean", "i meant", "i meant to ask", "i meant to say", "or rather", "scratch that", "strike that", "let me rephrase", "let me rephrase that",
    "what i meant was", "what i mean is", "oops", "whoops", "my mistake", "my bad", "let me correct that", "let me correct myself", "or actually",
    "or no", "or wait", "or sorry", "wait a minute", "wait a second", "wait a sec", "that's wrong", "that's not right", "not that",
)  # fmt: skip
_MAYBE = (
    "no", "nope", "nah", "wait", "sorry", "actually", "oh", "make that", "hold on", "hang on", "forget that", "never mind", "correction",
    "excuse me", "pardon", "i'm sorry", "im sorry", "better yet", "let me see",
)  # fmt: skip
_WITH = (
    "tell me", "i want to know", "i need to know", "i would like to know", "i wanted to ask", "or", "well", "please", "really", "let me ask",
)  # fmt: skip
"""Words that go with the others, and say nothing alone."""
_FILLERS = frozenset("uh uhh um umm uhm er err erm eh hm hmm".split())
_PHRASES = sorted((tuple(phrase.split()) for phrase in (*_SURE, *_MAYBE, *_WITH, *_FILLERS)), key=len, reverse=True)
_QUOTED = re.compile(r"[\"“‘«][^\"”’»]*[\"”’»]|(?<!\w)'[^']*'(?!\w)")
_NO = frozenset("there has have had with say said is are of or and but that".split())
"""What "no" belongs to as a determiner, with what comes before it ..."""
_NO_MORE = frozenset("other others one longer more matter later less fewer doubt".split())
"""... or after it."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a question breaks off: the words from `start` to `end` say that what comes before them is taken back."""

    start: int
    end: int
    sure: bool
    """The words mean nothing else; False where they may belong to the question, as "no" and "sorry" do."""
    filler: bool
    """Nothing but "uh" and the like, which often takes nothing back."""


def low_of(token: str) -> str:
    """A token without the punctuation around it, in lower case."""
    return token.strip("\"'“”‘’.,;:!?…()-–—").replace("’", "'").lower()


def may_break(question: str) -> bool:
    """A quick look, since most questions correct nothing; one that quotes such words asks about them."""
    low = [low_of(token) for token in question.split()]
    if not any(phrase[0] in low for phrase in _PHRASES) and len(set(low)) == len(low):
        return False
    quoted = [[low_of(token) for token in found.group().split()] for found in _QUOTED.finditer(question)]
    return not any(_phrase_at(words, at) not in ((), *((one,) for one in _WITH)) for words in quoted for at in range(len(words)))


def next_break(tokens: Sequence[str], at: int, analyzed: AnalyzedArticle) -> Break | None:
    """The first run of words, from `at` on, that says that something is taken back."""
    low = [low_of(token) for token in tokens]
    while at < len(low):
        end, weight, filler = at, 0, True
        while end < len(low) and (phrase := _phrase_at(low, end)):
            said = " ".join(phrase)
            if said in _FILLERS and (said in analyzed.vocabulary or not tokens[end].islower()):
                break  # "ER" is a series
            filler = filler and said in _FILLERS
            weight += 2 if said in _SURE else 0 if said in _WITH else 1
            if not weight:
                break
            end += len(phrase)
        if weight and end < len(low) and not _belongs(low, at, end, analyzed):
            return Break(at, end, weight >= 2 and not filler, filler)
        at = max(end, at + 1)
    return None


def asks(low: Sequence[str]) -> bool:
    """Whether words in lower case are a whole question, and neither a clause nor the end of one."""
    at = 1 if len(low) > 1 and low[0] in PREPOSITIONS else 0
    if len(low) < 3:
        return len(low) == 2 and low[0] in ("who", "what") and is_past(low[1])
    if low[at] not in WH:
        return low[0] in AUXILIARIES - {"be", "been", "being", "have"} and (low[1] in DETERMINERS | PRONOUNS or len(low) > 4)
    if low[at] in ("when", "where", "why", "how") and low[at + 1] in PRONOUNS | DETERMINERS:
        return False
    return len(low) > 3 or bool(set(low) & AUXILIARIES) or any(is_past(word) for word in low[1:])


def stands(words: str, analyzed: AnalyzedArticle) -> bool:
    """Whether the article has the words in this order, whatever stands between them."""
    pattern = r"\W+".join(re.escape(word).replace("'", "['’]") for word in words.split())
    return bool(re.search(rf"(?<!\w){pattern}(?!\w)", analyzed.article.text, re.IGNORECASE))


def _phrase_at(low: Sequence[str], at: int) -> tuple[str, ...]:
    return next((phrase for phrase in _PHRASES if tuple(low[at : at + len(phrase)]) == phrase), ())


def _belongs(low: Sequence[str], start: int, end: int, analyzed: AnalyzedArticle) -> bool:
    """Whether the words are part of the question: "what did I mean", "is there no wait for it", or as the article has them."""
    before = low[start - 1] if start else ""
    said = " ".join(low[start:end])
    if (low[start] == "i" and (before in AUXILIARIES - BE or before in WH)) or (said in ("no", "no wait") and before in _NO):
        return not asks(low[end:])
    if not start or set(low[start:end]) <= _FILLERS:
        return False
    return (said == "no" and low[end] in _NO_MORE) or stands(f"{before} {said}", analyzed) or stands(f"{said} {low[end]}", analyzed)
