"""The straight lines that a PDF draws on a page, through PDFium: the borders of tables among them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from qa_bot.loading.pdf_ruled_grids import Stroke

_MOST = 4_000
"""Straight lines of a page; drawings and maps have more."""
_PIECES = 20_000
"""Pieces of the paths of a page, curves among them."""
_SHORTEST = 4.0
"""Points of the shortest line that is kept."""
_SLANT = 0.5
"""Points by which a line along an axis may lie aslant."""


def drawn_lines(page: Any) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal lines of a page, as (height, left, right), and the vertical ones, as (place, bottom, top); none of a drawing."""
    from pypdfium2 import raw

    across: list[Stroke] = []
    upright: list[Stroke] = []
    pieces = 0
    for drawn in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=1):
        pieces += 1 + raw.FPDFPath_CountSegments(drawn)
        if pieces > _PIECES or len(across) + len(upright) > _MOST:
            return [], []
        for (x, y), (to_x, to_y) in _segments(drawn):
            if abs(y - to_y) <= _SLANT and abs(x - to_x) >= _SHORTEST:
                across.append((y, min(x, to_x), max(x, to_x)))
            elif abs(x - to_x) <= _SLANT and abs(y - to_y) >= _SHORTEST:
                upright.append((x, min(y, to_y), max(y, to_y)))
    return across, upright


def _segments(drawn: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of a path that is seen, from point to point."""
    from pypdfium2 import raw

    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn, filled, stroked)
    if not (filled.value or stroked.value):
        return
    matrix = drawn.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for at in range(raw.FPDFPath_CountSegments(drawn)):
        segment = raw.FPDFPath_GetPathSegment(drawn, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, first
            last = first
