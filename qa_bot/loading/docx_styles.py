"""What the properties of a Word run switch on, and what a style takes over from the one that it builds on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off"})
_Own = TypeVar("_Own")


def is_on(properties: Any, names: tuple[str, ...], default: bool) -> bool:
    """Whether one of a run's switches is on; `default` where it has none of them."""
    found = [] if properties is None else [one for name in names if (one := properties.find(_W + name)) is not None]
    return any((one.get(f"{_W}val") or "").lower() not in _OFF for one in found) if found else default


def inherited(styles: Mapping[str, Any], own: Callable[[Any], _Own | None]) -> dict[str, _Own | None]:
    """What each style says itself, or else the style that it builds on; each is looked at once.

    Args:
        styles: the styles by their names.
        own: what a style says itself; None where it says nothing.
    """
    known: dict[str, _Own | None] = {}
    for name in styles:
        passed, at, found = list[str](), name, None
        while at in styles and at not in known:
            known[at] = None  # until the end of the chain is known; so a circle ends
            passed.append(at)
            found = own(styles[at])
            if found is not None:
                break
            based = styles[at].find(f"{_W}basedOn")
            at = "" if based is None else based.get(f"{_W}val") or ""
        else:
            found = known.get(at)
        known |= dict.fromkeys(passed, found)
    return known
