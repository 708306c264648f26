r"""A plain text in pages, as RFCs and old printouts are -> one text: page headers and footers go, a paragraph over a page's end is one.

Example: "... is stored in\n\nBerg   Guide   [Page 3]\n\f\nGuide 7   May 1996\n\nnetwork order." -> "... is stored in\nnetwork order."
"""

from __future__ import annotations

import re
from collections import Counter

_FOOTER = re.compile(r"\[Page \d{1,4}\]$")
_LEAST = 2
"""A line must stand at so many pages' edges to be a header or a footer."""


def join_pages(text: str) -> tuple[str, int]:
    r"""The text in one piece, and how many headers and footers were left out.

    Args:
        text: with `\n` for line ends; a form feed, or a line that ends in "[Page 7]", ends a page.
    """
    if "\f" not in text and "[Page " not in text:
        return text, 0
    pages = [[line.rstrip() for line in page] for page in _pages(text.split("\n"))]
    pages = [page for page in map(_trimmed, pages) if page]
    tops = Counter(_shape(page[0]) for page in pages[1:])
    bottoms = Counter(_shape(page[-1]) for page in pages)
    joined: list[str] = []
    left_out = 0
    for number, whole in enumerate(pages):
        page = whole
        if number and tops[_shape(page[0])] >= _LEAST:
            page, left_out = _trimmed(page[1:]), left_out + 1
        if page and (bottoms[_shape(page[-1])] >= _LEAST or _FOOTER.search(page[-1])):
            page, left_out = _trimmed(page[:-1]), left_out + 1
        if joined and page and not _goes_on(joined[-1], page[0]):
            joined.append("")
        joined += page
    return "\n".join(joined), left_out


def _pages(lines: list[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for line in lines:
        first, *others = line.split("\f")
        pages[-1].append(first)
        for other in others:
            pages.append([other])
        if _FOOTER.search(line.rstrip()):
            pages.append([])
    return pages


def _trimmed(page: list[str]) -> list[str]:
    """A page without the empty lines at its edges."""
    start = next((i for i, line in enumerate(page) if line.strip()), len(page))
    end = next((i for i in range(len(page), start, -1) if page[i - 1].strip()), start)
    return page[start:end]


def _shape(line: str) -> str:
    """A line with one sign for each number and for white space, so that a header is the same on all pages."""
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _goes_on(line: str, following: str) -> bool:
    """Whether a page begins in the middle of a sentence."""
    return line.strip()[-1:] not in '.!?:”"' and following.strip()[:1].islower()
