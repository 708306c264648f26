"""Questions as people type them: made variants of training questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from qa_bot.evaluation.squad import Row
from qa_bot.keyboard import BESIDE

_EDIT_TERMS = ("no wait", "er", "uh no", "sorry", "I mean", "no", "um no sorry", "oh actually", "or rather", "scratch that")
_ARTICLE = re.compile(r"\b(?:the|an?) ", re.IGNORECASE)
_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), short)
    for pattern, short in (
        (r"\b(what|who|where|when|how|that|there|it) is\b", r"\1's"),
        (r"\b(do|does|did|is|are|was|were|would|could|should|has|have|had) not\b", r"\1n't"),
        (r"\bcan ?not\b", "can't"),
        (r"\bwill not\b", "won't"),
        (r"\bI am\b", "I'm"),
        (r"\b(I|you|they|we|he|she|it) will\b", r"\1'll"),
        (r"\b(I|you|they|we) have\b", r"\1've"),
    )
)


@dataclass(frozen=True, slots=True)
class Variants:
    """Share of the questions that each change is made to; the changes combine."""

    no_question_mark: float = 0.12
    misspelt: float = 0.08
    """One keyboard slip, or two."""
    corrected: float = 0.05
    """Another question is begun and taken back (the disfluencies of Gupta et al. 2021, Disfl-QA)."""
    lower_case: float = 0.0
    contracted: float = 0.0
    """Of the questions with "is not", "what is" and the like; every third of them loses the apostrophe too."""
    no_articles: float = 0.0


def vary(row: Row, variants: Variants, seed: int, others: Sequence[str] = ()) -> Row:
    """The row with its question varied; a function of the seed and the row's id.

    Args:
        row: a training row.
        variants: how often each change is made.
        seed: of the choice.
        others: questions about the same paragraph, for `corrected`.
    """
    random = Random(f"{seed}{row.id}")
    question = row.question.strip()
    if random.random() < variants.no_question_mark:
        question = question.rstrip("?").rstrip()
    if random.random() < variants.contracted:
        question = contract(question)
        if random.random() < 1 / 3:
            question = question.replace("'", "")
    if random.random() < variants.no_articles:
        question = _ARTICLE.sub("", question)
    if random.random() < variants.misspelt:
        for _ in range(random.choice((1, 1, 2))):
            question = misspell(question, random)
    if random.random() < variants.corrected:
        question = correct_oneself(question, [other for other in others if other != row.question.strip()], random)
    if random.random() < variants.lower_case:
        question = question.lower()
    return replace(row, question=question)


def contract(question: str) -> str:
    """The question with its contractions.

    Example:
        >>> contract("What is it that they do not like?")
        "What's it that they don't like?"
    """
    for pattern, short in _CONTRACTIONS:
        question = pattern.sub(short, question)
    return question


def correct_oneself(question: str, others: Sequence[str], random: Random) -> str:
    """The question after the beginning of another one and an edit term ("no wait"); as it is where there is no other."""
    if not others:
        return question
    words = random.choice(others).rstrip("?").split()
    begun = words[: random.randint(min(2, len(words)), len(words))]
    return " ".join([*begun, random.choice(_EDIT_TERMS), question[:1].lower() + question[1:]])


def misspell(text: str, random: Random) -> str:
    """The text with one keyboard slip: letters swapped, a neighbouring key, a letter doubled or left out."""
    places = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
    if not places:
        return text
    i = random.choice(places)
    near = BESIDE.get(text[i].lower(), text[i])
    middle = random.choice((text[i + 1] + text[i], near + text[i + 1], text[i] + text[i] + text[i + 1], text[i + 1]))
    return text[:i] + middle + text[i + 2 :]
