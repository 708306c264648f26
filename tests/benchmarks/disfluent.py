"""Clean questions -> questions that correct themselves, in the style of Disfl-QA (Gupta et al. 2021): the same rows on every run.

A disfluency has a reparandum (what is taken back, here from another question on the same paragraph), an interregnum ("no wait") and a
repair (Shriberg 1994). Written before `qa_bot/dialogue/repairs.py`; what `HELD` makes was never looked at while its rules were made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_bot.evaluation.squad import Row

CUES = ("no wait", "er", "uh no sorry", "I mean", "or rather", "scratch that", "sorry", "um no")
FILLERS = ("uh", "um", "er")
HELD_CUES = ("oh wait", "actually no", "make that", "hold on", "no I meant", "oops I mean", "wait no")
_NAME = re.compile(r"(?<=[a-z] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
_OPENS = re.compile(r"(?:Wh|How|In|On|At|By|For|From|To|Of|The|An?|Is|Was|Did|Do|Does|Are|Were|Which|During|After|Along|As)[a-z]*\b")
_NUMBER = re.compile(r"\b\d{4}\b")
_PAST = re.compile(r"(?<= )[a-z]{3,}ed\b")
_KIND = re.compile(r"\b(?:[Ww]hat|[Ww]hich) (?P<noun>[a-z]{4,})(?= (?:did|was|were|is|are|does|do|had|has|of)\b)")
_VERBS = ("started", "visited", "founded", "destroyed", "published")
_NOUNS = ("city", "year", "person", "country", "river", "team")
_OPPOSITES = {
    "first": "last", "last": "first", "largest": "smallest", "main": "second", "many": "few", "most": "least", "new": "old", "old": "new",
    "highest": "lowest", "major": "minor", "best": "worst", "early": "late", "more": "less", "much": "little", "long": "wide",
}  # fmt: skip
Pattern = Callable[[str, str, str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Disfluent:
    """A question that corrects itself, the clean one's row, and how it was made."""

    row: Row
    question: str
    pattern: str
    held: bool


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if _OPENS.match(text) else text


def _begun(other: str, rng: random.Random) -> str:
    words = other.rstrip("?").split()
    return " ".join(words[: rng.randint(2, max(2, len(words) - 2))])


def _replaced(found: re.Match[str] | None, question: str, wrong: str, cue: str, group: str | int = 0) -> str | None:
    if found is None or not wrong or wrong.lower() == found[group].lower():
        return None
    return f"{question[: found.start(group)]}{wrong} {cue} {found[group]}{question[found.end(group) :]}"


def _pick(pattern: re.Pattern[str], text: str, unlike: str, rng: random.Random) -> str:
    pool = sorted({found.group().removesuffix("'s") for found in pattern.finditer(text)} - {unlike})
    return rng.choice(pool) if pool else ""


def restart(question: str, other: str, context: str, rng: random.Random) -> str | None:
    return f"{_begun(other, rng)} {rng.choice(CUES)} {_lower(question)}"


def hesitated(question: str, other: str, context: str, rng: random.Random) -> str | None:
    return f"{' '.join(other.split()[:2])} {rng.choice(FILLERS)} {_lower(question)}"


def wh(question: str, other: str, context: str, rng: random.Random) -> str | None:
    wrong = rng.choice([one for one in ("When", "Who", "Where", "Why", "What") if not question.startswith(one)])
    return f"{wrong} {rng.choice(CUES)} {_lower(question)}"


def name(question: str, other: str, context: str, rng: random.Random) -> str | None:
    found = _NAME.search(question)
    return _replaced(found, question, _pick(_NAME, context, found.group(), rng), rng.choice(CUES)) if found else None


def number(question: str, other: str, context: str, rng: random.Random) -> str | None:
    found = _NUMBER.search(question)
    return _replaced(found, question, str(int(found.group()) + rng.choice((-10, -1, 1, 10))), rng.choice(CUES)) if found else None


def verb(question: str, other: str, context: str, rng: random.Random) -> str | None:
    return _replaced(_PAST.search(question), question, rng.choice(_VERBS), rng.choice(CUES))


