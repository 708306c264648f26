"""Whether a word can be a verb or is rather an adjective: told by which of its other forms English knows.

>>> may_be_verb("cost"), is_adjective("historical")
(True, True)
"""

from __future__ import annotations

from qa_bot.dialogue.english.irregular_verbs import irregular_forms
from qa_bot.word_list import frequency

_FORMS = 100
"""A word is a verb where one of its other forms is at least a hundredth as frequent."""


def may_be_verb(word: str) -> bool:
    """Whether a word in lower case can be a verb's base form: English knows its past form or its form in -ing.

    >>> [word for word in ("add", "leave", "cost", "stop", "railway", "city") if may_be_verb(word)]
    ['add', 'leave', 'cost', 'stop']
    """
    if word in irregular_forms().values():
        return True
    stem = word[:-1] if word.endswith("e") else word
    forms = [f"{stem}ed", f"{stem}ing", f"{word}{word[-1]}ed", f"{word}{word[-1]}ing", f"{word[:-1]}ied"]
    return max(map(frequency, forms)) * _FORMS > frequency(word) > 0


def is_adjective(word: str) -> bool:
    """Whether a word in lower case is rather an adjective than a noun: English knows it with -ly, but hardly with -s.

    >>> [word for word in ("historical", "strong", "happy", "mill", "friend", "company") if is_adjective(word)]
    ['historical', 'strong', 'happy']
    """
    adverb = (
        word[:-1] + ("ily" if word.endswith("y") else "y")
        if word.endswith(("y", "le"))
        else word + ("ally" if word.endswith("ic") else "ly")
    )
    plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return frequency(adverb) > frequency(plural)
