"""The letters of an English keyboard: which key is beside which."""

from __future__ import annotations

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {key: (row, at + row * 0.5) for row, keys in enumerate(ROWS) for at, key in enumerate(keys)}
"""The row and the column of each key. Each row begins half a key farther to the right."""
BESIDE = {key: other for keys in ROWS for key, other in zip(keys, keys[1:] + keys[-2], strict=True)}
"""The key to the right of each key, or to the left of the last one in its row."""


def are_neighbours(key: str, other: str) -> bool:
    """Whether two keys touch each other; a key touches itself.

    >>> [are_neighbours("g", other) for other in ("h", "t", "j", "1")]
    [True, True, False, False]
    """
    if key not in _PLACES or other not in _PLACES:
        return False
    (row, at), (other_row, other_at) = _PLACES[key], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1
