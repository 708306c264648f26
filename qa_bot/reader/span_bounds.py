"""Adjust the bounds of a span after the model has chosen its tokens.

Token bounds do not always suit people: a token may include the space before a word or be only a part of an identifier, and models often
select only one of two quotation marks. `settle` therefore

- keeps words, numbers and hyphenated words whole ("29-year" -> "29-year-old");
- adds a quotation mark or bracket if its partner is in the span, and removes one without a partner;
- removes brackets around the whole span;
- keeps the full stop of an abbreviation ("U.S.").

`qualified` adds words before a span that change its meaning ("more than", "not").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FAMILIES = (("“„", "”“"), ("«", "»"), ("(", ")"), ("[", "]"), ('"', '"'))
"""Opening and closing marks; “ closes „. Single quotation marks are left out, because most of them are apostrophes."""
_NO_MARK = re.compile(r"(?<=\d['’′]\d)\"|(?<=\d['’′]\d\d)\"|(?<=[:;=])-?[()]")
"""Characters that are not quotation marks or brackets: inches in 5'11", and smileys."""
_LETTER = re.compile(r"\w")
_LONGEST = 30
"""Maximum length of an abbreviation or the first part of a compound, in characters."""
_COMPOUND = re.compile(r"\w-\w+$")
"""A span that ends inside a hyphenated word: "29-year". A span before the first hyphen may be the full answer ("Paris"-based)."""
_COMPOUND_END = re.compile(r"(?:-\w+)+")
_COMPOUND_FRONT = re.compile(r"(?<![\w-])(?:\d[\w.,]*|non|anti|un|ex|semi|pre|post)-(?:\w+-)*$", re.IGNORECASE)
"""The part before a hyphen that changes the meaning of the span after it: "29-|year-old", "non-|smokers"."""
_CURRENCIES = "$€£¥₹"
_ABBREVIATED = re.compile(
    r"(?<![\w.])(?:[A-Za-z]\.)+[A-Za-z]$|(?<!\w)(?:Inc|Ltd|Co|Corp|Bros|Jr|Sr|St|Ave|Blvd|Rd|Dept|Est|Mt|Ft|Ph\.?D|etc|al|approx|ca)$"
)
"""An abbreviation before its full stop. A single letter is not one ("vitamin C.")."""
_NUMBER = r"(?:[$€£¥₹]\s?)?\d|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|hundreds?|thousands?|millions?)\b"
_LIMITED = re.compile(
    r"\b(?:(?:no |not )?(?:more|less|fewer|greater|longer|later|earlier|higher|lower) than|at (?:least|most)|(?:just |well )?(?:over|under)|up to|about|almost"
    r"|nearly|approximately|roughly|around|as (?:many|much|few|little) as)\s+$",
    re.IGNORECASE,
)
"""Words before a number that change its meaning."""
_DENIED = re.compile(
    r"\b(?:(?:is|are|was|were) )?(?:not|no|never|cannot|unable to|(?:do|does|did|is|are|was|were|has|have|had|would|could|should|wo|ca)n['’]t)\s+$",
    re.IGNORECASE,
)
"""Words before a span that negate it."""
_UNREAL = re.compile(r"\b(?:former|acting|alleged|suspected|proposed|planned|would-be|future)\s+$", re.IGNORECASE)
"""Words before a span by which it is not so now, or not surely."""
_DENYING = re.compile(r"\b(?:not|no|never|cannot|unable|without)\b|n['’]?t\b", re.IGNORECASE)


