"""PDF -> an outline with its pages, through PDFium.

PDFium (pypdfium2) rather than pypdf: it reads fonts and encodings that pypdf does not, some twenty times as fast, and says
where every character stands, which is what tells a new paragraph from a wrapped line. It is C++ and may crash on a broken
file; it runs in the process that `worker` is, where a crash is a sentence.

A line is a run of characters at one height. A paragraph ends where the first word of the next line would have fitted on
the line before, where the gap is wider than the page's usual one, or where the size of the type changes; `pdf_outline` says
what is then a heading, an item, or a page's own header.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_PAGES
from qa_bot.loading.outline import Outline, report_on
from qa_bot.loading.pdf_drawn_lines import drawn_lines
from qa_bot.loading.pdf_left_out import left_out_of
from qa_bot.loading.pdf_lines import Line, Tag
from qa_bot.loading.pdf_outline import lay_out
from qa_bot.loading.pdf_ruled_grids import Grid, are_tables, grids_of
from qa_bot.loading.pdf_tagged_blocks import are_trusted
from qa_bot.loading.pdf_tags import Tags

_HYPHEN = 2
_NOTE = 3
"""Characters of the longest number of a note."""
_PASSWORD = 4
"""PDFium's FPDF_ERR_PASSWORD."""
_SMALL = 0.85
"""Times the size of its line below which a character may be raised or lowered: browsers set them at 0.83, Word at 0.65."""
_BENT = 0.06
"""Radians from which on a word is set at an angle."""

TagOf = Callable[[Any, int, Tag | None], Tag | None]
"""Gives the tag of a character of a text page, by its number, given that of the one before."""


