"""Nouns for what a person is or does: "baker", "brother", "president"."""

from __future__ import annotations

from qa_bot.dialogue.english.morphology import words_of
from qa_bot.dialogue.ner.lexicon import FEMININE, JOBS, MASCULINE, TITLES

_PERSONS = TITLES | MASCULINE | FEMININE | JOBS
_AGENTS = (
    "er",
    "or",
    "ist",
    "man",
    "woman",
    "ian",
    "ant",
    "ent",
    "ess",
    "ee",
    "person",
    "star",
    "hero",
    "saint",
    "chief",
    "head",
    "hand",
    "mate",
)
"""How nouns for persons end."""


def is_role_noun(what: str) -> bool:
    """Whether the last noun of a phrase can be a person. Other words before a name may belong to the words before them.

    >>> is_role_noun("the baker"), is_role_noun("his brother"), is_role_noun("his watch")
    (True, True, False)
    """
    head = words_of(what)[-1].lower
    return head in _PERSONS or head.removesuffix("s") in _PERSONS or head.endswith(_AGENTS)
