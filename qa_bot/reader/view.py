"""The text that the reader reads for a range of an article: without struck text, and with table rows as sentences.

Readers are trained on prose. So the row "Gull | 14:40" under the headings "Boat" and "Leaves" is read as "Boat Gull, Leaves 14:40.". A view
records where its pieces are in the article, so a span of the view is mapped back by offsets, not by searching. An answer lies within one
piece; it never contains a struck word, an added word, or parts of two cells.

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
    """A text to read, and which pieces of it come from the article."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]
    """In order: the piece's start in this text, and its `[start, end)` in the article. An answer must lie within a piece."""

    @classmethod
    def whole(cls, text: str) -> View:
        """A view of an unchanged text."""
        return cls(text, ((0, 0, len(text)),))

    @cached_property
    def _starts(self) -> list[int]:
        return [at for at, _, _ in self.pieces]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Map the range `[start, end)` of the text, which must lie within one piece, to a range of the article."""
        at, first, _ = self.pieces[bisect_right(self._starts, start) - 1]
        return start - at + first, end - at + first

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """Cut `[start, end)` to the piece that contains most of it; None if only white space is left."""
        near = self.pieces[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]
        bounds = [(max(start, at), min(end, at + last - first)) for at, first, last in near]
        start, end = max(bounds, key=lambda one: one[1] - one[0], default=(0, 0))
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        return (start, end) if start < end else None

    def pieces_of(self, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The piece number of each token; -1 for a token that is not within one piece.

        Args:
            offsets: `[start, end)` of each token in the text, (tokens, 2). A token may include the white space before its word.
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
    """The view of `article.text[start:end]`."""
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
    """Ranges of the article, and added words, in reading order."""
    at = start
    for block in article.blocks_in(start, end):
        if block.kind != "row" or not block.cells:
            continue
        yield from _unstruck(article, at, max(at, block.start))
        yield from _row(article, block, start, end)
        at = min(end, block.end)
    yield from _unstruck(article, at, end)


def _row(article: Article, row: Block, start: int, end: int) -> Iterator[tuple[int, int] | str]:
    """A table row as a sentence: each cell after its column heading."""
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
