"""Lines with their places on a page -> the rows of its tables, cells whole. Plain Python.

Word processors, TeX, groff and browsers write a table cell by cell: all lines of a cell, then those of the next one beside it. So
consecutive pieces of lines under each other are a cell; cells side by side, with a gutter between them and at the same height, are a
row; two rows or more under each other in the same columns are a table. Columns of prose never come back up: they are no rows. Where no
cell has several lines, a table is three rows or more whose cells stand exactly under each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa_bot.loading.pdf_lines import GUTTER, Line

_DEEPEST = 15
"""Lines of the deepest cell; columns of prose go deeper."""
_STRAIGHT = 0.6
"""Times the size of the type by which the edges of a column's cells differ at most, in a table of single lines."""
_APART = 1.0
"""Times the size of the type of the narrowest gap in such a table."""
MARKER = re.compile(r"\W|[(\[]?\w{1,3}[.)\]]?")
"""What stands before the items of a list, or the entries of a bibliography."""


@dataclass
class Cell:
    """Pieces of lines under each other; lengths in points, as of `Line`."""

    left: float
    right: float
    top: float
    bottom: float
    """Baselines of the first and the last piece."""
    size: float
    texts: list[str]
    lines: list[int]
    """The numbers of the lines that the pieces are of."""

    def add(self, piece: Cell) -> None:
        """Add a piece below."""
        self.left, self.right, self.bottom = min(self.left, piece.left), max(self.right, piece.right), piece.bottom
        self.texts += piece.texts
        self.lines += piece.lines

    def takes(self, piece: Cell) -> bool:
        """Whether a piece of a line goes on below."""
        below = 0.5 * self.size < self.bottom - piece.top < 1.7 * self.size
        edges = (piece.left - self.left, piece.right - self.right, piece.left + piece.right - self.left - self.right)
        return below and abs(piece.size - self.size) < 0.2 * self.size and min(map(abs, edges)) < 0.5 * self.size

    def over(self, other: Cell) -> bool:
        """Whether both share a column: one lies within the other's width, or they begin at one place."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        return shared > 0.5 * min(self.right - self.left, other.right - other.left)

    def beside(self, other: Cell) -> bool:
        """Whether the other stands to the right, beyond a gutter, at the same height."""
        apart = other.left - self.right > GUTTER * self.size
        return apart and other.top > self.bottom - 0.5 * self.size and other.bottom < self.top + 0.5 * self.size


@dataclass
class Row:
    """Cells side by side."""

    cells: list[Cell]
    table: list[Row] = field(default_factory=list, repr=False)
    """All rows of its table, in order."""

    def in_columns(self) -> list[list[Cell]]:
        """The cells of each of the table's columns: those of its widest rows. A column that the row says nothing of has none."""
        rows = self.table or [self]
        count = max(len(row.cells) for row in rows)
        if len(self.cells) == count:
            return [[cell] for cell in self.cells]
        whole = [row.cells for row in rows if len(row.cells) == count]
        bounds = [(min(cell.left for cell in cells), max(cell.right for cell in cells)) for cells in zip(*whole, strict=True)]
        found: list[list[Cell]] = [[] for _ in bounds]
        for cell in self.cells:
            # the column with the largest overlap, or the nearest one
            shared = [min(cell.right, right) - max(cell.left, left) for left, right in bounds]
            found[shared.index(max(shared))].append(cell)
        return found

    @property
    def lines(self) -> list[int]:
        """The numbers of the lines that it is made of, in order."""
        return sorted({at for cell in self.cells for at in cell.lines})

    def goes_on_with(self, other: Cell) -> bool:
        """Whether the other is the next cell of the row."""
        return self.cells[-1].beside(other) and not any(cell.over(other) for cell in self.cells)

    def above(self, other: Row) -> bool:
        """Whether the other row stands right under this one, in the same columns."""
        lowest, highest = min(cell.bottom for cell in self.cells), max(cell.top for cell in other.cells)
        few, many = sorted((self.cells, other.cells), key=len)
        close = 0 < lowest - highest < 4 * self.cells[0].size
        return close and all(sum(one.over(cell) for cell in many) == 1 for one in few)


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The rows of the tables on a page, in order."""
    edge = max((line.right for line in lines), default=0.0)
    cells: list[Cell] = []
    for piece in (piece for at, line in enumerate(lines) for piece in _pieces(line, at)):
        if cells and cells[-1].takes(piece):
            cells[-1].add(piece)
        else:
            cells.append(piece)
    pieces = Counter(at for cell in cells for at in cell.lines)
    rows: list[Row] = []
    for cell in cells:
        if rows and rows[-1].goes_on_with(cell):
            rows[-1].cells.append(cell)
        else:
            rows.append(Row([cell]))
    found: list[Row] = []
    table: list[Row] = []
    for row in [*rows, Row([])]:
        wide = len(row.cells) > 1 and all(len(cell.texts) <= _DEEPEST for cell in row.cells)
        if wide and (not table or table[-1].above(row)):
            table.append(row)
            continue
        # a line that stands in a table only with a part of it would lose the others
        if _is_table(table, edge) and all(
            count == pieces[at] for at, count in Counter(at for one in table for cell in one.cells for at in cell.lines).items()
        ):
            for one in table:
                one.table = table
            found += table
        table = [row] if wide else []
    return found


def _is_table(rows: list[Row], edge: float) -> bool:
    """Whether rows are put together; `edge` is the right end of the page's text."""
    lines = [at for row in rows for at in row.lines]
    deep = [cell for row in rows for cell in row.cells if len(cell.texts) > 1]
    # terms and their definitions, if these reach the page's right end, are running text and not a table
    glossary = all(len(row.cells) == 2 and len(row.cells[0].texts) == 1 for row in rows)
    running = glossary and any(cell.right > edge - 3 * cell.size for cell in deep)
    marked = all(MARKER.fullmatch(row.cells[0].texts[0]) and len(row.cells[0].texts) == 1 for row in rows)
    return len(rows) > 1 and len(set(lines)) == len(lines) and not marked and (not running if deep else _is_aligned(rows))


def _is_aligned(rows: list[Row]) -> bool:
    """Whether rows of single lines stand so exactly under each other that they are a table and not stretched text."""
    columns = max(rows, key=lambda row: len(row.cells)).cells
    if len(rows) < 3 or not all(len(row.cells) > 1 for row in rows):
        return False
    for column in columns:
        cells = [cell for row in rows for cell in row.cells if cell.over(column)]
        edges = ([cell.left for cell in cells], [cell.right for cell in cells], [cell.left + cell.right for cell in cells])
        if min(max(places) - min(places) for places in edges) > _STRAIGHT * column.size:
            return False
    gaps = [after.left - before.right for row in rows for before, after in pairwise(row.cells)]
    return min(gaps) >= _APART * columns[0].size


def _pieces(line: Line, at: int) -> list[Cell]:
    """The line of a number, cut where its gaps are wide."""
    cuts = [(0, line.left, line.left), *line.gaps, (len(line.text) + 1, line.right, line.right)]
    return [
        Cell(left, right, line.base, line.base, line.size, [line.text[start : end - 1]], [at])
        for (start, _, left), (end, right, _) in pairwise(cuts)
    ]
