"""Blocks, one after the other -> the one text of an article, with what each block is, its links and the pages' beginnings.

Readers of formats hand in runs of text as they stand in the file; white space and Unicode are normalised here, run by run, so
that links and pages keep their places. Plain Python: no library of any format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa_bot.article import Block, Kind, Link
from qa_bot.errors import QaBotError
from qa_bot.loading.characters import normalise
from qa_bot.loading.encoding import decoded
from qa_bot.loading.limits import MAX_CHARACTERS

_WEB = re.compile(r"https?://\S+\Z", re.IGNORECASE)


@dataclass(slots=True)
class Run:
    """A piece of a block: text as it stands in the file, the address it leads to, whether a page begins with it, and whether it is struck out."""

    text: str
    url: str = ""
    new_page: bool = False
    struck: bool = False


@dataclass
class Outline:
    """An article in the making."""

    title: str = ""
    date: str = ""
    credit: str = ""
    dropped: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    _blank: bool = False
    """A blank line of code was the last; it is kept between two lines of code, as one more line end."""
    _texts: list[str] = field(default_factory=list)

    def decode(self, data: bytes, name: str, charset: str = "") -> str:
        """The text of a file or of a part of one. A guessed encoding is remarked once.

        Raises:
            QaBotError: the bytes are no text in an encoding that can be told.
        """
        found = decoded(data, name, charset)
        if found.remark and found.remark not in self.remarks:
            self.remarks.append(found.remark)
        return found.text

    def add(self, runs: Iterable[Run], kind: Kind | None = None, level: int = 1, marker: str = "") -> bool:
        """Add a paragraph; one without text adds nothing but the pages that begin in it.

        Returns:
            Whether there was text.

        Raises:
            QaBotError: the article grows over `MAX_CHARACTERS`.
        """
        return self._put([list(runs)], kind, level, marker, ())

    def add_row(self, cells: Sequence[Iterable[Run]], labels: tuple[str, ...] = ()) -> bool:
        """Add a row of a table, its cells parted by bars; an empty cell keeps its place between them.

        Args:
            cells: the runs of each column's cell.
            labels: the heading of each column, or nothing.
        """
        return self._put([list(runs) for runs in cells], "row", 1, "", labels)

    def _put(self, cells: list[list[Run]], kind: Kind | None, level: int, marker: str, labels: tuple[str, ...]) -> bool:
        goes_on = kind == "code" and bool(self.blocks) and self.blocks[-1].kind == "code" and self.blocks[-1].end == self.length
        blank = "\n" if self._blank and goes_on else ""
        at = self.length + 2 + len(blank) if self._texts else 0
        written = _Paragraph(at)
        bounds = []
        for number, runs in enumerate(cells):
            if number:
                written.bar()
            bounds.append(written.cell(runs))
        text = written.text.rstrip()
        self.pages += [at + min(page, len(text)) for page in written.pages]
        if not any(start < end for start, end in bounds):
            self._blank = goes_on
            return False
        self._blank = False
        if at + len(text) > MAX_CHARACTERS:
            raise QaBotError(f"This article has more than {MAX_CHARACTERS:,} characters. Use only the part you want to ask about.")
        self.links += [link for link in written.links if _WEB.match(link.url)]
        self._texts.append(blank + text)
        self.length = at + len(text)
        self.struck += _merged(written.struck, at, text)
        if kind:
            inside = tuple((min(start, self.length), min(end, self.length)) for start, end in bounds) if len(cells) > 1 else ()
            self.blocks.append(Block(at, self.length, kind, level, marker, inside, labels))
        return True

    @property
    def text(self) -> str:
        """The text so far, paragraphs parted by an empty line."""
        return "\n\n".join(self._texts)

    def take_title(self) -> None:
        """Take the title from the first paragraph if that repeats it, or if there is no title and that is the only top heading.

        It stays in the text, since people ask about what a title says.
        """
        if len(self._texts) < 2 or not self.blocks or self.blocks[0].start or self.blocks[0].kind != "heading":
            return
        heading = self._texts[0]
        single = sum(block.kind == "heading" and block.level == self.blocks[0].level for block in self.blocks) == 1
        if heading.casefold() == self.title.casefold() or (not self.title and single):
            self.title = heading


class _Paragraph:
    """The text of one paragraph in the making, piece by piece; `at` is where it begins in the article."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._pieces: list[str] = []
        self._length = 0
        self._space = False
        """A space follows what is written, if more does."""
        self.links: list[Link] = []
        self.pages: list[int] = []
        self.struck: list[tuple[int, int]] = []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def bar(self) -> None:
        """Write the bar between two cells."""
        if self._pieces and self._pieces[-1] == " ":  # an empty cell
            self._length -= len(self._pieces.pop())
        self._write(" |" if self._length else "|")
        self._space = True

    def cell(self, runs: Iterable[Run]) -> tuple[int, int]:
        """Add runs; returns the bounds of their text in the article."""
        if self._space:
            self._write(" ")
        self._space = False
        begin = self._length
        for run in runs:
            if run.new_page:
                self.pages.append(self._length + self._space)
            raw = normalise(run.text)
            words = " ".join(raw.split())
            if words and self._length > begin and (self._space or raw[:1].isspace()):
                self._write(" ")
            if words and self.pages and self.pages[-1] >= self._length - 1:
                self.pages[-1] = self._length
            bounds = (self._at + self._length, self._at + self._length + len(words))
            if words and run.struck:
                self.struck.append(bounds)
            if words and run.url:
                self.links.append(Link(*bounds, run.url))
            if words:
                self._write(words)
            self._space = self._length > begin and raw[-1:].isspace()
        self._space = False
        return self._at + begin, self._at + self._length

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def _merged(ranges: list[tuple[int, int]], at: int, text: str) -> list[tuple[int, int]]:
    """The ranges in order; those with only white space between them become one. `at` is where `text` begins."""
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and not text[found[-1][1] - at : start - at].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def indent_of(runs: Iterable[Run], most: int = 40) -> int:
    """The columns that a line is indented by; a tab goes to the next fourth."""
    line = "".join(run.text for run in runs).expandtabs(4)
    return min(len(line) - len(line.lstrip()), most)


def report_on(outline: Outline, counts: Mapping[str, int]) -> None:
    """Add to an outline how many parts of each kind, named in the singular, were left out."""
    outline.dropped += [f"{number:,} {what if number == 1 else _plural(what)}" for what, number in counts.items() if what and number]


def _plural(what: str) -> str:
    """A phrase in the plural: "part for browsers" -> "parts for browsers"."""
    parts = re.split(r"(?= for | that |, )", what, maxsplit=1)
    return "s".join(parts) if len(parts) > 1 else f"{what}s"
