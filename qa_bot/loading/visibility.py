"""How the style rules and attributes of a page make an element look: hidden, struck out, raised, a block of its own. Plain Python.

Of style sheets, rules are read whose selectors are made of names, classes and identifiers (`.name`, `#name`, `tag.name`, `.menu > .name`), under
`@media screen` too. An element that a rule shows again, as for wide screens, is not hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from qa_bot.loading.elements import name_of
from qa_bot.loading.limits import MAX_STYLES

Effect = Literal["hidden", "shown", "struck", "raised", "lowered", "block", "inline"]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"([^{}]*)([{}]|\Z)")
"""With the end, a text without braces is looked at once and not from each of its characters on."""
_PART = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)*", re.IGNORECASE)
_NAME = re.compile(r"[.#]?[\w-]+")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*\Z|@(?:supports|layer)\b", re.IGNORECASE)
_COMPOSED = 100
"""Selectors of several names that are read."""
_CLIMB = 40
"""Elements above one that are compared with such a selector."""
_HIDES = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:[a-z%]+)?\s*(?:!|;|$)"
    r"|opacity\s*:\s*0?\.?0\s*(?:!|;|$)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}|mso-hide\s*:\s*all)",
    re.IGNORECASE,
)
_SHOWS = re.compile(r"(?:^|;)\s*(?:display\s*:(?!\s*none)|visibility\s*:\s*visible)", re.IGNORECASE)
_EFFECTS: dict[Effect, re.Pattern[str]] = {
    "hidden": _HIDES,
    "shown": _SHOWS,
    "struck": re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE),
    "raised": re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(?:super|text-top)\b", re.IGNORECASE),
    "lowered": re.compile(r"(?:^|;)\s*vertical-align\s*:\s*sub\b", re.IGNORECASE),
    "block": re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item|flow-root|table(?:-[a-z]+)?)\b", re.IGNORECASE),
    "inline": re.compile(r"(?:^|;)\s*display\s*:\s*(?:inline|contents)\s*(?:!|;|$)", re.IGNORECASE),
}
_UNSEEN = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only element-invisible".split())
"""Classes that frameworks give to what only a screen reader says."""
_STRUCK = frozenset({"del", "s", "strike"})


@dataclass(frozen=True, slots=True)
class _Selector:
    """A selector of several names."""

    parts: tuple[tuple[str, ...], ...]
    """The names of each element that it speaks of, the innermost last."""
    child: tuple[bool, ...]
    """Of each part, whether it must be a child of what the part before it speaks of."""


@dataclass
class _Rules:
    """The selectors that have one effect."""

    simple: set[str] = field(default_factory=set)
    composed: dict[str, list[_Selector]] = field(default_factory=dict)
    """By the last name of the innermost part."""

    def hold_for(self, above: Sequence[frozenset[str]]) -> bool:
        """Whether a selector matches an element, given the names of its ancestors, outermost first, and its own last."""
        if not self.simple.isdisjoint(above[-1]):
            return True
        return bool(self.composed) and any(_matches(one, above) for name in above[-1] for one in self.composed.get(name, ()))


class Styles:
    """What the style rules of a page do to its elements.

    Example:
        >>> from lxml import html
        >>> old, tip = html.fromstring("<div class=fee><p class=old></p><p class=tip></p></div>")
        >>> styles = Styles([".fee .old { text-decoration: line-through } .tip { display: none } @media print { .tip { display: block } }"])
        >>> fee = styles.names(old.getparent())
        >>> [sorted(styles.effects("p", one, [fee, styles.names(one)])) for one in (old, tip)]
        [['struck'], []]
    """

    def __init__(self, style_sheets: Iterable[str] = (), shared: Styles | None = None) -> None:
        self._rules: dict[Effect, _Rules] = {}
        self._shared = shared._rules if shared else {}
        """The rules that hold for all pages of a book, which are read once."""
        self._book = shared or self
        self._characters_left = MAX_STYLES
        """Characters of style sheets that are still read, of all pages of a book together."""
        composed = 0
        for selectors, rule, conditional in _rules(self._book._bounded(css) for css in style_sheets):
            effects: list[Effect] = [
                name for name, pattern in _EFFECTS.items() if (name == "shown" or not conditional) and pattern.search(rule)
            ]
            for selector in selectors if effects else ():
                if len(selector.parts) == 1 and len(selector.parts[0]) == 1:
                    for effect in effects:
                        self._rules.setdefault(effect, _Rules()).simple.add(selector.parts[0][0])
                elif composed < _COMPOSED:
                    composed += 1
                    for effect in effects:
                        self._rules.setdefault(effect, _Rules()).composed.setdefault(selector.parts[-1][-1], []).append(selector)

    def _bounded(self, css: str) -> str:
        """The beginning of the CSS that is still read; it uses up what is left."""
        css = css[: self._characters_left]
        self._characters_left -= len(css)
        return css

    @classmethod
    def of(cls, tree: Any, shared: Styles | None = None) -> Styles:
        """The styles in a page's own `style` elements, and those that it shares with other pages."""
        return cls((element.text or "" for element in tree.iter("style")), shared)

    def names(self, element: Any) -> frozenset[str]:
        """The names by which selectors can refer to an element; none if the page has no rules."""
        if not (self._rules or self._shared) or not isinstance(element.tag, str):
            return frozenset()
        identifier = element.get("id")
        classes = (element.get("class") or "").split()
        return frozenset([name_of(element), *(f".{one}" for one in classes), *([f"#{identifier}"] if identifier else [])])

    def effects(self, name: str, element: Any, above: Sequence[frozenset[str]]) -> frozenset[Effect]:
        """What styles and attributes do to an element.

        Args:
            name: its tag in lower case.
            element: the element.
            above: the `names` of the elements that it stands in, the outermost first, and its own last.
        """
        style = element.get("style") or ""
        classes = (element.get("class") or "").split()
        own: set[Effect] = {effect for effect, pattern in _EFFECTS.items() if pattern.search(style)} if style else set()
        for known in (self._shared, self._rules):
            own |= {effect for effect, rules in known.items() if effect not in own and rules.hold_for(above)}
        if name in _STRUCK:
            own.add("struck")
        inline = style and _HIDES.search(style)
        if (
            (name == "dialog" and element.get("open") is None)
            or element.get("hidden") is not None
            or inline
            or not _UNSEEN.isdisjoint(classes)
        ):
            return frozenset({"hidden"})
        return frozenset(own - {"hidden", "shown"}) if "shown" in own else frozenset(own)


