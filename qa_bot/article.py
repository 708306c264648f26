"""The article: one normalised text that is stored, shown and counted on, with what is known about it.

Every offset anywhere in the package counts code points of `Article.text`. Paragraphs are its non-empty lines.
Sentence bounds follow Kiss and Strunk's easy cases (2006): a terminator, closing quotes, white space, then something that can open a
sentence; after an abbreviation only a word that can but open one. How often that is right: `tests/benchmarks/names.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from qa_bot.answer import Span

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?:\[[\w ]{1,25}\])*+(?=\s++[\"'“‘«(\[]*+(?:[A-Z0-9À-ÖØ-ÞĀ-ɏ]|[a-z][A-Z]))")
"""Possessive, and only at the first of several stops: nothing is tried twice, so that a text full of stops takes linear time."""
_TITLES = frozenset(
    "mr mrs ms mx dr prof messrs mme mlle msgr fr col lt sgt cpl pvt brig capt maj cmdr rev hon gov sen rep gen adm supt mt ft approx ca cf vs viz "
    "e.g i.e".split()
)
"""Abbreviations that never end a sentence."""
_NUMBERED = frozenset(
    "no nos n° nr vol fig figs eq eqs tab p pp pop c sec secs ch chs art arts para paras op ver max min ext tel lb oz".split()
)
"""Abbreviations only where a number follows: "No. 7", but "She said no." """
_FINAL = frozenset(
    "st sr jr esq etc inc ltd co corp llc plc bros dept univ assn govt est ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues thu "
    "thur thurs fri ph.d al".split()
)
"""Abbreviations that end a sentence only where a word follows that can but open one; so do initials ("Albert I. Crane", "the U.S. The")."""
_STARTERS = frozenset(
    "the a an this that these those it its he she they we i you his her their our my there here in on at by for from after before when while "
    "where why how who what which if as although though because since but and or so yet however meanwhile nobody everyone some many most all "
    "both each no not nevertheless then later today did do does is was are were".split()
)
MOST = 0.75
"""Share of an article from which on a heading stands over most of it."""
_LONG, _RECENT = 2000, 8
"""The sentences of this many paragraphs are kept that are at least so long: a paragraph can be a book, and is asked about again and again."""
_NEXT = re.compile(r"[\s\"'“‘«(\[]*([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Link:
    """An address that stood on the words `[start, end)` of the text."""

    start: int
    end: int
    url: str


Kind = Literal["heading", "item", "quote", "row", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """What a paragraph is, where it is not plain running text. Covers whole paragraphs."""

    start: int
    end: int
    kind: Kind
    level: int = 1
    """Of a heading or of a list, 1 for the outermost."""
    marker: str = ""
    """What stands before an item, as "3."; not part of the text. Empty on an item's further paragraphs."""
    cells: tuple[tuple[int, int], ...] = ()
    """Of a row of a table, each column's `[start, end)` in the text, in order; an empty cell has no length."""
    labels: tuple[str, ...] = ()
    """Of a row, the heading of each column; empty where the table has none."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was read from where an article came from, for the person who brought it."""

    kind: str = "text"
    """The format, as "PDF"."""
    words: int = 0
    pages: int = 0
    """0 where the format has none."""
    language: str = ""
    """ISO 639-1; empty when it was not looked at."""
    dropped: tuple[str, ...] = ()
    """What was left out, each in a few words, as "12 page numbers"."""
    remarks: tuple[str, ...] = ()
    """Sentences on what may make answers poor."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that the doors give."""
        return asdict(self)


