"""What a book's pages have beside its text: page numbers, running heads, tables of contents. Plain Python."""

from __future__ import annotations

import re
from collections import Counter

from qa_bot.loading.pdf_lines import Line

_NUMBER = re.compile(r"(?:page\s*)?[-–—\[(]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—\])]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.\s?){6,}\s*\S{0,6}\Z|(?:\. ){4,}")
"""Dots from an entry of a table of contents to its page."""
_ENTRY = re.compile(r"\S\s+(?:\d{1,4}|[ivxlc]{1,7})\Z")
"""The end of such an entry without dots, as chapters have it."""
_NUMBERED = re.compile(r"\A(\d{1,4})\s+\S|\S\s+(\d{1,4})\Z")
"""A page number before or after other words."""
_EDGE = 2
"""Lines at a page's top and bottom that may be its header or footer."""


def without_contents(lines: list[Line]) -> list[Line]:
    """A page without the entries of a table of contents: those with dots, and where they are many, what stands between them."""
    led = [at for at, line in enumerate(lines) if _LEADERS.search(line.text)]
    if len(led) < 3 or 3 * len(led) < led[-1] - led[0] + 1:
        return [line for line in lines if not _LEADERS.search(line.text)]
    first, last = led[0], led[-1] + 1
    while first and _ENTRY.search(lines[first - 1].text):
        first -= 1
    while last < len(lines) and _ENTRY.search(lines[last].text):
        last += 1
    return lines[:first] + lines[last:]


def without_headers(pages: list[list[Line]]) -> tuple[list[list[Line]], int, int]:
    """Pages without page numbers and what repeats at their edges; how many of each went."""
    edges: list[list[Line]] = []
    for lines in pages:
        # a line that is tagged as a heading, a list or a table is no header
        ordered = sorted((line for line in lines if not line.tag or line.tag.kind in ("text", "aside")), key=lambda line: -line.base)
        edges.append(
            list({id(line): line for line in [*ordered[:_EDGE], *ordered[-_EDGE:]]}.values()) if len(ordered) > _EDGE else ordered[:1]
        )
    seen = Counter((re.sub(r"\d+", "#", line.text), round(line.base / 12)) for lines in edges for line in lines)
    enough = max(2, round(0.2 * len(pages))) if len(pages) < 15 else 3
    # the title of a chapter beside the page number: the title changes, the number goes up with the pages
    counted = Counter(number - at for at, lines in enumerate(edges) for number in {_page_number(line) for line in lines} - {0})
    ahead, pages_counted = counted.most_common(1)[0] if counted else (0, 0)
    numbers = headers = 0
    kept = []
    for at, (lines, edge) in enumerate(zip(pages, edges, strict=True)):
        gone = set()
        for line in edge:
            if len(pages) > 1 and _NUMBER.fullmatch(line.text.strip()) and _outermost(line, lines):
                gone.add(id(line))
                numbers += 1
            elif (seen[re.sub(r"\d+", "#", line.text), round(line.base / 12)] >= enough and len(pages) > 1) or (
                pages_counted >= max(3, 0.4 * len(pages)) and _page_number(line) == at + ahead and _outermost(line, lines)
            ):
                gone.add(id(line))
                headers += 1
        kept.append([line for line in lines if id(line) not in gone])
    return kept, numbers, headers


def _page_number(line: Line) -> int:
    """The number that a line begins or ends with beside other words; 0 where there is none."""
    found = _NUMBERED.search(line.text.strip())
    return int(found.group(1) or found.group(2)) if found else 0


def _outermost(line: Line, lines: list[Line]) -> bool:
    heights = [other.base for other in lines]
    return line.base in (max(heights), min(heights))
