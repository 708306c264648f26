"""Lines with their places on pages -> paragraphs, headings, items and rows, told by gaps, sizes and indents. Plain Python."""

from __future__ import annotations

import re
from itertools import pairwise

from qa_bot.function_words import LEADING_ON
from qa_bot.loading import grid
from qa_bot.loading.hyphens import HYPHENATED, Joiner
from qa_bot.loading.outline import Outline, Run
from qa_bot.loading.pdf_cells import rows_of_cells, width
from qa_bot.loading.pdf_headings import LARGER, Headings
from qa_bot.loading.pdf_lines import Line, TagCell
from qa_bot.loading.pdf_narrow_tables import narrow_rows
from qa_bot.loading.pdf_tables import Row, rows_of

ITEM = re.compile(r"(?:([•◦▪‣∙●○■–—*-])|(\(?(?:\d{1,3}[.)]|[a-z][.)]|[A-Z]\))))\s+(?=\S)")
"""What stands before an item. A capital letter with a full stop does not: it opens a name."""


class Paragraphs:
    """Lines put together to paragraphs, one page after the other."""

    def __init__(self, pages: list[list[Line]]) -> None:
        self.outline = Outline()
        self.ranked = True
        """Whether a larger or bold type makes a heading."""
        self._headings = Headings(line for lines in pages for line in lines)
        self.joiner = Joiner(line.text for lines in pages for line in lines)
        self.runs: list[Run] = []
        self.last: Line | None = None
        self._table: list[list[grid.Cell]] = []
        self._marked = 0

    def turn(self, lines: list[Line]) -> None:
        """Add a page."""
        turned = True
        rights, pitch = _rights(lines), _pitch(lines)
        ruled: dict[int, list[Line]] = {}
        for line in lines:
            if line.tag and line.tag.table:
                ruled.setdefault(id(line.tag.table), []).append(line)
        free = [line for line in lines if not line.tag]
        wide = rows_of(free)
        rows = {id(free[at]): row for row in (*wide, *narrow_rows(free, {at for row in wide for at in row.lines})) for at in row.lines}
        for line in lines:
            if line.tag and line.tag.table:
                cells = ruled.pop(id(line.tag.table), [])  # the whole table is added at its first line
                if cells:
                    self.add_cells(line.tag.table, cells, turned)
                    turned = False
                continue
            row = rows.get(id(line))
            if row:
                if row is row.table[0] and line is free[row.lines[0]]:
                    self._add_table(row.table, free, turned)
                turned = False
                continue
            if self._table or (self.last is not None and _begins(self.last, line, turned, rights, pitch, self._headings.body)):
                self.flush()
            self.runs.append(Run(self.joiner.following(self.runs, line.text), new_page=turned))
            turned, self.last = False, line
        if turned:  # a page without text
            self.runs.append(Run("", new_page=True))

    def add_cells(self, table: list[list[TagCell]], lines: list[Line], turned: bool) -> None:
        """Add lines that stand in the cells of a table; one that goes on over the end of a page is one."""
        rows = rows_of_cells(table, lines, self.joiner)
        goes_on = turned and self._table and width(self._table) == width(rows) and not any(cell.heading for cell in rows[0][1:])
        if not goes_on:
            self.flush()
            bold = [{line.bold for line in lines if line.tag and line.tag.cell in row} for row in table[:2]]
            self._marked = int(bold == [{True}, {False}])
        rows[0][0].runs.insert(0, Run("", new_page=turned))
        self._table += rows
        self.runs, self.last = [], None

    def _add_table(self, table: list[Row], lines: list[Line], turned: bool) -> None:
        """Add the rows of a table; the lines of a cell go on like those of a paragraph."""
        self.flush()
        rows: list[list[grid.Cell]] = []
        for row in table:
            cells = []
            for column in row.in_columns():
                for text in (text for cell in column for text in cell.texts):
                    self.runs.append(Run(self.joiner.following(self.runs, text)))
                cells.append(grid.Cell(self.runs))
                self.runs = []
            rows.append(cells)
        self.last = None
        rows[0][0].runs.insert(0, Run("", new_page=turned))
        bold = [all(lines[at].bold for at in row.lines) for row in table[:2]]
        grid.add_table(self.outline, rows, int(bold == [True, False]))

    def flush(self) -> None:
        """End the paragraph, or the table."""
        if self._table:
            rows, self._table = self._table, []
            grid.add_table(self.outline, rows, self._marked)
        text = "".join(run.text for run in self.runs)
        if not text.strip() or self.last is None:
            return
        found = ITEM.match(text)
        level = self._headings.level(text, self.last) if self.ranked else 0
        if level:
            self.outline.add(self.runs, "heading", level)
        elif found and len(self.runs[0].text) >= found.end():
            self.runs[0].text = self.runs[0].text[found.end() :]
            self.outline.add(self.runs, "item", 1, found.group(2) or "•")
        else:
            self.outline.add(self.runs)
        self.runs = []