@dataclass(frozen=True)
class Article:
    """A normalised text. Make one with `load_article` or `article_from_text`; the constructor takes the text as it is."""

    text: str
    title: str = ""
    source: str = ""
    date: str = ""
    """ISO 8601, empty when unknown."""
    credit: str = ""
    """Attribution that must be shown with the text."""
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Headings, list items and the like, in order, none overlapping another."""
    pages: tuple[int, ...] = ()
    """Where each page begins, in code points of the text; empty where the source has no pages."""
    report: Report = Report()
    struck: tuple[tuple[int, int], ...] = ()
    """Ranges `[start, end)` that the source strikes out, in order, none overlapping another. They are shown struck, and not read."""

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs, in order."""
        return tuple(Span.cut(self.text, m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", self.text))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, in order; each lies within one paragraph, and together they hold all that is not white space."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in self.sentences_in(paragraph))

    def sentence_of(self, start: int, end: int) -> Span:
        """The sentence that holds `[start, end)`; where the range crosses sentences, all of them as one span."""
        # only the paragraphs at the range's two ends are cut: a book has a hundred thousand sentences
        first, last = (self._sentence_at(at) for at in (start, end - 1))
        return Span.cut(self.text, min(first.start, start), max(last.end, end))

    def blocks_in(self, start: int, end: int) -> tuple[Block, ...]:
        """The blocks that reach into `[start, end)`, in order."""
        first = bisect_right(self.blocks, start, key=lambda block: block.end)
        last = bisect_left(self.blocks, end, key=lambda block: block.start)
        return self.blocks[first:last]

    def struck_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The parts of `[start, end)` that the source strikes out, in order."""
        first = bisect_right(self.struck, start, key=lambda struck: struck[1])
        last = bisect_left(self.struck, end, key=lambda struck: struck[0])
        return tuple((max(left, start), min(right, end)) for left, right in self.struck[first:last])

    def page_of(self, offset: int) -> int | None:
        """The number of the page, from 1, that holds the code point at `offset`; None where there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def headings_over(self, offset: int) -> tuple[str, ...]:
        """The headings that the code point at `offset` stands under, outermost first; empty where the source keeps no headings.

        One that stands over most of the article, as its title does, says nothing of a place and is left out.
        """
        over: list[Block] = []
        for heading in reversed(self._headings[: bisect_right(self._headings, offset, key=lambda block: block.start)]):
            if not over or heading.level < over[-1].level:
                over.append(heading)
        over = [heading for heading in reversed(over) if heading not in self._titles and heading.end <= offset]
        return tuple(self.text[heading.start : heading.end] for heading in over)

    @cached_property
    def _headings(self) -> list[Block]:
        return [block for block in self.blocks if block.kind == "heading"]

    @cached_property
    def _titles(self) -> frozenset[Block]:
        """The headings that stand over most of the article."""
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
        """The index in `paragraphs` of the one that holds a code point, or stands before it."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def _sentence_at(self, offset: int) -> Span:
        paragraph = self.paragraphs[self.paragraph_at(offset)]
        sentences = self.sentences_in(paragraph)
        return sentences[max(0, bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1)]

    @cached_property
    def _recent(self) -> dict[tuple[int, int], list[Span]]:
        """The sentences of the few long paragraphs that were asked for last."""
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
        for end in [*self._ends(paragraph.text), len(paragraph.text)]:
            piece = paragraph.text[start:end]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                right = start + len(piece.rstrip())
                found.append(Span.cut(self.text, paragraph.start + left, paragraph.start + right))
            start = end
        return found

    @staticmethod
    def _ends(text: str) -> list[int]:
        ends = []
        for match in _END.finditer(text):
            if match.group().startswith(".") and _is_abbreviation(text, match):
                continue
            ends.append(match.end())
        return ends


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop belongs to the word before it and ends nothing."""
    before = text[max(0, stop.start() - 40) : stop.start()]  # no abbreviation is longer, and a paragraph can be a book
    words = before.rsplit(None, 1)[-1:]
    if not words or before[-1:].isspace():
        return False
    written = words[0].lstrip("(\"'“‘[")
    stem = written.lower()
    following = _NEXT.match(text, stop.end())
    after = following.group(1) if following else ""
    if stem in _TITLES or (stem in _NUMBERED and after[:1].isdigit()):
        return True
    initials = bool(re.fullmatch(r"[A-ZÀ-Þ]|[a-z](?:\.[a-z])+", written if len(stem) == 1 else stem))
    return (initials or stem in _FINAL) and after.lower() not in _STARTERS
