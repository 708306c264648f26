"""Add the topic of the conversation to a question that leaves it out, such as "What happened next?" or "Any other songs?".

Such a question has no name and no pronoun. It is about the discourse topic, which stays the same until it is replaced (Lambrecht 1994): the
last antecedent of a pronoun, or the title of an article that is named after one thing. The wording must show that something is missing:
"else" or "other", "what happened", "any ...", or a definite noun that the question does not introduce.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, is_past, words_of
from qa_bot.function_words import AUXILIARIES, BE, FUNCTION, PRONOUNS

_WHOLE = re.compile(
    r"\b(?:about|in|of|on|from) (?:this|the|that) (?:article|section|passage|text|page|story)\b(?! (?:about|on)\b)", re.IGNORECASE
)
_HAPPENED = re.compile(r"\b(?:happen|happens|happened|going on|went on)\b(?P<whom>.*\b(?:to|with|between)\b)?", re.IGNORECASE)
_MORE = frozenset("else other another more".split())
_TITLED = re.compile(r"(?P<name>[^()]+?)(?: \([^()]*\))?")
_TELLING = frozenset("of for to with between from about and or that which who whose where".split())
"""Words after a noun that begin a phrase identifying it."""
_TIMES = frozenset("time times day year years moment end beginning".split())
_LONGEST = 5
"""Maximum words of a title that names one thing; headlines are longer."""
_SHORT = 9
"""Maximum words of a question that may leave out its topic."""


def topic_of(centre: str | None, analyzed: AnalyzedArticle) -> str | None:
    """The topic of a conversation: the article's title if it is a name, else the antecedent of the last pronoun (`centre`)."""
    found = _TITLED.fullmatch(analyzed.article.title)
    words = words_of(found["name"]) if found else []
    named = 0 < len(words) <= _LONGEST and all(word.text[0].isupper() or word.lower in FUNCTION for word in words)
    known = not analyzed.vocabulary or all(word.lower in analyzed.vocabulary for word in words)
    return found["name"] if found and named and known else centre


def with_topic(question: str, topic: str, analyzed: AnalyzedArticle) -> str | None:  # noqa: PLR0911 - one wording each
    """Add the topic to a question. None if the question has a name or a pronoun, or if nothing is missing.

    Args:
        question: the question without opening words and question mark.
        topic: the topic of the conversation.
        analyzed: the article.
    """
    words = words_of(question)
    low = [word.lower for word in words]
    if not low or {word.lower for word in words_of(topic)} - FUNCTION & set(low) or len(low) > _SHORT:
        return None
    whole = _WHOLE.search(question)
    if whole:
        return f"{question[: whole.end()]} about {topic}{question[whole.end() :]}"
    if (
        analyzed.entities_mentioned(question)
        or any(word.text[0].isupper() for word in words[1:])
        or set(low) & (PRONOUNS - {"this", "that", "these", "those", "there"})
    ):
        return None
    happened = _HAPPENED.search(question)
    if happened:
        after = happened.end()
        return f"{question[:after]} to {topic}{question[after:]}" if low[0] == "what" and not happened["whom"] else None
    place = _after_definite(words, question)
    if place is not None:
        return f"{question[:place]} of {topic}{question[place:]}"
    there = low[:1] == ["any"] or (low[0] in BE and low[1:3] == ["there", "any"])
    if (set(low) & _MORE and "than" not in low) or (there and not set(low[2:]) & AUXILIARIES):
        return f"{question} {'about' if low[-1] in ('else', 'interesting', 'more') else 'of'} {topic}"
    return None


def _after_definite(words: Sequence[Word], question: str) -> int | None:
    """The end of the first definite noun, unless words next to it identify the thing."""
    low = [word.lower for word in words]
    for at, word in enumerate(low[:-1]):
        relative = word == "that" and at > 0 and low[at - 1] not in FUNCTION  # "the song that burned"
        if word not in ("the", "these", "those", "this", "that") or relative:
            continue
        end = at + 1
        while end < len(low) and low[end] not in FUNCTION:
            end += 1
        # "how was the album received", "what did the band do", "was the film popular": the last word is not a noun
        if end > at + 2 and (is_past(low[end - 1]) or set(low[:at]) & {"do", "does", "did"} or low[0] in BE):
            end -= 1
        elif end < len(low) and low[end] in _TELLING:
            continue
        if end == at + 2 and low[at + 1].isalpha() and low[at + 1] not in _TIMES and question[words[end - 1].end :][:2] not in ("'s", "’s"):
            return words[end - 1].end
    return None
