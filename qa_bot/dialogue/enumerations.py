"""The enumeration that a span is or stands in -> its items, with the bounds that a person would give them.

Of a sentence that is cut in pieces (`pieces`), the one that holds the span is where the enumeration grows from, to both sides, as long as the neighbours are of its kind (names, numbers, other things); it needs an "and" or "or" before its last item, since two things with no
more than a comma between them are mostly one thing and its apposition. Rules, no model.
"""

from __future__ import annotations

import re
from typing import Literal

from qa_bot.dialogue.pieces import JOINING, Bounds, Pieces, pieces_of
from qa_bot.dialogue.wording import AUXILIARIES, COUNTS, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS, Word, is_past

Kind = Literal["name", "number", "thing"]

LONGEST = 12
"""Words of the longest item."""
_ANNOUNCING = re.compile(r"[^.;:,()]{0,60}?(?::|,? (?:such as|including|namely|like)\b:?),?\s+(?=\S)")
_INNER = frozenset("of the de la le van von der den du al bin da di and & st".split())
"""Lower-case words inside a name; "and" only where it was not taken for a separator."""
_LEADING = frozenset("both either neither namely respectively including like such as then also later finally".split())
_FRONTED = frozenset("according unlike despite following during".split()) | PREPOSITIONS
_CLAUSE = (AUXILIARIES - {"'s"}) | frozenset("which who that whom whose when where while because if he she they we i you it there".split())


def enumeration(text: str, start: int, end: int, left: int, right: int) -> list[Bounds]:
    """The items of the enumeration that `[start, end)` is or stands in, in order; where there is none, the span alone.

    Args:
        text: the article's.
        start: the span's first code point.
        end: behind its last one.
        left: where its sentence begins.
        right: where its sentence ends.
    """
    given = (start, end)
    while end - start > 1 and text[end - 1] in ' ,;"”':
        end -= 1
    while end - start > 1 and text[start] in ' ,;"“':
        start += 1
    cut = pieces_of(text, start, end, left, right)
    first = next((i for i, (_, stop) in enumerate(cut.pieces) if start < stop), None)
    last = next((i for i, (_, stop) in enumerate(cut.pieces) if end <= stop), len(cut.pieces) - 1)
    if first is None or len(cut.pieces) < 2:
        return [given]
    kind = _kind(cut, max(start, cut.pieces[first][0]), min(end, cut.pieces[first][1]))
    inside = _inside(cut, start, end, first, last, kind)
    if inside is None:
        return [given]
    complete = any(map(JOINING.search, cut.separators[first:last]))
    before = _before(cut, start, first, kind) if not complete and _opens(cut, start, first, kind) else []
    after = _after(cut, end, last, kind) if not complete and _closes(cut, end, last) else []
    found = [*before, *inside, *after]
    # it ends with what follows the last "and"; without one it must be the end of the sentence, and three things
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
    """Where the enumeration begins that a span announces, as in "three colours: red, ..." or "fruit such as apples, ..."; None without one.

    Args:
        text: the article's.
        end: behind the span's last code point.
        right: where its sentence ends.
    """
    found = _ANNOUNCING.match(text, end, right)
    return found.end() if found else None


def _kind(cut: Pieces, start: int, end: int) -> Kind:
    words = [word for word in cut.words(start, end) if word.lower not in DETERMINERS]
    stop = next((i for i, word in enumerate(words) if i and word.text.islower() and word.lower in FUNCTION), len(words))
    if not words:
        return "thing"
    if words[stop - 1].text[0].isupper() and (words[0].text[0].isupper() or (stop == len(words) < 6 and words[0].lower not in FUNCTION)):
        return "name"
    return "number" if words[0].text[0].isdigit() and len(words) == 1 else "thing"


def _inside(cut: Pieces, start: int, end: int, first: int, last: int, kind: Kind) -> list[tuple[int, Bounds]] | None:
    """The span itself, cut into its items; None where its pieces are no items."""
    if first == last:
        named = _named(cut, start, end, whole=True, given=True) if kind == "name" else None
        return [(first, named if named and named[1] == end else (start, end))]
    found = []
    for at in range(first, last + 1):
        bounds = (max(start, cut.pieces[at][0]), min(end, cut.pieces[at][1]))
        if bounds[0] >= bounds[1]:
            continue
        note = re.search(r"\s*\([^()]*\)$", cut.text[slice(*bounds)])
        bounds = (bounds[0], bounds[0] + note.start()) if note and note.start() else bounds
        named = _named(cut, *bounds, whole=at < last, given=True) if kind == "name" and at > first else None
        rest = cut.words(named[1], bounds[1])[:1] if named and named[1] < bounds[1] else []
        # without "lyricist" before a name or "in the north" behind it, but with the noun of "Polish governments"
        if named and not any(word.lower not in FUNCTION and not is_past(word.text) and not word.text.endswith("ly") for word in rest):
            bounds = named
        elif kind == "name" and at > first and _is_aside(cut, *bounds) and at < last:
            continue
        elif not _is_item(cut.words(*bounds)):
            return None
        found.append((at, bounds))
    return found


