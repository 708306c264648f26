"""The type of an entity: a person, a country, a place, a body of people, or something else.

The surest sign decides: CLDR's territories; then the name's own head word ("Court of Justice"); then the sum of weighted cues around its
mentions (the contextual rules of message-understanding systems, e.g. Krupka and Hausman 1998): titles and jobs, verbs of saying, prepositions of
place, appositions, possessions. A name that is still open, or only guessed by its shape, takes the type of the names that it is listed with
("Niagara, Crown Point and Quebec").

    >>> entity_type_of("She joined Lomax, a company that makes pens.", "Lomax", [(11, 16)])
    ('body', True)
    >>> entity_type_of("He moved to Tarnby, a town on the coast.", "Tarnby", [(12, 18)])
    ('place', True)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from qa_bot.dialogue.ner.gazetteer import peoples, territories
from qa_bot.dialogue.ner.given_names import is_given
from qa_bot.dialogue.ner.lexicon import (
    BODIES,
    BODY_NOUNS,
    FEMININE,
    INNER,
    JOBS,
    MASCULINE,
    PARTIES,
    PLACE_NOUNS,
    PLACES,
    SAYING,
    THINGS,
    TITLES,
    WORK_NOUNS,
    EntityType,
)
from qa_bot.word_list import frequency

_BEFORE, _AFTER = 48, 60
"""Code points around a mention that are looked at."""
_COMMON = 5_000
"""Frequency from which a word that opens a name is rather a common word than a given name."""
_SURNAME = 5_000
"""Frequency up to which the last word of a name may be a surname; without a given name before it, a more common one tells nothing."""
_NOT_TITLES = frozenset("state general major count master officer".split())
_ROLES = (TITLES | MASCULINE | FEMININE | JOBS) - _NOT_TITLES


class _Cue(NamedTuple):
    kind: EntityType
    weight: int
    pattern: re.Pattern[str]


def _cue(kind: EntityType, weight: int, pattern: str) -> _Cue:
    return _Cue(kind, weight, re.compile(pattern))


_ENDING_BEFORE = (
    _cue("place", 3, rf"\b(?:{PLACE_NOUNS}|isle|coast|mouth|gulf|bay|kingdom|duchy) of (?:the )?$"),
    _cue("place", 2, r"\b(?:in|at|outside|across|throughout|into|around|inside) $"),
    _cue("place", 2, r"\b(?:across|along|throughout) the $"),
    _cue("place", 1, r"\b(?:into|at|around|near) the $"),
    _cue("place", 2, r"\b(?:captur|invad|occup|conquer|besieg|visit)\w* (?:the )?$"),
    _cue("place", 1, r"\b(?:from|to|towards?|near|for) $"),
    _cue("place", 2, r"\b(?:north|south|east|west|centre|center|side|parts?|portion|most|all|people|invasion|conquest|capture|occupation|borders?|shores?|banks?|coasts?|residents|citizens|inhabitants|streets|outskirts|suburbs?|bay|independence|population|governor) of (?:the )?$"),
    _cue("place", 2, r"\b(?:northern|southern|eastern|western|central|downtown|mainland|neighbou?ring|upper|lower) $"),
    _cue("place", 2, r"\b(?:near|left for|arrived in|flew to|sailed to|travell?ed to|moved to|returned to|(?:road|route|way|railway|flight|visit|trip|journey) (?:to|from)) $"),
    _cue("place", 2, rf"\bthe (?:{PLACE_NOUNS}) $"),
    _cue("place", 2, r"\b(?:Duke|Duchess|Earl|Count|Prince|Princess|King|Queen|Bishop|Archbishop|Mayor|University|Lord|Emperor) of $"),
    _cue("person", 2, r"\b(?:death|life|reign|works?|writings|son|daughter|wife|husband|mother|father|brother|sister|widow|election|assassination|portrait) of $"),
    _cue("person", 1, r"\b(?:written|directed|composed|painted|designed|invented|discovered|hosted|coached|married|drawn|developed) (?:\w+ )?by $"),
    _cue("person", 1, r"\b(?:named|according to|including) $"),
    _cue("body", 2, rf"\b(?:{BODY_NOUNS})(?:,? (?:called|named))? $"),
    _cue("body", 2, r"\b(?:members?|employees?|chief executive|CEO|head|chair|chairman|founders?|spokes\w+|players?|shareholders?|subsidiary|director) (?:of|for|at) (?:the )?$"),
    _cue("body", 2, r"\b(?:joined|played for|signed (?:with|for|by)|acquired by|bought by|sold to|owned by|published by|funded by|merge[dr] with|run by|founded) (?:the )?$"),
    _cue("other", 3, rf"\b(?:{WORK_NOUNS}|software|language|system|model|programme?)(?:,? (?:called|named|entitled|titled))? [“\"‘]?$"),
    _cue("other", 2, r"[“\"]$"),
)  # fmt: skip
_FOLLOWING = (
    _cue("place", 2, rf"[ ](?:{PLACE_NOUNS}|area|coast)\b| (?:north|south|east|west) of\b"),
    _cue("place", 3, rf"(?:,| is| was) (?:an?|the) (?:[\w-]+ ){{0,3}}?(?:{PLACE_NOUNS})\b"),
    _cue("place", 2, r"(?:-based\b|['’]s (?:population|capital|economy|government|coast|borders?|streets|harbou?r|governor|airport|residents|citizens|parliament)\b)"),
    _cue("person", 2, r"(?:,? who\b|,? (?:himself|herself)\b| and (?:his|her) | (?:was|is) born\b| \((?:born|(?:c\. ?)?\d{3,4}(?:/\d+)?(?: BCE?)? ?[-–]))"),
    _cue("person", 2, r"['’]s (?:wife|husband|son|daughter|father|mother|brother|sister|family|death|birth|parents?|widow|friend|career|spokes\w+|lawyer|hair|eyes|face|hands?)\b"),
    _cue("person", 1, r"(?:, (?:\d\d?|aged \d+)\b| \((?:chair|treasurer|secretary)|, [^,.]{3,40}, (?:said|was|who)\b)"),
    _cue("person", 1, r" (?:returned|went|came|graduated|attended|starred|taught|met|wore|sat|stood|walked|looked|congratulated|assumed|became|began|suggested)\b"),
    _cue("body", 2, rf"(?:[ ](?:{BODY_NOUNS}|players|fans|season|spokes\w+|employees|headquarters|officials|executives|shares|branch)\b|['’]s (?:headquarters|employees|shareholders|chief executive|CEO|products|members|board)\b)"),
    _cue("body", 3, rf"(?:,| is| was) (?:an?|the) (?:[\w-]+ ){{0,3}}?(?:{BODY_NOUNS})\b"),
    _cue("body", 2, r" (?:was (?:incorporated|acquired|founded)|employs|acquired|merged|released|launched|manufactures|sells|(?:suffered|lost|won) (?:\w+ ){0,4}(?:seats|game|match|season|championship))\b"),
    _cue("other", 3, rf"(?:,| is| was) (?:an?|the|his|her) (?:[\w-]+ ){{0,3}}?(?:{WORK_NOUNS})\b"),
)  # fmt: skip
_DESCRIBED = re.compile(r"(?:,| is| was) (?:an?|the) (?:[\w-]+ ){0,4}?([\w-]+)(?=[,.;)]| (?:and|who|from|of|in|at|for|born))")
_GOES_ON = re.compile(r"[^.!?\n]{0,200}[.!?] (?:He|She)\b|[^.!?\n]{0,60}\b(?:his|her|himself|herself|he|she)\b")
_LISTED = re.compile(r"(?:,|,? (?:and|or|&|as well as)) (?:the )?")
_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,6}")
_VERBAL = re.compile(r"[,.;:)?!]|['’]s\b| (?:and|or|in|is|was|has|had|will|would|to|from|for|on|said|announced)\b|$")


def entity_type_of(text: str, name: str, spans: Sequence[tuple[int, int]]) -> tuple[EntityType, bool]:
    """The kind of one name, and whether that is more than a guess by its shape.

    Args:
        text: the whole text.
        name: its fullest form.
        spans: its mentions, half-open, in code points of `text`.
    """
    words = [word.lower() for word in name.split()]
    known = territories().get(name.lower())
    if known:
        return "country", True
    headed = _by_head(words)
    if headed:
        return headed, True
    score = _score(text, words, spans)
    if known is not None:
        return ("person" if score["titled"] > score["place"] else "place"), True  # "Moscow said", too
    shape = _like_a_person(name)
    the = sum(text[max(0, start - 4) : start].lower() == "the " for start, _ in spans) * 2 > len(spans)
    score["person"] += score["titled"] + shape - 4 * the
    if _ACRONYM.fullmatch(name) and len(words) == 1:
        score["body"] += the and any(_VERBAL.match(text[end : end + 12]) is not None for _, end in spans)
        return ("body", True) if score["body"] >= 1 and score["body"] > score["other"] else ("other", False)
    best: EntityType = max(("person", "place", "body", "other"), key=lambda kind: score[kind])
    if score["person"] >= score[best] and score["person"] > 0 and (shape or score["person"] > 1):
        return "person", score["person"] > 1
    return (best, True) if score[best] > 1 else ("other", False)


def _by_head(words: list[str]) -> EntityType | None:
    """The kind that a name of several words tells itself: the head of "Court of Justice" stands before "of", that of "University College" last."""
    if "&" in words:
        return "body"
    if len(words) == 1:
        return "body" if words[0] in PARTIES else None
    head = next((words[i - 1] for i, word in enumerate(words) if word in ("of", "on", "for") and i), words[-1])
    if head in THINGS or words[0] in THINGS or (any(word.isdigit() for word in words) and head not in PLACES):
        return "other"
    if head in BODIES or (words[0] in BODIES and "of" not in words):
        return "body"
    return "place" if head in PLACES or words[0] in PLACES else None


def _score(text: str, words: list[str], spans: Sequence[tuple[int, int]]) -> Counter[str]:
    """The weight of all cues for each kind; "titled" are those for a person that hold for a place's name, too."""
    score: Counter[str] = Counter()
    single = len(words) == 1
    for start, end in spans:
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
        for cue in _ENDING_BEFORE:
            if cue.pattern.search(before):
                score[cue.kind] += cue.weight
        for cue in _FOLLOWING:
            if cue.pattern.match(after):
                score[cue.kind] += cue.weight
        last = re.search(r"([\w-]+)[.,]? $", before)
        score["titled"] += 2 * bool(last and last.group(1).lower() in _ROLES)
        first = re.match(r" (\w+)", after)
        if first and first.group(1) in SAYING:
            score["body" if before.lower().endswith("the ") else "person"] += 3
        described = _DESCRIBED.match(after)
        score["person"] += 2 * bool(described and described[1] in JOBS | MASCULINE | FEMININE)
        named_after = re.match(r", ([A-ZÀ-Þ][\w ]+?)(?=[,.;)]| [a-z])", after)
        score["place"] += 2 * bool(named_after and named_after[1].lower() in territories())
        if re.search(r"(?:^|[.!?] |\n)$", before) and _GOES_ON.match(text[end : end + 240]):
            score["person"] += 2 if single else 1
    return score


