"""A tree of HTML, or of the TEI that trafilatura gives, -> blocks. One walk without recursion, so that no nesting is too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_bot.article import Kind
from qa_bot.loading.outline import Outline, Run

if TYPE_CHECKING:
    from lxml.etree import _Element

# what holds no words of the article, and what does so on a page that is read whole
_SKIPPED = frozenset(
    "script style noscript template svg math iframe object embed button select textarea input audio video canvas graphic img".split()
)
FURNITURE = frozenset("nav footer aside form".split())
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn del em font hi i ins kbd label mark q ref ruby rb s samp small span strike strong sub "
    "sup time tt u var wbr".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROWS = frozenset({"tr", "row"})
_LISTS = frozenset({"ul", "ol", "menu", "list"})


class Walk:
    """One walk over a tree. Adds its blocks to an outline."""

    def __init__(self, outline: Outline, skip: frozenset[str] = frozenset()) -> None:
        self.outline = outline
        self._skip = _SKIPPED | skip
        self._runs: list[Run] = []
        self._kinds: list[tuple[Kind, int]] = []
        self._lists: list[int | None] = []
        self._urls: list[str] = []
        self._marker = ""
        self._verbatim = 0
        self._inner_rows = 0

    def tree(self, root: _Element) -> None:
        """Add all blocks of the tree."""
        from lxml import etree

        skipping = 0
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            name = _name(element)
            skipped = name in self._skip or (bool(name) and self._unseen(element))
            if event == "start":
                skipping += bool(skipped)
                if not skipping:
                    self._open(name, element)
                    self._text(element.text)
                continue
            if event == "end":
                if not skipping:
                    self._close(name)
                skipping -= bool(skipped)
            if not skipping and element is not root:
                self._text(element.tail)
        self._flush()

    def _unseen(self, element: Any) -> bool:
        """Whether an element's place or its attributes say that it is no part of the article."""
        if _name(element) == "head" and element.getparent() is not None and _name(element.getparent()) == "html":
            return True  # in trafilatura's TEI a head is a heading
        role, classes = element.get("role") or "", (element.get("class") or "").split()
        if element.get("hidden") is not None or "headerlink" in classes:  # the pilcrow that Sphinx and its kin put behind headings
            return True
        return self._skip >= FURNITURE and role in _ROLES

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self._verbatim:
            url = self._urls[-1] if self._urls else ""
            self._runs.append(Run(_note(text) if "#" in url else text, url))
            return
        first, *rest = text.split("\n")
        self._runs.append(Run(first))
        for line in rest:
            self._flush()
            self._runs.append(Run(line))

    def _open(self, name: str, element: Any) -> None:
        if name in ("a", "ref"):
            self._urls.append(element.get("href") or element.get("target") or "")
        if name in _INLINE:
            return
        if name in ("td", "th", "cell"):
            if any(run.text.strip() for run in self._runs):
                self._runs.append(Run(" | "))
            return
        if self._kinds and self._kinds[-1][0] == "row":
            self._runs.append(Run(" "))  # a cell's own paragraphs and tables stay in its row
            self._inner_rows += name in _ROWS
            return
        self._flush()
        if name in _LISTS:
            numbered = name == "ol" or element.get("rend") == "ol"
            self._lists.append(_integer(element.get("start"), 1) if numbered else None)
        elif name in _HEADINGS or name == "head":
            self._kinds.append(("heading", _HEADINGS.get(name) or _HEADINGS.get(element.get("rend", ""), 2)))
        elif name in ("li", "item"):
            self._kinds.append(("item", max(1, len(self._lists))))
            number = self._lists[-1] if self._lists else None
            self._marker = "•" if number is None else f"{number}."
            if self._lists and number is not None:
                self._lists[-1] = number + 1
        elif name in ("blockquote", "quote"):
            self._kinds.append(("quote", 1))
        elif name in _ROWS:
            self._kinds.append(("row", 1))
        elif name == "pre":
            self._kinds.append(("code", 1))
            self._verbatim += 1

    def _close(self, name: str) -> None:
        if name in ("a", "ref"):
            self._urls.pop()
        in_row = bool(self._kinds) and self._kinds[-1][0] == "row"
        if name in _INLINE or name in ("td", "th", "cell") or (in_row and (name not in _ROWS or self._inner_rows)):
            self._inner_rows -= name in _ROWS
            return
        self._flush()
        if name in _LISTS:
            self._lists.pop()
        elif name in _HEADINGS or name in ("head", "li", "item", "blockquote", "quote", "tr", "row", "pre"):
            self._kinds.pop()
            self._verbatim -= name == "pre"
            self._marker = ""

    def _flush(self) -> None:
        kind, level = self._kinds[-1] if self._kinds else (None, 1)
        # a paragraph inside an item inside a quote is the innermost of them
        if self._runs and self.outline.add(self._runs, kind, level, self._marker if kind == "item" else ""):
            self._marker = ""
        self._runs = []


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _note(text: str) -> str:
    """The words of a link within the page: of a note's number, which would be a part of the word before it, the number in brackets; of
    the arrow that leads back from a note, nothing.
    """
    word = text.strip(" \n\t\ufe0e")
    return f"[{word}]" if word.isdigit() and len(word) <= 3 else "" if word in ("↩", "↑", "^") else text


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else default