def _opens(cut: Pieces, start: int, piece: int, kind: Kind) -> bool:
    """Whether nothing but what may lead an item stands before the span in its piece."""
    words = cut.words(cut.pieces[piece][0], start) if start > cut.pieces[piece][0] else []
    if kind == "name" and len(words) > 1 and words[0].text[0].isupper() and words[-1].text.islower():
        words = words[1:]  # "British banker" before a name
    said = next((i for i, word in enumerate(words) if word.lower in PREPOSITIONS), 0)
    return piece > 0 and all(_leads(cut, word, kind) for word in words) and all(word.lower in _LEADING for word in words[:said])


def _leads(cut: Pieces, word: Word, kind: Kind) -> bool:
    if word.lower in DETERMINERS | _LEADING:
        return True
    if word.lower in PREPOSITIONS:  # "to Rome, and to Paris": the same one stands before
        return word.lower in cut.lead
    verb = is_past(word.text) or (word.text.endswith("s") and not word.text.endswith("ss"))  # "by Ann Lee and stars Tim Roth"
    return kind == "name" and word.text.isalpha() and word.text.islower() and word.lower not in FUNCTION and not verb


def _closes(cut: Pieces, end: int, piece: int) -> bool:
    """Whether an item may follow: no verb stands between the span and the end of its piece."""
    if announced(cut.text, end, cut.pieces[piece][1]) is not None:
        return False  # what follows "three colours: red" are colours
    rest = cut.words(end, cut.pieces[piece][1]) if end < cut.pieces[piece][1] else []
    return not any(word.lower in _CLAUSE or is_past(word.text) for word in rest)


def _before(cut: Pieces, start: int, piece: int, kind: Kind) -> list[tuple[int, Bounds]]:
    found: list[tuple[int, Bounds]] = []
    length = len(cut.words(start, cut.pieces[piece][1]))
    for at in range(piece - 1, -1, -1):
        bounds = cut.pieces[at]
        if bounds[0] >= bounds[1]:
            break
        whole = _whole(cut, at, kind) if at else None
        if whole:
            found.insert(0, (at, whole))
            continue
        if kind == "name" and at and _is_aside(cut, *bounds):
            continue
        tail = _tail(cut, *bounds, kind, length)
        # "In Paris, Anna and Nils": a phrase that opens the sentence is no item
        if tail and not (
            at == 0
            and not JOINING.search(cut.separators[0])
            and cut.words(*bounds)[0].lower in _FRONTED
            and cut.words(*bounds)[0].text[0].isupper()
        ):
            found.insert(0, (at, tail))
        break
    return found


def _after(cut: Pieces, end: int, piece: int, kind: Kind) -> list[tuple[int, Bounds]]:
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
        whole = _whole(cut, at, kind)
        if whole:
            found.append((at, whole))
            continue
        if kind == "name" and not joining and _is_aside(cut, *bounds):
            continue
        head = _head(cut, *bounds, kind) if joining else None
        if head:
            found.append((at, head))
        break
    return found


def _whole(cut: Pieces, piece: int, kind: Kind) -> Bounds | None:
    """A piece between two separators that is an item as a whole."""
    start, end = cut.pieces[piece]
    words = cut.words(start, end)
    if kind == "name":
        return _named(cut, start, end, whole=True)
    if kind == "number":
        return (start, end) if len(words) == 1 and words[0].text[0].isdigit() else None
    start = _past_leading(cut, words, start)
    words = cut.words(start, end) if start < end else []
    if piece and JOINING.search(cut.separators[piece - 1]) and len(cut.span) < 3 and words and words[0].lower not in PREPOSITIONS:
        return _head(cut, start, end, kind)  # "flour and oats at the market"
    return (start, end) if _is_item(words) else None


def _past_leading(cut: Pieces, words: list[Word], start: int) -> int:
    """Where an item begins behind "both", "then" and a preposition said again."""
    at = 0
    while at < len(words) - 1 and (
        words[at].lower in _LEADING or (words[at].lower in PREPOSITIONS - {"of", "to"} and _leads(cut, words[at], "thing"))
    ):
        at += 1
    return words[at].start if at else start


