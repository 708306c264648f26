"""Which elements of a page nobody sees, and which are struck out, by their names, attributes and simple style rules. Plain Python.

Of style sheets only rules with one plain selector (`.name`, `#name`, `tag` or `tag.name`) are read. A selector that another rule shows again,
as for wide screens, hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
_HIDES = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:[a-z%]+)?\s*(?:!|;|$)"
    r"|opacity\s*:\s*0?\.?0\s*(?:!|;|$)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}|mso-hide\s*:\s*all)",
    re.IGNORECASE,
)
_SHOWS = re.compile(r"(?:^|;)\s*(?:display\s*:(?!\s*none)|visibility\s*:\s*visible)", re.IGNORECASE)
_STRIKES = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_UNSEEN = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only element-invisible".split())
"""Classes that frameworks give to what only a screen reader says."""
_STRUCK = frozenset({"del", "s", "strike"})

Look = Literal["hidden", "struck"]


class Styles:
    """What the style rules of a page hide and strike out.

    Example:
        >>> styles = Styles(["p.old { text-decoration: line-through } .tip { display: none } @media print { .tip { display: block } }"])
        >>> styles.hidden, styles.struck
        (frozenset(), frozenset({'p.old'}))
    """

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        hidden: set[str] = set()
        shown: set[str] = set()
        struck: set[str] = set()
        for selectors, rule, conditional in _rules(sheets):
            if _HIDES.search(rule) and not conditional:
                hidden |= selectors
            if _SHOWS.search(rule):
                shown |= selectors
            if _STRIKES.search(rule) and not conditional:
                struck |= selectors
        self.hidden, self.struck = frozenset(hidden - shown), frozenset(struck)

    @classmethod
    def of(cls, tree: Any, sheets: Iterable[str] = ()) -> Styles:
        """The styles in a page's own `style` elements, and in `sheets`."""
        return cls([*sheets, *(element.text or "" for element in tree.iter("style"))])

    def look(self, name: str, element: Any) -> Look | None:
        """How an element looks, where it is not plainly seen; `name` is its tag in lower case."""
        style = element.get("style") or ""
        classes = (element.get("class") or "").split()
        if element.get("hidden") is not None or (style and _HIDES.search(style)) or not _UNSEEN.isdisjoint(classes):
            return "hidden"
        names = self._names(name, element.get("id"), classes) if self.hidden or self.struck else frozenset()
        if self.hidden & names and not _SHOWS.search(style):
            return "hidden"
        return "struck" if name in _STRUCK or _STRIKES.search(style) or self.struck & names else None

    @staticmethod
    def _names(name: str, identifier: str | None, classes: list[str]) -> frozenset[str]:
        own = [f".{one}" for one in classes] + ([f"#{identifier}"] if identifier else [])
        return frozenset([name, *own, *(name + one for one in own)])


def _rules(sheets: Iterable[str]) -> Iterator[tuple[set[str], str, bool]]:
    """The simple selectors of each rule, what it says, and whether it stands under a condition (`@media` and the like)."""
    for sheet in sheets:
        text = _COMMENT.sub("", sheet)
        top, depth = [], 0
        for character in text:  # of each character, how many conditions it stands under
            depth -= character == "}"
            top.append(depth)
            depth += character == "{"
        for rule in _RULE.finditer(text):
            selectors = {one.strip() for one in rule.group(1).split(",")}
            yield {one for one in selectors if _SIMPLE.fullmatch(one)}, rule.group(2), top[rule.start(2) - 1] > 0
