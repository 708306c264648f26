"""Lines of a tagged PDF -> paragraphs, headings, items and rows, as its tags say. Plain Python.

What the tags do not say is told as in other PDFs: where no heading is tagged, by size; a paragraph over the end of a page, by its sentence;
in which column a cell of a row with too few cells stands, by its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from qa_bot.article import Kind
from qa_bot.loading.outline import Run
from qa_bot.loading.pdf_blocks import ITEM, Paragraphs
from qa_bot.loading.pdf_lines import Line, Tag, TagCell

_TAGGED = 0.9
"""Share of a document's characters, page headers apart, that must be tagged."""
_LONGEST_HEADING = 300
_MARKER = 12
"""Characters of the longest marker of an item."""
_TORN = 0.3
"""Share of paragraphs that begin inside a sentence from which on the tags are those of lines."""


def are_trusted(pages: Iterable[Sequence[Line]]) -> bool:
    """Whether the tags of a document hold nearly all of it, and are not those of single lines."""
    lines = [line for page in pages for line in in_tag_order(page)[0]]
    held = sum(len(line.text) for line in lines if line.tag and line.tag.kind != "aside")
    blocks = [list(group) for _, group in groupby(lines, key=_part)]
    prose = [block for block in blocks if block[0].tag and block[0].tag.kind in ("text", "heading")]
    torn = sum(after[0].text[:1].islower() and before[-1].text[-1].isalnum() for before, after in pairwise(prose))
    return len(blocks) > 1 and held >= _TAGGED * sum(len(line.text) for line in lines) and torn <= _TORN * len(prose)


def in_tag_order(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of a page in the order of its tags, and those at its edges that are marked as no text of the document.

    A line without a tag follows the one that the file writes before it.
    """
    heights = [line.base for line in lines if line.tag and line.tag.kind != "aside"]
    kept, aside, places = [], [], []
    place = -1
    for line in lines:
        marked = line.tag is not None and line.tag.kind == "aside"
        if marked and heights and not min(heights) <= line.base <= max(heights):
            aside.append(line)
            continue
        place = place if line.tag is None or marked else line.tag.order
        kept.append(line)
        places.append(place)
    ordered = [kept[at] for at in sorted(range(len(kept)), key=places.__getitem__)]
    for before, line, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
        if line.tag is None and before.tag and before.tag.table and after.tag and after.tag.table is before.tag.table:
            line.tag = before.tag  # an untagged line between two lines of one table, such as the text for a picture, is part of it
    return ordered, aside


class TaggedPages(Paragraphs):
    """Lines put together to paragraphs; those with tags as the tags say.

    Args:
        pages: the lines of each page, in reading order.
    """

    def __init__(self, pages: list[list[Line]]) -> None:
        super().__init__(pages)
        self.contents = 0
        """Lines of tables of contents that were left out."""
        self._headed = any(line.tag and line.tag.kind == "heading" for lines in pages for line in lines)
        self._marker = ""

    def turn(self, lines: list[Line]) -> None:
        """Add a page."""
        self.ranked = not (self._headed and any(line.is_tagged for line in lines))
        if not any(line.is_tagged for line in lines):
            super().turn(lines)
            return
        turned = True
        for _, group in groupby(lines, key=_part):
            block = list(group)
            tag = block[0].tag
            if tag and tag.kind == "contents":
                self.contents += len(block)
                continue
            if tag and tag.table and tag.cell and _is_grid(tag.table):
                self.add_cells(tag.table, block, turned)
            else:
                self._add_block(block, tag, turned)
            turned = False
        if turned:
            self.runs.append(Run("", new_page=True))

    def _add_block(self, lines: list[Line], tag: Tag | None, turned: bool) -> None:
        """Add the lines of one element."""
        kind = tag.kind if tag else "text"
        if not (turned and kind == "text" and self.last is not None and _goes_on(self.last.text, lines[0].text)):
            self.flush()
        for number, line in enumerate(lines):
            self.runs.append(Run(self.joiner.following(self.runs, line.text), new_page=turned and not number))
        self.last = lines[-1]
        text = "".join(run.text for run in self.runs).strip()
        if kind == "label" and len(text) <= _MARKER:
            self._marker = text
            self.runs = [run for run in self.runs if run.new_page]
            for run in self.runs:
                run.text = ""
        elif tag and kind == "heading" and len(text) <= _LONGEST_HEADING:
            self._put("heading", tag.level)
        elif tag and kind == "item" and (self._marker or not ITEM.match(text)):
            self._put("item", tag.level, self._marker or tag.marker)
        elif kind == "quote":
            self._put("quote")

    def _put(self, kind: Kind, level: int = 1, marker: str = "") -> None:
        self.outline.add(self.runs, kind, level, marker)
        self.runs, self.last, self._marker = [], None, ""


def _part(line: Line) -> tuple[int, int]:
    """What a line belongs to: its table, or else its element."""
    tag = line.tag
    return (id(tag.table), 0) if tag and tag.table and tag.cell and _is_grid(tag.table) else (0, id(tag))


def _is_grid(table: list[list[TagCell]]) -> bool:
    """Whether a table has columns, and does not only arrange a page."""
    return any(len(row) > 1 for row in table)


def _goes_on(last: str, text: str) -> bool:
    """Whether a paragraph goes on over the end of a page."""
    return text[:1].islower() or last[-1] not in '.!?:;”"’)'
