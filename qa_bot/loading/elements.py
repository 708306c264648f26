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
    "rp": "",  # brackets for browsers that cannot set a reading above its words
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
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CELLS = frozenset({"td", "th"})
NOTE = re.compile(r"#.*(?:fn|ftn|note|cite|ref|bib)|#\d+\Z", re.IGNORECASE)
EPUB_TYPE = ("{http://www.idpf.org/2007/ops}type", "epub:type")


def name_of(element: Any) -> str:
    """An element's tag in lower case without its name space; "" for comments and the like."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def is_layout(table: Any) -> bool:
    """Whether a table only arranges a page: it holds tables or headings, or has one column."""
    if (table.get("role") or "") in ("presentation", "none"):
        return True
    widest = 0
    for element in table.iter():
        name = name_of(element)
        if element is not table and (name == "table" or name in HEADINGS):
            return True
        if name == "tr":
            widest = max(widest, sum(name_of(child) in CELLS for child in element))
    return widest < 2


def is_note(element: Any) -> bool:
    """Whether a raised sign says itself that it is a note's, or stands in a link that leads to one."""
    parent = element.getparent()
    own = [element] if parent is None else [element, parent]
    words = " ".join(one.get(key) or "" for one in own for key in (*EPUB_TYPE, "role", "class", "href")).lower()
    return "noteref" in words or "footnote" in words or "reference" in words or bool(NOTE.search(words))


def is_reading(name: str, element: Any) -> bool:
    """Whether an element is the reading that stands above a word, as the outermost of its kind."""
    parent = element.getparent()
    return name == "rtc" or (name == "rt" and (parent is None or name_of(parent) != "rtc"))


def integer(text: str | None, default: int) -> int:
    """The whole number that an attribute gives, or the default."""
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else default
