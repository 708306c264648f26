"""Find the item in one segment of a sentence: a name, a number or another thing, with natural bounds.

Uses rules, no model. `whole_of` handles a segment between two separators. `head_of` handles the last segment of an enumeration, which may
continue after the item, and `tail_of` the first segment, which may begin before the item.
"""

from __future__ import annotations

import re
from typing import Literal

from qa_bot.dialogue.answers.coordination.segments import JOINING, Bounds, Pieces
from qa_bot.dialogue.english.morphology import Word, is_past
from qa_bot.dialogue.ner.lexicon import CALENDAR, INNER
from qa_bot.function_words import AUXILIARIES, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS

ConjunctType = Literal["name", "number", "thing"]

LONGEST = 12
"""Maximum words of an item."""
LEADING = frozenset("both either neither namely respectively including like such as then also later finally".split())
"""Words that may come before an item but are not part of it."""
CLAUSE = (AUXILIARIES - {"'s"}) | frozenset("which who that whom whose when where while because if he she they we i you it there".split())
"""Words that show a clause. A clause is not an item."""
_INNER = INNER - {"ap"} | {"le", "and", "st"}
"""Lower-case words inside a name; "and" only if it is not a separator."""


def kind_at(cut: Pieces, start: int, end: int) -> ConjunctType:
    """The type of the item at `[start, end)`."""
    words = [word for word in cut.words(start, end) if word.lower not in DETERMINERS]
    stop = next((i for i, word in enumerate(words) if i and word.text.islower() and word.lower in FUNCTION), len(words))
    if not words:
        return "thing"
    if words[stop - 1].text[0].isupper() and (words[0].text[0].isupper() or (stop == len(words) < 6 and words[0].lower not in FUNCTION)):
        return "name"
    return "number" if words[0].text[0].isdigit() and len(words) == 1 else "thing"


def whole_of(cut: Pieces, piece: int, kind: ConjunctType) -> Bounds | None:
    """The item that is a whole segment between two separators."""
    start, end = cut.pieces[piece]
    words = cut.words(start, end)
    if kind == "name":
        return name_within(cut, start, end, whole=True)
    if kind == "number":
        return (start, end) if len(words) == 1 and words[0].text[0].isdigit() else None
    start = _past_leading(cut, words, start)
    words = cut.words(start, end) if start < end else []
    if piece and JOINING.search(cut.separators[piece - 1]) and len(cut.span) < 3 and words and words[0].lower not in PREPOSITIONS:
        return head_of(cut, start, end, kind)  # "flour and oats at the market"
    return (start, end) if is_item(words) else None


def head_of(cut: Pieces, start: int, end: int, kind: ConjunctType) -> Bounds | None:
    """The item at the beginning of the last segment of an enumeration."""
    words = cut.words(start, end)
    if kind == "name":
        return name_within(cut, start, end, whole=False)
    if kind == "number":
        return (words[0].start, words[0].end) if words and words[0].text[0].isdigit() else None
    start = _past_leading(cut, words, start)
    words = [word for word in words if word.start >= start]
    for at, word in enumerate(words):
        if at and (
            word.lower in FUNCTION - {"of", "the", "a", "an", "to"}
            or word.lower in CLAUSE
            or (word.lower == "the" and words[at - 1].lower != "of")
        ):
            return (start, words[at - 1].end) if is_item(words[:at]) else None
    return (start, end) if is_item(words) else None


def tail_of(cut: Pieces, start: int, end: int, kind: ConjunctType, length: int) -> Bounds | None:
    """The item at the end of the first segment of an enumeration. It has at most `length` words (the length of the span) or two."""
    words = cut.words(start, end)
    if not words or words[-1].end < end - 3:
        return None
    if kind == "number":
        return (words[-1].start, words[-1].end) if words[-1].text[0].isdigit() else None
    quoted = re.search(r"[\"“]([^\"“”]+)$", cut.hidden[start - cut.at : end - cut.at])
    if quoted:
        return (start + quoted.start(1), end)
    first = _first_of_name(words, start) if kind == "name" else _first_of_thing(words, length)
    return (words[first].start, end) if first < len(words) else None


