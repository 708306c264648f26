"""The names in a text: which runs of capitalised words are one name, what kind of thing it names, and how it is referred to.

Rules, no model: a run of capitalised words is a mention; a word that opens a sentence counts only where the text or its neighbour shows
that it is a name. A short mention ("Berg", "A. Berg") belongs to the last longer name that it ends. Kinds come from CLDR's list of
territories (Babel), from titles, from words that name places and bodies, and from what stands around the mention; gender from titles, kin
and the pronouns that follow. What the rules cost and how often they are right: `tests/benchmarks/dialogue.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from qa_bot.dialogue.wording import FUNCTION, Word, frequency, words_of

Kind = Literal["person", "country", "place", "body", "other"]

MASCULINE = frozenset(
    "mr sir lord king prince duke baron emperor father brother son husband uncle nephew boy man grandfather actor chairman spokesman".split()
)
FEMININE = frozenset(
    "mrs ms miss lady queen princess duchess baroness empress mistress mother sister daughter wife aunt niece girl woman grandmother actress "
    "chairwoman spokeswoman dame madam".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess president vice prime minister chancellor senator governor "
    "captain colonel general major sergeant lieutenant admiral judge justice pope saint father mother sister brother mistress master uncle aunt "
    "president-elect vice-president chairman secretary mayor ambassador detective inspector officer emperor empress duke duchess baron count bishop archbishop coach".split()
)
_PLACES = frozenset(
    "river street road lane avenue square mount mountain lake city town village sea ocean island islands bay bridge park valley forest desert "
    "coast harbour harbor port airport station castle palace tower church cathedral canal peninsula province county district state hall".split()
)
_BODIES = frozenset(
    "inc ltd llc plc corp corporation company co group university college school institute academy council committee commission ministry "
    "department office agency party union society association club league bank museum foundation board court parliament congress senate house "
    "army navy police team band orchestra newspaper times post news press lines airlines railway church trust network party administration".split()
)
_THINGS = frozenset("medal prize award war act treaty line light summit election cup festival games bowl book day street history".split())
_SAYING = frozenset(
    "said says told asked wrote replied added thought wanted felt knew married died studied travelled traveled noted argued warned denied "
    "announced promised agreed explained believed admitted insisted refused retired resigned smiled laughed lived".split()
)
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
    "december christmas easter".split()
)
_INNER = frozenset("of the de la van von der den du al bin da di & ap".split())
_NOUNLIKE = 60_000
"""Frequency from which a lower-case word that opens a sentence is taken for the common word, not for a name."""


@dataclass(slots=True)
class Name:
    """One name with all places where it stands."""

    text: str
    """Its fullest form."""
    kind: Kind = "other"
    gender: Literal["m", "f"] | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    """Half-open ranges of its mentions, in code points."""
    words: frozenset[str] = frozenset()
    """The words of all its forms, in lower case."""


@cache
def territories() -> dict[str, bool]:
    """English names of CLDR's territories in lower case; True for a country, False for a part of the world."""
    from babel import Locale

    found = {name.lower(): code.isalpha() for code, name in Locale("en").territories.items() if code not in ("ZZ", "EU", "UN", "EZ", "QO")}
    found |= dict.fromkeys(
        "us usa u.s united states america uk britain great britain england scotland wales northern ireland holland burma turkey ivory coast "
        "czech republic".split(),
        True,
    )
    for part in ("united", "states", "great", "northern", "ivory", "coast", "czech", "republic"):
        found.pop(part, None)
    return found | dict.fromkeys(("united states", "great britain", "northern ireland", "ivory coast", "czech republic"), True)


def same_territory(name: str) -> str:
    """One key for the usual names of one country; any other name in lower case."""
    lower = name.lower().removeprefix("the ").replace(".", "")
    if lower in ("us", "usa", "united states", "united states of america", "america"):
        return "united states"
    return "united kingdom" if lower in ("uk", "united kingdom", "britain", "great britain") else lower


@cache
def _languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(name.lower() for code, name in Locale("en").languages.items() if "_" not in code and " " not in name)


def names_in(text: str) -> list[Name]:
    """The names of a text, in the order in which they first appear."""
    words = words_of(text)
    inner = {
        word.lower for word, before in zip(words[1:], words, strict=False) if word.text[0].isupper() and not _opens(text, before, word)
    }
    found: list[Name] = []
    for run in _runs(text, words, inner):
        _file(text, run, found)
    for name in found:
        name.spans.sort()
        name.kind = name.kind if name.kind != "other" else _kind(text, name)
    for name in found:
        if name.kind == "person" and name.gender is None:
            name.gender = _gender(text, name, found)
    return found


def _opens(text: str, before: Word | None, word: Word) -> bool:
    """Whether a word opens a sentence, a quotation or a line."""
    gap = text[before.end : word.start] if before else "\n"
    return bool(re.search(r"[.!?:\n“\"‘(]", gap)) and not re.fullmatch(r"\. ?", gap if before and len(before.text) == 1 else "x")


