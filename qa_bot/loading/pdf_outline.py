"""The lines of a PDF's pages -> its outline, without what pages have beside their text. Plain Python."""

from __future__ import annotations

from qa_bot.loading.outline import Outline
from qa_bot.loading.pdf_columns import in_columns
from qa_bot.loading.pdf_headers_footers import without_contents, without_headers
from qa_bot.loading.pdf_lines import Line
from qa_bot.loading.pdf_tagged_blocks import TaggedPages, in_tag_order


def lay_out(pages: list[list[Line]]) -> Outline:
    """The outline of a document, given the lines of each page."""
    marked, ordered = [], []
    for lines in pages:
        kept, aside = in_tag_order(lines) if any(line.is_tagged for line in lines) else (in_columns(lines), [])
        ordered.append(kept)
        marked += aside
    pages, numbers, headers = without_headers(ordered)
    before = sum(map(len, pages))
    pages = [without_contents(lines) for lines in pages]
    contents = before - sum(map(len, pages))
    page = TaggedPages(pages)
    for lines in pages:
        page.turn(lines)
    page.flush()
    for number, one, many in (
        (numbers, "page number", "page numbers"),
        (headers + len(marked), "page header or footer", "page headers or footers"),
        (contents + page.contents, "line of contents", "lines of contents"),
        (page.joiner.joined, "hyphen at a line's end", "hyphens at line ends"),
    ):
        if number:
            page.outline.dropped.append(f"{number:,} {one if number == 1 else many}")
    return page.outline
