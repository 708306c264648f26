"""The structure that a tagged PDF says itself, through PDFium: which characters of a page are a heading, an item, a cell.

Word processors and browsers tag what they print (ISO 32000-1, 14.7 and 14.8): a tree of elements, whose leaves are numbers of marked content
on the page. What stands on the page without being text of the document, as page headers do, is marked as an artifact.
"""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

from qa_bot.loading.pdf_lines import Tag, TagCell

_MOST = 1_000_000
"""Elements of a document that are looked at; of a longer one the tags are not used."""
_INLINE = frozenset(
    "Span Quote Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP NonStruct Private Em Strong Sub Form Formula".split()
)
_LEVELS = frozenset(f"H{level}" for level in range(1, 7))
_KINDS = {
    "LI": "item",
    "Lbl": "label",
    "BlockQuote": "quote",
    "TOC": "contents",
    "TOCI": "contents",
    **dict.fromkeys((*_LEVELS, "H", "Title"), "heading"),
}
_GROUPS = frozenset("THead TBody TFoot".split())
_ASIDE = Tag(-1, "aside")


class _Place(NamedTuple):
    """The place of an element in the document."""

    kind: Any = "text"
    level: int = 1
    lists: int = 0
    block: int = 0
    item: int = 0
    table: list[list[TagCell]] | None = None
    cell: TagCell | None = None


class Tags:
    """The tags of a document, page by page.

    Args:
        document: as pypdfium2 opens it.
    """

    def __init__(self, document: Any) -> None:
        from pypdfium2 import raw

        self.usable = bool(raw.FPDFCatalog_IsTagged(document))
        """Whether the document is tagged, and not too large for its tags."""
        self._looked_at = 0
        self._by_number: dict[int, Tag] = {}
        self._by_object: dict[int, Tag | None] = {}

    def turn(self, page: Any) -> None:
        """Go on to a page."""
        from pypdfium2 import raw

        self._by_number, self._by_object = {}, {}
        tree = raw.FPDF_StructTree_GetForPage(page) if self.usable else None
        if tree:
            self._walk(tree)
            raw.FPDF_StructTree_Close(tree)

    def of(self, textpage: Any, index: int, before: Tag | None) -> Tag | None:
        """The tag of a character; None where it has none, `before` for one that PDFium puts in."""
        from pypdfium2 import raw

        found = raw.FPDFText_GetTextObject(textpage, index)
        if not found:
            return before
        key = ctypes.cast(found, ctypes.c_void_p).value or 0
        if key not in self._by_object:
            number = raw.FPDFPageObj_GetMarkedContentID(found)
            self._by_object[key] = self._by_number.get(number) or (_ASIDE if _is_artifact(found) else None)
        return self._by_object[key]

    def _walk(self, tree: Any) -> None:
        """Go through a page's elements in reading order."""
        from pypdfium2 import raw

        waiting: list[tuple[Any, _Place]] = [
            (raw.FPDF_StructTree_GetChildAtIndex(tree, at), _Place()) for at in reversed(range(raw.FPDF_StructTree_CountChildren(tree)))
        ]
        blocks = 0
        begun: set[int] = set()
        last: tuple[int, Tag] | None = None
        while waiting:
            element, place = waiting.pop()
            if isinstance(element, int):
                if last is None or last[0] != place.block:
                    marker = "•" if place.kind == "item" and place.item not in begun else ""
                    begun |= {place.item} if marker else set()
                    last = place.block, Tag(len(self._by_number), place.kind, place.level, marker, place.table, place.cell)
                self._by_number.setdefault(element, last[1])
                continue
            if not element:
                continue
            blocks += 1
            count = raw.FPDF_StructElement_CountChildren(element)
            self._looked_at += count + 1
            if self._looked_at > _MOST:
                self.usable, self._by_number = False, {}
                return
            inner = _inside(_type(element), element, place, blocks)
            for at in reversed(range(count)):
                child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
                number = -1 if child else raw.FPDF_StructElement_GetChildMarkedContentID(element, at)
                if child or number >= 0:
                    waiting.append((child or number, inner))


def _inside(name: str, element: Any, place: _Place, block: int) -> _Place:
    """The place of an element's content."""
    if name in _INLINE or (name == "Lbl" and place.kind != "item") or (name in _GROUPS and place.table is not None):
        return place
    if name == "TR" and place.table is not None and place.cell is None:
        place.table.append([])
    if place.cell is not None or place.kind == "contents":
        return place  # a cell is not split further
    if name in ("TD", "TH") and place.table is not None:
        cell = TagCell(_span(element, b"ColSpan"), _span(element, b"RowSpan"), name == "TH")
        if not place.table:
            place.table.append([])
        place.table[-1].append(cell)
        return place._replace(kind="cell", block=block, cell=cell)
    if name == "Table":
        return place._replace(kind="text", block=block, table=[])
    if name == "L":
        return place._replace(kind="text", lists=place.lists + 1, block=block)
    kind = _KINDS.get(name, place.kind if place.kind in ("item", "quote", "heading") else "text")
    level = max(1, place.lists) if name == "LI" else int(name[1]) if name in _LEVELS else 1 if name in ("H", "Title") else place.level
    return place._replace(kind=kind, level=level, block=block, item=block if name == "LI" else place.item)


def _type(element: Any) -> str:
    """The name of an element's standard type, such as "H1"."""
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    length = raw.FPDF_StructElement_GetType(element, name, len(name))
    return name.raw[: min(length, len(name))].decode("utf-16-le", "replace").rstrip("\0")


def _span(element: Any, name: bytes) -> int:
    """How many columns or rows a cell covers."""
    from pypdfium2 import raw

    number = ctypes.c_float()
    for at in range(min(8, raw.FPDF_StructElement_GetAttributeCount(element))):
        value = raw.FPDF_StructElement_Attr_GetValue(raw.FPDF_StructElement_GetAttributeAtIndex(element, at), name)
        if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, number):
            return max(1, int(number.value))
    return 1


def _is_artifact(found: Any) -> bool:
    """Whether a text object is marked as no part of the document's text."""
    from pypdfium2 import raw

    name, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    for at in range(min(8, raw.FPDFPageObj_CountMarks(found))):
        raw.FPDFPageObjMark_GetName(raw.FPDFPageObj_GetMark(found, at), name, ctypes.sizeof(name), length)
        if bytes(name)[: length.value].decode("utf-16-le", "replace").rstrip("\0") == "Artifact":
            return True
    return False
