"""Answer questions for several things: all names of a type, or the items of an enumeration near the reader's best span.

A list question gets the items of the enumeration that the span is, is part of or introduces, or of a bulleted list or a table column;
otherwise, all spans with nearly the same confidence. A question that names the heading of a bulleted list ("who was present?") gets the list's
items, too. Any other question gets the items of a span that is an enumeration, and all items of an
enumeration of names if the reader found two of them. A question for one thing keeps its single answer. `coordination` splits a span.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa_bot.answer import Answer, Span
from qa_bot.article import Article, Block
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.coordination.conjuncts import LONGEST
from qa_bot.dialogue.answers.coordination.lettered import lettered
from qa_bot.dialogue.answers.coordination.splitting import announced, enumeration
from qa_bot.dialogue.english.morphology import Word, content_stems, words_of
from qa_bot.dialogue.english.word_classes import is_adjective, may_be_verb
from qa_bot.dialogue.ner.gazetteer import same_territory
from qa_bot.dialogue.question.about_article import Category
from qa_bot.dialogue.question.types import how_many, wants_one
from qa_bot.function_words import DETERMINERS, FUNCTION, PREPOSITIONS

NEAR = 0.8
"""Minimum confidence of a further item, as a share of the best one's."""
LONGEST_LISTED = 30
"""Maximum words of an item of a bulleted list where a list is asked for."""
CLOSE = 8.0
"""Maximum distance in logits between the best span and another item that the reader found in the same enumeration."""
_EXPLAINED = re.compile(r"\W*(?:and |but |so )?(?:why|how(?! (?:many|much))|when)\b", re.IGNORECASE)
"""Questions for a reason, a method or a time. Their answers are not split."""
_SEMICOLON = re.compile(r";(?!\s*(?:and|or)\b)")
SURE: dict[Category, float] = {"country": 0.95, "person": 0.95, "place": 0.92, "name": 0.85, "body": 0.74}
"""Confidence of a name that a class asks for: how often the rules are right about one on marked texts that they were not tuned on,
(right + 1) / (given + 2) by `tests.benchmarks.names`; a country counts as a place for "place".
"""


def entities_of_type(category: Category, analyzed: AnalyzedArticle) -> list[Answer]:
    """The first mention of each name of a type, in the article's order."""
    first: dict[str, tuple[int, int]] = {}
    for name in analyzed.entities_of(category):
        first.setdefault(same_territory(name.text), name.spans[0])
    spans = sorted(first.values())
    return [Answer(Span.cut(analyzed.article.text, *span), SURE[category], 0.0) for span in spans]


def parts(question: str, best: Answer, others: Sequence[Answer], analyzed: AnalyzedArticle) -> list[Answer]:
    """Split the answer to a question that does not ask for a list. An enumeration of names, or of three or more things, is split into its
    items. An item of an enumeration becomes all its items if the reader found another of them too. Other answers stay unchanged.
    """
    text = analyzed.article.text
    if _names_heading(question, best, analyzed) and (beside := _beside(best, others, analyzed.article)):
        return _once([Answer(Span.cut(text, *bounds), best.confidence, best.score) for bounds in beside])
    found = _around(best, analyzed)
    named = all(text[left].isupper() for left, _ in found)
    one = wants_one(question)
    if _EXPLAINED.match(question) or not alike(found, text):
        return [best]
    if len(found) < (2 if named and not (one and not question.lower().startswith("who")) else 3):
        return [best]
    outside = [bounds for bounds in found if not best.span.overlaps(*bounds)]
    pointed = any(other.span.overlaps(*bounds) and best.score - other.score <= CLOSE for other in others for bounds in outside)
    if outside and (one or not named or not pointed):
        return [best]
    found = _unnamed(found, question, text)
    return [Answer(Span.cut(text, left, right), best.confidence, best.score) for left, right in found] if len(found) > 1 else [best]


