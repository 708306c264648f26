r"""Tables of a plain text, set with spaces, tabs or bars -> rows with the headings of their columns.

A table is lines under each other that are blank in the same places (or hold the same number of tabs, or of bars under a line of dashes), and
that begins with a row of headings. What does not is left as it is: a drawing, a menu, two columns of prose.

Example: "Fruit   Price\nPear     2.35\nPlum     3.10" -> the rows "Fruit | Price", "Pear | 2.35", "Plum | 3.10".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from qa_bot.loading.grid import Cell, add_table
from qa_bot.loading.outline import Outline, Run
from qa_bot.loading.text_links import HOLE

TABLE = "\x01"
"""Stands in a line of its own for a table; `normalise` leaves no such character."""
_FEWEST = 3
"""Lines of the smallest table, with its headings."""
_LONGEST = 240
"""Characters of the longest line of a table."""
_WORDS = 4.0
"""Words of a cell, on average, from which on it is prose."""
_FULL = 0.7
"""Share of the cells that hold something."""
_GAP = re.compile(r"\S(?:\t| {2,}|\s*\|)\s*\S|\S[\t|]")
_RULE = re.compile(r"(?=.*[=-]{2})[\s|+:=-]+")
_DRAWN = re.compile(r"[+*~_]{2}|-{3}|={3}|>>|<<|\.{4}|\\")
_SENTENCE = re.compile(r"[a-z]{2}[.!?]$")


def without_tables(lines: Sequence[str]) -> tuple[list[str], list[Outline]]:
    """Lines with `TABLE` in the place of each table, and the tables.

    Args:
        lines: of a normalised text.
    """
    kept: list[str] = []
    tables: list[Outline] = []
    for tabular, group in groupby(lines, key=_is_tabular):
        part = list(group)
        table = _table(part) if tabular and len(part) >= _FEWEST else None
        if table:
            tables.append(table)
            kept += ["", TABLE, ""]
        else:
            kept += part
    return kept, tables


def _is_tabular(line: str) -> bool:
    """Whether a line may be a row of a table, or a rule inside one."""
    if len(line) > _LONGEST or HOLE in line or line.lstrip().startswith((">", "#")):
        return False
    return bool(_GAP.search(line) and not _DRAWN.search(line)) or bool(_RULE.fullmatch(line))


def _table(lines: list[str]) -> Outline | None:
    """The rows of lines; None where they are no table."""
    ruled = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    written = [line.rstrip() for line in lines if not _RULE.fullmatch(line)]
    if len(written) < _FEWEST - bool(ruled):
        return None
    barred = bool(ruled) and all("|" in line for line in written)
    cells = (
        _parted(written, "|") if barred else _parted(written, "\t") if all("\t" in line.strip() for line in written) else _aligned(written)
    )
    if not cells or not _is_table(cells):
        return None
    outline = Outline()
    marked = 1 if (ruled and ruled[0] == 1 + (ruled[0] == 0)) or ruled[:2] == [0, 2] else 0
    add_table(outline, [[Cell([Run(cell)]) for cell in row] for row in cells], marked)
    return outline if any(block.labels for block in outline.blocks) else None


def _parted(lines: list[str], mark: str) -> list[list[str]] | None:
    """The cells of lines that are cut at each mark; None if the lines have different numbers of marks."""
    if mark == "|":
        lines = [line.strip().removeprefix(mark).removesuffix(mark) for line in lines]
    rows = [[cell.strip() for cell in line.split(mark)] for line in lines]
    return rows if len({len(row) for row in rows}) == 1 else None


def _aligned(lines: list[str]) -> list[list[str]] | None:
    """The cells of lines that are cut where all are blank for two characters or more; None if there are no columns."""
    lines = [line.expandtabs(8) for line in lines]
    width = max(map(len, lines))
    blank = (1 << width) - 1
    for line in lines:
        blank &= int("".join("1" if character == " " else "0" for character in line.ljust(width)), 2)
    columns = [(found.start(), found.end()) for found in re.finditer(r"(?:0|1(?=0))+", f"{blank:0{width}b}")]
    return [[line[start:end].strip() for start, end in columns] for line in lines] if len(columns) > 1 else None


def _is_table(rows: list[list[str]]) -> bool:
    """Whether cells are those of a table: short, most of them filled, no sentences, under different names."""
    names = [name for number, name in enumerate(rows[0]) if number or name]
    filled = [cell for row in rows for cell in row if cell]
    words = sum(len(cell.split()) for cell in filled)
    sentences = sum(bool(_SENTENCE.search(cell)) for cell in filled)
    return (
        len(rows[0]) > 1
        and all(re.search(r"[^\W\d_]", name) for name in names)
        and len(set(names)) == len(names)
        and len(filled) >= _FULL * len(rows) * len(rows[0])
        and words <= _WORDS * len(filled)
        and sentences <= 0.1 * len(filled)
    )