def _first_of_name(words: list[Word], start: int) -> int:
    """The index of the first word of the name at the end of `words`; `len(words)` if there is no name."""
    first = len(words)
    while first and (
        words[first - 1].text[0].isupper()
        or (words[first - 1].lower in _INNER | {"s"} and first < len(words))
        or (first < len(words) and words[first - 1].text[0].isdigit())
    ):
        first -= 1
    while first < len(words) and words[first].text[0].islower():
        first += 1
    if 0 < first < len(words) and words[first].lower in FUNCTION and words[first].start == start:
        first += 1
    return first


def _first_of_thing(words: list[Word], length: int) -> int:
    """As `_first_of_name`, for an item that is not a name."""
    first = len(words)
    while (
        first
        and len(words) - first < max(2, length)
        and (words[first - 1].lower not in FUNCTION - {"of"} or _is_dated(words[first - 1]))
        and words[first - 1].lower not in LEADING
        and not is_past(words[first - 1].text)
    ):
        first -= 1
    if first < len(words) and words[first].lower == "of":
        first += 1
    if first == len(words):
        return first
    if first and words[first].text[0].isupper() and words[first - 1].lower in PREPOSITIONS and not _is_dated(words[first]):
        return len(words)  # "bread from Kent": the beginning of the item is unclear
    return first - (first > 0 and words[first - 1].lower in DETERMINERS - {"both", "all", "each", "some"})


def _is_dated(word: Word) -> bool:
    """Whether a word is a month or a day of the week, and not the verb "may"."""
    return word.lower in CALENDAR and word.text[0].isupper()


def name_within(cut: Pieces, start: int, end: int, *, whole: bool, given: bool = False) -> Bounds | None:
    """The name in a segment, after words that may come before it. With `whole`, only a phrase without a verb may follow."""
    words = cut.words(start, end)
    at = next((i for i, word in enumerate(words) if word.text[0].isupper()), None)
    if at is None or at > 6 or not all(may_lead(cut, word, "name") or (given and word.text.isalpha()) for word in words[:at]):
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
        return name_within(cut, rest[0].start, end, whole=whole, given=True)
    if whole and any(word.lower in CLAUSE or is_past(word.text) for word in rest):
        return None
    begin = words[at - 1].start if at and words[at - 1].lower in ("the", "his", "her", "their") else words[at].start
    return (begin, end if not rest else words[stop - 1].end)


def may_lead(cut: Pieces, word: Word, kind: ConjunctType) -> bool:
    """Whether a word may come before an item without being part of it."""
    if word.lower in DETERMINERS | LEADING:
        return True
    if word.lower in PREPOSITIONS:  # "to Rome, and to Paris": the same preposition is repeated
        return word.lower in cut.lead
    verb = is_past(word.text) or (word.text.endswith("s") and not word.text.endswith("ss"))  # "by Ann Lee and stars Tim Roth"
    return kind == "name" and word.text.isalpha() and word.text.islower() and word.lower not in FUNCTION and not verb


def _past_leading(cut: Pieces, words: list[Word], start: int) -> int:
    """The start of an item after "both", "then" or a repeated preposition."""
    at = 0
    while at < len(words) - 1 and (
        words[at].lower in LEADING or (words[at].lower in PREPOSITIONS - {"of", "to"} and may_lead(cut, words[at], "thing"))
    ):
        at += 1
    return words[at].start if at else start


def is_aside(cut: Pieces, start: int, end: int) -> bool:
    """Whether a segment in a list of names is an apposition, as in "Anna, a baker, and Nils"."""
    words = cut.words(start, end)
    return len(words) > 1 and words[0].lower in ("a", "an", "the", "his", "her", "then", "who", "whose") and words[1].text.islower()


def is_item(words: list[Word]) -> bool:
    """Whether words can be an item: they have no subject with a finite verb."""
    lower = [word.lower for word in words]
    return 0 < len(words) <= LONGEST and not CLAUSE & set(lower) and lower[0] not in PRONOUNS - DETERMINERS