_AROUND = 200
"""Lines before and behind one that are compared with it: more than a page has, where nobody made it take long."""


def _begins(last: Line, line: Line, turned: bool, rights: dict[int, float], pitch: float, body: float) -> bool:
    """Whether a paragraph begins with `line`."""
    if abs(last.size - line.size) > 0.1 * body:
        return True
    if HYPHENATED.search(last.text) and line.text[:1].isalnum() and not ITEM.match(line.text):
        return last.base - line.base > 2 * pitch > 0
    reach = rights.get(id(last), last.right)
    closed = last.text[-1] in '.!?:;”"’)'
    if turned or line.base > last.base:  # a new page or column, where a heading ends; or a raised number
        ends_early = reach - last.right > line.first_word + 4 * line.size and not line.text[:1].islower()
        return (
            (closed and not line.text[:1].islower())
            or ends_early
            or (last.size > LARGER * body and (turned or line.base > last.base + last.size))
        )
    gap = last.base - line.base
    return (
        # a bold line that ends early is a heading; bold words in a paragraph are in full lines
        (last.bold != line.bold and last.right < reach - 2 * last.size)
        or bool(ITEM.match(line.text))
        or (gap > 1.35 * pitch and gap > 1.35 * line.size)
        or reach - last.right > line.first_word + (4 if _leads_on(last.text, line.text) else 0.4) * line.size
        or (closed and line.left > last.left + 0.9 * line.size and not ITEM.match(last.text))
    )


def _leads_on(last: str, line: str) -> bool:
    """Whether a sentence goes on from one line to the next, so that only a line of a very different length ends a paragraph."""
    return (line[:1].islower() and last[-1] not in ".!?:;") or last.rsplit(None, 1)[-1].lower() in LEADING_ON


def _rights(lines: list[Line]) -> dict[int, float]:
    """How far each line could reach: the right end of the longest line of such a type that begins near it, in its column."""

    def around(at: int) -> list[Line]:
        return lines[max(0, at - _AROUND) : at + _AROUND]

    beside = {
        id(line): min(
            (other.left for other in around(at) if other.left > line.right and abs(other.base - line.base) < 0.5 * line.size), default=1e9
        )
        for at, line in enumerate(lines)
    }
    for line, below in pairwise(lines):  # a box beside a paragraph holds back the line above its first one too
        if beside[id(line)] == 1e9 and line.right < beside[id(below)] and 0 < line.base - below.base < 1.6 * line.size:
            beside[id(line)] = beside[id(below)]
    found = {}
    for at, line in enumerate(lines):
        near = [
            other.right
            for other in around(at)
            if abs(other.left - line.left) < 6 * line.size and other.left < line.right and other.size < 1.3 * line.size
        ]
        found[id(line)] = max(right for right in near if right < beside[id(line)])
    return found


def _pitch(lines: list[Line]) -> float:
    """The usual distance from a line to the next."""
    gaps = sorted(a.base - b.base for a, b in pairwise(lines) if a.base > b.base)
    return gaps[len(gaps) // 4] if gaps else 0.0
