"""The characters of a PDF's page with their places, through PDFium: as they are read, also on a page that is printed sideways, and only what is seen.

PDFium gives places as the file has them, before a page is turned: of a landscape table in a report, every line runs upwards.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any

from qa_bot.loading.pdf_ruled_grids import Stroke

_BEYOND = 2.0
"""Points by which seen text may reach over the edge of its page."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Quarter turns, clockwise, by which most of a page's text is turned."""

    quarters: int

    @classmethod
    def of(cls, angle: float) -> Turn:
        """The nearest turn to the angle of characters, in radians, clockwise."""
        return cls(round(angle / (math.pi / 2)) % 4)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies once the page is turned back.

        >>> Turn(3).point(10.0, 20.0)  # the text runs upwards
        (20.0, -10.0)
        """
        return ((x, y), (-y, x), (-x, -y), (y, -x))[self.quarters]

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Where a box lies once the page is turned back: left, bottom, right, top."""
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def strokes(self, across: list[Stroke], upright: list[Stroke]) -> tuple[list[Stroke], list[Stroke]]:
        """The horizontal and vertical lines of a page, once it is turned back."""
        boxes = [*((left, y, right, y) for y, left, right in across), *((x, bottom, x, top) for x, bottom, top in upright)]
        turned = [self.box(*one) for one in boxes]
        level = [(bottom, left, right) for left, bottom, right, top in turned if bottom == top]
        return level, [(left, bottom, top) for left, bottom, right, top in turned if bottom != top]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands, in points."""

    left: float
    bottom: float
    right: float
    top: float
    base: float
    """Height of the baseline."""


class Places:
    """The places of the characters of a page, in the direction in which most of it is read.

    Args:
        textpage: PDFium's.
        angle: of most of its characters, in radians.
    """

    def __init__(self, textpage: Any, angle: float) -> None:
        from pypdfium2 import raw

        self.turn = Turn.of(angle)
        self._textpage = textpage
        self._box = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def of(self, index: int) -> Place | None:
        """The place of a character; None where it has none."""
        from pypdfium2 import raw

        box, x, y = self._box, self._x, self._y
        if not (raw.FPDFText_GetLooseCharBox(self._textpage, index, box) and raw.FPDFText_GetCharOrigin(self._textpage, index, x, y)):
            return None
        return Place(*self.turn.box(box.left, box.bottom, box.right, box.top), self.turn.point(x.value, y.value)[1])


class Unseen:
    """Text that nobody sees: drawn without ink, or beyond the edge of the page. Where most is without ink, or the page has pictures, it is what was
    recognised in a scan, and is read.

    Args:
        page: PDFium's.
        textpage: its text.
    """

    def __init__(self, page: Any, textpage: Any) -> None:
        from pypdfium2 import raw

        self.count = 0
        self._textpage = textpage
        self._edges = page.get_cropbox()
        count = textpage.count_chars()
        sample = [self._is_without_ink(raw.FPDFText_GetTextObject(textpage, index)) for index in range(0, count, max(1, count // 200))]
        pictured = any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))
        self._recognised = pictured or 2 * sum(sample) > len(sample)
        self._object: int | None = None
        self._without_ink = self._before = False
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def takes(self, index: int) -> bool:
        """Whether a character is unseen; pieces of text that are unseen are counted."""
        from pypdfium2 import raw

        drawn = raw.FPDFText_GetTextObject(self._textpage, index)
        name = ctypes.cast(drawn, ctypes.c_void_p).value
        if name != self._object:
            self._object = name
            self._without_ink = not self._recognised and self._is_without_ink(drawn)
        unseen = self._without_ink or self._is_beyond(index)
        self.count += unseen and not self._before
        self._before = unseen
        return unseen

    @staticmethod
    def _is_without_ink(drawn: Any) -> bool:
        from pypdfium2 import raw

        return bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) == raw.FPDF_TEXTRENDERMODE_INVISIBLE

    def _is_beyond(self, index: int) -> bool:
        from pypdfium2 import raw

        if not raw.FPDFText_GetCharOrigin(self._textpage, index, self._x, self._y):
            return False
        left, bottom, right, top = self._edges
        return not (left - _BEYOND <= self._x.value <= right + _BEYOND and bottom - _BEYOND <= self._y.value <= top + _BEYOND)
