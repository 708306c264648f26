"""Formulas of web pages (MathML) and of Word (OMML) -> one line of text: E = mc², (a + b)/2, √(x), T_max. Plain Python."""

from __future__ import annotations

from typing import Any

from qa_bot.loading.superscripts import subscript, superscript

_DEEPEST = 40
"""Levels of nesting; what lies deeper gives its bare words."""
_SPACED = frozenset("= < > ≤ ≥ ≠ ≈ ± + − - × · ∈ ⊂ → ⇒ ∼ ≡ ∝".split())
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))


def formula(element: Any) -> str:
    """The text of a MathML or an OMML element, in single spaces."""
    return " ".join(_text(element, 0).translate(_INVISIBLE).split())


def _text(element: Any, depth: int) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    if depth > _DEEPEST:
        return "".join(element.itertext())
    name = element.tag.rsplit("}", 1)[-1]
    if name in ("annotation", "annotation-xml", "mphantom") or name.endswith("Pr") or _is_unseen(element, name):
        return ""
    if name == "mo":
        sign = (element.text or "").strip()
        return f" {sign} " if sign in _SPACED else sign
    if name in ("t", "mi", "mn", "ms", "mtext"):
        return element.text or ""
    parts = [_text(child, depth + 1) for child in element if isinstance(child.tag, str) and not child.tag.endswith("Pr")]
    return _SHAPES[name](element, parts) if name in _SHAPES else _joined(name, parts)


def _is_unseen(element: Any, name: str) -> bool:
    """Whether a part only takes room: a phantom of Word's, or a run that is hidden."""
    wanted = {"phant": ("phantPr", "show"), "r": ("rPr", "vanish")}.get(name)
    found = [one for part in element if wanted and _named(part, wanted[0]) for one in part if _named(one, wanted[1])]
    off = any(_value(one) in ("0", "false", "off") for one in found)
    return bool(found) and (off if name == "phant" else not off)


def _named(element: Any, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rsplit("}", 1)[-1] == name


def _joined(name: str, parts: list[str]) -> str:
    rows = {"mtr": ", ", "mr": ", ", "mtable": "; ", "m": "; ", "eqArr": "; "}
    return rows.get(name, "").join(parts)


def _closed(text: str) -> str:
    """A part of a fraction or a power, in brackets where it is more than one word."""
    text = text.strip()
    return text if text.replace(".", "").replace(",", "").isalnum() or not text else f"({text})"


def _fraction(_: Any, parts: list[str]) -> str:
    above, below = _padded(parts, 2)
    return f"{_closed(above)}/{_closed(below)}"


def _power(_: Any, parts: list[str]) -> str:
    base, raised = _padded(parts, 2)
    return base + superscript(raised.strip(), base)


def _index(_: Any, parts: list[str]) -> str:
    base, lowered = _padded(parts, 2)
    return base + subscript(lowered.strip(), base)


def _both(_: Any, parts: list[str]) -> str:
    base, lowered, raised = _padded(parts, 3)
    return base + subscript(lowered.strip(), base) + superscript(raised.strip(), base)


def _before(_: Any, parts: list[str]) -> str:
    """What Word sets before its base: the numbers of an isotope."""
    lowered, raised, base = _padded(parts, 3)
    return superscript(raised.strip(), "") + subscript(lowered.strip(), "") + base


def _multiscripts(element: Any, parts: list[str]) -> str:
    """The same of MathML: the base, pairs of what stands lower and higher behind it, and behind `mprescripts` those before it."""
    names = [child.tag.rsplit("}", 1)[-1] for child in element if isinstance(child.tag, str)]
    base, at = _padded(parts, 1)[0], names.index("mprescripts") if "mprescripts" in names else len(names)
    behind, before = parts[1:at], parts[at + 1 :]
    after = "".join(subscript(low.strip(), base) + superscript(high.strip(), base) for low, high in _pairs(behind))
    return "".join(superscript(high.strip(), "") + subscript(low.strip(), "") for low, high in _pairs(before)) + base + after


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    return list(zip(parts[::2], [*parts[1::2], ""], strict=False))


def _root(element: Any, parts: list[str]) -> str:
    name = element.tag.rsplit("}", 1)[-1]
    degree = ""
    if name == "mroot":
        parts, degree = parts[:1], superscript(_padded(parts, 2)[1].strip(), "")
    elif name == "rad" and len(parts) > 1:
        degree, parts = superscript(parts[0].strip(), "") if parts[0].strip() else "", parts[1:]
    return f"{degree}√{_closed(''.join(parts))}"


def _fenced(element: Any, parts: list[str]) -> str:
    marks = {child.tag.rsplit("}", 1)[-1]: _value(child) for child in element.iter() if isinstance(child.tag, str)}
    opening, closing = element.get("open") or marks.get("begChr") or "(", element.get("close") or marks.get("endChr") or ")"
    return f"{opening}{', '.join(part.strip() for part in parts)}{closing}"


def _sum(element: Any, parts: list[str]) -> str:
    sign = next((_value(child) for child in element.iter() if isinstance(child.tag, str) and child.tag.endswith("}chr")), "∫")
    low, high, rest = _padded(parts, 3)
    bounds = f"_{_closed(low)}" * bool(low.strip()) + f"^{_closed(high)}" * bool(high.strip())
    return f"{sign}{bounds} {rest}"


def _function(_: Any, parts: list[str]) -> str:
    return " ".join(part.strip() for part in parts)


def _value(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "val"), "")


def _padded(parts: list[str], count: int) -> list[str]:
    return [*parts, *[""] * count][:count]


_SHAPES = {
    **dict.fromkeys(("mfrac", "f"), _fraction),
    **dict.fromkeys(("msup", "sSup"), _power),
    **dict.fromkeys(("msub", "sSub", "munder", "limLow"), _index),
    **dict.fromkeys(("msubsup", "sSubSup", "munderover"), _both),
    **dict.fromkeys(("msqrt", "mroot", "rad"), _root),
    **dict.fromkeys(("mfenced", "d"), _fenced),
    "sPre": _before,
    "mmultiscripts": _multiscripts,
    "nary": _sum,
    "func": _function,
}