def items(question: str, best: Answer, others: Sequence[Answer], analyzed: AnalyzedArticle) -> list[Answer]:
    """The answers to a list question, in the article's order: the items of the best candidate's enumeration, or else all candidates with nearly
    the same confidence. If the question gives a number, an enumeration with that many items is preferred.
    """
    text, count = analyzed.article.text, how_many(question)
    beside = _beside(best, others, analyzed.article, LONGEST_LISTED)
    if beside:
        return _once([Answer(Span.cut(text, *bounds), best.confidence, best.score) for bounds in beside])
    sentence = analyzed.article.sentence_of(best.start, best.end)
    marked = lettered(text, sentence.start, sentence.end)
    if marked and best.end > marked[0][0]:
        return [Answer(Span.cut(text, *bounds), best.confidence, best.score) for bounds in marked]
    near = [best, *(other for other in others if other.confidence >= NEAR * best.confidence)]
    listed = [(answer, found) for answer in near if len(found := _around(answer, analyzed, follow=True)) > 1 and alike(found, text)]
    listed.sort(key=lambda one: count is not None and len(one[1]) != count)
    if listed:
        answer, found = listed[0]
        return _once([Answer(Span.cut(text, *bounds), answer.confidence, answer.score) for bounds in _unnamed(found, question, text)])
    return _once([other for other in near if other is best or _is_capital(other.text) == _is_capital(best.text)])


def _once(answers: Sequence[Answer]) -> list[Answer]:
    """The surest of the answers with the same text, in the article's order."""
    surest: dict[str, Answer] = {}
    for one in sorted(answers, key=lambda one: (-one.confidence, one.start)):
        surest.setdefault(one.text.casefold(), one)
    return sorted(surest.values(), key=lambda one: one.start)


def alike(found: Sequence[tuple[int, int]], text: str) -> bool:
    """Whether all items of an enumeration have the same type: names, numbers or noun phrases.

    >>> text = "insert a stick, MP3 files and respectively"
    >>> alike([(0, 14), (16, 25)], text), alike([(16, 25), (30, 42)], text), alike([(9, 14), (20, 25)], text)
    (False, False, True)
    """
    kinds = {_kind(words_of(text[slice(*bounds)])) for bounds in found}
    return len(kinds) == 1 and None not in kinds


def _kind(words: list[Word]) -> str | None:
    """The type of an item. None if it is not a noun phrase but a clause, a verb with its object or an adverb."""
    inner = [word for word in words if word.lower not in DETERMINERS]
    if not inner:
        return None
    if inner[0].text[0].isdigit() or any(word.text[0].isupper() for word in inner):
        return "noun"
    first, second = inner[0].lower, words[words.index(inner[0]) + 1 :][:1]
    if may_be_verb(first) and second and second[0].lower in DETERMINERS:
        return "verb"
    if first in ("to", "that", "because", "by", "if", "when") or first.endswith("ing"):
        return first if first == "to" or len(inner) > 1 else "noun"
    stop = next((i for i, word in enumerate(inner) if i and word.lower in PREPOSITIONS), len(inner))
    head = inner[stop - 1].lower
    if head.endswith("ly") and len(inner) == 1:
        return None
    return "adjective" if is_adjective(head) else "noun"


def together(best: Answer, answers: Sequence[Answer], article: Article) -> Answer | None:
    """The answers as one span: `best` if it contains exactly these answers, else the range from the first to the last one if there are only
    commas and function words between them. None if there is only one answer, or if they are apart.
    """
    if len(answers) < 2:
        return None
    text, first, last = article.text, answers[0].start, answers[-1].end
    if best.start <= first and last <= best.end:
        more = re.search(r"(?:[,;]|\b(?:and|or))\s*$", text[best.start : first]) or re.match(
            r"\s*(?:[,;]|(?:and|or)\b)", text[last : best.end]
        )
        if not more:
            return best
    gaps = [text[one.end : other.start] for one, other in pairwise(answers)]
    if any("\n" in gap or {word.lower for word in words_of(gap)} - FUNCTION for gap in gaps):
        return None
    return Answer(Span.cut(text, first, last), best.confidence, best.score)


def _is_capital(text: str) -> bool:
    """Whether the first letter or digit is a capital letter, ignoring marks before it."""
    return next((character for character in text if character.isalnum()), "").isupper()


def _around(answer: Answer, analyzed: AnalyzedArticle, *, follow: bool = False) -> list[tuple[int, int]]:
    """The enumeration that an answer is or is part of; with `follow`, also one that it introduces."""
    text = analyzed.article.text
    left, right = _clause(answer, analyzed.article)
    found = enumeration(text, answer.start, answer.end, left, right)
    at = announced(text, answer.end, right) if follow and len(found) < 2 else None
    word = words_of(text[at:right])[:1] if at is not None else []
    if at is not None and word:
        told = enumeration(text, at + word[0].start, at + word[0].end, at, right)
        return told if len(told) > 1 else found
    return found


