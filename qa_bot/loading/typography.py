"""Headings of a book that says by its type alone what a heading is: LibreOffice writes `<p class="para2"><span class="span2">`.

As in PDFs: a short paragraph in a larger type than the book's, or in bold, is a heading; the larger the type, the higher. Only for books
without any heading of their own, and only what simple class rules (`.name { ... }`) say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_SIZE = re.compile(r"font-size\s*:\s*([\d.]{1,9})pt")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_LARGER = 1.12
"""Times the size of most of the text from which a type is a heading's."""
_LONGEST = 200
"""Characters of the longest heading."""
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))

Type = tuple[float, bool]
"""Size in points, 0 where it is not said, and whether bold."""


def mark_headings(chapters: Sequence[Any], styles: str) -> None:
    """Rename the paragraphs that are headings to `h1` to `h6`, in place.

    Args:
        chapters: the book's pages, as lxml trees.
        styles: its style sheets.
    """
    types: dict[str, Type] = {}
    for name, rule in _RULE.findall(styles):
        size = _SIZE.search(rule)
        types[name] = (float(size.group(1)) if size and size.group(1).count(".") < 2 else 0.0, bool(_BOLD.search(rule)))
    if not types or any(element.tag in _HEADINGS for chapter in chapters for element in chapter.iter()):
        return
    paragraphs = [paragraph for chapter in chapters for paragraph in chapter.iter("p") if (paragraph.text_content() or "").strip()]
    found = [(paragraph, _type_of(paragraph, types)) for paragraph in paragraphs]
    letters: Counter[Type] = Counter()
    for paragraph, kind in found:
        if kind and kind[0]:
            letters[kind] += len(paragraph.text_content())
    if not letters:
        return
    body, all_bold = letters.most_common(1)[0][0]
    larger = {size: level for level, size in enumerate(sorted({size for size, _ in letters if size > _LARGER * body}, reverse=True), 1)}
    for paragraph, kind in found:
        text = paragraph.text_content().strip()
        if kind is None or len(text) >= _LONGEST or any(parent.tag in ("td", "th", "li") for parent in paragraph.iterancestors()):
            continue
        if kind[0] in larger:
            paragraph.tag = f"h{min(6, larger[kind[0]])}"
        elif kind[1] and not all_bold and text[-1] not in ".:;,":
            paragraph.tag = f"h{min(6, 1 + len(larger))}"


def _type_of(paragraph: Any, types: dict[str, Type]) -> Type | None:
    """The type that all of a paragraph is set in; None where it changes within."""
    own = _of(paragraph, types)
    kinds = {own} if (paragraph.text or "").strip() else set()
    for child in paragraph:
        if (child.text_content() if isinstance(child.tag, str) else "").strip():
            size, bold = _of(child, types)
            kinds.add((size or own[0], bold or own[1]))
        if (child.tail or "").strip():
            kinds.add(own)
    return kinds.pop() if len(kinds) == 1 else None


def _of(element: Any, types: dict[str, Type]) -> Type:
    named = [types[name] for name in (element.get("class") or "").split() if name in types]
    return max((size for size, _ in named), default=0.0), any(bold for _, bold in named)