def _head(cut: Pieces, start: int, end: int, kind: Kind) -> Bounds | None:
    """The item that the last piece of an enumeration begins with."""
    words = cut.words(start, end)
    if kind == "name":
        return _named(cut, start, end, whole=False)
    if kind == "number":
        return (words[0].start, words[0].end) if words and words[0].text[0].isdigit() else None
    start = _past_leading(cut, words, start)
    words = [word for word in words if word.start >= start]
    for at, word in enumerate(words):
        if at and (
            word.lower in FUNCTION - {"of", "the", "a", "an", "to"}
            or word.lower in _CLAUSE
            or (word.lower == "the" and words[at - 1].lower != "of")
        ):
            return (start, words[at - 1].end) if at and _is_item(words[:at]) else None
    return (start, end) if _is_item(words) else None


def _tail(cut: Pieces, start: int, end: int, kind: Kind, length: int) -> Bounds | None:  # noqa: PLR0911, PLR0912 - one case each
    """The item that the first piece of an enumeration ends with."""
    words = cut.words(start, end)
    if not words or words[-1].end < end - 3:
        return None
    if kind == "number":
        return (words[-1].start, words[-1].end) if words[-1].text[0].isdigit() else None
    quoted = re.search(r"[\"“]([^\"“”]+)$", cut.hidden[start - cut.at : end - cut.at])
    if quoted:
        return (start + quoted.start(1), end)
    first = len(words)
    if kind == "name":
        while first and (
            words[first - 1].text[0].isupper()
            or (words[first - 1].lower in _INNER | {"s"} and first < len(words))
            or (first < len(words) and words[first - 1].text[0].isdigit())
        ):
            first -= 1
        while first < len(words) and words[first].text[0].islower():
            first += 1
        if first == len(words):
            return None
        if first and words[first].lower in FUNCTION and words[first].start == start:
            first += 1
        return (words[first].start, end) if first < len(words) else None
    while (
        first
        and len(words) - first < max(2, length)
        and words[first - 1].lower not in FUNCTION - {"of"}
        and words[first - 1].lower not in _LEADING
        and not is_past(words[first - 1].text)
    ):
        first -= 1
    if first < len(words) and words[first].lower == "of":
        first += 1
    if first == len(words):
        return None
    if first and words[first].text[0].isupper() and words[first - 1].lower in PREPOSITIONS:
        return None  # "bread from Kent": where the thing begins cannot be told
    if first and words[first - 1].lower in DETERMINERS - {"both", "all", "each", "some"}:
        first -= 1
    return (words[first].start, end)


def _named(cut: Pieces, start: int, end: int, *, whole: bool, given: bool = False) -> Bounds | None:
    """The name in a piece, behind what may lead it; `whole`: nothing but a phrase without a verb may follow."""
    words = cut.words(start, end)
    at = next((i for i, word in enumerate(words) if word.text[0].isupper()), None)
    if at is None or at > 6 or not all(_leads(cut, word, "name") or (given and word.text.isalpha()) for word in words[:at]):
        return None
    stop = at + 1
    while stop < len(words) and (
        words[stop].text[0].isupper()
        or words[stop].text[0].isdigit()
        or (words[stop].lower in _INNER | {"s"} and any(w.text[0].isupper() for w in words[stop + 1 : stop + 3]))
    ):
        stop += 1
    rest = words[stop:]
    if (
        rest and rest[0].text.islower() and rest[-1].text[0].isupper() and not {w.lower for w in rest} & (FUNCTION - {"and"})
    ):  # "Australian composer Peter Allen"
        return _named(cut, rest[0].start, end, whole=whole, given=True)
    if whole and any(word.lower in _CLAUSE or is_past(word.text) for word in rest):
        return None
    begin = words[at - 1].start if at and words[at - 1].lower in ("the", "his", "her", "their") else words[at].start
    return (begin, end if not rest else words[stop - 1].end)


def _is_aside(cut: Pieces, start: int, end: int) -> bool:
    """Whether a piece among names is an apposition, as in "Anna, a baker, and Nils"."""
    words = cut.words(start, end)
    return len(words) > 1 and words[0].lower in ("a", "an", "the", "his", "her", "then", "who", "whose") and words[1].text.islower()


def _is_item(words: list[Word]) -> bool:
    """Whether words may be an item: no subject and finite verb of its own."""
    lower = [word.lower for word in words]
    return 0 < len(words) <= LONGEST and not _CLAUSE & set(lower) and lower[0] not in PRONOUNS - DETERMINERS
