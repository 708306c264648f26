"""HTML -> an outline: the article of a web page without what the site puts around it.

trafilatura says which words are the article's; the page itself is then read in the smallest element that holds them, so that order, tables,
quotation marks and what is struck out stay as they are on the page. A page without a site around it is read whole, and so is one of which
trafilatura finds next to nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from typing import Any

from qa_bot.loading.elements import FURNITURE, ROLES, name_of
from qa_bot.loading.html_blocks import Walk
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.limits import seconds_for
from qa_bot.loading.outline import Outline, report_on
from qa_bot.loading.time_limit import OutOfTimeError, at_most
from qa_bot.loading.visibility import Styles

_ENOUGH = 0.25
"""Share of a page's words that trafilatura must find; below it, the whole page is read."""
_HELD = 0.95
"""Share of the article's words that the element must hold in which a page is read."""
_LINKED = 0.1
"""Share of words that stand in links from which on a page is taken for part of a site."""
_NEARLY_ALL = 0.8
"""From this share on the page has no furniture to speak of and is read whole too."""
_GROUPS = frozenset("div section ul ol dl table figure header p".split())
"""Elements that a menu, a list of related pages and the like are made of."""
_LINKS = 4
"""Links of the shortest menu."""
_MENU = 0.6
"""Share of words in links from which on a block of which trafilatura found nothing is a menu."""
_SITE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|comments?|related|share|social|cookies?|promo|newsletter|subscribe|ads?|adverts?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHARE = 1 / 3
"""Share of a file's time that trafilatura may take; it compares each of very many short paragraphs with all. Then, or without memory, the page is read whole."""
_WORD = re.compile(r"\w+")


def read_html(data: bytes, charset: str = "") -> Outline:
    """Read a web page: its article, without what the site puts around it."""
    import trafilatura

    outline = Outline()
    text = outline.decode(data, "This page", charset)
    if not text.strip():
        return outline
    tree = parse_html(without_declaration(text))
    styles = Styles.of(tree)
    visible = Outline()
    Walk(visible, styles=styles).tree(tree)
    words = len(visible.text.split())
    found = None
    with suppress(OutOfTimeError, MemoryError), at_most(seconds_for(len(data)) * _SHARE):
        found = trafilatura.bare_extraction(
            text, include_comments=False, include_links=True, include_formatting=True, include_tables=True, with_metadata=True
        )
    article = ""
    if found is not None and not isinstance(found, dict):
        outline.title, outline.date = (found.title or "").rstrip("¶ "), found.date or ""
        outline.credit = ", ".join(part for part in (found.author, found.sitename) if part)
        article = " ".join(found.body.itertext())
    page = _Page(tree, article)
    whole = _is_plain(tree, words) or not _ENOUGH < len(article.split()) / max(1, words) < _NEARLY_ALL
    walk = Walk(outline, _is_furniture if whole else page.is_furniture, styles)
    walk.tree(tree if whole else page.root)
    if not outline.length:
        outline = visible
    missing = words - len(outline.text.split())
    if missing > 0:
        outline.dropped.append(f"{missing:,} words of menus, notes and other furniture of the page")
    report_on(outline, walk.left_out + Counter({"picture": len(tree.findall(".//img"))}))
    outline.title = outline.title or " ".join((tree.findtext(".//title") or "").split())
    return outline


class _Page:
    """A page of which some words are the article's.

    Args:
        tree: the page.
        article: the article's words, as trafilatura gives them.
    """

    def __init__(self, tree: Any, article: str) -> None:
        self._wanted = Counter(_WORD.findall(article.lower()))
        self._runs = _runs(article)
        self.root = tree if tree.find("body") is None else tree.find("body")
        enough = _HELD * self._held(self.root)
        while (inner := next((child for child in self.root if name_of(child) and self._held(child) >= enough > 0), None)) is not None:
            self.root = inner

    def is_furniture(self, name: str, element: Any) -> bool:
        """Whether an element inside the article is the site's."""
        if _is_furniture(name, element):
            return True
        if name not in _GROUPS:
            return False
        links = [_WORD.findall(link.text_content()) for link in element.iter("a")]
        menu = len(links) >= _LINKS and sum(map(len, links)) > _MENU * len(_WORD.findall(element.text_content()))
        named = _SITE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        in_table = next(element.iterancestors("table"), None) is not None
        return (bool(named) or (menu and not in_table)) and self._share(element) < 0.5

    def _held(self, element: Any) -> int:
        """How many of the article's words an element holds."""
        return (Counter(_WORD.findall(element.text_content().lower())) & self._wanted).total()

    def _share(self, element: Any) -> float:
        """The share of an element's three-word sequences that the article has too, 0 to 1."""
        runs = _runs(element.text_content())
        return len(runs & self._runs) / max(1, len(runs))


def _runs(text: str) -> set[tuple[str, ...]]:
    """All sequences of three words in a text."""
    words = _WORD.findall(text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def _is_furniture(name: str, element: Any) -> bool:
    """Whether an element's tag or role says that it is the site's."""
    return name in FURNITURE or (element.get("role") or "") in ROLES


def without_declaration(text: str) -> str:
    """A page without its XML declaration: lxml refuses a decoded text that declares an encoding."""
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)


def _is_plain(tree: Any, words: int) -> bool:
    """Whether a page shows no sign of a site around it: few links, and neither elements nor names for menus and the like."""
    linked = sum(len(element.text_content().split()) for element in tree.iter("a"))
    if linked > _LINKED * words or next(tree.iter(*FURNITURE), None) is not None:
        return False
    return not any(_SITE.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in tree.iter() if element.attrib)