def kind(question: str, other: str, context: str, rng: random.Random) -> str | None:
    return _replaced(_KIND.search(question), question, rng.choice(_NOUNS), rng.choice(CUES), "noun")


def fillers(question: str, other: str, context: str, rng: random.Random) -> str | None:
    words = question.split()
    for _ in range(2):
        words.insert(rng.randint(1, len(words) - 1), rng.choice(FILLERS))
    return " ".join(words)


def trailing(question: str, other: str, context: str, rng: random.Random) -> str | None:
    found = _NAME.search(question)
    wrong = _pick(_NAME, context, found.group(), rng) if found else ""
    if not found or not wrong:
        return None
    return f"{question[: found.start()]}{wrong}{question[found.end() :].rstrip('?')} {rng.choice(HELD_CUES)} {found.group()} not {wrong}?"


def afterwards(question: str, other: str, context: str, rng: random.Random) -> str | None:
    found = _NAME.search(question)
    wrong = _pick(_NAME, context, found.group(), rng) if found else ""
    if not found or not wrong:
        return None
    return f"{question[: found.start()]}{wrong}{question[found.end() :].rstrip('?')}, sorry, I meant {found.group()}?"


def told(question: str, other: str, context: str, rng: random.Random) -> str | None:
    return f"{_begun(other, rng)} no tell me {_lower(question)}"


def prepositional(question: str, other: str, context: str, rng: random.Random) -> str | None:
    found = re.search(r"\b(?P<lead>in|of|by|at|from|to|with|for|on) (?P<what>[A-Z][\w'-]+(?: [A-Z][\w'-]+)*|\d{4})", question)
    wrong = _pick(_NAME, context, found["what"], rng) if found else ""
    if not found or not wrong:
        return None
    return f"{question[: found.start()]}{found['lead']} {wrong} {rng.choice(HELD_CUES)} {found.group()}{question[found.end() :]}"


def twice(question: str, other: str, context: str, rng: random.Random) -> str | None:
    inner = name(question, other, context, rng) or verb(question, other, context, rng)
    return f"{_begun(other, rng)} {rng.choice(HELD_CUES)} {_lower(inner)}" if inner else None


def punctuated(question: str, other: str, context: str, rng: random.Random) -> str | None:
    return f"{_begun(other, rng)}{rng.choice((' -- ', '... ', ', '))}{rng.choice(HELD_CUES)}, {_lower(question)}"


def stutter(question: str, other: str, context: str, rng: random.Random) -> str | None:
    words = question.split()
    return " ".join([*words[: rng.randint(1, 3)], _lower(question)])


def adjective(question: str, other: str, context: str, rng: random.Random) -> str | None:
    found = re.search(rf"\b(?:{'|'.join(_OPPOSITES)})\b", question)
    return _replaced(found, question, _OPPOSITES[found.group()], rng.choice(HELD_CUES)) if found else None


SEEN: tuple[Pattern, ...] = (restart, hesitated, wh, name, number, verb, kind, fillers)
HELD: tuple[Pattern, ...] = (trailing, afterwards, told, prepositional, twice, punctuated, stutter, adjective)


def disfluent(rows: Sequence[Row], count: int = 192, seed: int = 3) -> list[Disfluent]:
    """`count` questions that correct themselves, each pattern about equally often, no question twice."""
    rng = random.Random(seed)
    asked: dict[str, list[str]] = {}
    for row in rows:
        asked.setdefault(row.context, []).append(row.question.strip())
    left = rng.sample(list(rows), len(rows))
    patterns = [pattern for pair in zip(SEEN, HELD, strict=True) for pattern in pair]
    made: list[Disfluent] = []
    while len(made) < count:
        pattern = patterns[len(made) % len(patterns)]
        for row in left:
            others = [other for other in asked[row.context] if other != row.question.strip() and len(other.split()) > 4]
            typed = pattern(row.question.strip(), rng.choice(others), row.context, rng) if others else None
            if typed:
                left.remove(row)
                made.append(Disfluent(row, typed, pattern.__name__, pattern in HELD))
                break
        else:
            raise ValueError(f"no question is left for {pattern.__name__}")
    return made
