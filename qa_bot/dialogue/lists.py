"""Questions for several things: the names of a class, or the items of the enumeration that the reader's best span stands in.

A span that is an enumeration is cut at its commas and its "and"; one that is an item of a longer enumeration brings the others. Further
spans of the reader join where they are nearly as sure as the best one. Nothing is added to a question for one thing.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answer import Answer, Span
from qa_bot.dialogue.enumerations import enumeration
from qa_bot.dialogue.kinds import Category, how_many, wants_one
from qa_bot.dialogue.places import same_territory
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import DETERMINERS, FUNCTION, words_of

NEAR = 0.8
"""A further span belongs to the list when its confidence is at least this share of the best one's."""
CLOSE = 8.0
"""An enumeration is given where the reader points at another of its items with a score, in logits, at most so far below the best one's."""
SHORT = 3
"""Words of the longest thing that is given as a list's item where the question asks for no list."""
_NAMED = 0.9
"""Confidence of a name that a class asks for; set by hand, since rules found it and not the reader."""


def named_of(category: Category, survey: Survey) -> list[Answer]:
    """The first mention of every name of a class, in the article's order."""
    wanted = {"name": None, "place": ("place", "country")}.get(category, (category,))
    first: dict[str, tuple[int, int]] = {}
    for name in survey.names:
        if wanted is None or name.kind in wanted:
            first.setdefault(same_territory(name.text), name.spans[0])
    spans = sorted(first.values())
    return [Answer(Span.cut(survey.article.text, *span), _NAMED, 0.0) for span in spans]


def parts(question: str, best: Answer, others: Sequence[Answer], survey: Survey) -> list[Answer]:
    """An answer to a question for no certain number of things: its items where it is an enumeration of names, or of three things or more; the
    whole enumeration where it is an item of one and the reader points at another of its items too. Any other answer stays as it is.
    """
    text = survey.article.text
    found = _around(best, survey)
    named = all(text[left].isupper() for left, _ in found)
    one = wants_one(question)
    if len(found) < (2 if named and not (one and not question.lower().startswith("who")) else 3):
        return [best]
    outside = [bounds for bounds in found if not best.span.overlaps(*bounds)]
    if outside:
        pointed = any(other.span.overlaps(*bounds) and best.score - other.score <= CLOSE for other in others for bounds in outside)
        short = named or all(_is_short(text[left:right]) for left, right in found)
        if one or not pointed or not short:
            return [best]
    found = _unnamed(found, question, text)
    return [Answer(Span.cut(text, left, right), best.confidence, best.score) for left, right in found] if len(found) > 1 else [best]


def items(question: str, best: Answer, others: Sequence[Answer], survey: Survey) -> list[Answer]:
    """The answers of a list question, in the article's order: the enumeration that the surest candidate is or stands in, one of as many items
    as the question names before any other; without one, the candidates that are nearly as sure as the best.
    """
    text, count = survey.article.text, how_many(question)
    near = [best, *(other for other in others if other.confidence >= NEAR * best.confidence)]
    listed = [(answer, found) for answer in near if len(found := _around(answer, survey)) > 1]
    listed.sort(key=lambda one: count is not None and len(one[1]) != count)
    if listed:
        answer, found = listed[0]
        return [Answer(Span.cut(text, *bounds), answer.confidence, answer.score) for bounds in _unnamed(found, question, text)]
    like = [other for other in near if other is best or other.text[0].isupper() == best.text[0].isupper()]
    return sorted(like, key=lambda one: one.start)


def _around(answer: Answer, survey: Survey) -> list[tuple[int, int]]:
    sentence = survey.article.sentence_of(answer.start, answer.end)
    return enumeration(survey.article.text, answer.start, answer.end, sentence.start, sentence.end)


def _unnamed(found: list[tuple[int, int]], question: str, text: str) -> list[tuple[int, int]]:
    """The items without those that the question names itself, as in "besides Rome, where"; all of them where it names all."""
    asked = {word.lower for word in words_of(question)}
    return [bounds for bounds in found if not {word.lower for word in words_of(text[slice(*bounds)])} <= asked] or found


def _is_short(item: str) -> bool:
    words = words_of(item)
    return len(words) <= SHORT and words[0].lower not in FUNCTION - DETERMINERS
