"""Where a span begins and ends in the text, once the model has chosen its tokens.

Tokens are cut for a model, not for people: some tokenizers count the space before a word as the word's, and a model
that answers with what somebody said often takes only one of the two quotation marks. A quotation mark or bracket whose
partner stands just beyond the span takes it in; a single one at an end of the span that has no partner in it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FAMILIES = (("“„", "”“"), ("«", "»"), ("(", ")"), ("[", "]"), ('"', '"'))
"""What opens and what closes; “ closes what „ has opened. Single quotation marks are missing, since most are apostrophes."""
_NO_MARK = re.compile(r"(?<=\d['’′]\d)\"|(?<=\d['’′]\d\d)\"|(?<=[:;=])-?[()]")
"""Inches in 5'11", and the mouth of :-)."""


def settle(text: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """The bounds of spans as they are shown, in the order of `ranges`; none overlaps another.

    Args:
        text: what the ranges count in.
        ranges: `[start, end)` of each span in code points, the best first; each holds more than white space and none overlaps another.

    Returns:
        The bounds, or None for a span of nothing but a mark that a better one took in.
    """
    found: list[tuple[int, int] | None] = []
    for chosen_start, chosen_end in ranges:
        taken = [bounds for bounds in found if bounds]
        low = max((bounds[1] for bounds in taken if bounds[0] <= chosen_start), default=0)
        high = min((bounds[0] for bounds in taken if bounds[0] > chosen_start), default=len(text))
        start, end = max(chosen_start, low), min(chosen_end, high)
        found.append(_settle(text, start, end, low, high) if text[start:end].strip() else None)
    return found


def _settle(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The bounds of one span, which may grow within `[low, high)`."""
    start, end = _strip(text, start, end)
    while True:  # each round brings a mark to its partner
        lone = [mark for family in FAMILIES for mark in _without_partner(text[start:end], *family)]
        if start > low and any(text[start - 1] in partners for _, partners, side in lone if side == "before"):
            start -= 1
        elif end < high and any(text[end] in partners for _, partners, side in lone if side == "after"):
            end += 1
        else:
            break
    # where several lack their partner they may belong together, as in [0, 1)
    places = {place for place, _, _ in lone}
    shorter = (start + 1, end) if places == {0} else (start, end - 1)
    if places in ({0}, {end - start - 1}) and not _is_inches(text[start:end]):
        left = _strip(text, *shorter, ",;:")
        if any(character.isalnum() for character in text[slice(*left)]):
            return left
    return start, end


def _strip(text: str, start: int, end: int, more: str = "") -> tuple[int, int]:
    """A range without the white space, and what stands in `more`, at its ends."""
    while start < end and (text[start].isspace() or text[start] in more):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in more):
        end -= 1
    return start, end


def _without_partner(piece: str, opening: str, closing: str) -> list[tuple[int, str, str]]:
    """The marks of a family that lack their partner: where each stands, what may be its partner, and whether before or after.
    Straight quotation marks all look the same, so that of an odd number any may be the one, and on either side.
    """
    others = {match.end() - 1 for match in _NO_MARK.finditer(piece)}
    places = [place for place, character in enumerate(piece) if character in opening + closing and place not in others]
    if opening == closing:
        return [(place, opening, side) for place in places for side in ("before", "after")] if len(places) % 2 else []
    opened: list[int] = []
    closed: list[int] = []
    for place in places:
        mark = piece[place]
        if mark in closing and opened and piece[opened[-1]] != mark:
            opened.pop()
        elif mark not in opening:
            closed.append(place)
        elif not (opened and piece[:place].endswith("\n")):  # a quotation that goes on opens again in each paragraph
            opened.append(place)
    return [(place, closing, "after") for place in opened] + [(place, opening, "before") for place in closed]


def _is_inches(piece: str) -> bool:
    return piece.endswith('"') and piece[-2:-1].isnumeric()
