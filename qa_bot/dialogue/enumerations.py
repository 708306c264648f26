"""The enumeration that a span is or stands in -> its items, with the bounds that a person would give them.

A sentence is cut at its commas, semicolons and "and"s; what stands in brackets, in short quotations and in dates is never cut, nor is a town
from its state, "Johnson and Johnson" or "Trinidad and Tobago". From the piece that holds the span the enumeration grows to both sides as long
as the neighbours are of its kind (names, numbers, other things); it needs an "and" or "or" before its last item, since two things with no
more than a comma between them are mostly one thing and its apposition. Rules, no model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa_bot.dialogue.names import BODIES
from qa_bot.dialogue.places import is_region, territories
from qa_bot.dialogue.wording import AUXILIARIES, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS, Word, is_past, words_of

Bounds = tuple[int, int]
Kind = Literal["name", "number", "thing"]

LONGEST = 12
"""Words of the longest item."""
_SEPARATOR = re.compile(
    r"[\"”’]?\s*[,;][\"”’]?\s+(?:(?:and|or|nor|plus|but)\s+(?:also\s+|then\s+|finally\s+)?|as well as\s+|along with\s+)?"
    r"|[\"”’]?\s+(?:(?:and|or|nor)\s+(?:also\s+|then\s+|finally\s+)?|as well as\s+)"
)
_JOINING = re.compile(r"\b(?:and|or|nor|plus|but|as well as|along with)\b")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_QUOTED = re.compile(r"\"[^\"]{1,60}\"|“[^”]{1,60}”")
_SUFFIX = re.compile(r"(?:Jr|Sr|Inc|Ltd|LLC|Esq|I{2,3}|IV|M\.?D|Ph\.?D)\b")
_INNER = frozenset("of the de la le van von der den du al bin da di and & st".split())
"""Lower-case words inside a name; "and" only where it was not taken for a separator."""
_LEADING = frozenset("both either neither namely respectively including like such as then also later finally".split())
_FRONTED = frozenset("according unlike despite following during".split()) | PREPOSITIONS
_CLAUSE = (AUXILIARIES - {"'s"}) | frozenset("which who that whom whose when where while because if he she they we i you it there".split())


@dataclass(frozen=True, slots=True)
class _Cut:
    """A sentence, what must not be cut hidden, and its pieces; all in code points of the article."""

    text: str
    hidden: str
    at: int
    """Where `hidden` begins in the text."""
    pieces: list[Bounds]
    separators: list[str]
    lead: frozenset[str]
    """The prepositions right before the span, or that it begins with: one that is said again before every item."""

    def words(self, start: int, end: int) -> list[Word]:
        """The words of a range, brackets left out, with places in the article."""
        return [Word(w.text, w.start + start, w.end + start) for w in words_of(self.hidden[start - self.at : end - self.at])]


def enumeration(text: str, start: int, end: int, left: int, right: int) -> list[Bounds]:
    """The items of the enumeration that `[start, end)` is or stands in, in order; where there is none, the span alone.

    Args:
        text: the article's.
        start: the span's first code point.
        end: behind its last one.
        left: where its sentence begins.
        right: where its sentence ends.
    """
    cut = _cut(text, start, end, left, right)
    first = next((i for i, (_, stop) in enumerate(cut.pieces) if start < stop), None)
    last = next((i for i, (_, stop) in enumerate(cut.pieces) if end <= stop), len(cut.pieces) - 1)
    if first is None or len(cut.pieces) < 2:
        return [(start, end)]
    kind = _kind(cut, max(start, cut.pieces[first][0]), min(end, cut.pieces[first][1]))
    inside = _inside(cut, start, end, first, last, kind)
    if inside is None:
        return [(start, end)]
    complete = any(map(_JOINING.search, cut.separators[first:last]))
    before = _before(cut, start, first, kind) if not complete and _opens(cut, start, first, kind) else []
    after = _after(cut, end, last, kind) if not complete and _closes(cut, end, last) else []
    found = [*before, *inside, *after]
    # it ends with what follows the last "and"; without one it must be the end of the sentence, and three things
    joined = [at for at, (piece, _) in enumerate(found) if at and any(map(_JOINING.search, cut.separators[found[at - 1][0] : piece]))]
    closed = not cut.text[cut.pieces[found[-1][0]][1] : right].strip(" .!?\"”’)")
    if joined and found.index(inside[-1]) <= joined[-1]:
        found = found[: joined[-1] + 1]
    elif not (closed and len(found) > 2):
        found = inside if len(inside) > 1 else []
    return [bounds for _, bounds in found] or [(start, end)]


def _cut(text: str, start: int, end: int, left: int, right: int) -> _Cut:
    for bracket in re.finditer(r"\(([^()]*)\)", text[left:right]):  # inside brackets only what is in them counts
        if left + bracket.start() < start and end < left + bracket.end():
            left, right = left + bracket.start(1), left + bracket.end(1)
            break
    hidden = text[left:right]
    hidden = _BRACKETS.sub(lambda found: " " * len(found.group()), hidden)
    hidden = _QUOTED.sub(lambda found: re.sub(r"[,;](?=.)|\b(?:and|or|nor)\b", lambda one: "x" * len(one.group()), found.group()), hidden)
    colon = hidden.rfind(": ", 0, max(0, start - left))
    if colon >= 0:
        hidden = " " * (colon + 1) + hidden[colon + 1 :]
    marks = [mark for mark in _SEPARATOR.finditer(hidden) if hidden[: mark.start()].strip()]
    marks = [mark for at, mark in enumerate(marks) if not _is_inner(hidden, marks, at, named=text[start].isupper(), span=start - left)]
    edges = [colon + 1, *(edge for mark in marks for edge in mark.span()), len(hidden)]
    pieces = []
    for one, other in zip(edges[::2], edges[1::2], strict=True):
        body = hidden[one:other]
        lead = len(body) - len(body.lstrip(" \n\"“‘"))
        tail = len(body.rstrip(" \n\"”’.!?"))
        if body[:tail].rsplit(" ", 1)[-1].count(".") and body[tail : tail + 1] == ".":  # "U.S.S.R."
            tail += 1
        pieces.append((left + one + lead, left + max(one + lead, one + tail)))
    lead = frozenset(word.lower for word in [*words_of(hidden[: start - left])[-3:], *words_of(text[start:end])[:1]]) & (PREPOSITIONS - {"of"})
    return _Cut(text, hidden, left, pieces, [mark.group() for mark in marks], lead)


def _is_inner(hidden: str, marks: list[re.Match[str]], at: int, *, named: bool, span: int) -> bool:
    """Whether what looks like a separator stands inside one item."""
    mark = marks[at]
    begin = marks[at - 1].end() if at else 0
    stop = marks[at + 1].start() if at + 1 < len(marks) else len(hidden)
    before, after = hidden[begin : mark.start()], hidden[mark.end() : stop]
    left, right = words_of(before), words_of(after)
    if not left or not right:
        return not right and not left
    if _JOINING.search(mark.group()):
        if "," in mark.group() or ";" in mark.group():
            return False
        between = before.rfind("between ")
        if between >= 0 and not begin + between < span < stop:  # "the strait between Cuba and Haiti"
            return True
        if named and left[-1].text.islower() and right[0].text.islower() and right[0].lower not in FUNCTION and left[-1].text != "s":
            return True  # "adventurer and writer Bill Anders"
        body = re.match(r"(?:[A-ZÀ-Þ]\w+ )*([A-ZÀ-Þ]\w+)\b", after)
        if body and body[1].lower() in BODIES and left[-1].lower not in BODIES and re.search(r"\b[Tt]he (?:[A-ZÀ-Þ][\w-]+ ?)+$", before):
            return True  # "the Radio and Television Commission"
        if left[-1].text == right[0].text and right[0].text[0].isupper():  # "Johnson and Johnson"
            return True
        if not named and left[-1].text[0].isupper() and right[0].text[0].isupper():
            return True  # "disputes with France and Spain, old debts and fish"
        return any(  # "Trinidad and Tobago"
            f"{' '.join(w.lower for w in left[-n:])} & {' '.join(w.lower for w in right[:m])}" in territories()
            for n in (1, 2)
            for m in (1, 2)
        )
    if re.fullmatch(r"\d{4}", right[0].text) and re.search(r"[A-Z][a-z]+ \d{1,2}$", before):  # "May 3, 1920"
        return True
    if _SUFFIX.match(after):
        return True
    if before.split()[-1][:1].isupper() and is_region(after.strip(" .")) and not is_region(" ".join(_run(left))):  # "Austin, Texas"
        beyond = re.match(r"[A-ZÀ-Þ][\w.]*(?: [A-ZÀ-Þ][\w.]*)*", hidden[marks[at + 1].end() :]) if at + 1 < len(marks) else None
        return not (beyond and is_region(beyond.group().strip(".")))
    return False


def _run(words: list[Word]) -> list[str]:
    """The capitalised words at the end."""
    found: list[str] = []
    for word in reversed(words):
        if not word.text[0].isupper():
            break
        found.insert(0, word.text)
    return found


def _kind(cut: _Cut, start: int, end: int) -> Kind:
    words = [word for word in cut.words(start, end) if word.lower not in DETERMINERS]
    if not words:
        return "thing"
    if words[0].text[0].isupper() or (words[-1].text[0].isupper() and len(words) < 6 and not {w.lower for w in words} & PREPOSITIONS):
        return "name"
    return "number" if words[0].text[0].isdigit() and len(words) == 1 else "thing"


def _inside(cut: _Cut, start: int, end: int, first: int, last: int, kind: Kind) -> list[tuple[int, Bounds]] | None:
    """The span itself, cut into its items; None where its pieces are no items."""
    if first == last:
        return [(first, (kind == "name" and _named(cut, start, end, whole=True, given=True)) or (start, end))]
    found = []
    for at in range(first, last + 1):
        bounds = (max(start, cut.pieces[at][0]), min(end, cut.pieces[at][1]))
        if bounds[0] >= bounds[1]:
            continue
        if kind == "name" and at > first:
            named = _named(cut, *bounds, whole=at < last, given=True)
            if named is None:
                if _is_aside(cut, *bounds):
                    continue
                return None
            bounds = named
        elif not _is_item(cut.words(*bounds)):
            return None
        found.append((at, bounds))
    return found


def _opens(cut: _Cut, start: int, piece: int, kind: Kind) -> bool:
    """Whether nothing but what may lead an item stands before the span in its piece."""
    words = cut.words(cut.pieces[piece][0], start) if start > cut.pieces[piece][0] else []
    return piece > 0 and all(_leads(cut, word, kind) for word in words)


def _leads(cut: _Cut, word: Word, kind: Kind) -> bool:
    if word.lower in DETERMINERS | _LEADING:
        return True
    if word.lower in PREPOSITIONS:  # "to Rome, and to Paris": the same one stands before
        return word.lower in cut.lead
    return kind == "name" and word.text.islower() and word.lower not in FUNCTION and not is_past(word.text)


def _closes(cut: _Cut, end: int, piece: int) -> bool:
    """Whether an item may follow: no verb stands between the span and the end of its piece."""
    rest = cut.words(end, cut.pieces[piece][1]) if end < cut.pieces[piece][1] else []
    return not any(word.lower in _CLAUSE or is_past(word.text) for word in rest)


def _before(cut: _Cut, start: int, piece: int, kind: Kind) -> list[tuple[int, Bounds]]:
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
        if tail and not (at == 0 and not _JOINING.search(cut.separators[0]) and cut.words(*bounds)[0].lower in _FRONTED and cut.words(*bounds)[0].text[0].isupper()):
            found.insert(0, (at, tail))
        break
    return found


def _after(cut: _Cut, end: int, piece: int, kind: Kind) -> list[tuple[int, Bounds]]:
    found: list[tuple[int, Bounds]] = []
    joined = False
    for at in range(piece + 1, len(cut.pieces)):
        joining = bool(_JOINING.search(cut.separators[at - 1]))
        if joined and not joining:
            break
        joined = joined or joining
        bounds = cut.pieces[at]
        if bounds[0] >= bounds[1]:
            continue
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


def _whole(cut: _Cut, piece: int, kind: Kind) -> Bounds | None:
    """A piece between two separators that is an item as a whole."""
    start, end = cut.pieces[piece]
    words = cut.words(start, end)
    if kind == "name":
        return _named(cut, start, end, whole=True)
    if kind == "number":
        return (start, end) if len(words) == 1 and words[0].text[0].isdigit() else None
    start = _past_leading(cut, words, start)
    words = cut.words(start, end) if start < end else []
    return (start, end) if _is_item(words) else None


def _past_leading(cut: _Cut, words: list[Word], start: int) -> int:
    """Where an item begins behind "both", "then" and a preposition said again."""
    at = 0
    while at < len(words) - 1 and (
        words[at].lower in _LEADING or (words[at].lower in PREPOSITIONS - {"of", "to"} and _leads(cut, words[at], "thing"))
    ):
        at += 1
    return words[at].start if at else start


def _head(cut: _Cut, start: int, end: int, kind: Kind) -> Bounds | None:
    """The item that the last piece of an enumeration begins with."""
    words = cut.words(start, end)
    if kind == "name":
        return _named(cut, start, end, whole=False)
    if kind == "number":
        return (words[0].start, words[0].end) if words and words[0].text[0].isdigit() else None
    start = _past_leading(cut, words, start)
    words = [word for word in words if word.start >= start]
    for at, word in enumerate(words):
        if at and (word.lower in FUNCTION - {"of", "the", "a", "an", "to"} or word.lower in _CLAUSE or (word.lower == "the" and words[at - 1].lower != "of")):
            return (start, words[at - 1].end) if at and _is_item(words[:at]) else None
    return (start, end) if _is_item(words) else None


def _tail(cut: _Cut, start: int, end: int, kind: Kind, length: int) -> Bounds | None:
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
        while first and (words[first - 1].text[0].isupper() or (words[first - 1].lower in _INNER | {"s"} and first < len(words)) or (first < len(words) and words[first - 1].text[0].isdigit())):
            first -= 1
        while first < len(words) and words[first].text[0].islower():
            first += 1
        if first == len(words):
            return None
        if first and words[first].lower in FUNCTION and words[first].start == start:
            first += 1
        return (words[first].start, end) if first < len(words) else None
    while first and len(words) - first < max(2, length) and words[first - 1].lower not in FUNCTION - {"of"} and words[first - 1].lower not in _LEADING and not is_past(words[first - 1].text):
        first -= 1
    if first < len(words) and words[first].lower == "of":
        first += 1
    if first == len(words):
        return None
    if first and words[first - 1].lower in DETERMINERS - {"both", "all", "each", "some"}:
        first -= 1
    return (words[first].start, end)


def _named(cut: _Cut, start: int, end: int, *, whole: bool, given: bool = False) -> Bounds | None:
    """The name in a piece, behind what may lead it; `whole`: nothing but a phrase without a verb may follow."""
    words = cut.words(start, end)
    at = next((i for i, word in enumerate(words) if word.text[0].isupper()), None)
    if at is None or at > 6 or not all(_leads(cut, word, "name") or given for word in words[:at]):
        return None
    stop = at + 1
    while stop < len(words) and (
        words[stop].text[0].isupper()
        or words[stop].text[0].isdigit()
        or (words[stop].lower in _INNER | {"s"} and any(w.text[0].isupper() for w in words[stop + 1 : stop + 3]))
    ):
        stop += 1
    rest = words[stop:]
    if rest and rest[0].text.islower() and rest[-1].text[0].isupper() and not {w.lower for w in rest} & FUNCTION:  # "Australian composer Peter Allen"
        return _named(cut, rest[0].start, end, whole=whole, given=given)
    if whole and any(word.lower in _CLAUSE or is_past(word.text) for word in rest):
        return None
    begin = words[at - 1].start if at and words[at - 1].lower in ("the", "his", "her", "their") else words[at].start
    return (begin, end if not rest else words[stop - 1].end)


def _is_aside(cut: _Cut, start: int, end: int) -> bool:
    """Whether a piece among names is an apposition, as in "Anna, a baker, and Nils"."""
    words = cut.words(start, end)
    return len(words) > 1 and words[0].lower in ("a", "an", "the", "his", "her", "then", "who", "whose") and words[1].text.islower()


def _is_item(words: list[Word]) -> bool:
    """Whether words may be an item: no subject and finite verb of its own."""
    lower = [word.lower for word in words]
    return 0 < len(words) <= LONGEST and not _CLAUSE & set(lower) and lower[0] not in PRONOUNS - DETERMINERS
