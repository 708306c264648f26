"""The cells of a table -> rows in which every column has its cell, with the headings of the columns. Plain Python.

The algorithm is HTML's for forming a table (WHATWG, "forming a table"): a cell takes the first free column of its row, and covers as many
columns and rows as it says. A cell that covers several is repeated in each, so that every row can be read by itself.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_bot.loading.outline import Outline, Run

_WIDEST = 100
"""Columns that one cell covers at most, and up to which cells go on in the rows below."""
_REPEATED = 80
"""Characters of the longest cell that is repeated; a longer one stands once, and the other places stay empty."""
_LABEL = 60
"""Characters of the longest heading of a column."""
_VALUE = re.compile(r"\d")


@dataclass(slots=True)
class Cell:
    """A cell as the file writes it."""

    runs: list[Run]
    columns: int = 1
    rows: int = 1
    heading: bool = False

    @property
    def text(self) -> str:
        """What it says, in single spaces."""
        return " ".join("".join(run.text for run in self.runs).split())


@dataclass
class OpenTable:
    """The rows of a table that is being read."""

    is_grid: bool
    """Whether it has columns, and does not only arrange a page."""
    rows: list[list[Cell]] = field(default_factory=list)
    marked: int = 0
    """Rows that stand in its head."""


_EMPTY = Cell([])


def lay_grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows of a table with one cell for each of the first hundred columns; cells over several columns or rows are repeated.

    Example:
        >>> day, boat, other = Cell([Run("Monday")], rows=2), Cell([Run("Gull")]), Cell([Run("Tern")])
        >>> [[cell.text for cell in row] for row in lay_grid([[day, boat], [other]])]
        [['Monday', 'Gull'], ['Monday', 'Tern']]
    """
    grid: list[list[Cell]] = []
    open_: dict[int, tuple[int, Cell]] = {}  # column -> how many more rows its cell covers, and the cell
    for number, cells in enumerate(rows):
        row: list[Cell] = []
        waiting = deque(cells)
        going = open_
        open_ = {}
        furthest = max(going, default=-1)
        while waiting or len(row) <= furthest:
            column = len(row)
            if column in going:
                left, cell = going[column]
                row.append(cell)
                if left > 1:
                    open_[column] = (left - 1, cell)
            elif waiting:
                cell = waiting.popleft()
                rest = (cell.rows or len(rows)) - 1
                alone = len(cells) == 1 and not going
                again = cell if len(cell.text) <= _REPEATED and not alone else Cell([], heading=cell.heading)
                for offset in range(min(max(1, cell.columns), _WIDEST)):
                    if column + offset in going:
                        break
                    row.append(again if offset else cell)
                    if rest and number + 1 < len(rows) and column + offset < _WIDEST:
                        open_[column + offset] = (rest, again)
            else:
                row.append(_EMPTY)
        grid.append(row)
    width = min(max(map(len, grid), default=0), _WIDEST)  # else one very wide row would make all others as wide
    return [row + [_EMPTY] * (width - len(row)) for row in grid]


def add_table(outline: Outline, rows: Sequence[Sequence[Cell]], marked: int = 0) -> None:
    """Add a table to an outline, a paragraph for each row.

    Args:
        outline: where the rows go.
        rows: the cells of each row, as the file writes them.
        marked: how many rows from the top the file itself calls headings.
    """
    grid = lay_grid(rows)
    if not marked and not any(cell.heading for row in grid for cell in row):
        marked = _grouped_headings(rows, grid)
    labels: list[str] = []
    was_heading = False
    guessed = not marked and not any(cell.heading for row in grid for cell in row) and _begins_with_headings(grid)
    for number, row in enumerate(grid):
        written = [cell for cell in row if cell.text]
        heads = number < marked or (all(cell.heading for cell in written) and len({cell.text for cell in written}) > 1)
        heading = len(written) > 1 and (heads or (guessed and number == 0))
        if heading:
            above = _fitting(labels if was_heading else [], row)
            labels = [_label(upper, cell.text) for upper, cell in zip(above, row, strict=True)]
        was_heading = heading
        if len(rows[number]) == 1 and rows[number][0].columns >= len(row) > 1:
            outline.add(row[0].runs, "row")  # one cell over the whole width
            continue
        outline.add_row([cell.runs for cell in row], () if heading or not any(labels) else tuple(_fitting(labels, row)))


def _fitting(labels: list[str], row: Sequence[Cell]) -> list[str]:
    """A heading, or nothing, for each cell of a row; rows differ in length where they are very wide."""
    return labels[: len(row)] + [""] * (len(row) - len(labels))


def _grouped_headings(rows: Sequence[Sequence[Cell]], grid: list[list[Cell]]) -> int:
    """How many rows of headings a table begins with that sets one heading over several others, but does not mark any; 0 where it does not."""
    first = rows[0] if rows else ()
    if len(set(map(len, grid))) > 1 or not any(1 < cell.columns < len(grid[0]) for cell in first):
        return 0
    depth = max(2, *(cell.rows for cell in first))
    heads, rest = grid[:depth], grid[depth:]
    names = [" ".join(dict.fromkeys(cell.text for cell in column)) for column in zip(*heads, strict=True)]
    named = len(set(names)) == len(names) and all(len(name) <= _LABEL and not _VALUE.search(name) for name in names)
    return depth if named and any(_VALUE.search(cell.text) for row in rest for cell in row) else 0


def _label(above: str, text: str) -> str:
    joined = text if text == above or not above else f"{above} {text}" if text else above
    return joined.rstrip(" :") if len(joined) <= _LABEL else ""


def _begins_with_headings(grid: list[list[Cell]]) -> bool:
    """Whether a table that does not say so begins with a row of headings: short, different words over columns that hold other things."""
    if len(grid) < 2:
        return False
    first, rest = [cell.text for cell in grid[0]], grid[1:]
    named = first[1:] if not first[0] else first
    if len(named) < 2 or len(set(named)) < len(named) or not all(named) or any(_VALUE.search(name) or len(name) > _LABEL for name in named):
        return False
    if not first[0] or len(first) > 2:
        return True
    values = [row[1].text for row in rest if row[1].text]
    return bool(values) and sum(bool(_VALUE.search(value)) for value in values) > 0.6 * len(values)
