"""Lines that a PDF writes across the gutter between columns -> the lines of each column, one column after the other. Plain Python.

Some programs write a page line by line, whatever stands in a line. Where gaps in many lines under each other end at one place, and what stands
on both sides reads on from line to line as prose does, the page has columns there. The cells of a table do not read on, and stay in their rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa_bot.loading.pdf_lines import GUTTER, Line

_FEWEST = 4
"""Lines with the gap that make a column."""
_WORDS = 2.5
"""Words of a piece of prose, on average; cells of tables have fewer, or do not read on."""
_READS_ON = 0.4
"""Share of a column's lines that begin in lower case; in running English it is three of four."""


def in_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page in the order in which they are read."""
    for gutter in _gutters(lines):
        for first, last in _stretches(lines, gutter):
            pieces = [part for line in lines[first:last] for part in _split(line, gutter)]
            left = [piece for piece in pieces if piece.left < gutter - 1]
            right = [piece for piece in pieces if piece.left >= gutter - 1]
            if _reads_on(left) and _reads_on(right):
                return [*in_columns(lines[:first]), *in_columns(left), *in_columns(right), *in_columns(lines[last:])]
    return list(lines)


def _gutters(lines: Sequence[Line]) -> list[float]:
    """The places where many wide gaps end, the most frequent first."""
    ends = Counter(round(end) for line in lines for _, start, end in line.gaps if end - start > GUTTER * line.size)
    return [place for place, count in ends.most_common(4) if count >= _FEWEST]


def _stretches(lines: Sequence[Line], gutter: float) -> list[tuple[int, int]]:
    """Where lines under each other have the gap or end before it or begin behind it: `[first, last)` of each stretch."""
    found: list[tuple[int, int]] = []
    first = 0
    for at in range(len(lines) + 1):
        goes_on = at < len(lines) and _side(lines[at], gutter) != "across"
        above = at == first or (goes_on and lines[at].base <= lines[at - 1].base + 0.1 * lines[at].size)
        if goes_on and above:
            continue
        if sum(_side(line, gutter) == "both" for line in lines[first:at]) >= _FEWEST:
            found.append((first, at))
        first = at if goes_on else at + 1
    return found


def _side(line: Line, gutter: float) -> str:
    """On which side of a gutter a line stands: "left", "right", on "both" with the gap between, or "across" it."""
    if line.right < gutter - GUTTER * line.size:
        return "left"
    if line.left >= gutter - 1:
        return "right"
    return "both" if any(abs(end - gutter) <= 1 for _, _, end in line.gaps) else "across"


def _split(line: Line, gutter: float) -> list[Line]:
    gap = next(((at, start, end) for at, start, end in line.gaps if abs(end - gutter) <= 1), None)
    if gap is None or _side(line, gutter) != "both":
        return [line]
    at, start, end = gap
    before = [one for one in line.gaps if one[0] < at]
    after = [(place - at, low, high) for place, low, high in line.gaps if place > at]
    text = line.text[at:]
    word = (line.right - end) * len(text.split(" ", 1)[0]) / max(1, len(text))
    return [
        Line(line.left, start, line.base, line.size, line.text[: at - 1], line.bold, line.first_word, before),
        Line(end, line.right, line.base, line.size, text, line.bold, word, after),
    ]


def _reads_on(lines: Sequence[Line]) -> bool:
    """Whether lines under each other are running text."""
    words = sum(len(line.text.split()) for line in lines)
    lower = sum(line.text[:1].islower() for line in lines[1:])
    return len(lines) >= _FEWEST and words >= _WORDS * len(lines) and lower >= _READS_ON * (len(lines) - 1)
