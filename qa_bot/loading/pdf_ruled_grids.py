"""The lines that are drawn on a page -> the cells of the tables that they make. Plain Python.

Lines that stand between two others are cut into the cells of a grid; where a line is missing between two of them, they are one cell over
several columns or rows (the "lattice" method of Nurminen 2013, as in Camelot). Costs no more than `_MOST` times the number of lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa_bot.loading.pdf_lines import Line, Tag, TagCell

_NEAR = 3.0
"""Points by which lines that are one may lie apart: both sides of a drawn line, ends that nearly meet."""
_LARGEST = 20_000
"""Fields of the largest grid."""
_MOST = 60
"""Groups of lines of a page; a drawing has more."""
_FULL = 0.4
"""Share of the cells of a table that hold text; of the gridlines of a diagram, few do."""
_DEEPEST = 15
"""Lines of the deepest cell; what goes deeper are columns of prose."""

Stroke = tuple[float, float, float]
"""A line along one axis: where it lies on the other one, and from where to where it goes."""


@dataclass
class Grid:
    """A table of ruled cells."""

    xs: list[float]
    """From left to right: where the columns begin and end."""
    ys: list[float]
    """From the bottom upwards: where the rows begin and end."""
    tags: list[list[Tag]] = field(default_factory=list)
    """Of each row from the bottom, and of each of its columns, the cell."""
    rows: list[list[TagCell]] = field(default_factory=list)

    def at(self, x: float, y: float) -> Tag | None:
        """The cell at a place; None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self.tags[row][column] if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1 else None


def grids_of(across: Sequence[Stroke], upright: Sequence[Stroke]) -> list[Grid]:
    """The tables on a page.

    Args:
        across: the horizontal lines as (height, left, right).
        upright: the vertical lines as (place, bottom, top).
    """
    found: list[Grid] = []
    looked_at = 0
    heights = sorted(across)
    for low, high in _merged((bottom, top) for _, bottom, top in upright):
        inside = heights[bisect_left(heights, (low - _NEAR,)) : bisect_left(heights, (high + _NEAR,))]
        for left, right in _merged((start, end) for _, start, end in inside):
            looked_at += 1
            if looked_at > _MOST:
                return []
            grid = _grid(
                [one for one in inside if left - _NEAR <= one[1] and one[2] <= right + _NEAR],
                [one for one in upright if left - _NEAR <= one[0] <= right + _NEAR and low - _NEAR <= one[1] and one[2] <= high + _NEAR],
                (left, right, low, high),
            )
            if grid:
                found.append(grid)
    return found


def are_tables(lines: Iterable[Line]) -> bool:
    """Whether the ruled cells that lines stand in are those of tables."""
    cells: dict[int, tuple[Tag, int]] = {}
    for line in lines:
        if line.tag and line.tag.table:
            cells[id(line.tag)] = line.tag, cells.get(id(line.tag), (line.tag, 0))[1] + 1
    tables = {id(tag.table): tag.table for tag, _ in cells.values() if tag.table}
    filled = {one: sum(id(tag.table) == one for tag, _ in cells.values()) for one in tables}
    return all(depth <= _DEEPEST for _, depth in cells.values()) and all(
        filled[one] >= _FULL * sum(map(len, table)) for one, table in tables.items()
    )


def _merged(ranges: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Ranges that overlap or nearly touch, as one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1] + _NEAR:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _places(values: Iterable[float]) -> list[float]:
    """Values in order, those that nearly meet as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value > found[-1] + _NEAR:
            found.append(value)
    return found


def _grid(across: Sequence[Stroke], upright: Sequence[Stroke], bounds: tuple[float, float, float, float]) -> Grid | None:
    """The cells between lines; None where these make fewer than two rows or columns."""
    left, right, low, high = bounds
    xs = _places([left, right, *(place for place, _, _ in upright)])
    ys = _places([low, high, *(place for place, _, _ in across)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 2 or columns * rows > _LARGEST or len(upright) < 2 or len(across) < 2:
        return None
    walls = _between(xs, ys, upright)
    floors = _between(ys, xs, across)
    grid = Grid(xs, ys, [[_NONE] * columns for _ in range(rows)])
    for row in reversed(range(rows)):
        grid.rows.append([])
        for column in range(columns):
            if grid.tags[row][column] is not _NONE:
                continue
            last = column
            while last + 1 < columns and (last + 1, row) not in walls and grid.tags[row][last + 1] is _NONE:
                last += 1
            lowest = row
            while lowest and all((lowest, one) not in floors and grid.tags[lowest - 1][one] is _NONE for one in range(column, last + 1)):
                lowest -= 1
            cell = TagCell(last - column + 1, row - lowest + 1)
            tag = Tag(0, "ruled", table=grid.rows, cell=cell)
            grid.rows[-1].append(cell)
            for line in grid.tags[lowest : row + 1]:
                line[column : last + 1] = [tag] * (last - column + 1)
    return grid if sum(len(row) > 1 for row in grid.rows) > 1 else None


def _between(places: Sequence[float], steps: Sequence[float], strokes: Iterable[Stroke]) -> set[tuple[int, int]]:
    """Where lines part two fields: the number of the line's place and of the step that it covers the middle of."""
    found = set()
    for place, start, end in strokes:
        number = bisect_right(places, place + _NEAR / 2) - 1
        first = max(0, bisect_right(steps, start) - 1)
        for step in range(first, len(steps) - 1):
            middle = (steps[step] + steps[step + 1]) / 2
            if middle > end:
                break
            if start <= middle:
                found.add((number, step))
    return found


_NONE = Tag(-1, "ruled")
