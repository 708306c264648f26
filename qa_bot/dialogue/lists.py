"""Questions for several things: the names of a class, or the items of the enumeration that the reader's best span stands in.

A span that is an enumeration is cut at its commas and its "and"; one that is an item of a longer enumeration brings the others. Further
spans of the reader join where they are nearly as sure as the best one. Nothing is added to a question for one thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa_bot.answer import Answer, Span
from qa_bot.dialogue.kinds import Category
from qa_bot.dialogue.places import same_territory
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import FUNCTION, words_of

NEAR = 0.6
"""A further span belongs to the list when its confidence is at least this share of the best one's."""
_SEPARATOR = re.compile(r",?\s+(?:and|or|as well as|&)\s+|\s*[,;]\s+(?:and\s+|or\s+)?")
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


def parts(best: Answer, survey: Survey) -> list[Answer]:
    """An answer that is an enumeration of names, or of three things or more, in its items; any other as it is."""
    text = survey.article.text
    found = _parts(text, best.start, best.end)
    named = all(text[left].isupper() for left, _ in found)
    if len(found) < (2 if named else 3):
        return [best]
    return [Answer(Span.cut(text, left, right), best.confidence, best.score) for left, right in found]


def items(best: Answer, others: Sequence[Answer], survey: Survey) -> list[Answer]:
    """The answers of a list question, in the article's order, `best` or its parts among them."""
    text = survey.article.text
    found: list[tuple[int, int, float]] = []
    for answer in [best, *[other for other in others if other.confidence >= NEAR * best.confidence]]:
        sentence = survey.article.sentence_of(answer.start, answer.end)
        start, end = _grown(text, answer.start, answer.end, sentence)
        for left, right in _parts(text, start, end):
            if all(right <= a or b <= left for a, b, _ in found):
                found.append((left, right, answer.confidence))
    return [Answer(Span.cut(text, left, right), confidence, best.score) for left, right, confidence in sorted(found)]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """An enumeration cut into its items; what is none comes back whole."""
    pieces: list[tuple[int, int]] = []
    at = start
    for separator in _SEPARATOR.finditer(text, start, end):
        if _depth(text[start : separator.start()]):
            continue  # inside brackets
        if "," not in separator.group() and _is_inner(text[at : separator.start()], text[separator.end() : end]):
            continue
        pieces.append((at, separator.start()))
        at = separator.end()
    pieces.append((at, end))
    pieces = [(left, right) for left, right in pieces if text[left:right].strip()]
    if len(pieces) < 2 or any(not _is_item(text[left:right]) for left, right in pieces):
        return [(start, end)]
    return [_without_notes(text, left, right) for left, right in pieces]


def _is_inner(left: str, right: str) -> bool:
    """Whether an "and" ties two names inside one item, as in "challenges facing France | Spain"."""
    before, after = words_of(left), words_of(right)
    return bool(before and after) and left.lstrip()[0].islower() and before[-1].text[0].isupper() and after[0].text[0].isupper()


def _without_notes(text: str, left: int, right: int) -> tuple[int, int]:
    note = re.search(r"\s*\([^()]*\)?\s*$", text[left:right])
    return (left, left + note.start()) if note and note.start() > 1 else (left, right)


def _grown(text: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    """A span with the items before and after it in the same enumeration."""
    like = text[start:end]
    while True:  # to the right
        separator = _SEPARATOR.match(text, end, sentence.end)
        if not separator:
            break
        item = re.compile(r"[^,;.:!?()]+?(?=\s*(?:,|;|\.|:|!|\?|\(|\sand\s|\sor\s|$))").match(text, separator.end(), sentence.end)
        if not item or not _alike(text[start:end], item.group()):
            break
        last = "and" in separator.group() or "or" in separator.group()
        end = separator.end() + _until_function(item.group())
        if last:
            break
    while True:  # to the left
        before = text[sentence.start : start]
        separator = re.search(r"(?:,?\s+(?:and|or)\s+|,\s+(?:and\s+)?)$", before)
        if not separator:
            break
        item = re.search(r"(?:^|(?<=[,;:]\s)|(?<=\s))(?P<item>[^,;.:!?()]+)$", before[: separator.start()])
        piece = _tail(item["item"], like) if item else None
        if not item or not piece or not _alike(text[start:end], piece):
            break
        start = sentence.start + separator.start() - len(piece)
        if not before[: start - sentence.start].rstrip().endswith(","):
            break
    return start, end


def _until_function(item: str) -> int:
    """Length of an item up to the first word that leads on to something else."""
    words = words_of(item)
    for before, word in pairwise(words):
        if word.lower in FUNCTION - {"of", "the"} or (word.lower == "the" and before.lower != "of"):
            return before.end
    return len(item.rstrip())


def _tail(clause: str, like: str) -> str | None:
    """The item at the end of the words before the first comma: the capitalised run, or the words after the last function word."""
    words = words_of(clause)
    if not words:
        return None
    named = like[0].isupper() and words[-1].text[0].isupper()
    first = len(words)
    while first > 0 and (
        words[first - 1].text[0].isupper()
        if named
        else words[first - 1].lower not in FUNCTION
        and len(words) - first < max(1, len(words_of(like)) - (words_of(like)[0].lower in FUNCTION))
    ):
        first -= 1
    if first == len(words):
        return None
    if (
        not named
        and first > 0
        and words[first - 1].lower in ("the", "a", "an", "his", "her", "their")
        and words_of(like)[0].lower in FUNCTION
    ):
        first -= 1
    return clause[words[first].start :]


def _alike(one: str, other: str) -> bool:
    """Whether two pieces can be items of one enumeration: both named or both not, and none with a verb form of its own."""
    first = words_of(one)[-1:] + words_of(other)[:1]
    return len(first) == 2 and _is_item(other) and (one.strip()[0].isupper() == other.strip()[0].isupper() or not one.strip()[0].isupper())


def _is_item(piece: str) -> bool:
    words = [word.lower for word in words_of(piece)]
    return 0 < len(words) <= 8 and not {
        "is",
        "was",
        "are",
        "were",
        "which",
        "who",
        "that",
        "has",
        "had",
        "have",
        "did",
        "when",
        "while",
        "but",
        "he",
        "she",
        "it",
        "they",
    } & set(words)


def _depth(text: str) -> int:
    return text.count("(") - text.count(")")