def _runs(text: str, words: list[Word], inner: set[str]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        opens = _opens(text, before, word)
        named = word.text[0].isupper() and word.lower not in CALENDAR and (word.lower not in FUNCTION or word.text in ("US",))
        if named and opens and word.lower not in inner and word.lower not in TITLES:
            following = words[at + 1] if at + 1 < len(words) else None
            goes_on = (
                following and text[word.end : following.start] == " " and following.text[0].isupper() and following.lower not in FUNCTION
            )
            common = frequency(word.lower) >= (_NOUNLIKE if goes_on else 1500)
            named = not common
        gap = text[before.end : word.start] if before else ""
        joins = bool(run) and (gap == " " or (gap == ". " and before is not None and (len(before.text) == 1 or before.lower in TITLES)))
        if (
            joins
            and word.lower in _INNER
            and at + 1 < len(words)
            and words[at + 1].text[0].isupper()
            and text[word.end : words[at + 1].start] == " "
        ):
            run.append(word)
            continue
        if named and joins and not opens:
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if named else []
    if run:
        yield run


def _file(text: str, run: list[Word], found: list[Name]) -> None:
    """Add one mention to the name that it belongs to, or begin a new one."""
    if len(run) == 1 and (run[0].lower in _languages() or (len(run[0].text) == 1)):
        return
    title = []
    while len(run) > 1 and run[0].lower in TITLES:
        title.append(run[0].lower)
        run = run[1:]
    if len(run) == 1 and run[0].lower in TITLES:
        return
    start, end = run[0].start, run[-1].end
    written, keys = text[start:end], [word.lower for word in run]
    gender: Literal["m", "f"] | None = "m" if MASCULINE & set(title) else "f" if FEMININE & set(title) else None
    # of several that it may be short for, the one that the text speaks of most
    name = max(
        (name for name in reversed(found) if _same(keys, name)),
        key=lambda name: (name.text.lower() == written.lower(), len(name.spans)),
        default=None,
    )
    if name is None:
        if title and len(run) == 1:
            written = text[start - len(title[-1]) - 1 - (text[start - 2] == ".") : end]
        name = Name(written, "person" if title else "other", gender, [], frozenset(keys))
        found.append(name)
    elif len(run) > len(name.text.split()) and name.text.split()[0].lower() not in TITLES:
        name.text = written
    if title:
        name.kind, name.gender = "person", name.gender or gender
    name.words |= set(keys)
    name.spans.append((start, end))


def _same(keys: list[str], name: Name) -> bool:
    mine = [word.lower() for word in name.text.split()]
    if keys == mine:
        return True
    if len(keys) == 1:
        return len(mine) > 1 and keys[0] in (mine[-1], mine[0]) and not set(mine) & (_BODIES | _PLACES)
    if len(mine) == 1:
        return False
    # "A. Berg" is Anna Berg
    return keys[-1] == mine[-1] and len(keys[0]) == 1 and mine[0].startswith(keys[0])


def _kind(text: str, name: Name) -> Kind:
    words = [word.lower() for word in name.text.split()]
    known = territories().get(name.text.lower())
    if known is not None:
        return "country" if known else "place"
    if len(words) > 1 and (words[-1] in _BODIES or words[0] in _BODIES):
        return "body"
    if len(words) > 1 and (words[-1] in _PLACES or words[0] in _PLACES):
        return "place"
    person, place = 0, 0
    for start, end in name.spans:
        before, after = text[max(0, start - 24) : start].lower(), text[end : end + 40].lower()
        last = re.search(r"(\w+)\W*$", before)
        person += _person_after(after)
        person += 2 * bool(last and last.group(1) in (TITLES | MASCULINE | FEMININE) - {"state", "general", "major"})
        person += bool(re.search(r"\b(named|called)\s$", before))
        place += 2 * bool(re.search(r"\b(in|at|near|from|to|towards|outside|across)\s$", before)) - bool(re.match(r"['’]s\b", after))
    if (name.text.isupper() and len(words) == 1) or words[-1] in _THINGS:
        return "other"
    shape = (
        2 <= len(words) <= 3
        and not any(word in _INNER - {"de", "van", "von", "la"} for word in words)
        and not frequency(words[-1]) > 200_000
    )
    if person + shape > max(0, place):
        return "person"
    return "place" if place > 1 else "other"


def _person_after(after: str) -> int:
    first = re.match(r"\s(\w+)", after)
    if first and first.group(1) in _SAYING:
        return 3
    if re.match(r",? who\b|,? (who|himself|herself)\b| (was|is) (born|a|an) (\w+ )?(in|botanist|man|woman|person)", after):
        return 2
    return int(bool(re.match(r", (\d\d?|aged \d+)\b| \((chair|treasurer|secretary|born|\d{4})|, [^,.]{3,40}, (said|was|who)", after)))


def _gender(text: str, name: Name, names: list[Name]) -> Literal["m", "f"] | None:
    others = sorted(start for other in names if other is not name and other.kind == "person" for start, _ in other.spans)
    score = 0
    for start, end in name.spans:
        stop = next((other for other in others if other > end), len(text))
        after = text[end : min(stop, end + 200)]
        opening = re.split(r"[.!?”]\s|\n", text[max(0, start - 200) : start])[-1]
        leads = not re.search(r"\b(she|he|her|his|him)\b", opening, re.IGNORECASE) and not any(
            start - len(opening) <= other < start for other in others
        )
        after = after if leads else re.split(r"[.!?”]\s|\n", after)[0]
        for found in re.findall(r"\b(he|him|his|himself|she|her|hers|herself)\b", after, re.IGNORECASE)[:2]:
            score += 1 if found.lower().startswith("h") and not found.lower().startswith("her") else -1
        near = re.findall(r"\w+", text[max(0, start - 30) : start].lower())[-2:] + re.findall(
            r"^\W{0,3}(?:(?:an?|the)\s)?(\w+)", after.lower()
        )
        score += 2 * bool(MASCULINE & set(near)) - 2 * bool(FEMININE & set(near))
    return "m" if score > 0 else "f" if score < 0 else None
