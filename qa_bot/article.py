"""The article: a normalised text with its metadata and structure.

The same text is stored, shown and read. All offsets in the package are code points of `Article.text`. Paragraphs are its non-empty lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile
from typing import Any, Literal

from qa_bot.answer import Span
from qa_bot.sentence_ends import LONGEST, ends_sentence, sentence_ends

MOST = 0.75
"""A heading that covers a larger share of the article than this is treated as a title."""
_LONG, _RECENT = 2000, 8
"""The sentences of the last `_RECENT` paragraphs of at least `_LONG` code points are cached, because a paragraph can be a whole book."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link on the words `[start, end)` of the text."""

    start: int
    end: int
    url: str


Kind = Literal["heading", "item", "quote", "row", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """The type of a paragraph that is not plain text. A block covers whole paragraphs."""

    start: int
    end: int
    kind: Kind
    level: int = 1
    """Level of a heading or list; 1 is the outermost. Of a line of code, one more than the columns that it is indented by."""
    marker: str = ""
    """The marker of a list item, such as "3."; not part of the text. Empty for further paragraphs of the item."""
    cells: tuple[tuple[int, int], ...] = ()
    """The cells of a table row: the `[start, end)` of each column in the text, in order. An empty cell has length 0."""
    labels: tuple[str, ...] = ()
    """The column headings of a table row; empty if the table has none."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report for the user on how an article was read from its source."""

    kind: str = "text"
    """The format, such as "PDF"."""
    words: int = 0
    pages: int = 0
    """0 if the format has no pages."""
    language: str = ""
    """ISO 639-1 code; empty if the language was not detected."""
    dropped: tuple[str, ...] = ()
    """What was left out, each in a few words, such as "12 page numbers"."""
    remarks: tuple[str, ...] = ()
    """Warnings about problems that may lead to poor answers."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that all interfaces return."""
        return asdict(self)


@dataclass(frozen=True)
class Article:
    """A normalised text with metadata. Create it with `load_article` or `article_from_text`; the constructor does not normalise."""

    text: str
    title: str = ""
    source: str = ""
    date: str = ""
    """ISO 8601; empty if unknown."""
    credit: str = ""
    """Attribution that must be shown with the text."""
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Headings, list items and so on, in order, without overlaps."""
    pages: tuple[int, ...] = ()
    """The offset of each page's beginning; empty if the source has no pages."""
    report: Report = Report()
    struck: tuple[tuple[int, int], ...] = ()
    """Ranges `[start, end)` that are struck out in the source, in order, without overlaps. They are shown as struck, and are not read."""
    own_title: str = ""
    """The title before a visitor gave the article another one, or a number was added; empty if `title` is its own."""
    original: bytes = field(default=b"", repr=False, compare=False)
    """The PDF that the text was read from, to show its pages; empty for every other format."""

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs, in order."""
        return tuple(Span.cut(self.text, m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", self.text))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, in order. Each is within one paragraph; together they cover everything but white space. One that is very long is several."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in self.sentences_in(paragraph))

    def sentence_of(self, start: int, end: int) -> Span:
        """The sentence that contains `[start, end)`. If the range covers several sentences, all of them as one span."""
        # split only the paragraphs at both ends of the range, because a book has a hundred thousand sentences
        first, last = (self._sentence_at(at) for at in (start, end - 1))
        return Span.cut(self.text, min(first.start, start), max(last.end, end))

    def breaks_off(self, span: Span) -> tuple[bool, bool]:
        """Whether a span of whole sentences begins, and whether it ends, within one that is too long to be shown whole."""
        first, last = (self.paragraphs[self.paragraph_at(at)] for at in (span.start, span.end - 1))
        before = self.text[max(first.start, span.start - LONGEST) : span.start].rstrip()
        after = self.text[span.end : min(last.end, span.end + LONGEST)].strip()
        return bool(before) and not ends_sentence(before), bool(after) and not ends_sentence(span.text)

    def blocks_in(self, start: int, end: int) -> tuple[Block, ...]:
        """The blocks that overlap `[start, end)`, in order."""
        first = bisect_right(self.blocks, start, key=lambda block: block.end)
        last = bisect_left(self.blocks, end, key=lambda block: block.start)
        return self.blocks[first:last]

    def struck_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The parts of `[start, end)` that are struck out in the source, in order."""
        first = bisect_right(self.struck, start, key=lambda struck: struck[1])
        last = bisect_left(self.struck, end, key=lambda struck: struck[0])
        return tuple((max(left, start), min(right, end)) for left, right in self.struck[first:last])

    def gaps_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The parts of `[start, end)` that only part the cells of a table's row from each other, in order.

        >>> Article("Mon | Gull", blocks=(Block(0, 10, "row", cells=((0, 3), (6, 10))),)).gaps_in(0, 10)
        ((3, 6),)
        """
        first = bisect_right(self.blocks, start, key=lambda block: block.end)
        rows = takewhile(lambda block: block.start < end, self.blocks[first:])
        gaps = ((left, right) for row in rows if row.kind == "row" for (_, left), (right, _) in pairwise(row.cells))
        return tuple((left, right) for left, right in gaps if start <= left < right <= end)

    def page_of(self, offset: int) -> int | None:
        """The number (from 1) of the page that contains `offset`. None if there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def headings_over(self, offset: int) -> tuple[str, ...]:
        """The headings above `offset`, outermost first; empty if the source has no headings.

        A heading that covers most of the article, such as its title, is left out, because it does not identify a place. Of one that is as
        long as a paragraph, the beginning is given.
        """
        over: list[Block] = []
        for heading in reversed(self._headings[: bisect_right(self._headings, offset, key=lambda block: block.start)]):
            if not over or heading.level < over[-1].level:
                over.append(heading)
        over = [heading for heading in reversed(over) if heading not in self._titles and heading.end <= offset]
        return tuple(self.text[heading.start : min(heading.end, heading.start + LONGEST)] for heading in over)

    @cached_property
    def _headings(self) -> list[Block]:
        return [block for block in self.blocks if block.kind == "heading"]

    @cached_property
    def _titles(self) -> frozenset[Block]:
        """The headings that cover most of the article."""
        found, open_ = set(), list[Block]()
        for heading in [*self._headings, Block(len(self.text), len(self.text), "heading", 0)]:
            while open_ and open_[-1].level >= heading.level:
                over = open_.pop()
                if heading.start - over.start > MOST * len(self.text):
                    found.add(over)
            open_.append(heading)
        return frozenset(found)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that contains an offset or is the last one before it."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def _sentence_at(self, offset: int) -> Span:
        paragraph = self.paragraphs[self.paragraph_at(offset)]
        sentences = self.sentences_in(paragraph)
        return sentences[max(0, bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1)]

    @cached_property
    def _recent(self) -> dict[tuple[int, int], list[Span]]:
        """A cache: the sentences of the long paragraphs that were used last."""
        return {}

    def sentences_in(self, paragraph: Span) -> list[Span]:
        """The sentences of one paragraph, in order."""
        if len(paragraph.text) < _LONG:
            return self._cut_sentences(paragraph)
        place = (paragraph.start, paragraph.end)
        found = self._recent.pop(place, None) or self._cut_sentences(paragraph)
        self._recent[place] = found
        if len(self._recent) > _RECENT:
            self._recent.pop(next(iter(self._recent)), None)
        return found

    def _cut_sentences(self, paragraph: Span) -> list[Span]:
        found = []
        start = 0
        for end in [*sentence_ends(paragraph.text), len(paragraph.text)]:
            piece = paragraph.text[start:end]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                right = start + len(piece.rstrip())
                found.append(Span.cut(self.text, paragraph.start + left, paragraph.start + right))
            start = end
        return found


def whole(text: str) -> str:
    """A text without halves of characters, which JSON can name, but no tokenizer and no response can hold."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)