def acting(name: str, effects: frozenset[str]) -> str:
    """The tag of the element that a styled element looks like: a raised `span` looks like `sup`."""
    if name in ("div", "p", "section") and "inline" in effects:
        return "span"
    if name in ("span", "small", "font") and ("raised" in effects or "lowered" in effects):
        return "sup" if "raised" in effects else "sub"
    return name


def _matches(selector: _Selector, above: Sequence[frozenset[str]]) -> bool:
    """Whether a selector matches the last element: each part, innermost first, must match the nearest ancestor that it fits."""
    if not above[-1].issuperset(selector.parts[-1]):
        return False
    at, lowest = len(above) - 2, max(0, len(above) - _CLIMB)
    for part, child in zip(selector.parts[-2::-1], selector.child[:0:-1], strict=True):
        while at >= lowest and not child and not above[at].issuperset(part):
            at -= 1
        if at < lowest or not above[at].issuperset(part):
            return False
        at -= 1
    return True


def _rules(style_sheets: Iterable[str]) -> Iterator[tuple[list[_Selector], str, bool]]:
    """The selectors of each rule, what it says, and whether it stands under a condition (`@media print` and the like)."""
    for css in style_sheets:
        preludes: list[str] = []
        conditions = 0
        for found in _BRACE.finditer(_COMMENT.sub("", css)):
            before = found.group(1)
            if found.group(2) == "{":
                preludes.append(before.rsplit(";", 1)[-1].strip())
                conditions += _is_condition(preludes[-1])
            elif found.group(2) and preludes:
                prelude = preludes.pop()
                conditions -= _is_condition(prelude)
                if not prelude.startswith("@"):
                    selectors = [one for text in prelude.split(",") if (one := _selector(text))]
                    yield selectors, before, conditions > 0


def _is_condition(prelude: str) -> bool:
    return prelude.startswith("@") and not _SCREEN.match(prelude)


def _selector(text: str) -> _Selector | None:
    """A selector of names alone; None for others.

    Example: "ul > li.old" -> the parts ("ul",) and ("li", ".old"), the second a child of the first.
    """
    parts: list[tuple[str, ...]] = []
    child: list[bool] = []
    direct = False
    for piece in text.replace(">", " > ").split():
        if piece == ">":
            direct = True
            continue
        if not _PART.fullmatch(piece):
            return None
        parts.append(tuple(_NAME.findall(piece)))
        child.append(direct)
        direct = False
    return _Selector(tuple(parts), tuple(child)) if parts and not direct else None
