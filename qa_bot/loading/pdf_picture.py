"""A page of a PDF -> a picture, and the places of its letters in it, through PDFium. Runs in the process that `worker` is, as `pdf` does."""

from __future__ import annotations

import ctypes
import math
from array import array
from base64 import b64encode
from io import BytesIO
from typing import Any

from qa_bot.loading.limits import MAX_LETTERS, MAX_PIXELS
from qa_bot.loading.pdf_places import GRID, letters_of

_QUALITY = 80
"""Of WebP: letters stay sharp, and a page of text takes some 100 kB."""

_LONGEST = 16_000
"""Pixels of a side that WebP can hold."""


def draw_page(data: bytes, number: int, width: int) -> dict[str, Any]:
    """The fields of a `PagePicture`, its bytes in base 64.

    Args:
        data: the PDF.
        number: of the page, from 1.
        width: pixels; a page that is too high for `MAX_PIXELS` gets fewer.
    """
    import pypdfium2 as pdfium
    from PIL import Image, WebPImagePlugin  # noqa: F401  # the plugin: PIL would import those of all formats to find it

    document = pdfium.PdfDocument(data)
    document.init_forms()
    page = document[number - 1]
    shape = max(1e-3, page.get_height() / max(1e-3, page.get_width()))
    across = min(float(width), math.sqrt(MAX_PIXELS / shape), _LONGEST / shape)
    bitmap = page.render(scale=across / max(1e-3, page.get_width()))
    picture: Image.Image = bitmap.to_pil()
    written = BytesIO()
    picture.save(written, "WEBP", quality=_QUALITY, method=2)
    letters, boxes = _letters(page)
    return {
        "image": b64encode(written.getvalue()).decode(),
        "width": picture.width,
        "height": picture.height,
        "letters": letters,
        "boxes": b64encode(boxes).decode(),
    }


def _letters(page: Any) -> tuple[str, bytes]:
    """The letters and digits of a page, and the box of each."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    letters: list[str] = []
    boxes = array("H")
    box = raw.FS_RECTF()
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        found = letters_of(chr(code)) if code < 0x110000 else ""
        if not found or not raw.FPDFText_GetLooseCharBox(textpage, index, box):
            continue
        if len(letters) > MAX_LETTERS:
            break
        place = [*_on_grid(page, box.left, box.top), *_on_grid(page, box.right, box.bottom)]
        left, right = sorted(place[::2])
        top, bottom = sorted(place[1::2])
        for letter in found:
            letters.append(letter)
            boxes.extend((left, top, right, bottom))
    return "".join(letters), boxes.tobytes()


def _on_grid(page: Any, x: float, y: float) -> tuple[int, int]:
    """A place on a page, in points from where the file counts, as a place in its picture."""
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return min(max(0, across.value), GRID), min(max(0, down.value), GRID)
