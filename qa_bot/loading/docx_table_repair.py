"""Rows of Word tables -> rows that mammoth reads whole: deleted rows are struck out, skipped columns get their cells. Works on the XML, in place."""

from __future__ import annotations

from collections import Counter
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST = 60
"""Columns that a row skips at most."""


def mend_rows(tree: Any, counts: Counter[str]) -> None:
    """Mend the rows of all tables of a part; `counts` gets the deleted ones."""
    for row in tree.iter(f"{_W}tr"):
        properties = row.find(f"{_W}trPr")
        if properties is None:
            continue
        deleted = properties.find(f"{_W}del")
        if deleted is not None:  # mammoth would drop such a row silently
            properties.remove(deleted)
            counts["tracked deletion"] += 1
            for run in row.iter(f"{_W}r"):
                strike_out(run)
        _fill(row, properties)


def strike_out(run: Any) -> None:
    """Strike out a run."""
    properties = run.find(f"{_W}rPr")
    if properties is None:
        properties = run.makeelement(f"{_W}rPr")
        run.insert(0, properties)
    for old in properties.findall(f"{_W}strike"):
        properties.remove(old)
    properties.append(run.makeelement(f"{_W}strike"))


def _fill(row: Any, properties: Any) -> None:
    """Put empty cells where a row skips columns at its beginning or its end."""
    for name, at in (("gridBefore", list(row).index(properties) + 1), ("gridAfter", len(row))):
        skipped = properties.find(_W + name)
        value = "" if skipped is None else skipped.get(f"{_W}val") or ""
        for _ in range(min(int(value), _MOST) if value.isascii() and value.isdigit() else 0):
            cell = row.makeelement(f"{_W}tc")
            cell.append(row.makeelement(f"{_W}p"))
            row.insert(at if name == "gridBefore" else len(row), cell)
