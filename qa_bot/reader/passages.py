r"""An article -> the passages that it is read by.

Readers learn from single paragraphs and read several in one window markedly worse, so a paragraph is a passage. Three kinds of lines need
their neighbours to be understood:

- list items go with the line that introduces them and with each other, up to `TOGETHER` characters;
- table rows go with each other in the same way;
- a label line, which is short and ends no sentence ("Contact:", a heading that a plain text does not mark), goes with what follows it.

No passage crosses a heading. The headings above a passage are read with it as its context, and so is the introducing line of a list that
goes on in another passage; no answer is taken from there. A paragraph that fits no window is cut at sentence ends. Passages do not overlap,
so that no candidate is found twice.

Example:
    >>> article = Article("Prices:\n\nAdults pay 8 euros.\n\nThe museum is closed on Mondays.")
    >>> [article.text[one.start : one.end] for one in cut(article)]
    ['Prices:\n\nAdults pay 8 euros.', 'The museum is closed on Mondays.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.answer import Span
from qa_bot.article import Article, Block
from qa_bot.reader.view import View, view_of

SIZE = 1300
"""Characters of the longest passage: about 300 tokens, so that it, its context and a question of ordinary length fit one window."""
TOGETHER = 800
"""Characters that items, rows and label lines are put together up to: those of an ordinary paragraph of an encyclopaedia."""
LABEL = 80
"""Characters of the longest label line."""
CONTEXT = 160
"""Characters of the headings that are read with a passage; outer ones are left out first."""
_SENTENCE_END = re.compile(r"[.!?…;,][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences, `article.text[start:end]`."""

    start: int
    end: int
    context: tuple[tuple[int, int], ...] = ()
    """Ranges of the article that are read before the passage; no answer is taken from them."""

    def view(self, article: Article) -> View:
        """What is read of the passage: the context, which no answer is taken from, and the passage itself."""
        above = "".join(f"{view_of(article, start, end).text}\n" for start, end in self.context)
        own = view_of(article, self.start, self.end)
        return View(above + own.text, tuple((at + len(above), start, end) for at, start, end in own.pieces))


@dataclass(slots=True)
class _Group:
    """Paragraphs that become one passage."""

    start: int
    end: int
    kind: str
    """Of the last paragraph: "item", "row", "label" or "text"."""
    intro: tuple[int, int] | None = None
    """The line that introduces a list."""


def cut(article: Article, size: int = SIZE, together: int = TOGETHER) -> list[Passage]:
    """The passages of an article, in order; all of the text but its headings lies in one of them, and nothing lies in two.

    A heading that nothing stands under is a passage itself.

    Args:
        article: what is cut.
        size: characters of the longest passage.
        together: characters that items, rows and label lines are put together up to.
    """
    passages: list[Passage] = []
    for headings, paragraphs in _sections(article):
        if not paragraphs:
            passages.append(Passage(headings[-1].start, headings[-1].end, tuple(_bounds(_fitting(headings[:-1], CONTEXT)))))
        context = _fitting(headings, CONTEXT)
        for group in _groups(article, paragraphs, size, together):
            above = _bounds(context) + ([group.intro] if group.intro else [])
            for start, end in _parts(article, group.start, group.end, size):
                passages.append(Passage(start, end, tuple(above)))
    return passages


def _bounds(blocks: list[Block]) -> list[tuple[int, int]]:
    return [(block.start, block.end) for block in blocks]


def _sections(article: Article) -> Iterator[tuple[list[Block], list[Span]]]:
    """What stands between two headings, with the headings above it, outermost first; nothing, for a heading that holds nothing."""
    headings = {block.start: block for block in article.blocks if block.kind == "heading"}
    above: list[Block] = []
    held: list[Span] = []
    empty = False
    for paragraph in article.paragraphs:
        heading = headings.get(paragraph.start)
        if heading is None:
            held.append(paragraph)
            continue
        if held or (empty and heading.level <= above[-1].level):
            yield above, held
        above = [*(one for one in above if one.level < heading.level), heading]
        held, empty = [], True
    if held or empty:
        yield above, held


def _fitting(headings: list[Block], most: int) -> list[Block]:
    """The innermost headings that have no more than `most` characters together."""
    kept: list[Block] = []
    for heading in reversed(headings):
        most -= heading.end - heading.start
        if most < 0:
            break
        kept.insert(0, heading)
    return kept


def _groups(article: Article, paragraphs: list[Span], size: int, together: int) -> Iterator[_Group]:
    """The paragraphs of one section, put together where one needs the other."""
    kinds = {block.start: block.kind for block in article.blocks}
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
        if group and kind in ("item", "row") and group.kind in ("item", "row", "label"):  # the list goes on in another passage
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
    """The first line of a group, where it introduces the rest."""
    first = article.paragraphs[article.paragraph_at(group.start)]
    return (first.start, first.end) if _is_label(first.text) and first.end < group.end else None


def _is_label(text: str) -> bool:
    """Whether a line introduces what follows: it ends with a colon, or is short and ends no sentence."""
    stripped = text.rstrip()
    return stripped.endswith(":") or (len(stripped) <= LABEL and not _SENTENCE_END.search(stripped))


def _parts(article: Article, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """A stretch in parts of about one length that fit, cut at sentence ends, so that none is left with a sentence out of all context."""
    if end - start <= size:
        yield start, end
        return
    first, last = article.paragraph_at(start), article.paragraph_at(end - 1)
    sentences = [sentence for paragraph in article.paragraphs[first : last + 1] for sentence in article.sentences_in(paragraph)]
    pieces = [piece for sentence in sentences for piece in _broken(sentence, size)]
    begin, length = pieces[0][0], pieces[-1][1] - pieces[0][0]
    for count in range(-(-length // size), len(pieces) + 1):
        parts: dict[int, tuple[int, int]] = {}
        for at, to in pieces:
            place = count * (at + to - 2 * begin) // (2 * length)  # of the piece's middle
            parts[place] = (parts.get(place, (at, to))[0], to)
        if all(to - at <= size for at, to in parts.values()):
            yield from parts.values()
            return
    yield from pieces


def _broken(sentence: Span, size: int) -> Iterator[tuple[int, int]]:
    """A sentence, or where it is longer than `size`, as a text without full stops is, pieces of it that end at a space if they can."""
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
