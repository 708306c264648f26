"""The text of a PDF's page -> its lines, and what is set at an angle, through PDFium. A line is a run of characters at one height."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable
from typing import Any

from qa_bot.loading.pdf_characters import Places, Unseen
from qa_bot.loading.pdf_lines import Line, Tag

_HYPHEN = 2
_NOTE = 3
"""Characters of the longest number of a note."""
_SMALL = 0.85
"""Times the size of its word below which a character may be raised or lowered: browsers set them at 0.83, Word at 0.65."""
_BENT = 0.06
"""Radians from which on a word is set at an angle."""

TagOf = Callable[[Any, int, Tag | None], Tag | None]
"""Gives the tag of a character of a text page, by its number, given that of the one before."""


class PageText:
    """The text of a page.

    Args:
        page: PDFium's.
        textpage: its text.
    """

    def __init__(self, page: Any, textpage: Any) -> None:
        self._page = page
        self._textpage = textpage
        self.places = Places(textpage, _usual_angle(textpage))
        self.unseen = Unseen(page, textpage)

    def lines(self, tag_of: TagOf | None) -> tuple[list[Line], list[str]]:
        """The lines in the order in which the file writes them, and what is set at another angle than most of the page."""
        from pypdfium2 import raw

        textpage = self._textpage
        lines: list[Line] = []
        turned, self.unseen = _Turned(textpage), Unseen(self._page, textpage)
        space, size, word_size, word_base = True, 1.0, 1.0, 0.0
        for index in range(textpage.count_chars()):
            code = raw.FPDFText_GetUnicode(textpage, index)
            # PDFium returns 2 for a hyphen at a line's end, and half a surrogate pair for some characters
            character = "-" if code == _HYPHEN else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            if character.isspace() or (code < 32 and code != _HYPHEN):
                space = True
                continue
            if self.unseen.takes(index):
                space = True
                continue
            if turned.takes(index, character, space):
                space = False
                continue
            place = self.places.of(index)
            if place is None:
                continue
            if space or not lines:
                size = _size(textpage, index)
            line = lines[-1] if lines else None
            tag = tag_of(textpage, index, line.tag if line else None) if tag_of else None
            other = line is not None and line.tag is not tag
            near = line is not None and not other and bool(line.text) and abs(place.left - line.right) < 0.3 * word_size
            way = _shift(textpage, index, place.base - word_base, word_size) if near else 0
            if line and way:
                line.shift(character, place.left, place.right, way, space)
                space = False
                continue
            if line is None or other or abs(place.base - line.base) > 0.4 * max(size, line.size) or place.left < line.right - 3 * size - 20:
                size = _size(textpage, index)
                line = Line(place.left, place.right, place.base, size, bold=_bold(textpage, index), tag=tag)
                lines.append(line)
                space = False
            elif space and " " not in line.text and len(line.text) <= _NOTE and abs(size - line.size) > 0.15 * line.size:
                line.size = size  # the line began with the small number of a note, or the large one of an item
            if space or not line.text:
                word_size, word_base = size, place.base
            line.put(character, place.left, place.right, space or place.left - line.right > 0.3 * size)
            space = False
        for line in lines:
            line.settle()
        return [line for line in lines if line.text.strip()], turned.texts


def _usual_angle(textpage: Any) -> float:
    """The angle of most of a page's characters, in radians."""
    from pypdfium2 import raw

    count = textpage.count_chars()
    sample = [round(raw.FPDFText_GetCharAngle(textpage, index), 1) for index in range(0, count, max(1, count // 200))]
    return max(set(sample), key=sample.count) if sample else 0.0


class _Turned:
    """Text that stands at another angle than most of a page: watermarks, stamps, words along a margin."""

    def __init__(self, textpage: Any) -> None:
        self.texts: list[str] = []
        self._textpage = textpage
        self._inside = False
        self._usual = _usual_angle(textpage)

    def takes(self, index: int, character: str, space: bool) -> bool:
        """Whether a character is set at another angle; looked up where a word begins."""
        from pypdfium2 import raw

        begins = space or not index
        if begins or self._inside:
            angle = raw.FPDFText_GetCharAngle(self._textpage, index)
            before, self._inside = self._inside, _BENT < abs(angle - self._usual) < 2 * math.pi - _BENT
            if self._inside and not before:
                self.texts.append("")
            elif self._inside and begins:
                self.texts[-1] += " "
            if self._inside:
                self.texts[-1] += character
        return self._inside


def _shift(textpage: Any, index: int, by: float, size: float) -> int:
    """Whether a character, whose baseline lies so far above that of its word, is raised (1) or lowered (-1), in a smaller type; else 0."""
    if not (0.1 < abs(by) / size < 0.75 and _size(textpage, index) < _SMALL * size):
        return 0
    return 1 if by > 0 else -1


def _size(textpage: Any, index: int) -> float:
    """The size of a character's type as it is printed, in points."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(textpage, index, matrix) else 1.0
    return max(0.1, float(raw.FPDFText_GetFontSize(textpage, index)) * (scale or 1.0))


def _bold(textpage: Any, index: int) -> bool:
    """Whether a character's font calls itself bold."""
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(textpage, index, name, len(name), None)
    return bool(re.search(rb"bold|black|heavy|semibold|-Bd|CMBX", name.value, re.IGNORECASE))
