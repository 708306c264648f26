"""PDF -> an outline with its pages, through PDFium.

PDFium (pypdfium2) rather than pypdf: it reads fonts and encodings that pypdf does not, some twenty times as fast, and says
where every character stands, which is what tells a new paragraph from a wrapped line. It is C++ and may crash on a broken
file; it runs in the process that `worker` is, where a crash is a sentence.

A paragraph ends where the first word of the next line would have fitted on
the line before, where the gap is wider than the page's usual one, or where the size of the type changes; `pdf_outline` says
what is then a heading, an item, or a page's own header.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_PAGES
from qa_bot.loading.outline import Outline, report_on
from qa_bot.loading.pdf_characters import Places
from qa_bot.loading.pdf_drawn_lines import drawn_lines
from qa_bot.loading.pdf_left_out import left_out_of
from qa_bot.loading.pdf_lines import Line, Tag
from qa_bot.loading.pdf_outline import lay_out
from qa_bot.loading.pdf_page_text import PageText
from qa_bot.loading.pdf_ruled_grids import Grid, are_tables, grids_of
from qa_bot.loading.pdf_tagged_blocks import are_trusted
from qa_bot.loading.pdf_tags import Tags

_PASSWORD = 4
"""PDFium's FPDF_ERR_PASSWORD."""


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
    pages, turned, empty, unseen = _pages(document, tags if tagged else None)
    left_out: Counter[str] = Counter()
    for page in document:
        left_out += left_out_of(page)
        page.close()
    if tagged and not (tags.usable and are_trusted(pages)):
        pages, turned, empty, unseen = _pages(document, None)
    left_out["hidden part"] += unseen
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


def _pages(document: Any, tags: Tags | None) -> tuple[list[list[Line]], list[str], int, int]:
    """The lines of each page, what is set at an angle, how many pages have only pictures, and how many pieces of text nobody sees."""
    pages: list[list[Line]] = []
    turned: list[str] = []
    empty = hidden = 0
    for number in range(len(document)):
        page = document[number]
        if tags:
            tags.turn(page)
        textpage = page.get_textpage()
        text = PageText(page, textpage)
        if tags:
            lines, aside = text.lines(tags.of)
        else:
            grids = grids_of(*text.places.turn.strokes(*drawn_lines(page)))
            lines, aside = text.lines(_Ruled(grids, text.places).of if grids else None)
            if grids and not are_tables(lines):
                lines, aside = text.lines(None)
        hidden += text.unseen.count
        turned += aside
        if not (lines or aside) and any(True for _ in page.get_objects(max_depth=2)):
            empty += 1
        pages.append(lines)
        page.close()
    return pages, turned, empty, hidden


class _Ruled:
    """The ruled cells that the characters of a page stand in, one after the other."""

    def __init__(self, grids: Sequence[Grid], places: Places) -> None:
        self._grids = grids
        self._places = places
        self._object = self._right = 0.0

    def of(self, textpage: Any, index: int, before: Tag | None) -> Tag | None:
        """The cell of a character; words that run over the side of their cell stay in it."""
        from pypdfium2 import raw

        box = self._places.of(index)
        if box is None:
            return before
        own = ctypes.cast(raw.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value or 0
        goes_on = own == self._object and abs(box.left - self._right) < 0.5 * (box.top - box.bottom)
        self._object, self._right = own, box.right
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        return before if goes_on else next((tag for grid in self._grids if (tag := grid.at(x, y))), None)
