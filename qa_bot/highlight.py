"""Render an article as HTML, with `<mark>` around answers. The text content of the HTML is exactly the article's text.

Offsets refer to the raw text; each slice between two boundaries is escaped separately, so no text of an article can become markup.
Marks and links may overlap: open elements are kept on a stack, and an element that is closed because another one ends is opened
again right after it. All pieces of a mark share `data-mark`; their joined text is the marked slice. Screen readers get the meaning of
a mark by reference (`aria-describedby`), because words inside the mark would become part of the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Literal

from qa_bot.answer import Span
from qa_bot.article import Article, Block
from qa_bot.masthead import WEB, is_titled, render_credit, render_head, text_to_html

__all__ = ["Level", "Mark", "render_article", "render_quote", "render_span", "text_to_html"]

Level = Literal["answer", "alternative", "closest", "earlier"]
"""What a mark shows, which decides its colour. `closest`: the passage shown instead of an answer; `earlier`: an earlier answer."""

_GROUPS = {"item": '<div role="list">', "row": '<div class="table" role="table">'}
"""The element around paragraphs of a kind that stand one after the other."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the article's text to highlight."""

    start: int
    end: int
    level: Level
    id: str
    """Unique within an article; the element id of the mark's first piece."""
    label: str = ""
    """A description of the mark: read by screen readers, shown when the mark is clicked."""


@dataclass(frozen=True, slots=True)
class _Element:
    """An HTML element over `[start, end)`: its opening tag, its tag when opened again, and its closing tag."""

    start: int
    end: int
    first: str
    again: str
    close: str


class _Over:
    """The elements over one piece of the text after the other: it goes through them once, however many there are.

    Args:
        elements: in any order.
    """

    def __init__(self, elements: Iterable[_Element]) -> None:
        self._coming = sorted(elements, key=lambda element: element.start, reverse=True)
        self._open: list[_Element] = []

    def __call__(self, start: int, end: int) -> list[_Element]:
        """Those that overlap `[start, end)`, which begins no earlier than the piece before."""
        while self._coming and self._coming[-1].start < end:
            self._open.append(self._coming.pop())
        self._open = [element for element in self._open if element.end > start]
        return self._open


def render_article(article: Article, marks: Iterable[Mark] = (), part: tuple[int, int] | None = None) -> str:
    """Render an article, or a part of it, as an HTML `<article>`. The text content of its `.article-body` is exactly that text.

    Args:
        article: the text, with its title, source, date, credit, links and blocks.
        marks: what to highlight, in any order; ranges may overlap and cross paragraphs.
        part: render only `[start, end)`; it must begin and end at paragraph boundaries.

    Raises:
        ValueError: a mark is empty or reaches beyond the text.
    """
    found = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    for mark in found:
        Span.cut(article.text, mark.start, mark.end)
    first, last = part or (0, len(article.text))
    found = [mark for mark in found if mark.start < last and first < mark.end]
    body = _paragraphs(article, [*_links(article), *_struck(article), *map(_mark_element, found)], first, last)
    notes = "".join(f'<span id="{escape(mark.id)}-note">{text_to_html(mark.label)}</span>' for mark in found if mark.label)
    return (
        f'<article class="article" aria-label="Article">{render_head(article)}<div class="article-body">{body}</div>'
        f'{render_credit(article)}<div class="mark-notes" hidden>{notes}</div></article>'
    )


def render_quote(
    evidence: Span,
    spans: Iterable[Span] = (),
    struck: Iterable[tuple[int, int]] = (),
    ellipses: tuple[str, str] = ("", ""),
    gaps: Iterable[tuple[int, int]] = (),
) -> str:
    """Render a sentence of the article as a `<blockquote>`.

    Args:
        evidence: the sentence.
        spans: what is marked in it; only the parts that overlap it are.
        struck: ranges of the article that the source strikes out.
        ellipses: what is shown before and after the sentence.
        gaps: ranges of the article that only part the cells of a table's row; CSS draws a line there.
    """
    before, after = ellipses
    marked = _inside(evidence, ((span.start, span.end) for span in spans), "mark")
    elements = [*_flatten(marked), *_inside(evidence, struck, "s"), *_bars(evidence, gaps)]
    return f'<blockquote dir="auto">{before}{_flow(evidence.text, 0, len(evidence.text), elements)}{after}</blockquote>'


def render_span(span: Span, gaps: Iterable[tuple[int, int]] = ()) -> str:
    """Render an answer on its own, `gaps` as in `render_quote`."""
    return _flow(span.text, 0, len(span.text), _bars(span, gaps))


def _bars(span: Span, gaps: Iterable[tuple[int, int]]) -> list[_Element]:
    return _inside(span, gaps, "span", ' class="bar" aria-hidden="true"')


def _inside(evidence: Span, ranges: Iterable[tuple[int, int]], tag: str, attributes: str = "") -> list[_Element]:
    """An element for the part of each range that lies in a sentence, as offsets of the sentence."""
    opening = f"<{tag}{attributes}>"
    return [
        _Element(max(start, evidence.start) - evidence.start, min(end, evidence.end) - evidence.start, opening, opening, f"</{tag}>")
        for start, end in ranges
        if evidence.overlaps(start, end)
    ]


