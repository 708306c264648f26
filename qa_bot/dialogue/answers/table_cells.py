"""The cell of a table that a question asks for, given the cell that the reader found.

Readers are trained on prose and confuse the cells of a row, and rows that look alike. The table's own structure says more (as in symbolic
look-up over tables, Pasupat and Liang 2015): the words after "which" that are a column's heading name the column, and the words that are a
whole cell name the row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile

from qa_bot.answer import Span
from qa_bot.article import Article, Block
from qa_bot.dialogue.english.morphology import content_stems, words_of
from qa_bot.function_words import AUXILIARIES, PREPOSITIONS

_COLUMN = re.compile(
    r"\b(?:(?:which|what|how many|how much) (?!(?:is|are|was|were)\b)|what(?:'s|’s| is| are| was| were) (?:the )?)(.+)", re.IGNORECASE
)
_HEAD = 3
"""Words after "which" among which the heading of a column must stand."""
_AROUND = 300
"""Rows of a table, before and after the one that was found, that are compared."""


def asked_cell(question: str, found: Span, article: Article) -> Span | None:
    """The cell that a question asks for; None where that is the cell of `found`, or the table does not tell.

    >>> cells = ((0, 3), (6, 10), (13, 18))
    >>> text = "Mon | Gull | 14:40"
    >>> timetable = Article(text, blocks=(Block(0, 18, "row", cells=cells, labels=("Day", "Boat", "Leaves")),))
    >>> asked_cell("On which day does the Gull leave?", Span.cut(text, 13, 18), timetable)
    Span(start=0, end=3, text='Mon')
    """
    at = bisect_right(article.blocks, found.start, key=lambda block: block.start) - 1
    row = article.blocks[at] if at >= 0 else None
    if row is None or row.kind != "row" or not row.labels or found.end > row.end:
        return None
    held = next((number for number, (start, end) in enumerate(row.cells) if start <= found.start < end), None)
    if held is None:
        return None
    column = _asked_column(question, row.labels, held)
    chosen = _named_row(question, row, _table(article.blocks, at), column, article)
    if chosen is row and column == held:
        return None
    start, end = chosen.cells[column]
    seen = article.text[start:end].strip() and not article.struck_in(start, end)
    return Span.cut(article.text, start, end) if seen and (start, end) != row.cells[held] else None


def _asked_column(question: str, labels: Sequence[str], held: int) -> int:
    """The column whose heading stands after "which" and the like; `held`, the column that was found, where there is none or two fit."""
    asked = _COLUMN.search(question)
    phrase = takewhile(lambda word: word.lower not in AUXILIARIES | PREPOSITIONS, words_of(asked.group(1))[:_HEAD]) if asked else ()
    following = content_stems(phrase)
    headed = {number: content_stems(words_of(label)) for number, label in enumerate(labels)}
    places = {number: following.index(stems[0]) for number, stems in headed.items() if stems and stems[0] in following}
    fitting = [number for number in places if set(headed[number]) <= set(following)]
    if fitting:
        return held if held in fitting else min(fitting, key=places.__getitem__)
    return _sibling_column({number: set(stems) for number, stems in headed.items()}, set(content_stems(words_of(question))), held)


def _sibling_column(headed: dict[int, set[str]], stems: set[str], held: int) -> int:
    """Of columns under one heading ("Opens weekdays", "Opens weekends"), or of those of a table with an empty corner, the one that is named."""
    own = headed[held]
    alike = [number for number, words in headed.items() if words - own and (words & own or (number and not headed[0]))]
    named = [number for number in alike if headed[number] - own <= stems and not (own - headed[number]) & stems]
    return named[0] if len(named) == 1 and held else held


def _named_row(question: str, row: Block, rows: Sequence[Block], column: int, article: Article) -> Block:
    """The one row with more cells named in the question than `row`; else `row`. The cells of the asked column do not count."""
    stems = set(content_stems(words_of(question)))

    def named(one: Block) -> int:
        cells = {article.text[start:end] for number, (start, end) in enumerate(one.cells) if number != column}
        return sum(bool(own) and set(own) <= stems for own in (content_stems(words_of(cell)) for cell in cells))

    most = max(map(named, rows))
    best = [one for one in rows if named(one) == most]
    return best[0] if len(best) == 1 and most > named(row) else row


def _table(blocks: Sequence[Block], at: int) -> list[Block]:
    """The rows of the table that the block of a number is a row of, as far as they have the same headings."""
    first = last = at
    labels = blocks[at].labels
    while first and at - first < _AROUND and blocks[first - 1].labels == labels and blocks[first - 1].kind == "row":
        first -= 1
    while last + 1 < len(blocks) and last - at < _AROUND and blocks[last + 1].labels == labels and blocks[last + 1].kind == "row":
        last += 1
    return list(blocks[first : last + 1])
