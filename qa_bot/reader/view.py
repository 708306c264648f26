"""What the reader reads of a stretch of an article: its text without what is struck out, and rows of tables as sentences.

Readers learn from prose. A row such as "Gull | 14:40" under the headings "Boat" and "Leaves" is read as "Boat Gull, Leaves 14:40.", and the
words that are added or left out are known by their places, so that a span is carried back to the article and never looked for. A view is made
of pieces of the article; an answer lies in one piece, so it never holds a struck word, an added one, or the end of one cell and the
beginning of the next.

Example:
    >>> text = "The fee is 80 euros 55 euros."
    >>> view = view_of(Article(text, struck=((11, 19),)), 0, len(text))
    >>> view.text
    'The fee is  55 euros.'
    >>> text[slice(*view.place(12, 20))]
    '55 euros'
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qa_bot.article import Article, Block


@dataclass(frozen=True)
class View:
    """A text that is read, and which pieces of it are the article's."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]
    """In order: where a piece stands in the text, and `[start, end)` of it in the article; what is not in a piece is no answer."""

    @classmethod
    def whole(cls, text: str) -> View:
        """A text as it is."""
        return cls(text, ((0, 0, len(text)),))

    @cached_property
    def _starts(self) -> list[int]:
        return [at for at, _, _ in self.pieces]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """`[start, end)` of the text, which lies in one piece, as a range of the article."""
        at, first, _ = self.pieces[bisect_right(self._starts, start) - 1]
        return start - at + first, end - at + first

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """The part of `[start, end)` that lies in the piece that holds most of it; None where nothing but white space does."""
        near = self.pieces[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]
        bounds = [(max(start, at), min(end, at + last - first)) for at, first, last in near]
        start, end = max(bounds, key=lambda one: one[1] - one[0], default=(0, 0))
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        return (start, end) if start < end else None

    def pieces_of(self, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The number of the piece that each token lies in, -1 for a token that reaches out of one.

        Args:
            offsets: `[start, end)` of each token in the text, (tokens, 2). A token may begin with the white space before its word.
        """
        if not len(offsets):
            return np.zeros(0, dtype=np.int64)
        starts = np.asarray(self._starts or [0])
        ends = np.asarray([at + last - first for at, first, last in self.pieces] or [0])
        found = np.searchsorted(starts, np.maximum(offsets[:, 0], offsets[:, 1] - 1), side="right") - 1
        first = np.fromiter((start + len(word) - len(word.lstrip()) for start, word in self._words(offsets)), np.int64, len(offsets))
        inside = (found >= 0) & (starts[found] <= first) & (offsets[:, 1] <= ends[found])
        return np.where(inside, found, -1)

    def _words(self, offsets: npt.NDArray[np.int64]) -> Iterator[tuple[int, str]]:
        return ((start, self.text[start:end]) for start, end in offsets.tolist())


def view_of(article: Article, start: int, end: int) -> View:
    """What is read of `article.text[start:end]`."""
    text: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    length = 0
    for piece in _pieces(article, start, end):
        if isinstance(piece, str):
            written = piece
        else:
            written = article.text[slice(*piece)]
            pieces.append((length, *piece))
        text.append(written)
        length += len(written)
    return View("".join(text), tuple(pieces))


def _pieces(article: Article, start: int, end: int) -> Iterator[tuple[int, int] | str]:
    """Ranges of the article and added words, in the order in which they are read."""
    at = start
    for block in article.blocks_in(start, end):
        if block.kind != "row" or not block.cells:
            continue
        yield from _unstruck(article, at, max(at, block.start))
        yield from _row(article, block, start, end)
        at = min(end, block.end)
    yield from _unstruck(article, at, end)


def _row(article: Article, row: Block, start: int, end: int) -> Iterator[tuple[int, int] | str]:
    """A row as a sentence: each cell after its column's heading."""
    labels = row.labels or ("",) * len(row.cells)
    between = ""
    for (first, last), label in zip(row.cells, labels, strict=True):
        pieces = list(_unstruck(article, max(first, start), min(last, end)))
        if any(article.text[slice(*piece)].strip() for piece in pieces):
            yield between + (f"{label} " if label else "")
            yield from pieces
            between = ", "
    if between:
        yield "."


def _unstruck(article: Article, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of `[start, end)` that are not struck out."""
    for left, right in article.struck_in(start, end):
        if start < left:
            yield start, left
        start = right
    if start < end:
        yield start, end
