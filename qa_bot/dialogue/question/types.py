"""The type of a question, told by its wording alone.

>>> who_is("Who is Anna Berg?").what, who_is("Who is the mayor of Rome?")
('Anna Berg', None)
>>> wants_list("Which towns burned?"), wants_one("Which town burned?"), how_many("Name the three towns")
(True, True, 3)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa_bot.dialogue.english.irregular_verbs import irregular_forms
from qa_bot.dialogue.english.morphology import base_form, is_plural, words_of
from qa_bot.dialogue.ner.lexicon import TITLES
from qa_bot.dialogue.question.about_article import About
from qa_bot.function_words import AUXILIARIES, COUNTS, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS, WH
from qa_bot.word_list import frequency

QuestionType = Literal["small talk", About, "entities", "topic", "next", "description", "yes-no", "list", "factoid", "literal"]
"""What is asked for: small talk; something about the article itself; all entities of a type; every sentence about X; what comes after the last answer; who or what X is; yes or no; several things;
one thing; and what is read word by word, whatever it asks for."""

_WHO_IS = re.compile(r"(?:who|what)(?:['’]?s| is| was| are| were)(?: exactly)? (?P<what>[^?]+?)\s*\??", re.IGNORECASE)
_COMMANDS = frozenset("list name enumerate identify give state mention".split())
_NUMBERS = frozenset({*COUNTS, "both", "several"})


@dataclass(frozen=True, slots=True)
class WhoIs:
    """A question for a description: what is asked for, as it stands in the question, and whether it is about a person."""

    what: str
    person: bool


def who_is(question: str) -> WhoIs | None:
    """The X of "who is X" and "what is X", where X is a name or one noun phrase without a clause in it."""
    found = _WHO_IS.fullmatch(question)
    if not found:
        return None
    what = found["what"].strip(" .!")
    words = [word.lower for word in words_of(what)]
    person = question.lower().startswith("who")
    if not words or len(words) > 6 or set(words) & (AUXILIARIES | (PREPOSITIONS - {"of", "in", "for"})):
        return None
    if words[0] in FUNCTION - {"the", "a", "an"} or (person and _is_role(what)):
        return None
    return WhoIs(what, person)


def _is_role(what: str) -> bool:
    """Whether "who is X" asks who holds an office ("the mayor of Rome"), not for a description of somebody named ("Joan of Arc")."""
    words = words_of(what)
    at = next((i for i, word in enumerate(words) if word.lower in ("of", "in", "for")), 0)
    if not at:
        return False
    return words[at - 1].lower in TITLES or (words[0].lower == "the" and at > 1 and words[at - 1].text.islower())


def wants_list(question: str) -> bool:  # noqa: PLR0911 - one wording each
    """Whether the wording asks for several things: a plural after which, what, who are, name, list; never "how many"."""
    words = [word.lower for word in words_of(question)]
    if not words or "how" in words[:2]:
        return False
    if words[0] in _COMMANDS:
        return words[0] in ("list", "enumerate") or any(is_plural(word) or word in _NUMBERS for word in words[1:5])
    at = next((i for i, word in enumerate(words) if word in ("which", "what", "who", "whose")), None)
    if at is None:  # "seven wonders of the world", "styles of music in Spain"
        noun = next((i for i, word in enumerate(words) if word in AUXILIARIES | PREPOSITIONS | WH | PRONOUNS | {"to"}), 0)
        return 0 < noun < 4 and is_plural(words[noun - 1]) and not set(words) & (AUXILIARIES - {"be", "been", "being"} | WH)
    rest = words[at + 1 :]
    if not rest:
        return False
    if words[at] in ("which", "what") and rest[0] not in FUNCTION - {"all"}:
        # "which countries", "what two cities", "which other members"
        noun = next((i for i, word in enumerate(rest) if word in AUXILIARIES | PREPOSITIONS), len(rest))
        head = rest[: min(noun, 4)]
        if set(head) & _NUMBERS:
            return True
        if head and noun == len(head) < len(rest) and rest[noun] in AUXILIARIES:  # "which awards show has"
            return is_plural(head[-1])
        return any(is_plural(word) and not _acts(head, i, rest, words[at]) for i, word in enumerate(head[:3]))
    if rest[0] in ("are", "were"):
        if words[at] == "what" and len(rest) < 5 and not set(rest[1:]) & (FUNCTION | _NUMBERS | {"examples"}):
            return False  # "what are plate tectonics?" asks what they are
        return any(is_plural(word) for word in rest[1:6]) or (len(rest) > 1 and rest[1] in ("all", "some"))
    if rest[0] == "of" and len(rest) > 2:
        return any(is_plural(word) for word in rest[1:4])
    return words[at] == "who" and rest[0] == "all"


def wants_one(question: str) -> bool:
    """Whether the wording asks for one thing: a noun in the singular after which or what, "who is the"."""
    words = [word.lower for word in words_of(question)]
    at = next((i for i, word in enumerate(words) if word in ("which", "what", "who")), None)
    rest = words[at + 1 :] if at is not None else []
    if at is None or not rest or wants_list(question):
        return False
    if words[at] == "who":
        return rest[0] in ("is", "was") and len(rest) > 1 and rest[1] in ("the", "a", "an")
    return rest[0] not in FUNCTION and rest[0] not in ("type", "types", "kind", "kinds", "sort", "sorts")


def how_many(question: str) -> int | None:
    """The number of things that a list question asks for; None where it names none."""
    for word in words_of(question)[:7]:
        if word.lower in COUNTS:
            return COUNTS[word.lower]
    return None


def _acts(head: list[str], at: int, rest: list[str], asked: str) -> bool:
    """Whether a word in "s" is the verb: "what flows through", "which article allows the"; not "which rivers flow"."""
    after = rest[at + 1] if at + 1 < len(rest) else ""
    if not at:
        return asked == "what" and (head[0] in ("happens", "makes", "causes") or after in FUNCTION - AUXILIARIES - {"of", "from"})
    if is_plural(head[at - 1]) and at > 1:
        return True
    if after in AUXILIARIES or not after:
        return False
    base = base_form(head[at])
    past = {base + "ed", base + "d", base[:-1] + "ied", *(form for form, verb in irregular_forms().items() if verb == base)}
    return after in DETERMINERS | PRONOUNS | PREPOSITIONS - {"of"} or sum(map(frequency, past)) > frequency(head[at]) / 2


def answer_type(question: str) -> Literal["yes-no", "list", "factoid"]:
    """Which kind of answer the wording of a question wants.

    >>> [answer_type(one) for one in ("Did she deny it?", "Which towns burned?", "Who burned the town?")]
    ['yes-no', 'list', 'factoid']
    """
    return "yes-no" if is_yes_no(question) else "list" if wants_list(question) else "factoid"


def is_yes_no(question: str) -> bool:
    """Whether a question begins with its verb, as "did she deny it?" does, and does not offer a choice."""
    words = [word.lower for word in words_of(re.sub(r"^(?:and|but|so|then|or)\b[ ,]*", "", question.strip(), flags=re.IGNORECASE))]
    opens = bool(words) and (words[0] in AUXILIARIES - {"'s", "be", "been", "being"} or words[0] in _CONTRACTED or words[0] in ("ain't",))
    return (
        opens
        and len(words) > 2
        and not (words[0] in ("can", "could", "would", "will") and words[1] == "you" and words[2] in _REQUESTS)
        and not ({"who", "what", "where", "when", "why"} & set(words[1:3]))
    )


_REQUESTS = frozenset("please tell show give explain help say list name summarise summarize find describe translate write".split())
_CONTRACTED = frozenset(
    f"{verb}n{mark}t" for verb in "is was are were do does did has have had ca could wo would should must".split() for mark in "'’"
)