def _like_a_person(name: str) -> int:
    """What the shape of a name tells: 3 with a given name, 1 for two or three words that are no common ones, else 0."""
    words = [word.lower() for word in name.split()]
    if len(words) == 1:
        return int(is_given(words[0]))
    if len(words) > 4 or any(word in INNER - {"de", "van", "von", "la", "da", "di", "du", "bin", "al", "der", "the"} for word in words):
        return 0
    if is_given(words[0]):
        return 3
    initial = len(words[0].replace(".", "")) <= 2
    named = initial or frequency(words[0]) < _COMMON
    return int(
        len(words) <= 3
        and named
        and frequency(words[-1]) <= _SURNAME
        and not any(word in peoples() or word in territories() for word in words)
        and not any(word.isupper() and len(word) > 1 and "." not in word for word in name.split())  # "Sheffield FA"
        and not any(character.isdigit() for character in name)
    )


def types_by_coordination(
    text: str, mentions: Iterable[tuple[int, int, int]], kinds: Sequence[tuple[EntityType, bool]]
) -> dict[int, EntityType]:
    """Kinds for names that are open or guessed, from the sure ones that they are listed with, or that they abbreviate.

    Args:
        text: the whole text.
        mentions: (start, end, index of the name), half-open, in code points, sorted.
        kinds: of each name, as `entity_type_of` gives them.
    """
    found: dict[int, EntityType] = {}
    listed = list(mentions)
    at = 0
    while at < len(listed):
        end = at + 1
        while end < len(listed) and _LISTED.fullmatch(text[listed[end - 1][1] : listed[end][0]]):
            end += 1
        group = listed[at:end]
        if len(group) > 1:
            sure = Counter("place" if kinds[one][0] == "country" else kinds[one][0] for _, _, one in group if kinds[one][1])
            paired = len(group) == 2 and text[group[0][1] : group[1][0]] == ", "  # "Fresno, California", but "Ann Berg, Google"
            kind = max(sure, key=lambda one: sure[one], default=None)
            if kind and kind != "other" and not (paired and kind != "place"):
                for _, _, one in group:
                    guessed = kinds[one][0] == "person" and (len(group) == 2 or sure["person"] > 0)
                    if not kinds[one][1] and not guessed:
                        found.setdefault(one, kind)
        at = end
    for (_, end, whole), (start, stop, short) in pairwise(listed):
        letters = text[start:stop]
        if text[end:start] == " (" and text[stop : stop + 1] == ")" and letters.isupper() and not kinds[short][1]:
            found[short] = kinds[whole][0]
    return found
