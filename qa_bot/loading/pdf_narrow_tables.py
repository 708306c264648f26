"""Tables whose columns stand hardly further apart than words do: they show by the white that runs down between them. Plain Python.

In prose, gaps between words stand under each other in two or three lines by chance. Where the same white goes through more lines than that, and
is wide in most of them, since cells differ in length, it parts columns (Breuel's "whitespace cover", 2002, on single lines).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa_bot.loading.pdf_lines import GUTTER, NARROW, Line
from qa_bot.loading.pdf_tables import MARKER, Cell, Row

_FEWEST = 4
"""Lines of the shortest such table."""
_PITCH = 1.9
"""Times the size of the type that its lines stand apart at most."""
_WIDE = 0.4
"""Share of the lines in which the white is as wide as a gutter."""
_MOST_LINES, _MOST_GAPS = 100, 50
"""Lines of the longest such table, and gaps of a line that are looked at: the time stays linear."""
White = tuple[float, float, int]
"""From where to where, in points, and in how many lines it is as wide as a gutter."""


def narrow_rows(lines: Sequence[Line], taken: set[int]) -> list[Row]:
    """The rows of such tables on a page, in order.

    Args:
        lines: the lines of the page.
        taken: the numbers of those that stand in other tables.
    """
    edge = max((line.right for line in lines), default=0.0)
    found: list[Row] = []
    first = 0
    while first < len(lines):
        last, whites = _longest(lines, taken, first)
        rows = [_row(lines[at], at, whites) for at in range(first, last)]
        if _is_table(rows, whites, edge):
            for row in rows:
                row.table = rows
            found += rows
            first = last
        else:
            first += 1
    return found


def _longest(lines: Sequence[Line], taken: set[int], first: int) -> tuple[int, list[White]]:
    """Where the lines from one on end that most white runs through, and that white; no white if none does."""
    best, end = list[White](), first
    whites = _gaps(lines[first]) if first not in taken else []
    for at in range(first + 1, min(first + _MOST_LINES, len(lines))):
        before, line = lines[at - 1], lines[at]
        follows = 0.5 * line.size < before.base - line.base < _PITCH * line.size and abs(before.size - line.size) < 0.1 * line.size
        if at in taken or not whites or not follows:
            break
        whites = _shared(whites, _gaps(line), line.size)
        count = at + 1 - first
        through = [white for white in whites if white[2] >= _WIDE * count]
        if count >= _FEWEST and len(through) * (count - 1) > len(best) * (end - 1 - first):
            best, end = through, at + 1
    return end, best


def _gaps(line: Line) -> list[White]:
    return [(begin, after, int(after - begin > GUTTER * line.size)) for _, begin, after in line.narrow[:_MOST_GAPS]]


def _shared(ones: list[White], others: list[White], size: float) -> list[White]:
    """The white that lines and one more have in common; both are in order."""
    found: list[White] = []
    one = other = 0
    while one < len(ones) and other < len(others):
        begin, after = max(ones[one][0], others[other][0]), min(ones[one][1], others[other][1])
        if after - begin >= 0.9 * NARROW * size:
            found.append((begin, after, ones[one][2] + others[other][2]))
        if ones[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def _row(line: Line, at: int, whites: list[White]) -> Row:
    """A line cut at the white."""
    gaps = [gap for gap in line.narrow if any(gap[1] <= white[0] and white[1] <= gap[2] for white in whites)]
    cuts = [(0, line.left, line.left), *gaps, (len(line.text) + 1, line.right, line.right)]
    return Row(
        [
            Cell(left, right, line.base, line.base, line.size, [line.text[start : end - 1]], [at])
            for (start, _, left), (end, right, _) in pairwise(cuts)
        ]
    )


def _is_table(rows: list[Row], whites: list[White], edge: float) -> bool:
    """Whether such rows are a table, and neither a list nor two columns of running text."""
    if not whites or all(MARKER.fullmatch(row.cells[0].texts[0]) for row in rows):
        return False
    ends = [row.cells[-1] for row in rows]
    numbers = sum(any(map(str.isdigit, end.texts[0])) for end in ends) > 0.5 * len(ends)
    if not numbers and max(end.right for end in ends[:-1]) - min(end.right for end in ends[:-1]) < 0.5 * ends[0].size:
        return False  # justified text in a narrow column
    return len(whites) > 1 or not any(end.right > edge - 3 * end.size for end in ends)
