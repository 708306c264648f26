"""CSV and TSV -> an outline with a row for each record, through Python's `csv`. The first record names the columns where it can; lines of one
value above it are paragraphs.
"""

from __future__ import annotations

import csv
import io
import re

from qa_bot.loading.grid import Cell, add_table
from qa_bot.loading.outline import Outline, Run

_DECLARED = re.compile(r"sep=([,;\t|])\r?\n")
_MOST_TITLES = 10
"""Records above a table at most."""
_SAMPLE = 20_000
"""Characters from which the delimiter is told."""


def read_csv(data: bytes, charset: str = "") -> Outline:
    """A table whose cells are parted by commas, semicolons, tabs or bars."""
    outline = Outline()
    text = outline.decode(data, "This table", charset)
    sample = text[:_SAMPLE]
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(sample, ",;\t|")
    except csv.Error:
        dialect = csv.excel_tab if sample.count("\t") > sample.count(",") else csv.excel
    return _read(outline, text, dialect.delimiter)


def read_tsv(data: bytes, charset: str = "") -> Outline:
    """A table whose cells are parted by tabs."""
    outline = Outline()
    return _read(outline, outline.decode(data, "This table", charset), "\t")


def _read(outline: Outline, text: str, delimiter: str) -> Outline:
    declared = _DECLARED.match(text)
    if declared:  # Excel's own first line
        delimiter, text = declared[1], text[declared.end() :]
    csv.field_size_limit(len(text) + 1)
    records = [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, record))]
    titles = _titles(records)
    for record in records[:titles]:
        outline.add([Run(value) for value in record if value.strip()])
    records = records[titles:]
    rows = [[Cell([Run(value)]) for value in record] for record in records]
    add_table(outline, rows, 1 if len(records) > 1 and _names_columns(records) else 0)
    return outline


def _titles(records: list[list[str]]) -> int:
    """How many records stand above the table: those with one value, before the first with several, where the table goes on below."""
    for number, record in enumerate(records[:_MOST_TITLES]):
        if sum(bool(value.strip()) for value in record) > 1:
            return number if number + 1 < len(records) else 0
    return 0


def _names_columns(records: list[list[str]]) -> bool:
    """Whether the first record is one of headings: all different, none a number, over as many columns as the others have."""
    first = [value.strip() for value in records[0]]
    named = [name for name in first if name]
    numbers = sum(name.replace(".", "").replace(",", "").lstrip("-").isdigit() for name in named)
    return len(named) == len(set(named)) > 1 and not numbers and len(first) >= max(map(len, records[1:20]))
