"""Find the items of the enumeration that a span is or is part of, with natural bounds.

The sentence is cut into segments (`segments`). The enumeration starts with the segment that contains the span and grows to both sides while
the next segment has an item of the same type (`conjuncts`). There must be an "and" or "or" before the last item, because two things with
only a comma between them are usually one thing and its apposition. Uses rules, no model.
"""

from __future__ import annotations

import re

from qa_bot.dialogue.answers.coordination.conjuncts import (
    CLAUSE,
    LEADING,
    ConjunctType,
    head_of,
    is_aside,
    is_item,
    kind_at,
    may_lead,
    name_within,
    tail_of,
    whole_of,
)
from qa_bot.dialogue.answers.coordination.segments import JOINING, Bounds, Pieces, pieces_of
from qa_bot.dialogue.english.morphology import is_past
from qa_bot.function_words import COUNTS, FUNCTION, PREPOSITIONS

_ANNOUNCING = re.compile(r"[^.;:,()]{0,60}?(?::|,? (?:such as|including|namely|like)\b:?),?\s+(?=\S)")
_FRONTED = frozenset("according unlike despite following during".split()) | PREPOSITIONS


def enumeration(text: str, start: int, end: int, left: int, right: int) -> list[Bounds]:
    """The items of the enumeration that `[start, end)` is or is part of, in order. Without an enumeration, only the span.

    Args:
        text: the article's text.
        start: the span's first code point.
        end: one past its last code point.
        left: the start of its sentence.
        right: the end of its sentence.
    """
    given = (start, end)
    while end - start > 1 and text[end - 1] in ' ,;"”':
        end -= 1
    while end - start > 1 and text[start] in ' ,;"“':
        start += 1
    cut = pieces_of(text, start, end, left, right)
    first = next((i for i, (_, stop) in enumerate(cut.pieces) if start < stop), None)
    last = next((i for i, (_, stop) in enumerate(cut.pieces) if end <= stop), len(cut.pieces) - 1)
    if first is None or len(cut.pieces) < 2 or not cut.span:  # a span such as "–" has no words
        return [given]
    kind = kind_at(cut, max(start, cut.pieces[first][0]), min(end, cut.pieces[first][1]))
    inside = _inside(cut, start, end, first, last, kind)
    if not inside:
        return [given]
    complete = any(map(JOINING.search, cut.separators[first:last]))
    before = _before(cut, start, first, kind) if not complete and _opens(cut, start, first, kind) else []
    after = _after(cut, end, last, kind) if not complete and _closes(cut, end, last) else []
    found = [*before, *inside, *after]
    # it ends with the item after the last "and"; without "and", it must end the sentence and have three items or more
    joined = [at for at, (piece, _) in enumerate(found) if at and any(map(JOINING.search, cut.separators[found[at - 1][0] : piece]))]
    closed = not cut.text[cut.pieces[found[-1][0]][1] : right].strip(' .!?"”’)')
    if joined and found.index(inside[-1]) <= joined[-1]:
        found = found[: joined[-1] + 1]
    elif not (closed and len(found) > 2):
        found = inside if len(inside) > 1 else []
    if len(found) > 2 and found[0][0] + 1 == found[1][0] and not JOINING.search(cut.separators[found[0][0]]):
        counted = [COUNTS.get(word.lower) for word in cut.words(*found[0][1])[:2]]
        oxford = len(found) == 3 and cut.separators[found[2][0] - 1].startswith((",", '",'))  # "two pears, a plum, and a fig" are three
        if len(found) - 1 in counted and not oxford:  # "two speeches, the first and the second"
            found = found[1:]
    whole = all(text.count("(", *bounds) == text.count(")", *bounds) for _, bounds in found)
    return [bounds for _, bounds in found] if len(found) > 1 and whole else [given]


def announced(text: str, end: int, right: int) -> int | None:
    """The start of the enumeration that a span introduces, as in "three colours: red, ..." or "fruit such as apples, ..."; None without one.

    Args:
        text: the article's text.
        end: one past the span's last code point.
        right: the end of its sentence.
    """
    found = _ANNOUNCING.match(text, end, right)
    return found.end() if found else None