def _clause(answer: Answer, article: Article) -> tuple[int, int]:
    """The sentence of an answer, or its half where one semicolon parts it: "No dogs, cats or birds may be kept; goats may" is no enumeration."""
    sentence = article.sentence_of(answer.start, answer.end)
    parts = [found.start() for found in _SEMICOLON.finditer(sentence.text)]
    at = sentence.start + parts[0] if len(parts) == 1 else -1
    if at < 0 or answer.start <= at < answer.end:
        return sentence.start, sentence.end
    return (sentence.start, at) if answer.end <= at else (at + 1, sentence.end)


def _beside(answer: Answer, others: Sequence[Answer], article: Article, most: int = LONGEST) -> list[tuple[int, int]]:
    """The items of a bulleted list, of up to `most` words each, if the answer begins one of them, or the cells of a table column if it contains
    another answer too.
    """
    at = next((i for i, block in enumerate(article.blocks) if block.start <= answer.start < block.end), None)
    if at is None:
        return []
    kind = article.blocks[at].kind
    if kind not in ("item", "row") or (kind == "row" and answer.end > article.blocks[at].end):
        return []
    first = last = at
    while (
        first
        and article.blocks[first - 1].kind == kind
        and not article.text[article.blocks[first - 1].end : article.blocks[first].start].strip()
    ):
        first -= 1
    while (
        last + 1 < len(article.blocks)
        and article.blocks[last + 1].kind == kind
        and not article.text[article.blocks[last].end : article.blocks[last + 1].start].strip()
    ):
        last += 1
    level = article.blocks[at].level
    if kind == "item":  # an item of an outer list parts two inner ones
        first = max((i + 1 for i in range(first, at) if article.blocks[i].level < level), default=first)
        last = min((i - 1 for i in range(at, last + 1) if article.blocks[i].level < level), default=last)
    blocks = article.blocks[first : last + 1]
    if kind == "item":
        found = [_subject(article.text, one) for one in blocks if one.level == level and one.marker]
        begun = any(left <= answer.start < right for left, right in found)
        return found if begun and len(found) > 1 and all(len(words_of(article.text[slice(*bounds)])) <= most for bounds in found) else []
    rows = [_cells(article.text, one) for one in blocks]
    column = next((i for i, (_, right) in enumerate(rows[at - first]) if answer.start < right), 0)
    cells = [row[column] for row in rows[1:] if len(row) > column]  # the first row names the columns
    held = {cell for cell in cells for one in (answer, *others) if one.span.overlaps(*cell)}
    return cells if len(held) > 1 else []


def _names_heading(question: str, best: Answer, analyzed: AnalyzedArticle) -> bool:
    """Whether "who" or "what" is asked and the question holds all words of the last heading before the answer."""
    if wants_one(question) or not re.match(r"\W*(?:and )?(?:who|what)\b", question, re.IGNORECASE):
        return False
    heading = next((block for block in reversed(analyzed.article.blocks_in(0, best.start)) if block.kind == "heading"), None)
    words = content_stems(words_of(analyzed.article.text[heading.start : heading.end])) if heading else []
    return bool(words) and set(words) <= set(content_stems(words_of(question)))


def _subject(text: str, block: Block) -> tuple[int, int]:
    """The beginning of a list item, up to a colon, a dash, a bracket or a full stop."""
    found = re.match(r".+?(?=:\s|\s[–—-]\s|\s\(|[.;,]?$|\.\s+[A-ZÀ-Þ])", text[block.start : block.end])
    return (block.start, block.start + found.end()) if found else (block.start, block.end)


def _cells(text: str, row: Block) -> list[tuple[int, int]]:
    return [
        (row.start + found.start(), row.start + found.end()) for found in re.finditer(r"[^|\s](?:[^|]*[^|\s])?", text[row.start : row.end])
    ]


def _unnamed(found: list[tuple[int, int]], question: str, text: str) -> list[tuple[int, int]]:
    """Remove items that the question itself names, as in "besides Rome, where". If it names all items, keep all."""
    asked = {word.lower for word in words_of(question)}
    return [bounds for bounds in found if not {word.lower for word in words_of(text[slice(*bounds)])} <= asked] or found
