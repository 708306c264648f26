"""Lines that are known to stand in the cells of a table -> its rows. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.loading import grid
from qa_bot.loading.hyphens import Joiner
from qa_bot.loading.outline import Run
from qa_bot.loading.pdf_lines import Line, TagCell


def rows_of_cells(table: Sequence[list[TagCell]], lines: Sequence[Line], joiner: Joiner) -> list[list[grid.Cell]]:
    """The rows of a table, or of its part on a page, each cell from the lines that stand in it.

    Args:
        table: the cells of each row.
        lines: the lines of the page that stand in them; at least one.
        joiner: joins the lines of a cell.
    """
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(id(line.tag.cell if line.tag else None), []).append(line)
    filled = [number for number, row in enumerate(table) if any(id(cell) in found for cell in row)]
    rows: list[list[grid.Cell]] = []
    for row in complete(table[filled[0] : filled[-1] + 1], found):
        cells = []
        for cell in row:
            runs: list[Run] = []
            for line in found.get(id(cell), ()):
                runs.append(Run(joiner.following(runs, line.text)))
            cells.append(grid.Cell(runs, cell.columns, cell.rows, cell.heading))
        rows.append(cells)
    return rows


def complete(rows: Sequence[list[TagCell]], found: dict[int, list[Line]]) -> list[list[TagCell]]:
    """Rows with empty cells where the file has none, as some programs write no element for an empty cell.

    Args:
        rows: the cells of each row.
        found: the lines of each cell, by its `id`.
    """
    columns = max(sum(cell.columns for cell in row) for row in rows)
    whole = [[found[id(cell)] for cell in row] for row in rows if len(row) == columns and all(id(cell) in found for cell in row)]
    if not whole:
        return list(rows)
    middles = [sum((line.left + line.right) / 2 for line in lines) / len(lines) for lines in whole[0]]
    covered = [0] * columns
    completed = []
    for written in rows:
        row = written
        free = [column for column in range(columns) if not covered[column]]
        if len(row) < len(free) and all(cell.columns == 1 and id(cell) in found for cell in row):
            places: dict[int, TagCell] = {}
            for cell in row:
                middle = (found[id(cell)][0].left + found[id(cell)][0].right) / 2
                open_ = [column for column in free if column > max(places, default=-1)] or free[-1:]
                places[min(open_, key=lambda column: abs(middles[column] - middle))] = cell
            row = [places.get(column) or TagCell() for column in free]
        covered = [max(0, rest - 1) for rest in covered]
        for column, cell in zip(free, row, strict=False):
            covered[column] = cell.rows - 1
        completed.append(row)
    return completed


def width(rows: Sequence[Sequence[grid.Cell]]) -> int:
    """The columns of the widest row."""
    return max((sum(cell.columns for cell in row) for row in rows), default=0)
