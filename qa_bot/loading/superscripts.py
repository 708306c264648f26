"""Superscripts and subscripts -> plain text that cannot be misread: 10²¹, m², CO₂, 75², e^kt, T_max. Plain Python.

What has a Unicode superscript or subscript is written with it; what has none stands after ^ or _ (as in TeX). Ordinals ("21st") and
abbreviations ("Mme") are words with a raised end and are joined; the mark of a note stands in brackets.

Example:
    >>> superscript("21", "10"), superscript("st", "21"), superscript("kt", "e"), superscript("TM", "Gull")
    ('²¹', 'st', '^kt', '™')
    >>> subscript("2", "CO"), subscript("max", "T")
    ('₂', '_max')
    >>> note("4"), note("[4]"), note("*")
    ('[4]', '[4]', '*')
"""

from __future__ import annotations

_RAISED = dict(zip("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_ORDINALS = frozenset("st nd rd th e er re ère ème eme nde".split())
_SIGNS = {"TM": "™", "tm": "™", "SM": "℠"}
_KEPT = ",.;–/′*†‡§¶°®©™ªº"
"""What stands as it is between raised characters."""
_LONGEST = 10
"""Characters of the longest exponent; what is longer is a phrase in small type."""


def superscript(text: str, before: str) -> str:
    """A superscript as plain text, given the text `before` it."""
    stem = before[-1:]
    if text in _SIGNS or (stem.isdigit() and text in _ORDINALS):
        return _SIGNS.get(text, text)
    if text.isalpha() and len(text) > 1:
        # M<sup>me</sup> is a word; e<sup>kt</sup> is a power
        return text if (len(before) > 1 and before[-2:].isalpha()) or (stem.isupper() and text.islower()) else f"^{text}"
    return _written(text, stem, _RAISED, "^")


def subscript(text: str, before: str) -> str:
    """A subscript as plain text, given the text `before` it."""
    if text.isalpha() and len(text) > 1:
        return f"_{text}"
    return _written(text, before[-1:], _LOWERED, "_")


def note(text: str) -> str:
    """The mark of a note: a number or a letter in brackets, a sign as it is."""
    return f"[{text}]" if text.isalnum() and len(text) <= 4 else text


def _written(text: str, stem: str, signs: dict[str, str], mark: str) -> str:
    if all(character in signs or character in _KEPT for character in text):
        return "".join(signs.get(character, character) for character in text)
    if text[:1] in "[(" or len(text) > _LONGEST or " " in text.strip():
        return text if text[:1] in "[(" or not stem.isalnum() else f" {text}"
    return mark + (text if text.isalnum() else f"({text})")
