"""What the elements of HTML are: which begin a block, which have no words of the article, which are notes or readings."""

from __future__ import annotations

import re
from typing import Any

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 "
    "h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p plaintext pre search section summary table tbody td "
    "tfoot th thead title tr ul xmp".split()
)
UNSEEN = {
    "script": "",
    "style": "",
    "head": "",
    "template": "",
    "rp": "",  # brackets that are shown only by browsers without ruby text
    "noscript": "part for browsers without scripts",
    "iframe": "embedded page",
    "object": "embedded page",
    "embed": "embedded page",
    "audio": "recording",
    "video": "video",
    "canvas": "drawing",
    "svg": "drawing",
    "button": "button",
    "select": "form field",
    "textarea": "form field",
    "input": "",
    "img": "",
    "graphic": "",
    "datalist": "",
    "area": "",
}
"""Elements without words of the article, and how one is called in the report; "" is not reported, since nobody misses it."""
FURNITURE = frozenset("nav footer aside form".split())
ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CELLS = frozenset({"td", "th"})
MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3})[\])]?")
"""The mark of a note."""
_NOTE = re.compile(
    r"noteref|footnote|endnote|reference|#.*(?:fn|ftn|note|cite|ref|bib)|#\d+\Z|(?:^|[\s_-])(?:fn|note)-?(?:ref)?(?:$|[\s_-])"
)
_NOTE_CLASS = re.compile(r"(?:^|\s)(?:(?:foot|end)?note[_-]?(?:ref|call|anchor|mark)\w*|fn-?ref)(?:$|\s)", re.IGNORECASE)
"""Classes of the mark of a note that no link and no raised type tells."""
_ROLES = {
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "th",
    "rowheader": "th",
}
"""Roles of ARIA -> the elements that they stand for."""
_SCRIPTS = {"superscript": "sup", "subscript": "sub"}
_PAGE = re.compile(r"[\[({]?\s*(?:p(?:g|age)?\.?\s*)?(?:\d{1,4}|[ivxlc]{1,8})\s*[\])}]?", re.IGNORECASE)
_PAGE_CLASSES = frozenset("pagenum pageno pagenumber page-number page_number pagebreak page-break".split())
EPUB_TYPE = ("{http://www.idpf.org/2007/ops}type", "epub:type")


def name_of(element: Any) -> str:
    """An element's tag in lower case without its name space; "" for comments and the like."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def acts_as(element: Any) -> str:
    """The name of the element that one stands for: its role's where that is one of a table or a heading, else its own."""
    name = name_of(element)
    if not name:
        return ""
    role = element.get("role")
    if role and (name in ("div", "span", "p", "ul", "li", "section") or name not in BLOCKS):
        if role == "heading":
            return f"h{min(6, max(1, integer(element.get('aria-level'), 2)))}"
        return _ROLES.get(role, name)
    classes = element.get("class") or ""
    if name in ("span", "i", "small", "font") and classes:
        if _NOTE_CLASS.search(classes) and MARK.fullmatch("".join(element.itertext()).strip()):
            return "sup"
        return next((_SCRIPTS[one] for one in classes.lower().split() if one in _SCRIPTS), name)
    return name


def tick(element: Any) -> str:
    """A box that can be ticked, as it is seen; nothing for other fields of a form."""
    if (element.get("type") or "").lower() != "checkbox" or element.get("role"):
        return ""
    return "☐ " if element.get("checked") is None else "☒ "


def in_head(row: Any) -> bool:
    """Whether a row stands in the head of its table."""
    parent = row.getparent()
    return parent is not None and name_of(parent) == "thead"


def left_out_as(name: str, element: Any) -> str | None:
    """How an element without words of the article is called in the report, "" where nobody misses it; None for what is read."""
    if name in UNSEEN:
        return UNSEEN[name]
    if is_page_number(element):
        return "page number" if (element.text or "").strip() else ""
    # the pilcrow that Sphinx and its kin put behind headings
    return "" if "headerlink" in (element.get("class") or "").split() else None


def is_page_number(element: Any) -> bool:
    """Whether an element is the number of a page of the printed book."""
    kinds = " ".join(element.get(key) or "" for key in (*EPUB_TYPE, "role")).split()
    if any(kind.endswith("pagebreak") for kind in kinds):
        return True
    classes = (element.get("class") or "").lower().split()
    return not _PAGE_CLASSES.isdisjoint(classes) and bool(_PAGE.fullmatch("".join(element.itertext()).strip()))


def is_layout(table: Any) -> bool:
    """Whether a table only arranges a page: it holds tables or headings, or has one column."""
    if (table.get("role") or "") in ("presentation", "none"):
        return True
    widest = 0
    for element in table.iter():
        name = acts_as(element)
        if element is not table and (name == "table" or name in HEADINGS):
            return True
        if name == "tr":
            widest = max(widest, sum(acts_as(child) in CELLS for child in element))
    return widest < 2


def is_note(element: Any) -> bool:
    """Whether a raised sign says itself that it is a note's, or stands in a link that leads to one."""
    parent = element.getparent()
    own = [element] if parent is None or name_of(parent) != "a" else [element, parent]
    words = " ".join(one.get(key) or "" for one in own for key in (*EPUB_TYPE, "role", "class", "href")).lower()
    return bool(_NOTE.search(words))


def is_reading(name: str, element: Any) -> bool:
    """Whether an element is the reading that stands above a word, as the outermost of its kind."""
    parent = element.getparent()
    return name == "rtc" or (name == "rt" and (parent is None or name_of(parent) != "rtc"))


def integer(text: str | None, default: int) -> int:
    """The whole number that an attribute gives, or the default."""
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else default