def read_pdf(data: bytes, charset: str = "") -> Outline:
    """The text of a PDF.

    Raises:
        QaBotError: it is locked, has too many pages, or holds pictures of pages instead of text.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise QaBotError("This PDF has a password. Save it without one and try again.") from None
        raise
    if len(document) > MAX_PAGES:
        raise QaBotError(f"This PDF has {len(document):,} pages, but I can read up to {MAX_PAGES:,}. Use only a part of it.")
    tags = Tags(document)
    tagged = tags.usable
    pages, turned, empty = _pages(document, tags if tagged else None)
    left_out: Counter[str] = Counter()
    for page in document:
        left_out += left_out_of(page)
        page.close()
    if tagged and not (tags.usable and are_trusted(pages)):
        pages, turned, empty = _pages(document, None)
    letters = sum(len(line.text) for lines in pages for line in lines)
    if empty and letters < 25 * len(pages):
        raise QaBotError("This PDF has only pictures of pages. Run text recognition (OCR) on it first.")
    outline = lay_out(pages)
    if turned:
        shown = ", ".join(f"“{text}”" for text in list(dict.fromkeys(turned))[:3])
        outline.dropped.append(f"{len(turned):,} text{'' if len(turned) == 1 else 's'} set at an angle, as watermarks are: {shown}")
    report_on(outline, left_out)
    facts = document.get_metadata_dict()
    outline.title, outline.credit = facts.get("Title", "").strip(), facts.get("Author", "").strip()
    made = facts.get("CreationDate", "")
    outline.date = f"{made[2:6]}-{made[6:8]}-{made[8:10]}" if made.startswith("D:") and made[2:10].isdigit() else ""
    if empty:
        outline.remarks.append(f"{empty} of {len(pages)} pages have no text; they look scanned.")
    return outline


def _pages(document: Any, tags: Tags | None) -> tuple[list[list[Line]], list[str], int]:
    """The lines of each page, what is set at an angle, and how many pages have only pictures."""
    pages: list[list[Line]] = []
    turned: list[str] = []
    empty = 0
    for number in range(len(document)):
        page = document[number]
        if tags:
            tags.turn(page)
        textpage = page.get_textpage()
        if tags:
            lines, aside = _lines(textpage, tags.of)
        else:
            grids = grids_of(*drawn_lines(page))
            lines, aside = _lines(textpage, _Ruled(grids).of if grids else None)
            if grids and not are_tables(lines):
                lines, aside = _lines(textpage, None)
        turned += aside
        if not (lines or aside) and any(True for _ in page.get_objects(max_depth=2)):
            empty += 1
        pages.append(lines)
        page.close()
    return pages, turned, empty


class _Ruled:
    """The ruled cells that the characters of a page stand in, one after the other."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        self._grids = grids
        self._object = self._right = 0.0

    def of(self, textpage: Any, index: int, before: Tag | None) -> Tag | None:
        """The cell of a character; words that run over the side of their cell stay in it."""
        from pypdfium2 import raw

        box = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(textpage, index, box):
            return before
        own = ctypes.cast(raw.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value or 0
        goes_on = own == self._object and abs(box.left - self._right) < 0.5 * (box.top - box.bottom)
        self._object, self._right = own, box.right
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        return before if goes_on else next((tag for grid in self._grids if (tag := grid.at(x, y))), None)


def _lines(textpage: Any, tag_of: TagOf | None) -> tuple[list[Line], list[str]]:
    """The lines of a page in the order in which the file writes them, and what is set at another angle than most of the page."""
    from pypdfium2 import raw

    lines: list[Line] = []
    turned = _Turned(textpage)
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    space, size = True, 1.0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        # PDFium returns 2 for a hyphen at a line's end, and half a surrogate pair for some characters
        character = "-" if code == _HYPHEN else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if character.isspace() or (code < 32 and code != _HYPHEN):
            space = True
            continue
        if turned.takes(index, character, space):
            space = False
            continue
        if not (raw.FPDFText_GetLooseCharBox(textpage, index, box) and raw.FPDFText_GetCharOrigin(textpage, index, x, y)):
            continue
        if space or not lines:
            size = _size(textpage, index)
        line = lines[-1] if lines else None
        tag = tag_of(textpage, index, line.tag if line else None) if tag_of else None
        other = line is not None and line.tag is not tag
        way = _shift(textpage, index, line, y.value, box.left) if line and not other else 0
        if line and way:
            line.shift(character, box.left, box.right, way, space)
            space = False
            continue
        if line is None or other or abs(y.value - line.base) > 0.4 * max(size, line.size) or box.left < line.right - 3 * size - 20:
            size = _size(textpage, index)
            line = Line(box.left, box.right, y.value, size, bold=_bold(textpage, index), tag=tag)
            lines.append(line)
            space = False
        elif space and " " not in line.text and len(line.text) <= _NOTE and size > 1.2 * line.size:
            line.size = size  # the line began with the small number of a note
        line.put(character, box.left, box.right, space or box.left - line.right > 0.3 * size)
        space = False
    for line in lines:
        line.settle()
    return [line for line in lines if line.text.strip()], turned.texts


class _Turned:
    """Text that stands at another angle than most of a page: watermarks, stamps, words along a margin."""

    def __init__(self, textpage: Any) -> None:
        from pypdfium2 import raw

        self.texts: list[str] = []
        self._textpage = textpage
        self._inside = False
        count = textpage.count_chars()
        sample = [round(raw.FPDFText_GetCharAngle(textpage, index), 1) for index in range(0, count, max(1, count // 200))]
        self._usual = max(set(sample), key=sample.count) if sample else 0.0

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


def _shift(textpage: Any, index: int, line: Line, base: float, left: float) -> int:
    """Whether a character is raised (1) or lowered (-1) behind the line that it stands in, in a smaller type; else 0."""
    rise = (base - line.base) / line.size
    near = abs(left - line.right) < 0.3 * line.size
    if not (0.1 < abs(rise) < 0.75 and line.text and near and _size(textpage, index) < _SMALL * line.size):
        return 0
    return 1 if rise > 0 else -1


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
