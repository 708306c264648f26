"""The names in a text: which runs of capitalised words are one name, what kind of thing it names, and how it is referred to.

Rules, no model: a run of capitalised words is a mention; a word that opens a sentence counts only where the text or its neighbour shows
that it is a name. A short mention ("Berg", "A. Berg") belongs to the last longer name that it ends. Kinds come from CLDR's list of
territories (Babel), from titles, from words that name places and bodies, and from what stands around the mention; gender from titles, kin
and the pronouns that follow. What the rules cost and how often they are right: `tests/benchmarks/names.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from qa_bot.dialogue.places import peoples, territories
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
    "president-elect vice-president gen rev sen rep gov capt lt col sgt hon chairman secretary mayor ambassador detective inspector officer emperor empress duke duchess baron count bishop archbishop coach".split()
)
_OFFICES = frozenset("president minister chancellor senator governor secretary mayor ambassador".split())
_PLACES = frozenset(
    "fort cape north south east west stadium arena square river street road lane avenue mount mt mountain lake city town village sea ocean island islands bay bridge park valley forest desert "
    "coast harbour harbor port airport station castle palace tower church cathedral canal peninsula province county district state hall".split()
)
BODIES = frozenset(
    "inc ltd llc plc corp corporation company co group university college school institute academy council committee commission ministry "
    "department office agency party union society association club league bank museum foundation board court parliament congress senate house "
    "army navy police team band orchestra newspaper times post news press lines airlines railway church trust network party administration archive laboratory federation organisation organization consortium".split()
)
_THINGS = frozenset(
    "medal prize award war act treaty line light summit election cup festival games bowl book day street history style prix show airshow steeplechase "
    "revival architecture theory theorem principle law code revolution movement crisis convention agreement declaration constitution bill programme "
    "program project mission series open classic marathon tour exhibition plan report age era period renaissance empire reformation".split()
)
_PLACED = re.compile(
    r"\b(?:city|port|village|town|district|state|province|region|island|isle|river|coast|valley|capital|county|suburb|mouth|gulf|bay) of (?:the )?$"
)
_PLACE_AFTER = re.compile(r"\s(?:district|province|region|county|coast|area|peninsula|suburb|island|river|valley)\b")
_JOB = re.compile(
    r"\w+(?:ist|ician|woman|rian|logue)|developer|author|actor|writer|director|founder|engineer|architect|lawyer|producer|singer|composer|painter|former"
)
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


def names_in(text: str) -> list[Name]:
    """The names of a text, in the order in which they first appear."""
    words = words_of(text)
    inner = {
        word.lower for word, before in zip(words[1:], words, strict=False) if word.text[0].isupper() and not _opens(text, before, word)
    }
    found: list[Name] = []
    common = {word.text for word in words if word.text.islower()}
    for run in _runs(text, words, inner, common):
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
        shortened = before is not None and (len(before.text) == 1 or before.lower in TITLES | {"mt", "st", "ft"})
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
    if lower not in _INNER and not (lower == "on" and run[-1].lower in _THINGS):
        return False
    if _follows(text, words, at, 1):
        return True
    named = lower in ("of", "on") and any(word.lower in BODIES | _THINGS for word in run)
    return named and at + 1 < len(words) and words[at + 1].lower == "the" and _follows(text, words, at + 1, 1)


def _numbers(text: str, words: list[Word], at: int, run: list[Word]) -> bool:
    """Whether a number belongs to the name of a thing: "the Brewster 200"; a year does not."""
    number = words[at].text
    the = text[: run[0].start].lower().endswith("the ")
    return the and number.isdigit() and len(number) < 4 and bool(re.match(r" [a-z]|[.,]\s", text[words[at].end :][:2]))


def _file(text: str, run: list[Word], found: list[Name]) -> None:
    """Add one mention to the name that it belongs to, or begin a new one."""
    if len(run) == 1 and (run[0].lower in peoples() or run[0].lower.removesuffix("s") in peoples() or len(run[0].text) == 1):
        return
    office = next((i for i, word in enumerate(run[:-1]) if word.lower in _OFFICES and run[i + 1].text[0].isupper()), 0)
    title, run = [], run[office:]  # "Foreign Minister Anna Holm": what is before the office belongs to it
    while len(run) > 1 and run[0].lower in TITLES:
        title.append(run[0].lower)
        run = run[1:]
    if len(run) == 1 and run[0].lower in TITLES:
        return
    start, end = run[0].start, run[-1].end
    written, keys = text[start:end], [word.lower for word in run]
    gender: Literal["m", "f"] | None = "m" if MASCULINE & set(title) else "f" if FEMININE & set(title) else None
    acronym = len(written) > 1 and written.isupper() and not text[max(0, start - 60) : end + 60].isupper()
    # of several that it may be short for, the one that the text speaks of most
    name = max(
        (name for name in reversed(found) if keys[-1] in name.words and _same(keys, name, acronym=acronym)),
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


def _same(keys: list[str], name: Name, *, acronym: bool) -> bool:
    mine = [word.lower() for word in name.text.split()]
    if keys == mine:
        return True
    if len(keys) == 1:
        return not acronym and len(mine) > 1 and keys[0] in (mine[-1], mine[0]) and not set(mine) & (BODIES | _PLACES)
    if len(mine) == 1:
        return False
    # "A. Berg" is Anna Berg
    return keys[-1] == mine[-1] and len(keys[0]) == 1 and mine[0].startswith(keys[0])


def _kind(text: str, name: Name) -> Kind:  # noqa: PLR0911 - the surest sign first
    words = [word.lower() for word in name.text.split()]
    known = territories().get(name.text.lower())
    if known:
        return "country"
    if "&" in words:
        return "body"
    # the head of "Court of Justice" stands before "of", that of "University College" last
    head = next((words[i - 1] for i, word in enumerate(words) if word in ("of", "on") and i), words[-1])
    if len(words) > 1 and (head in _THINGS or words[0] in _THINGS or any(word.isdigit() for word in words)):
        return "other"
    if len(words) > 1 and (head in BODIES or (words[0] in BODIES and "of" not in words)):
        return "body"
    if len(words) > 1 and (head in _PLACES or words[0] in _PLACES):
        return "place"
    person, place, titled = 0, 0, 0
    for start, end in name.spans:
        before, after = text[max(0, start - 24) : start].lower(), text[end : end + 40].lower()
        last = re.search(r"(\w+)\W*$", before)
        person += _person_after(after)
        titled += 2 * bool(last and last.group(1) in (TITLES | MASCULINE | FEMININE) - {"state", "general", "major"})
        person += bool(re.search(r"\b(named|called)\s$", before))
        person += 2 * bool(len(words) == 1 and re.search(r"\b(?:death|life|reign|works?|writings|son|daughter|wife) of $", before))
        # letters come "from" people too, and one speaks "to" them
        place += 2 * bool(re.search(r"\b(in|at|outside|across)\s$", before))
        place += (2 if len(words) == 1 else 1) * bool(re.search(r"\b(near|from|to|towards)\s$", before))
        place += 3 * bool(_PLACED.search(before)) + 2 * bool(_PLACE_AFTER.match(after)) - bool(re.match(r"['’]s\b", after))
    if known is not None:
        return "person" if titled > place else "place"  # "Moscow said", too
    person += titled
    if (name.text.isupper() and len(words) == 1) or words[-1] in _THINGS:
        return "other"
    shape = (
        2 <= len(words) <= 3
        and not any(word in _INNER - {"de", "van", "von", "la"} for word in words)
        and not frequency(words[-1]) > 200_000
        and words[0] not in peoples()
        and words[0] not in territories()
        and not any(character.isdigit() for character in name.text)
    )
    if person + shape > max(0, place) or (shape and person + shape == place):
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
