"""The article's pane as HTML: the text with the conversation's marks, a part of it where it is long, and its contents."""

from __future__ import annotations

from itertools import pairwise

from qa_bot.app.conversation import Conversation
from qa_bot.app.library import render_report
from qa_bot.app.safe_html import Html
from qa_bot.article import Article
from qa_bot.highlight import render_article, text_to_html
from qa_bot.masthead import own_title

LONGEST_HEADING = 160
"""Characters of a heading that the contents show."""
MOST_LISTED = 1_000
"""Entries of the contents; an article can have more headings than a page has room for."""


def render_article_pane(article: Article, conversation: Conversation, *, has_pages: bool = False) -> Html:
    """The article with the conversation's marks, and which of them the page is to bring into view.

    Args:
        article: the one that is shown.
        conversation: what was asked.
        has_pages: its pages can be shown as pictures.
    """
    marks = conversation.marks()
    parts = parts_of(article)
    at = next((mark.start for mark in marks if mark.id == conversation.target), 0)
    part = next(number for number, (start, end) in enumerate(parts) if at < end or number == len(parts) - 1)
    if conversation.part is not None:
        part = min(max(conversation.part, 0), len(parts) - 1)
    shown = render_article(article, marks, parts[part] if len(parts) > 1 else None)
    turns = _turns(article, parts, part) if len(parts) > 1 else ""
    report = render_report(article) if conversation.library.shown else ""
    starts = f' data-parts="{",".join(str(start) for start, _ in parts)}"' if len(parts) > 1 else ""
    listed = " data-contents" if entries_of(article) else ""
    pages = f' data-pages="{",".join(map(str, article.pages))}"' if has_pages else ""
    return Html(
        f'<div class="shown-article" data-title="{text_to_html(article.title)}" data-article="{conversation.library.shown}"{starts}{listed}{pages} data-step="{conversation.step} {part} {conversation.target}" data-target="{conversation.target or ""}" data-part="{part}">'
        f"{report}{turns}{shown}{turns}</div>"
    )


def parts_of(article: Article, size: int = 60_000) -> list[tuple[int, int]]:
    """Split an article at paragraph boundaries into parts of about `size` characters that together cover all of it."""
    starts = [0]
    for paragraph in article.paragraphs[1:]:
        if paragraph.end - starts[-1] > size:
            starts.append(paragraph.start)
    return list(pairwise([*starts, len(article.text)]))


def _turns(article: Article, parts: list[tuple[int, int]], part: int) -> str:
    """Buttons from one part of a long article to the next, since no browser scrolls a book at once."""
    first, last = (article.page_of(at) for at in (parts[part][0], parts[part][1] - 1))
    pages = f", pages {first:,}–{last:,}" if first and last else ""
    before = f'<button type="button" data-part="{part - 1}">Previous</button>' if part else "<span></span>"
    after = f'<button type="button" data-part="{part + 1}">Next</button>' if part < len(parts) - 1 else "<span></span>"
    return (
        f'<nav class="parts" aria-label="Parts of the article">{before}<span>Part {part + 1:,} of {len(parts):,}{pages}</span>{after}</nav>'
    )


def entries_of(article: Article) -> list[tuple[int, str, int]]:
    """The contents of an article as (offset, words, level from 0): its headings without the title, or else the beginnings of its pages."""
    headings = [
        block
        for block in article.blocks
        if block.kind == "heading" and not _alike(article.text[block.start : block.end], own_title(article))
    ]
    if headings:
        top = min(block.level for block in headings)
        return [(block.start, article.text[block.start : block.end], block.level - top) for block in headings]
    ends = [*article.pages[1:], len(article.text)]
    return [
        (start, " ".join(article.text[start : min(end, start + 90)].split()), 0) for start, end in zip(article.pages, ends, strict=False)
    ]


def _alike(one: str, other: str) -> bool:
    """Whether two titles differ in capitals and blanks alone.

    >>> _alike("THE LAMPS  of Harrow Point", "The lamps of Harrow Point"), _alike("The lamps", "The lamps of Harrow Point")
    (True, False)
    """
    return one.casefold().split() == other.casefold().split()


def outermost(entries: list[tuple[int, str, int]], most: int = MOST_LISTED) -> list[tuple[int, str, int]]:
    """The entries that are listed, in order: those of the outer levels first, of one level the first ones.

    >>> outermost([(0, "One", 0), (5, "Details", 1), (9, "More", 1), (14, "Two", 0)], most=3)
    [(0, 'One', 0), (5, 'Details', 1), (14, 'Two', 0)]
    """
    return sorted(sorted(entries, key=lambda entry: (entry[2], entry[0]))[:most])


def render_contents(article: Article) -> Html:
    """The contents as a list of buttons that lead to their places, and a field that leads to a page."""
    rows = []
    entries = entries_of(article)
    for start, words, level in outermost(entries):
        page = article.page_of(start)
        shown = f"<small>page {page:,}</small>" if page else ""
        rows.append(
            f'<li style="--level: {min(level, 5)}"><button type="button" data-at="{start}"><span dir="auto">{text_to_html(words[:LONGEST_HEADING])}</span>{shown}</button></li>'
        )
    last = len(article.pages)
    asked = f'<label>Go to page <input type="number" inputmode="numeric" min="1" max="{last}"> of {last:,}</label>' if last > 1 else ""
    left = (
        f'<p class="caption">{len(rows):,} of {len(entries):,} places are listed. Search finds the others.</p>'
        if len(rows) < len(entries)
        else ""
    )
    return Html(f'<nav aria-label="Contents" data-pages="{",".join(map(str, article.pages))}">{asked}{left}<ol>{"".join(rows)}</ol></nav>')
