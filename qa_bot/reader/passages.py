r"""Split an article into the passages that the reader reads.

Readers are trained on single paragraphs and read several paragraphs in one window much worse, so each paragraph is a passage. Three kinds of
lines need their neighbours to be understood:

- list items are joined with each other and with the line that introduces them, up to `TOGETHER` characters;
- table rows are joined in the same way;
- a label line, which is short and does not end a sentence ("Contact:", or an unmarked heading), is joined with the next paragraph.

A passage never crosses a heading. It is read together with its context: the headings above it and, if a list continues in another passage,
the line that introduces the list. A question that the text itself answers (`question_lines`) is read as a heading. Answers are never taken
from the context, nor from the label of an answer ("A:"), but the article's title, a heading that it begins with, is also a passage itself:
it often says what the text does not repeat, such as a date. A paragraph that is too long for a window is cut at sentence
ends. Passages do not overlap, so no candidate is found twice.

Example:
    >>> article = Article("Prices:\n\nAdults pay 8 euros.\n\nThe museum is closed on Mondays.")
    >>> [article.text[one.start : one.end] for one in cut(article)]
    ['Prices:\n\nAdults pay 8 euros.', 'The museum is closed on Mondays.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa_bot.answer import Span
from qa_bot.article import Article, Block
from qa_bot.reader.question_lines import answer_start, question_lines
from qa_bot.reader.view import View, view_of

SIZE = 1300
"""Maximum characters of a passage: about 300 tokens, so that a passage, its context and an ordinary question fit in one window."""
TOGETHER = 800
"""Maximum characters of joined items, rows and label lines: the length of an ordinary paragraph in an encyclopaedia."""
LABEL = 80
"""Maximum characters of a label line."""
_QUESTION = 7
"""The level of a question as a heading, below those of headings."""
CONTEXT = 160
"""Maximum characters of the headings read with a passage. Outer headings are left out first."""
_WORK = 50_000
"""Pieces that are looked at to cut a paragraph into parts of similar length: of a book without paragraphs, each of thousands of lengths would be tried."""
_SENTENCE_END = re.compile(r"[.!?…;,][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of whole sentences, `article.text[start:end]`."""

    start: int
    end: int
    context: tuple[tuple[int, int], ...] = ()
    """Ranges of the article that are read before the passage. They never contain an answer."""
    headings: int = 0
    """How many of the context's ranges, the first ones, are headings."""

    def without_headings(self) -> Passage:
        """The same passage, read without the headings above it."""
        return Passage(self.start, self.end, self.context[self.headings :])

    def view(self, article: Article) -> View:
        """The text that the reader reads: the context, which never contains an answer, and the passage."""
        above = "".join(f"{view_of(article, start, end).text}\n" for start, end in self.context)
        own = view_of(article, self.start, self.end)
        return View(above + own.text, tuple((at + len(above), start, end) for at, start, end in own.pieces))


@dataclass(slots=True)
class _Group:
    """Paragraphs that are joined to one passage."""

    start: int
    end: int
    kind: str
    """The type of the last paragraph: "item", "row", "label" or "text"."""
    intro: tuple[int, int] | None = None
    """The line that introduces a list."""


def cut(article: Article, size: int = SIZE, together: int = TOGETHER) -> list[Passage]:
    """The passages of an article, in order. All of the text except headings, and questions read as such, is in exactly one passage.

    The title and a heading without text below it are passages themselves.

    Args:
        article: the article to split.
        size: maximum characters of a passage.
        together: maximum characters of joined items, rows and label lines.
    """
    passages: list[Passage] = []
    kinds = {block.start: block.kind for block in article.blocks}
    for headings, paragraphs in _sections(article):
        if paragraphs and headings and headings[0].level != _QUESTION and headings[0].start == article.paragraphs[0].start and not passages:
            passages.append(Passage(headings[0].start, headings[0].end))
        if not paragraphs:
            outer = _bounds(_fitting(headings[:-1], CONTEXT))
            passages.append(Passage(headings[-1].start, headings[-1].end, tuple(outer), len(outer)))
        context = _fitting(headings, CONTEXT)
        for group in _groups(article, paragraphs, kinds, size, together):
            above = _bounds(context) + ([group.intro] if group.intro else [])
            for start, end in _parts(article, group.start, group.end, size):
                passages.append(Passage(start, end, tuple(above), len(context)))
    return passages


def _bounds(blocks: list[Block]) -> list[tuple[int, int]]:
    return [(block.start, block.end) for block in blocks]


