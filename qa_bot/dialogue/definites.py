"""A definite noun phrase that points back -> the phrase with its name: "was the album a hit?" -> "was the album Teen Spirit a hit?".

A definite description refers to what the conversation has introduced under that noun (Clark 1975, on bridging). What introduces a name
under a noun is a wording, not a guess: a question for it ("which album ...?" and its answer), an apposition ("the album, entitled X"),
a description ("X is an album"), or the brackets of the article's title ("X (album)").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answer import Turn
from qa_bot.dialogue.name_words import CALENDAR
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import AUXILIARIES, BE, FUNCTION, PREPOSITIONS, Word, base_form, words_of

_CALLED = r"(?:,? (?:called|named|entitled|titled|known as|is|was),?)?"
_WORD = r"(?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ0-9][\w&'’-]*"
_NAME = rf"(?P<name>[“\"‘][^”\"’]{{2,60}}[”\"’]|(?:{_WORD})(?: (?:(?:of|the|de|in|and|for|to|a|on|with) )*(?:{_WORD}))*)"
_TITLE = re.compile(r"(?P<name>.+?) \((?P<noun>[\w ]+)\)")
_TIMES = frozenset("late early mid".split())
_BRIDGED = frozenset(
    "album film movie book song single record show series novel story game team company firm group band club event project magazine newspaper "
    "play musical ship boat program programme organisation organization party station product museum building festival tour school".split()
)
"""What "what is X?" may have asked about, so that the next question need not say X again."""
_ALIKE = {"movie": "film", "picture": "film", "group": "band", "record": "album", "novel": "book", "firm": "company"}
_WHAT_IS = re.compile(rf"(?i:what|who)(?i:['’]?s| is| was| are| were) (?i:the )?{_NAME}\W*")
_SHORT = 8
"""Words of the longest answer that names what a question asked for."""


def named_again(question: str, history: Sequence[Turn], survey: Survey) -> str | None:
    """The question with the name of what its definite noun phrase points back to; None where nothing does, or the phrase says it all."""
    words = words_of(question)
    for at, word in enumerate(words[:-1]):
        noun = words[at + 1]
        if word.lower not in ("the", "that", "this") or not noun.text.islower() or noun.lower in FUNCTION:
            continue
        if not _ends(question, words, at + 1, survey):
            continue
        name = _introduced(noun.lower, history, survey)
        if name and not {w.lower for w in words_of(name)} - FUNCTION <= {w.lower for w in words}:
            return f"{question[: word.start]}the {noun.text} {name}{question[noun.end :]}"
    return None


def _ends(question: str, words: list[Word], at: int, survey: Survey) -> bool:
    """Whether a noun ends its phrase, and nothing after it says which one is meant."""
    if at + 1 == len(words):
        return True
    after = words[at + 1]
    gap = question[words[at].end : after.start]
    if gap in ("'s ", "’s "):
        return True
    if gap != " " or after.text[0].isupper() or after.lower in ("of", "that", "which", "who", "whose", "where"):
        return False
    if after.lower in FUNCTION:
        # "the bridge in York", "the man with one leg" say which
        return after.lower not in PREPOSITIONS or not any(w.text[0].isupper() for w in words[at + 2 :])
    helped = any(word.lower in AUXILIARIES for word in words[:at])
    pair = f"{words[at].lower} {after.lower}"
    return (
        helped
        and pair not in survey.article.text.lower()
        and (base_form(after.lower) == after.lower or any(word.lower in BE for word in words[:at]))
    )


def _introduced(noun: str, history: Sequence[Turn], survey: Survey) -> str | None:
    """The name that was last introduced under a noun."""
    apposed = re.compile(rf"\b{re.escape(noun)}{_CALLED} {_NAME}")
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
            for pattern in (apposed, described):
                found = list(pattern.finditer(text))
                named = [name for name in (one["name"].rstrip("'’ ") for one in found) if words_of(name) and _is_name(words_of(name))]
                if named:
                    return named[-1]
    if noun in _BRIDGED:
        for turn in reversed(history[-2:]):
            what = _WHAT_IS.fullmatch(turn.question)
            if what:
                return what["name"]
    title = _TITLE.fullmatch(survey.article.title)
    if title and {noun, _ALIKE.get(noun, noun)} & set(title["noun"].lower().split()):
        return title["name"]
    return None


def _is_name(words: list[Word]) -> bool:
    """Whether capitalised words are a name, and not how the next sentence or a date begins."""
    first = words[0].lower
    return first not in PREPOSITIONS and first not in CALENDAR | _TIMES and not (len(words) == 1 and (first in FUNCTION or first.isdigit()))
