"""Blocks, one after the other -> the one text of an article, with what each block is, its links and the pages' beginnings.

Readers of formats hand in runs of text as they stand in the file; white space and Unicode are normalised here, run by run, so
that links and pages keep their places. Plain Python: no library of any format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from qa_bot.article import Block, Kind, Link
from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_CHARACTERS
from qa_bot.loading.plain_text import normalise

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
    _texts: list[str] = field(default_factory=list)

    def add(self, runs: Iterable[Run], kind: Kind | None = None, level: int = 1, marker: str = "") -> bool:
        """Add a paragraph; one without text adds nothing but the pages that begin in it.

        Returns:
            Whether there was text.

        Raises:
            QaBotError: the article grows over `MAX_CHARACTERS`.
        """
        at = self.length + 2 if self._texts else 0
        text = ""
        links: list[Link] = []
        pages: list[int] = []
        struck: list[tuple[int, int]] = []
        for run in runs:
            if run.new_page:
                pages.append(len(text))
            raw = normalise(run.text)
            words = " ".join(raw.split())
            before = bool(text) and (raw[:1].isspace() or text.endswith(" "))
            text = text.rstrip() + (" " if before and words else "")
            if words and pages and pages[-1] >= len(text) - 1:
                pages[-1] = len(text)
            if words and run.struck:
                struck.append((at + len(text), at + len(text) + len(words)))
            if words and run.url:
                links.append(Link(at + len(text), at + len(text) + len(words), run.url))
            # a space at the end of a run parts it from the next, if one comes
            text += words + (" " if text + words and raw[-1:].isspace() else "")
        text = text.rstrip()
        self.pages += [at + min(page, len(text)) for page in pages]
        if not text:
            return False
        if at + len(text) > MAX_CHARACTERS:
            raise QaBotError(f"This article has more than {MAX_CHARACTERS:,} characters: choose the part that you want to ask about.")
        self.links += [link for link in links if _WEB.match(link.url)]
        self._texts.append(text)
        self.length = at + len(text)
        self.struck += _merged(struck, at, text)
        if kind:
            self.blocks.append(Block(at, self.length, kind, level, marker))
        return True

    @property
    def text(self) -> str:
        """The text so far, paragraphs parted by an empty line."""
        return "\n\n".join(self._texts)

    def take_title(self) -> None:
        """Where the first paragraph only repeats the title, or is the one top heading and there is no title, it becomes the title."""
        if not self._texts or not self.blocks or self.blocks[0].start or self.blocks[0].kind != "heading":
            return
        heading = self._texts[0]
        single = sum(block.kind == "heading" and block.level == self.blocks[0].level for block in self.blocks) == 1
        if len(self._texts) == 1 or not (heading.casefold() == self.title.casefold() or (not self.title and single)):
            return
        self.title = heading
        cut = len(heading) + 2
        del self._texts[0]
        self.length -= cut
        self.blocks = [_moved(block, -cut) for block in self.blocks[1:]]
        self.struck = [(start - cut, end - cut) for start, end in self.struck if start >= cut]
        self.links = [Link(link.start - cut, link.end - cut, link.url) for link in self.links if link.start >= cut]
        self.pages = [max(0, page - cut) for page in self.pages]


def _moved(block: Block, by: int) -> Block:
    cells = tuple((start + by, end + by) for start, end in block.cells)
    return replace(block, start=block.start + by, end=block.end + by, cells=cells)


def _merged(ranges: list[tuple[int, int]], at: int, text: str) -> list[tuple[int, int]]:
    """Ranges in order, those with nothing but white space between them as one; `at` is where `text` begins."""
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and not text[found[-1][1] - at : start - at].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
