"""What stands on a PDF's pages beside their text, and is left out: pictures, fields of forms, comments, through PDFium."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

_MOST = 2_000
"""Pictures and annotations of a page that are counted."""


def left_out_of(page: Any) -> Counter[str]:
    """What is left out of a page, by kind, in the singular."""
    from pypdfium2 import raw

    counts: Counter[str] = Counter()
    counts["picture"] = sum(1 for _ in islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2), _MOST))
    kinds = {
        raw.FPDF_ANNOT_WIDGET: "form field",
        raw.FPDF_ANNOT_TEXT: "comment",
        raw.FPDF_ANNOT_FREETEXT: "comment",
        raw.FPDF_ANNOT_STRIKEOUT: "place that an annotation strikes out, read as the rest",
    }
    for number in range(min(_MOST, raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if annotation:
            kind = kinds.get(raw.FPDFAnnot_GetSubtype(annotation), "")
            counts[kind] += bool(kind)
            raw.FPDFPage_CloseAnnot(annotation)
    return counts
