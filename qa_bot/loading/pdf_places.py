"""Where words of an article stand on a page of its PDF, as rectangles. Plain Python.

An article's text is a page's text made whole: hyphens at line ends are gone, spaces and quotes are of one kind, headers are left out. What both
have in common is their letters and digits, one after the other. So those are compared, and what they are around tells equal words apart.

    >>> page = PagePicture(b"", 100, 100, "annaleftannacame", bytes(4 * 2 * 16))
    >>> find(page.letters, "Anna", before="left. ", after=" came")
    [(8, 12)]
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from unicodedata import normalize

from qa_bot.errors import QaBotError

GRID = 10_000
"""Steps that a picture's width and height have each; boxes count in them, from the top left."""
AROUND = 200
"""Characters before and after that tell equal words apart."""
_PIECE = 4
"""Letters of the shortest piece of words that stand in several places."""
_MOST = 2_000
"""Places of equal words on a page that are looked at."""
_PIECES = 40
"""Pieces that words stand in at most; a hyphen at a line's end makes none."""
_WORDS = 5_000
"""Characters of the longest words that are looked for."""
_GAP = GRID // 20
"""Widest gap between two letters of one rectangle."""
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture, and where its letters and digits stand in it."""

    image: bytes
    """In the format WebP."""
    width: int
    """Pixels."""
    height: int
    letters: str
    """The letters and digits of the page as `letters_of` gives them, in the file's order."""
    boxes: bytes
    """For each of the letters its left, top, right and bottom on the `GRID`: 16 bits each."""

    @property
    def size(self) -> int:
        """Bytes, about."""
        return 1_000 + len(self.image) + sys.getsizeof(self.letters) + len(self.boxes)


@lru_cache(maxsize=4_096)
def letters_of(character: str) -> str:
    """The letters and digits in a character, as they are compared: "É" -> "e", "ﬁ" -> "fi", "-" -> nothing."""
    return "".join(letter for letter in normalize("NFKD", character).casefold() if letter.isalnum())


def rectangles(page: PagePicture, text: str, start: int, end: int) -> list[Box]:
    """Where `text[start:end]` stands in a picture, a rectangle for each line; none where that is not found.

    Args:
        page: the picture of its page.
        text: the article's text.
        start: where the words begin.
        end: where they end.

    Raises:
        QaBotError: the picture's letters and boxes do not fit each other.
    """
    boxes = array("H", page.boxes)
    if len(boxes) != 4 * len(page.letters):
        raise QaBotError("This page can't be shown as a picture.")
    end = min(end, start + _WORDS)
    found = find(page.letters, text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])
    return [box for first, last in found for box in _lines(boxes, first, last)]


def find(letters: str, words: str, before: str = "", after: str = "") -> list[tuple[int, int]]:
    """Where words stand among the letters of a page: once, or in pieces where the file writes something in between; nothing if they do not."""
    wanted, left, right = ("".join(map(letters_of, piece)) for piece in (words, before, after))
    pieces: list[tuple[int, int]] = []
    at = 0
    while at < len(wanted):
        length = _longest(letters, wanted[at:])
        whole = at + length == len(wanted)
        if length < _PIECE and not (whole and not pieces):
            if pieces and whole:  # the last letters of long words
                break
            return []
        if len(pieces) == _PIECES:
            return []
        behind = right if whole else wanted[at + length :]
        start = _best(letters, wanted[at : at + length], left + wanted[:at], behind)
        pieces.append((start, start + length))
        at += length
    return pieces


def _longest(letters: str, wanted: str) -> int:
    """The length of the longest beginning of `wanted` that stands among the letters."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in letters else (low, middle - 1)
    return low


def _best(letters: str, wanted: str, before: str, after: str) -> int:
    """The place of `wanted`, which is there, whose surroundings are most like these; the first of several."""
    return max(_places(letters, wanted), key=lambda at: _alike(letters, at, at + len(wanted), before, after))


def _places(letters: str, wanted: str) -> Iterator[int]:
    at = letters.find(wanted)
    for _ in range(_MOST):
        if at < 0:
            return
        yield at
        at = letters.find(wanted, at + 1)


def _alike(letters: str, start: int, end: int, before: str, after: str) -> int:
    """How many letters on both sides of a place are as they should be."""
    left = zip(reversed(letters[max(0, start - AROUND) : start]), reversed(before), strict=False)
    right = zip(letters[end : end + AROUND], after, strict=False)
    return sum(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], side)) for side in (left, right))


def _lines(boxes: array[int], first: int, last: int) -> list[Box]:
    """The boxes of letters that stand one after the other, put together line by line."""
    lines: list[Box] = []
    before: Box | None = None
    for at in range(4 * first, 4 * last, 4):
        left, top, right, bottom = box = boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]
        if before and _goes_on(before, box):
            begin, over, end, under = lines[-1]
            lines[-1] = (min(begin, left), min(over, top), max(end, right), max(under, bottom))
        else:
            lines.append(box)
        before = box
    return lines


def _goes_on(before: Box, box: Box) -> bool:
    """Whether a letter stands beside the one before it, or under or over it, as on a page that is turned."""
    for side, across in ((0, 1), (1, 0)):
        shared = min(before[across + 2], box[across + 2]) - max(before[across], box[across])
        least = min(before[across + 2] - before[across], box[across + 2] - box[across])
        gap = max(before[side], box[side]) - min(before[side + 2], box[side + 2])
        if shared > 0.5 * least and gap < _GAP:
            return True
    return False