def _paragraphs(article: Article, elements: list[_Element], first: int, last: int) -> str:
    """Render the paragraphs in `[first, last)`, each by its block type; consecutive items form a list."""
    starts = [first, *(start for start in (paragraph.start for paragraph in article.paragraphs[1:]) if first < start < last), last]
    blocks = {block.start: block for block in article.blocks if first <= block.start < last}
    over = _Over(elements)
    out: list[str] = []
    group, open_block = "", None
    # each paragraph includes the white space before the next one, so that together they cover the whole text
    for start, end in pairwise(starts):
        reach = over(start, end)
        block = blocks.get(start) or (open_block if open_block and start < open_block.end else None)
        open_block = block
        wanted = _GROUPS.get(block.kind if block else "", "") if block is None or block.kind != "row" or _is_grid(block, start, end) else ""
        if wanted != group:
            out.append(("</div>" if group else "") + wanted)
            group = wanted
        if start == 0 and is_titled(article):
            end_of_title = article.paragraphs[0].end
            out.append(f'<h1 dir="auto">{_flow(article.text, 0, end_of_title, reach)}</h1>{text_to_html(article.text[end_of_title:end])}')
            continue
        if block and wanted == _GROUPS["row"]:
            following = blocks.get(end)
            out.append(
                _row(article.text, (start, end), reach, block, following is not None and bool(following.labels) and not block.labels)
            )
            continue
        flow, gap = _flow(article.text, start, end, reach), article.text[start:end].count("\n") > 2
        out.append(_block(flow, block if block is None or block.start == start else replace(block, marker=""), gap))
    return "".join(out) + ("</div>" if group else "")


def _block(flow: str, block: Block | None, gap: bool = False) -> str:
    """Wrap a paragraph in the element for its block type. CSS draws list markers, because they are not part of the article's text; so it does a `gap` behind code."""
    if block is None:
        return f'<p dir="auto">{flow}</p>'
    if block.kind == "heading":
        level = min(6, block.level + 1)  # the title is the page's h1
        return f'<h{level} dir="auto">{flow}</h{level}>'
    depth = f' style="--level: {int(block.level)}"' if block.kind in ("item", "code") else ""
    shown = f' role="listitem" data-marker="{escape(block.marker)}"' if block.kind == "item" else ""
    return f'<p dir="{"ltr" if block.kind == "code" else "auto"}" class="{block.kind}{" gap" if gap else ""}"{shown}{depth}>{flow}</p>'


def _is_grid(block: Block, start: int, end: int) -> bool:
    """Whether a row's cells stand in it, one after the other."""
    edges = [start, *(edge for cell in block.cells for edge in cell), end]
    return bool(block.cells) and edges == sorted(edges)


def _row(text: str, place: tuple[int, int], reach: Sequence[_Element], block: Block, head: bool) -> str:
    """A row of a table. What parts its cells stays in the text; where it is shown as a table, CSS hides it."""
    at, out, over = place[0], [], _Over(reach)
    for start, end in block.cells:
        out.append(f'<span class="bar" aria-hidden="true">{_flow(text, at, start, over(at, start))}</span>' if at < start else "")
        out.append(f'<span dir="auto" role="{"columnheader" if head else "cell"}">{_flow(text, start, end, over(start, end))}</span>')
        at = end
    return f'<p class="row{" head" if head else ""}" role="row">{"".join(out)}{_flow(text, at, place[1], over(at, place[1]))}</p>'


def _flow(text: str, start: int, end: int, elements: Sequence[_Element]) -> str:
    """`text[start:end]` as escaped HTML, with the elements that overlap it."""
    inside = [element for element in elements if element.start < end and start < element.end]
    edges = sorted({start, end, *(edge for element in inside for edge in (element.start, element.end) if start < edge < end)})
    over = _Over(inside)
    out: list[str] = []
    stack: list[_Element] = []
    for left, right in pairwise(edges):
        wanted = over(left, right)
        names = set(map(id, wanted))
        kept = next((depth for depth, element in enumerate(stack) if id(element) not in names), len(stack))
        out += [element.close for element in reversed(stack[kept:])]
        names = set(map(id, stack[:kept]))
        # the longest element goes outside, so that few have to be reopened
        opened = sorted((element for element in wanted if id(element) not in names), key=lambda element: -element.end)
        out += [element.first if element.start == left else element.again for element in opened]
        stack = [*stack[:kept], *opened]
        out.append(text_to_html(text[left:right]))
    return "".join(out + [element.close for element in reversed(stack)])


def _flatten(elements: list[_Element]) -> list[_Element]:
    """Merge overlapping plain elements into one."""
    merged: list[_Element] = []
    for element in sorted(elements, key=lambda element: element.start):
        last = merged[-1] if merged else None
        if last and element.start < last.end:
            merged[-1] = replace(last, end=max(last.end, element.end))
        else:
            merged.append(element)
    return merged


def _mark_element(mark: Mark) -> _Element:
    name = escape(mark.id)
    note = f' aria-describedby="{name}-note"' if mark.label else ""
    rest = f'class="mark {mark.level}" data-mark="{name}"{note}>'
    return _Element(mark.start, mark.end, f'<mark id="{name}" tabindex="-1" {rest}', f"<mark {rest}", "</mark>")


def _links(article: Article) -> list[_Element]:
    """The article's web links; of two that overlap, the first."""
    links: list[_Element] = []
    for link in sorted(article.links, key=lambda link: (link.start, -link.end)):
        inside = 0 <= link.start < link.end <= len(article.text)
        if inside and WEB.match(link.url) and (not links or links[-1].end <= link.start):
            opening = f'<a href="{escape(link.url)}" target="_blank" rel="noopener noreferrer nofollow">'
            links.append(_Element(link.start, link.end, opening, opening, "</a>"))
    return links


def _struck(article: Article) -> list[_Element]:
    """The text that the source strikes out, as `<s>` elements."""
    return [_Element(start, end, "<s>", "<s>", "</s>") for start, end in article.struck if 0 <= start < end <= len(article.text)]