def _inside(cut: Pieces, start: int, end: int, first: int, last: int, kind: ConjunctType) -> list[tuple[int, Bounds]] | None:
    """Split the span itself into its items. None if its segments are not items."""
    if first == last:
        named = name_within(cut, start, end, whole=True, given=True) if kind == "name" else None
        return [(first, named if named and named[1] == end else (start, end))]
    found = []
    for at in range(first, last + 1):
        bounds = (max(start, cut.pieces[at][0]), min(end, cut.pieces[at][1]))
        if bounds[0] >= bounds[1]:
            continue
        note = re.search(r"\s*\([^()]*\)$", cut.text[slice(*bounds)])
        bounds = (bounds[0], bounds[0] + note.start()) if note and note.start() else bounds
        named = name_within(cut, *bounds, whole=at < last, given=True) if kind == "name" and at > first else None
        rest = cut.words(named[1], bounds[1])[:1] if named and named[1] < bounds[1] else []
        # without "lyricist" before a name or "in the north" behind it, but with the noun of "Polish governments"
        if named and not any(word.lower not in FUNCTION and not is_past(word.text) and not word.text.endswith("ly") for word in rest):
            bounds = named
        elif kind == "name" and at > first and is_aside(cut, *bounds) and at < last:
            continue
        elif not is_item(cut.words(*bounds)):
            return None
        found.append((at, bounds))
    return found


def _opens(cut: Pieces, start: int, piece: int, kind: ConjunctType) -> bool:
    """Whether the words before the span in its segment may all come before an item."""
    words = cut.words(cut.pieces[piece][0], start) if start > cut.pieces[piece][0] else []
    if kind == "name" and len(words) > 1 and words[0].text[0].isupper() and words[-1].text.islower():
        words = words[1:]  # "British banker" before a name
    said = next((i for i, word in enumerate(words) if word.lower in PREPOSITIONS), 0)
    return piece > 0 and all(may_lead(cut, word, kind) for word in words) and all(word.lower in LEADING for word in words[:said])


def _closes(cut: Pieces, end: int, piece: int) -> bool:
    """Whether an item may follow: there is no verb between the span and the end of its segment."""
    if announced(cut.text, end, cut.pieces[piece][1]) is not None:
        return False  # what follows "three colours: red" are colours
    rest = cut.words(end, cut.pieces[piece][1]) if end < cut.pieces[piece][1] else []
    return not any(word.lower in CLAUSE or is_past(word.text) for word in rest)


def _before(cut: Pieces, start: int, piece: int, kind: ConjunctType) -> list[tuple[int, Bounds]]:
    found: list[tuple[int, Bounds]] = []
    length = len(cut.words(start, cut.pieces[piece][1]))
    for at in range(piece - 1, -1, -1):
        bounds = cut.pieces[at]
        if bounds[0] >= bounds[1]:
            break
        whole = whole_of(cut, at, kind) if at else None
        if whole:
            found.insert(0, (at, whole))
            continue
        if kind == "name" and at and is_aside(cut, *bounds):
            continue
        tail = tail_of(cut, *bounds, kind, length)
        # "In Paris, Anna and Nils": a phrase at the start of the sentence is not an item
        if tail and not (
            at == 0
            and not JOINING.search(cut.separators[0])
            and cut.words(*bounds)[0].lower in _FRONTED
            and cut.words(*bounds)[0].text[0].isupper()
        ):
            found.insert(0, (at, tail))
        break
    return found


def _after(cut: Pieces, end: int, piece: int, kind: ConjunctType) -> list[tuple[int, Bounds]]:
    found: list[tuple[int, Bounds]] = []
    joined = False
    for at in range(piece + 1, len(cut.pieces)):
        joining = bool(JOINING.search(cut.separators[at - 1]))
        if joined and not joining:
            break
        joined = joined or joining
        bounds = cut.pieces[at]
        if bounds[0] >= bounds[1]:
            continue
        words = cut.words(*bounds)
        if kind == "thing" and words and is_past(words[0].text) and not is_past(cut.span[0]):
            break  # "and died in Oslo" goes on with a verb
        whole = whole_of(cut, at, kind)
        if whole:
            found.append((at, whole))
            continue
        if kind == "name" and not joining and is_aside(cut, *bounds):
            continue
        head = head_of(cut, *bounds, kind) if joining else None
        if head:
            found.append((at, head))
        break
    return found
