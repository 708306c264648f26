"""The part of a question that asks, for a question that is longer than the reader takes, or that is two.

>>> story = "I was at the mill all day and it rained. Who met Nils there? I have to know."
>>> asked_part(story, lambda text: len(text) <= 30)
'Who met Nils there?'
>>> asked_part("It rained all day at the old mill and the road was closed, so who met Nils there", lambda text: len(text) <= 30)
'who met Nils there'
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa_bot.article import Article
from qa_bot.dialogue.english.morphology import words_of
from qa_bot.dialogue.followup.clause import clause_of
from qa_bot.function_words import AUXILIARIES, PRONOUNS, WH

_TWO = re.compile(r"(?P<first>.+?),? and (?:also )?(?P<second>(?:who|what|when|where|why|how|which)\b.+)", re.IGNORECASE)


def asked_part(question: str, fits: Callable[[str], bool]) -> str:
    """The sentence that asks: the last one with a question mark, else the last one that begins as a question does, else the last one.

    Of a sentence that is too long itself, what comes last is kept, from a question word on where there is one; one that begins as a
    question does stays as it is, and the reader takes its beginning.

    Args:
        question: in one line.
        fits: whether the reader takes a text whole.
    """
    if fits(question):
        return question
    sentences = [sentence.text.strip() for sentence in Article(question).sentences]
    marked = [sentence for sentence in sentences if sentence.rstrip("\"”’')").endswith("?")]
    sentence = [*sentences, *filter(_begins_as_question, sentences), *marked][-1]
    if fits(sentence) or _begins_as_question(sentence):
        return sentence
    words = sentence.split()
    while len(words) > 1 and not fits(" ".join(words)):
        del words[0]
    first = next((at for at, word in enumerate(words) if word.lower() in WH), 0)
    return " ".join(words[first:])


def two_questions(question: str) -> tuple[str, str] | None:
    """The two questions that are asked in one, each with its own verb; None for one.

    >>> two_questions("When is rent due and how much is the deposit?")
    ('When is rent due', 'how much is the deposit?')
    >>> two_questions("Who said when and how it was done?") is None
    True
    """
    found = _TWO.fullmatch(question)
    parts = (found["first"], found["second"]) if found else None
    return parts if parts and all(map(_is_whole, parts)) else None


def _is_whole(question: str) -> bool:
    """Whether a question has a question word, a verb of its own right behind it, and more."""
    clause = clause_of(question)
    asked = {word.lower for word in words_of(clause.opening)} if clause and clause.auxiliary else set()
    return bool(asked) and not asked & PRONOUNS and len(words_of(question)) > 2


def _begins_as_question(sentence: str) -> bool:
    words = words_of(sentence)
    return bool(words) and (words[0].lower in WH or words[0].lower in AUXILIARIES)
