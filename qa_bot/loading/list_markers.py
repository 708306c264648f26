"""The marker of a list's next item, as HTML counts them: bullets, numbers, letters and Roman numbers. Plain Python."""

from __future__ import annotations

from typing import Any

from qa_bot.loading.elements import integer, name_of

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class ListMarkers:
    """The markers of one list.

    Args:
        element: the list.
    """

    def __init__(self, element: Any) -> None:
        self._ordered = name_of(element) == "ol"
        self._style = element.get("type") or "1"
        backwards = self._ordered and element.get("reversed") is not None
        self._step = -1 if backwards else 1
        self._number = integer(element.get("start"), sum(name_of(child) == "li" for child in element) if backwards else 1)

    def next(self, value: str | None = None) -> str:
        """The marker of the next item; `value` is the number that the item gives itself."""
        if not self._ordered:
            return "•"
        number = integer(value, self._number)
        self._number = number + self._step
        return f"{written(number, self._style)}."


def written(number: int, style: str) -> str:
    """A number as a list of a type writes it: 3 is "3", "c", "C", "iii" or "III"."""
    if style.lower() == "a" and number > 0:
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
        return letters if style == "a" else letters.upper()
    if style.lower() == "i" and 0 < number < 4000:
        letters = ""
        for value, signs in _ROMAN:
            count, number = divmod(number, value)
            letters += signs * count
        return letters if style == "i" else letters.upper()
    return str(number)