def _sections(article: Article) -> Iterator[tuple[list[Block], list[Span]]]:
    """The paragraphs between two headings, with the headings above them, outermost first. A heading without text has no paragraphs."""
    headings = {block.start: block for block in article.blocks if block.kind == "heading"}
    headings |= {line.start: Block(line.start, line.end, "heading", _QUESTION) for line in question_lines(article)}
    above: list[Block] = []
    held: list[Span] = []
    empty = False
    for paragraph in article.paragraphs:
        heading = headings.get(paragraph.start)
        if heading is None:
            label = answer_start(paragraph.text) if above and above[-1].level == _QUESTION and not held else 0
            held.append(Span.cut(article.text, paragraph.start + label, paragraph.end))
            continue
        if held or (empty and heading.level <= above[-1].level):
            yield above, held
        above = [*(one for one in above if one.level < heading.level), heading]
        held, empty = [], True
    if held or empty:
        yield above, held


def _fitting(headings: list[Block], most: int) -> list[Block]:
    """The innermost headings that together have at most `most` characters."""
    kept: list[Block] = []
    for heading in reversed(headings):
        most -= heading.end - heading.start
        if most < 0:
            break
        kept.insert(0, heading)
    return kept


def _groups(article: Article, paragraphs: list[Span], kinds: Mapping[int, str], size: int, together: int) -> Iterator[_Group]:
    """The paragraphs of one section, joined if one needs the other; `kinds` are those of the blocks by their beginnings."""
    group: _Group | None = None
    for paragraph in paragraphs:
        kind: str = kinds.get(paragraph.start, "")
        if kind not in ("item", "row"):
            kind = "label" if _is_label(paragraph.text) else "text"
        length = paragraph.end - (group.start if group else paragraph.start)
        most = max(size, paragraph.end - paragraph.start + LABEL) if kind == "text" else together
        if group and _belongs(group.kind, kind) and length <= most:
            group.end, group.kind = paragraph.end, kind
            continue
        if group:
            yield group
        intro = None
        if group and kind in ("item", "row") and group.kind in ("item", "row", "label"):  # the list continues in another passage
            intro = group.intro or _introduction(article, group)
        group = _Group(paragraph.start, paragraph.end, kind, intro)
    if group:
        yield group


def _belongs(before: str, kind: str) -> bool:
    """Whether a paragraph needs the one before it."""
    if before == "label":
        return True
    return kind == before if kind in ("item", "row") else False


def _introduction(article: Article, group: _Group) -> tuple[int, int] | None:
    """The first line of a group, if it introduces the rest."""
    first = article.paragraphs[article.paragraph_at(group.start)]
    return (first.start, first.end) if _is_label(first.text) and first.end < group.end else None


def _is_label(text: str) -> bool:
    """Whether a line introduces the next one: it ends with a colon, or it is short and does not end a sentence."""
    stripped = text.rstrip()
    return stripped.endswith(":") or (len(stripped) <= LABEL and not _SENTENCE_END.search(stripped))


def _parts(article: Article, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Cut a range at sentence ends into parts of similar length that fit, so that no part is a single sentence without context."""
    if end - start <= size:
        yield start, end
        return
    first, last = article.paragraph_at(start), article.paragraph_at(end - 1)
    sentences = [sentence for paragraph in article.paragraphs[first : last + 1] for sentence in article.sentences_in(paragraph)]
    pieces = [piece for sentence in sentences for piece in _broken(sentence, size)]
    begin, length = pieces[0][0], pieces[-1][1] - pieces[0][0]
    counts = range(-(-length // size), len(pieces) + 1)
    tried = counts[: 1 + _WORK // len(pieces)]
    for count in tried:
        parts: dict[int, tuple[int, int]] = {}
        for at, to in pieces:
            place = count * (at + to - 2 * begin) // (2 * length)  # of the piece's middle
            parts[place] = (parts.get(place, (at, to))[0], to)
        if all(to - at <= size for at, to in parts.values()):
            yield from parts.values()
            return
    yield from pieces if len(tried) == len(counts) else _filled(pieces, size)


def _filled(pieces: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """Join pieces one after the other, as many as fit each time."""
    start, end = pieces[0]
    for at, to in pieces[1:]:
        if to - start > size:
            yield start, end
            start = at
        end = to
    yield start, end


def _broken(sentence: Span, size: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that is longer than `size`, as in a text without full stops, into pieces, if possible at spaces."""
    start, text = 0, sentence.text
    while len(text) - start > size:
        space = text.rfind(" ", start + 1, start + size + 1)
        end = following = space if space > 0 else start + size
        while text[end - 1].isspace():
            end -= 1
        while text[following].isspace():
            following += 1
        yield sentence.start + start, sentence.start + end
        start = following
    yield sentence.start + start, sentence.end
