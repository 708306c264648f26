"""Where the sentences of a paragraph end.

This follows the simple cases of Kiss and Strunk (2006): a terminator, closing quotes, white space, and then a possible first word of a
sentence. After an abbreviation, a sentence ends only before a word that mostly begins sentences. `tests/benchmarks/names.py` measures this.
A text without full stops would be one sentence; so a very long one is cut at a blank.

    >>> sentence_ends("Dr. Berg left. She took No. 7.")
    [14]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

LONGEST = 1_000
"""Code points of the longest sentence: what is shown around an answer is no longer."""
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?:\[[\w ]{1,25}\])*+(?=\s++[\"'“‘«(\[]*+(?:[A-Z0-9À-ÖØ-ÞĀ-ɏ]|[a-z][A-Z]))")
"""Possessive quantifiers, and a match only at the first of several stops: so a text full of stops takes linear time."""
_TITLES = frozenset(
    "mr mrs ms mx dr prof messrs mme mlle msgr fr col lt sgt cpl pvt brig capt maj cmdr rev hon gov sen rep gen adm supt mt ft approx ca cf vs viz "
    "e.g i.e".split()
)
"""Abbreviations that never end a sentence."""
_NUMBERED = frozenset(
    "no nos n° nr vol fig figs eq eqs tab p pp pop c sec secs ch chs art arts para paras op ver max min ext tel lb oz".split()
)
"""Abbreviations only before a number: "No. 7", but "She said no." """
_FINAL = frozenset(
    "st sr jr esq etc inc ltd co corp llc plc bros dept univ assn govt est ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues thu "
    "thur thurs fri ph.d al".split()
)
"""Abbreviations that end a sentence only before one of `_STARTERS`; so do initials ("Albert I. Crane", "the U.S. The")."""
_STARTERS = frozenset(
    "the a an this that these those it its he she they we i you his her their our my there here in on at by for from after before when while "
    "where why how who what which if as although though because since but and or so yet however meanwhile nobody everyone some many most all "
    "both each no not nevertheless then later today did do does is was are were".split()
)
_NEXT = re.compile(r"[\s\"'“‘«(\[]*([^\W_]+)")
_AT_END = re.compile(r"[.!?…][\"'”’»)\]]*(?:\[[\w ]{1,25}\])*$")


def sentence_ends(text: str) -> list[int]:
    """Where the sentences of a paragraph end, in order, but for its own end; one of more than `LONGEST` code points has several ends."""
    ends = [stop.end() for stop in _END.finditer(text) if not (stop.group().startswith(".") and _is_abbreviation(text, stop))]
    if len(text) <= LONGEST:
        return ends
    edges = pairwise([0, *ends, len(text)])
    return [end for start, to in edges for end in (*_cuts(text, start, to), to)][:-1]


def ends_sentence(text: str) -> bool:
    """Whether a text ends where a sentence may end.

    >>> ends_sentence("She left.”"), ends_sentence("She left for")
    (True, False)
    """
    return bool(_AT_END.search(text[-40:].rstrip()))


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Where a sentence `[start, end)` that is too long is cut: after a blank, or anywhere where there is none."""
    while end - start > LONGEST:
        start = text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        yield start


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop is part of an abbreviation and does not end the sentence."""
    before = text[max(0, stop.start() - 40) : stop.start()]  # no abbreviation is longer, and a paragraph can be a book
    words = before.rsplit(None, 1)[-1:]
    if not words or before[-1:].isspace():
        return False
    written = words[0].lstrip("(\"'“‘[")
    stem = written.lower()
    following = _NEXT.match(text, stop.end())
    after = following.group(1) if following else ""
    if stem in _TITLES or (stem in _NUMBERED and after[:1].isdigit()):
        return True
    initials = bool(re.fullmatch(r"[A-ZÀ-Þ]|[a-z](?:\.[a-z])+", written if len(stem) == 1 else stem))
    return (initials or stem in _FINAL) and after.lower() not in _STARTERS
