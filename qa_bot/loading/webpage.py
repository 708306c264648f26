"""HTML -> an outline: the article of a web page without what the site puts around it.

trafilatura finds the article among menus and advertisements; where it finds next to nothing or nearly all, the whole page is read. So is
a page that shows no sign of a site around it: of such, trafilatura leaves out headings, notes and lists that belong to it.
"""

from __future__ import annotations

import re
from typing import Any

from qa_bot.loading.encoding import decode
from qa_bot.loading.markup import FURNITURE, Walk
from qa_bot.loading.outline import Outline

_ENOUGH = 0.25
"""Share of a page's words that trafilatura must find; below it, the whole page is read."""
_NEARLY_ALL = 0.8
"""From this share on the page has no furniture to speak of and is read whole too: trafilatura may lose headings and lists."""
_LINKED = 0.1
"""Share of words that stand in links from which on a page is taken for part of a site."""
_SITE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|comments?|related|share|social|cookies?|promo|newsletter|subscribe|ads?|adverts?)(?:$|[\s_-])",
    re.IGNORECASE,
)


def read_html(data: bytes, charset: str = "") -> Outline:
    """A web page."""
    import trafilatura
    from lxml import html

    text = decode(data, "This page", charset)
    outline = Outline()
    if not text.strip():
        return outline
    tree = html.document_fromstring(_without_declaration(text))
    visible = Outline()
    Walk(visible).tree(tree)
    words = len(visible.text.split())
    found = trafilatura.bare_extraction(
        text, include_comments=False, include_links=True, include_formatting=True, include_tables=True, with_metadata=True
    )
    if found is not None and not isinstance(found, dict):
        outline.title, outline.date = (found.title or "").rstrip("¶ "), found.date or ""
        outline.credit = ", ".join(part for part in (found.author, found.sitename) if part)
        Walk(outline).tree(found.body)
    if not _ENOUGH < len(outline.text.split()) / max(1, words) < _NEARLY_ALL or _is_plain(tree, words):
        whole = Outline(outline.title, outline.date, outline.credit)
        Walk(whole, FURNITURE).tree(tree)
        outline = whole if whole.length > outline.length else outline
    missing = words - len(outline.text.split())
    if missing > 0:
        outline.dropped.append(f"{missing:,} words of menus, notes and other furniture of the page")
    pictures = len(tree.findall(".//img"))
    if pictures:
        outline.dropped.append(f"{pictures:,} picture{'' if pictures == 1 else 's'}")
    outline.title = outline.title or " ".join((tree.findtext(".//title") or "").split())
    return outline


def _without_declaration(text: str) -> str:
    """Lxml refuses a decoded text that still declares an encoding."""
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)


def _is_plain(tree: Any, words: int) -> bool:
    """Whether a page shows no sign of a site around it: few links, and neither elements nor names for menus and the like."""
    linked = sum(len(element.text_content().split()) for element in tree.iter("a"))
    if linked > _LINKED * words or next(tree.iter(*FURNITURE), None) is not None:
        return False
    return not any(_SITE.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in tree.iter() if element.attrib)
