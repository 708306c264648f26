"""Named entities: which capitalised words are one name, what it names, and where it is mentioned.

Rules, no model. A run of capitalised words is a mention. A word that opens a sentence counts only where the text or its neighbour shows that it
is a name. A short mention ("Berg", "A. Berg") belongs to the last longer name that ends with it. `entity_types` tells the type; the gender comes
from titles, kin and the pronouns that follow, or else from the given name. How often the rules are right: `tests/benchmarks/names.py`.

    >>> found = find_entities("Mrs Anna Berg left for Rome. Berg said that she was tired.")
    >>> [(entity.text, entity.kind, entity.gender, len(entity.spans)) for entity in found]
    [('Anna Berg', 'person', 'f', 2), ('Rome', 'place', None, 1)]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from qa_bot.dialogue.english.morphology import Word, words_of
from qa_bot.dialogue.ner.entity_types import entity_type_of, types_by_coordination
from qa_bot.dialogue.ner.gazetteer import is_people, territories
from qa_bot.dialogue.ner.given_names import gender_of
from qa_bot.dialogue.ner.lexicon import BODIES, BYNAMES, CALENDAR, FEMININE, INNER, MASCULINE, OFFICES, PLACES, THINGS, TITLES, EntityType
from qa_bot.function_words import FUNCTION
from qa_bot.word_list import frequency

_JOB = re.compile(
    r"\w+(?:ist|ician|woman|rian|logue)|developer|author|actor|writer|director|founder|engineer|architect|lawyer|producer|singer|composer|painter|former"
)
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_NOUNLIKE = 60_000
"""Frequency from which a lower-case word that opens a sentence is taken for the common word, not for a name."""


@dataclass(slots=True)
class Entity:
    """One name with all places where it stands."""

    text: str
    """Its fullest form."""
    kind: EntityType = "other"
    gender: Literal["m", "f"] | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    """Half-open ranges of its mentions, in code points."""
    words: frozenset[str] = frozenset()
    """The words of all its forms, in lower case."""


def find_entities(text: str) -> list[Entity]:
    """The names of a text, in the order in which they first appear."""
    words = words_of(text)
    inner = {
        word.lower for word, before in zip(words[1:], words, strict=False) if word.text[0].isupper() and not _opens(text, before, word)
    }
    found: list[Entity] = []
    holders: dict[str, list[int]] = {}
    common = {word.text for word in words if word.text.islower()}
    for run in _runs(text, words, inner, common):
        _file(text, run, found, holders)
    for name in found:
        name.spans.sort()
    kinds = [(name.kind, True) if name.kind != "other" else entity_type_of(text, name.text, name.spans) for name in found]
    mentions = sorted((start, end, at) for at, name in enumerate(found) for start, end in name.spans)
    listed = types_by_coordination(text, mentions, kinds)
    for at, name in enumerate(found):
        name.kind = listed.get(at, kinds[at][0])
    persons = sorted((start, at) for at, name in enumerate(found) if name.kind == "person" for start, _ in name.spans)
    for at, name in enumerate(found):
        if name.kind == "person" and name.gender is None:
            name.gender = _gender(text, name, at, persons) or gender_of(name.text.split()[0].lower())
    return found


def _opens(text: str, before: Word | None, word: Word) -> bool:
    """Whether a word opens a sentence, a quotation or a line."""
    gap = text[before.end : word.start] if before else "\n"
    return bool(re.search(r"[.!?:\n“\"‘(]", gap)) and not re.fullmatch(r"\. ?", gap if before and _initials(before) else "x")


def _initials(word: Word) -> bool:
    """Whether a word is what "A." or "A.J." leaves of given names, and not "U.S."."""
    return bool(_INITIALS.fullmatch(word.text)) and word.lower not in territories()


def _runs(text: str, words: list[Word], inner: set[str], common: set[str]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        named = word.text[0].isupper() and word.lower not in CALENDAR and (word.lower not in FUNCTION or word.text in ("US",))
        opens = named and _opens(text, before, word)
        if named and opens and word.lower not in inner and word.lower not in TITLES:
            goes_on = _follows(text, words, at, 1)
            if goes_on and _JOB.fullmatch(word.lower) and frequency(word.lower) and _follows(text, words, at, 2):
                named = False  # "Sociologist Jake Rosenfield"
            else:
                named = frequency(word.lower) < (_NOUNLIKE if goes_on else 1500) and (goes_on or word.lower not in common)
        gap = text[before.end : word.start] if before else ""
        shortened = before is not None and (_initials(before) or before.lower in TITLES | {"mt", "st", "ft"})
        joins = bool(run) and (gap in (" ", " & ") or (gap == ". " and shortened))
        if joins and ((named and not opens) or (gap == " " and (_links(text, words, at, run) or _numbers(text, words, at, run)))):
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if named else []
    if run:
        yield run


def _follows(text: str, words: list[Word], at: int, count: int) -> bool:
    """Whether the next `count` words are capitalised and only blanks stand between."""
    following = words[at + 1 : at + 1 + count]
    return len(following) == count and all(
        word.text[0].isupper() and word.lower not in FUNCTION and text[left.end : word.start] == " "
        for left, word in zip(words[at : at + count], following, strict=True)
    )


def _links(text: str, words: list[Word], at: int, run: list[Word]) -> bool:
    """Whether a small word ties a name together: "Bank of England", "Court of Justice of the European Union"."""
    lower = words[at].lower
    if lower not in INNER and not (lower == "on" and run[-1].lower in THINGS):
        return False
    if lower == "the" and run[-1].lower not in INNER | {"on"}:
        return at + 1 < len(words) and words[at + 1].lower in BYNAMES and _follows(text, words, at, 1)  # "Alfred the Great"
    if _follows(text, words, at, 1):
        return True
    named = lower in ("of", "on") and any(word.lower in BODIES | THINGS for word in run)
    return named and at + 1 < len(words) and words[at + 1].lower == "the" and _follows(text, words, at + 1, 1)


def _numbers(text: str, words: list[Word], at: int, run: list[Word]) -> bool:
    """Whether a number belongs to the name of a thing: "the Brewster 200"; a year does not."""
    number = words[at].text
    start, end = run[0].start, words[at].end
    the = text[max(0, start - 4) : start].lower() == "the "
    return the and number.isdigit() and len(number) < 4 and bool(re.match(r" [a-z]|[.,]\s", text[end : end + 2]))


def _file(text: str, run: list[Word], found: list[Entity], holders: dict[str, list[int]]) -> None:
    """Add one mention to the name that it belongs to, or begin a new one.

    Args:
        text: the whole text.
        run: the capitalised words of the mention.
        found: the names so far.
        holders: of each word, which of `found` have it, in order; so that a book's mentions are not compared with all its names.
    """
    if len(run) == 1 and (is_people(run[0].lower) or len(run[0].text) == 1):
        return
    if len(run) > 2 and is_people(run[0].lower) and run[1].lower in TITLES:
        run = run[1:]  # "American General Benjamin Lincoln"
    office = next((i for i, word in enumerate(run[:-1]) if word.lower in OFFICES and run[i + 1].text[0].isupper()), 0)
    title, run = [], run[office:]  # "Foreign Minister Anna Holm": what is before the office belongs to it
    while len(run) > 1 and run[0].lower in TITLES:
        title.append(run[0].lower)
        run = run[1:]
    if run[0].lower in INNER - {"de", "la", "van", "von", "der", "den"}:  # "Duke of York": the place
        title, run = [], [word for word in run if word.lower not in INNER or word is not run[0]]
    if not run or (len(run) == 1 and run[0].lower in TITLES):
        return
    start, end = run[0].start, run[-1].end
    written, keys = text[start:end], [word.lower for word in run]
    gender: Literal["m", "f"] | None = "m" if MASCULINE & set(title) else "f" if FEMININE & set(title) else None
    acronym = len(written) > 1 and written.isupper() and not text[max(0, start - 60) : end + 60].isupper()
    # of several that it may be short for, the one that the text speaks of most
    at = max(
        (at for at in reversed(holders.get(keys[-1], ())) if _same(keys, found[at], acronym=acronym)),
        key=lambda at: (found[at].text.lower() == written.lower(), len(found[at].spans)),
        default=None,
    )
    name = None if at is None else found[at]
    if name is None:
        if title and len(run) == 1:
            written = text[start - len(title[-1]) - 1 - (text[start - 2] == ".") : end]
        name = Entity(written, "person" if title else "other", gender, [], frozenset(keys))
        found.append(name)
    elif len(run) > len(name.text.split()) and name.text.split()[0].lower() not in TITLES:
        name.text = written
    if title:
        name.kind, name.gender = "person", name.gender or gender
    new = set(keys) - name.words if name.spans else set(keys)
    name.words |= new
    name.spans.append((start, end))
    for word in new:
        insort(holders.setdefault(word, []), len(found) - 1 if at is None else at)


def _same(keys: list[str], name: Entity, *, acronym: bool) -> bool:
    mine = [word.lower() for word in name.text.split()]
    if keys == mine:
        return True
    if len(keys) == 1:
        return not acronym and len(mine) > 1 and keys[0] in (mine[-1], mine[0]) and not set(mine) & (BODIES | PLACES)
    if len(mine) == 1:
        return False
    # "A. Berg" is Anna Berg
    return keys[-1] == mine[-1] and len(keys[0]) == 1 and mine[0].startswith(keys[0])


def _gender(text: str, name: Entity, at: int, persons: list[tuple[int, int]]) -> Literal["m", "f"] | None:
    """The gender that titles, kin and pronouns near a person's mentions tell.

    Args:
        text: the whole text.
        name: the person's.
        at: its index.
        persons: (start, index of the name) of every person's mentions, sorted.
    """
    score = 0
    for start, end in name.spans:
        following = bisect_right(persons, (end, len(text)))
        near = range(following, bisect_left(persons, (end + 200, -1)))
        stop = next((persons[i][0] for i in near if persons[i][1] != at), end + 200)
        after = text[end:stop]
        opening = re.split(r"[.!?”]\s|\n", text[max(0, start - 200) : start])[-1]
        before = range(bisect_left(persons, (start - len(opening), -1)), bisect_left(persons, (start, -1)))
        leads = not re.search(r"\b(she|he|her|his|him)\b", opening, re.IGNORECASE) and all(persons[i][1] == at for i in before)
        after = after if leads else re.split(r"[.!?”]\s|\n", after)[0]
        for found in re.findall(r"\b(he|him|his|himself|she|her|hers|herself)\b", after, re.IGNORECASE)[:2]:
            score += 1 if found.lower().startswith("h") and not found.lower().startswith("her") else -1
        kin = re.findall(r"\w+", text[max(0, start - 30) : start].lower())[-2:] + re.findall(
            r"^\W{0,3}(?:(?:an?|the)\s)?(\w+)", after.lower()
        )
        score += 2 * bool(MASCULINE & set(kin)) - 2 * bool(FEMININE & set(kin))
    return "m" if score > 0 else "f" if score < 0 else None