def qualified(question: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Extend a span by the words before it that change its meaning.

    >>> text = "He sold more than 200 lamps. They are not safe, said the former mayor."
    >>> asked = ("How many?", (18, 21)), ("Are they safe?", (42, 46)), ("Who said so?", (64, 69))
    >>> [text[slice(*qualified(question, text, *bounds))] for question, bounds in asked]
    ['more than 200', 'are not safe', 'former mayor']

    Args:
        question: what was asked; if it is negated itself, the span is not extended by a negation.
        text: the article's text.
        start: the span's first code point.
        end: one past its last code point.
    """
    before = max(0, start - _LONGEST)
    limited = _LIMITED.search(text, before, start) if re.match(_NUMBER, text[start:end], re.IGNORECASE) else None
    denied = None if limited or _DENYING.search(question) else _DENIED.search(text, before, start)
    found = limited or denied or _UNREAL.search(text, before, start)
    return (found.start(), end) if found and "\n" not in found.group() else (start, end)


def settle(text: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Adjust the bounds of spans so that they can be shown, in the order of `ranges`. They never overlap.

    >>> text = "He won in the U.S. at 29."
    >>> [text[start:end] for start, end in settle(text, [(10, 17)])]
    ['the U.S.']

    Args:
        text: the text that the ranges refer to.
        ranges: `[start, end)` of each span in code points, best first. No range is only white space, and they do not overlap.

    Returns:
        The bounds; None for a span that became part of a better one.
    """
    found: list[tuple[int, int] | None] = []
    for chosen_start, chosen_end in ranges:
        taken = [bounds for bounds in found if bounds]
        low = max((bounds[1] for bounds in taken if bounds[0] <= chosen_start), default=0)
        high = min((bounds[0] for bounds in taken if bounds[0] > chosen_start), default=len(text))
        start, end = max(chosen_start, low), min(chosen_end, high)
        if (start, end) != (chosen_start, chosen_end):  # what a better span took leaves a comma at the cut
            start, end = _strip(text, start, end, ",;:")
        found.append(_settle(text, start, end, low, high) if text[start:end].strip() else None)
    return found


def _settle(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Adjust the bounds of one span, which may grow within `[low, high)`."""
    start, end = _strip(text, start, end)
    start, end = _whole(text, start, end, low, high)
    while True:  # each round adds one missing partner of a mark
        lone = [mark for family in FAMILIES for mark in _without_partner(text[start:end], *family)]
        if start > low and any(text[start - 1] in partners for _, partners, side in lone if side == "before"):
            start -= 1
        elif end < high and any(text[end] in partners for _, partners, side in lone if side == "after"):
            end += 1
        else:
            break
    # several marks without partners may belong together, as in [0, 1)
    places = {place for place, _, _ in lone}
    shorter = (start + 1, end) if places == {0} else (start, end - 1)
    if places in ({0}, {end - start - 1}) and not _is_inches(text[start:end]):
        left = _strip(text, *shorter, ",;:")
        if any(character.isalnum() for character in text[slice(*left)]):
            start, end = left
    start, end = _unbracketed(text, start, end)
    return start, _with_full_stop(text, start, end, high)


def _whole(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Extend a range so that it cuts no word, number, amount of money or identifier, within `[low, high)`.

    >>> text = "the 29-year-old has $40 in blockSize100k"
    >>> [text[slice(*_whole(text, *bounds, 0, len(text)))] for bounds in ((4, 11), (21, 23), (36, 39))]
    ['29-year-old', '$40', 'blockSize100k']
    """
    while start > low and _LETTER.match(text, start - 1) and _LETTER.match(text, start):
        start -= 1
    while end < high and _LETTER.match(text, end - 1) and _LETTER.match(text, end):
        end += 1
    rest = _COMPOUND_END.match(text, end, high) if _COMPOUND.search(text, start, end) else None
    end = rest.end() if rest else end
    front = _COMPOUND_FRONT.search(text, max(low, start - _LONGEST), start)
    if front and text[start].isalnum():
        start = front.start()
    if start > low and text[start - 1] in _CURRENCIES and text[start].isdigit():
        start -= 1
    if end < high and text[end] == "%" and text[end - 1].isdigit():
        end += 1
    return start, end


def _unbracketed(text: str, start: int, end: int) -> tuple[int, int]:
    """Remove round brackets around a whole range: "(Harrow Press, Inc.)" -> "Harrow Press, Inc."."""
    inner = text[start + 1 : end - 1]
    if text[start] == "(" and text[end - 1] == ")" and "(" not in inner and ")" not in inner:
        bounds = _strip(text, start + 1, end - 1)
        if any(character.isalnum() for character in text[slice(*bounds)]):
            return bounds
    return start, end


def _with_full_stop(text: str, start: int, end: int, high: int) -> int:
    """The end of a range, with the full stop of an abbreviation at its end: "U.S" -> "U.S.", "Nils Aho & Co" -> "Nils Aho & Co."."""
    if end < high and text[end] == "." and _ABBREVIATED.search(text, max(start, end - _LONGEST), end):
        return end + 1
    return end


def _strip(text: str, start: int, end: int, more: str = "") -> tuple[int, int]:
    """Remove white space, and the characters in `more`, from both ends of a range."""
    while start < end and (text[start].isspace() or text[start] in more):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in more):
        end -= 1
    return start, end


def _without_partner(piece: str, opening: str, closing: str) -> list[tuple[int, str, str]]:
    """The marks of a family without a partner: their place, the possible partners, and on which side a partner is missing.

    Straight quotation marks all look the same; if their number is odd, any of them may lack a partner, on either side.
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
        elif not (opened and piece[:place].endswith("\n")):  # a long quotation has an opening mark in each paragraph
            opened.append(place)
    return [(place, closing, "after") for place in opened] + [(place, opening, "before") for place in closed]


def _is_inches(piece: str) -> bool:
    return piece.endswith('"') and piece[-2:-1].isnumeric()
