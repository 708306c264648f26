"""The numbers that Word sets before headings and clauses ("4.2") -> text of the paragraph, as a reader of the page sees them.

A list whose items have one number each is left to mammoth; a level that joins several ("%1.%2"), that has words ("Article %1") or begins
elsewhere than at 1, and a numbered heading get their number as text (ECMA-376, WordprocessingML, 17.9). Works on the XML, in place.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from qa_bot.loading.docx_styles import inherited
from qa_bot.loading.list_markers import written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEPTH = 9
"""Levels of a list."""
_STYLES = {"decimal": "1", "decimalZero": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")
_PLAIN = re.compile(r"\W?%[1-9]\W?")
_HEADING = re.compile(r"(?:heading|title)\b", re.IGNORECASE)


class _Level(NamedTuple):
    style: str
    text: str
    start: int


class Numbering:
    """The numbering of a document.

    Args:
        numbering: the tree of `numbering.xml`.
        styles: the tree of `styles.xml`; None where there is none.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        levels = {one.get(f"{_W}abstractNumId"): _levels(one) for one in numbering.iter(f"{_W}abstractNum")}
        self._lists = {one.get(f"{_W}numId"): _value(one, "abstractNumId") for one in numbering.iter(f"{_W}num")}
        self._levels = {number: levels.get(abstract, {}) for number, abstract in self._lists.items()}
        self._styles = {one.get(f"{_W}styleId"): one for one in (() if styles is None else styles.iter(f"{_W}style"))}
        self._numbered_styles = inherited(self._styles, lambda style: style.find(f"{_W}pPr/{_W}numPr"))
        self._counts: dict[str, list[int]] = {}

    def write(self, tree: Any) -> None:
        """Write the numbers of a part's paragraphs."""
        for paragraph in tree.iter(f"{_W}p"):
            properties = paragraph.find(f"{_W}pPr")
            if properties is None:
                continue
            style = _value(properties, "pStyle")
            own = properties.find(f"{_W}numPr")
            number, depth = self._numbered(own, style)
            level = self._levels.get(number, {}).get(depth)
            if level is None:
                continue
            text = self._next(number, depth, level)
            is_heading = bool(_HEADING.match(_value(self._styles.get(style), "name") or style))
            if text and (is_heading or level.start != 1 or not _PLAIN.fullmatch(level.text)):
                paragraph.insert(list(paragraph).index(properties) + 1, _run(paragraph, f"{text} "))
                if own is not None:
                    properties.remove(own)

    def _numbered(self, own: Any, style: str) -> tuple[str, int]:
        """The list and the level of a paragraph, by its own properties or by its style's."""
        own = self._numbered_styles.get(style) if own is None else own
        depth = _value(own, "ilvl")
        return _value(own, "numId"), min(int(depth), _DEPTH - 1) if depth.isascii() and depth.isdigit() else 0

    def _next(self, number: str, depth: int, level: _Level) -> str:
        """Count on; what is set before the paragraph, "" for a bullet."""
        starts = [self._levels[number].get(one, level).start for one in range(_DEPTH)]
        counts = self._counts.setdefault(self._lists[number], [start - 1 for start in starts])
        counts[depth] += 1
        for above in range(depth):
            counts[above] = max(counts[above], starts[above])
        counts[depth + 1 :] = [start - 1 for start in starts[depth + 1 :]]
        if not level.style:
            return ""
        styles = [self._levels[number].get(one, level).style or "1" for one in range(_DEPTH)]
        return _PLACE.sub(lambda place: written(counts[int(place[1]) - 1], styles[int(place[1]) - 1]), level.text).strip()


def _levels(abstract: Any) -> dict[int, _Level]:
    found = {}
    for level in abstract.iter(f"{_W}lvl"):
        depth, start = level.get(f"{_W}ilvl") or "", _value(level, "start")
        if depth.isascii() and depth.isdigit():
            first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
            found[int(depth)] = _Level(_STYLES.get(_value(level, "numFmt") or "decimal", ""), _value(level, "lvlText"), first)
    return found


def _value(parent: Any, name: str) -> str:
    found = None if parent is None else parent.find(_W + name)
    return "" if found is None else found.get(f"{_W}val") or ""


def _run(near: Any, text: str) -> Any:
    run, inside = near.makeelement(f"{_W}r"), near.makeelement(f"{_W}t")
    inside.text = text
    inside.set(_SPACE, "preserve")
    run.append(inside)
    return run
