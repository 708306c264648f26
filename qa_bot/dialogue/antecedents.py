"""Whom or what the last turns spoke of: the candidates for a pronoun, most likely first.

Salience follows centering's order (Grosz, Joshi and Weinstein 1995), turned to question and answer: the last turn before the ones
before it; of a turn, the answer where the question asked for it by who, else the question's subject; then the others. Number, gender
and kind must not contradict; what is unknown fits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa_bot.answer import Turn
from qa_bot.dialogue.given_names import gender_of, is_given
from qa_bot.dialogue.name_words import BODIES, CALENDAR, FEMININE, MASCULINE, Kind
from qa_bot.dialogue.names import Name, names_in
from qa_bot.dialogue.places import peoples, territories
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import AUXILIARIES, BE, FUNCTION, PREPOSITIONS, base_form, is_past, words_of

LONG = 8
"""Words from which an answer only mentions the names in it."""
_TITLE = 6
"""Words of the longest title that is one name; a headline is longer or has small words."""
REACH = 4
"""Turns that are looked back on."""
_PEOPLE = (
    MASCULINE
    | FEMININE
    | frozenset("people men women children members officials leaders crews workers players students scientists neighbours".split())
)
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|they|them|their|it|its)\b", re.IGNORECASE)
WHO = re.compile(r"\W*(?:and |by |with |to |for )?who", re.IGNORECASE)
"""A question for somebody."""
_ACTS = re.compile(r"\W*(?:\w+ ){0,3}?(?:did|do|does|have|will|would|can) they\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)$")
_NO_HEADS = frozenset(
    "other others only same first last next official main whole rest most one kind sort way fact facts thing things lot year years day days month "
    "months time times article aspect aspects information details part point".split()
)
_GROUPS = re.compile(r"\((?:[\w ]*\b)?(?:band|group|team|company|organi[sz]ation|duo|trio|club|party|orchestra)\)", re.IGNORECASE)
_WORKS = re.compile(r"\((?:[\w ]*\b)?(?:film|song|album|novel|book|play|series|game|show|single|magazine|opera|ship|TV)\)", re.IGNORECASE)
_DESCRIBES = re.compile(r"\W*(?i:who|what)(?i: is| was| are| were|['’]?s) (?:(?i:the) (?=[A-ZÀ-Þ])|(?!(?i:the|a|an|their|his|her|its)\b))")
_NOTHING = re.compile(r"(?:I don['’]t know|CANNOTANSWER|unknown|none)\.?", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([A-ZÀ-Þ][^“”\"]*)[”\"](?! [A-ZÀ-Þ])")
_RUN = re.compile(r"(?:(?:of|de|von|van|the|and|&) )*[A-ZÀ-Þ][\w.'’-]*(?:(?: (?:of|de|von|van|the|&|of the))* [A-ZÀ-Þ][\w.'’-]*)*")


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that was spoken of."""

    text: str
    kind: Kind | Literal["thing"] | None
    """None: a name that the article does not tell more about."""
    gender: Literal["m", "f"] | None = None
    plural: bool = False


def referents(history: Sequence[Turn], survey: Survey) -> list[Referent]:
    """What the last turns spoke of, most likely first, nothing twice."""
    ranked: list[Referent] = []
    late: list[Referent] = []  # names that a long answer merely mentions, while the question went on about something older
    for turn in reversed(history[-REACH:]):
        wh = re.match(r"\W*(?:and |by |with )?who", turn.question, re.IGNORECASE)
        goes_on = not wh and (
            _PRONOUN.search(turn.question) or _PRONOUN.search(turn.answer or "") or len((turn.answer or "").split()) > LONG
        )
        for referent in _of_turn(turn, survey):
            (late if goes_on and referent.text not in turn.question else ranked).append(referent)
    found: list[Referent] = []
    title = survey.article.title
    said = names_in("\n".join(f"{turn.question}\n{turn.answer or ''}" for turn in history))
    titled = _titled(title, survey)
    for referent in [*ranked, *_pair(titled), *titled, *late]:
        better = _known_better(referent, said)
        if all(_key(better.text) != _key(other.text) for other in found):
            found.append(better)
    return found


def _titled(title: str, survey: Survey) -> list[Referent]:
    """The names in the title, of the kind that its brackets tell, as "Cold (band)"."""
    kind: Literal["body", "thing"] | None = "body" if _GROUPS.search(title) else "thing" if _WORKS.search(title) else None
    bare = _BRACKETS.sub("", title)
    found = [replace(one, kind=kind) if kind else one for one in _names(bare if " " in bare else f" {bare}", survey)]
    words = words_of(bare)
    if (
        found
        and all(one.text != bare for one in found)
        and len(words) <= _TITLE
        and all(word.text[0].isupper() or word.lower in FUNCTION for word in words)
    ):
        return [Referent(bare, kind), *found]  # "Shakespeare in Love"
    return found


def _known_better(referent: Referent, said: Sequence[Name]) -> Referent:
    """A name that the article does not tell the kind of, with the kind that the conversation shows."""
    if referent.kind is not None:
        return referent
    last = referent.text.lower().split()[-1]
    name = next((name for name in said if name.text.lower() == referent.text.lower()), None)
    name = name or next((name for name in said if name.kind == "person" and last in name.words), None)
    return replace(referent, kind=name.kind, gender=name.gender) if name and name.kind != "other" else referent


def candidates(pronoun: str, spoken_of: Sequence[Referent], question: str, last: Turn, survey: Survey) -> list[str]:
    """What a pronoun can stand for, most likely first.

    Args:
        pronoun: in lower case.
        spoken_of: the referents, most likely first.
        question: that the pronoun stands in; it speaks of nothing twice, once by name and once by the pronoun.
        last: the turn before; whom it asked for by who is meant by "he" or "she" before all others.
        survey: of the article; whom its whole title names is meant next.
    """
    group = group_of(pronoun)
    here = {word.lower for word in words_of(question)}
    left = [one for one in spoken_of if fits(one, pronoun) and not _is_here(one, here)]
    title = _BRACKETS.sub("", survey.article.title)
    if group in ("m", "f"):
        # "who is Ann?" makes Ann the centre, whoever stands in the description
        centre = (
            [name.text for name in survey.names_of(last.question)] if _DESCRIBES.match(last.question) and WHO.match(last.question) else []
        )
        asked = [one for one in left if one.text in centre]
        if asked:
            return [one.text for one in asked]
        sole = _sole_answer(last, survey)
        # a question that names somebody itself, and leaves nobody to a pronoun, made him its subject
        named = [] if _PRONOUN.search(last.question) else [one.text for one in _names(last.question, survey) if one.kind == "person"]
        left.sort(key=lambda one: 0 if one.text == sole else 1 if one.text in named else 2 if _key(one.text) == _key(title) else 3)
    if group == "they" and _ACTS.match(question):
        left.sort(key=lambda one: (one.kind == "thing", _key(one.text) != _key(title)))
    return [one.text for one in left]


def _is_here(referent: Referent, here: set[str]) -> bool:
    """Whether a question names a referent itself: by all its words, or a person by the last one."""
    words = [word.lower for word in words_of(referent.text)]
    return set(words) - {"the"} <= here or (referent.kind == "person" and len(words) > 1 and words[-1] in here)


def _sole_answer(turn: Turn, survey: Survey) -> str | None:
    """The one name in a short answer to who."""
    if not WHO.match(turn.question) or not turn.answer or len(words_of(turn.answer)) > LONG:
        return None
    names = _names(f" {turn.answer}", survey)
    return names[0].text if len(names) == 1 else None


def fits(referent: Referent, pronoun: str) -> bool:
    """Whether a pronoun in lower case can stand for the referent."""
    group = group_of(pronoun)
    if group in ("m", "f"):
        return referent.kind in ("person", None) and not referent.plural and referent.gender in (group, None)
    if group == "they":
        return referent.plural or referent.kind in ("body", None)
    if group == "place":
        return referent.kind in ("place", "country", "body")
    return referent.kind not in ("person",) and not referent.plural and referent.gender is None


def group_of(pronoun: str) -> Literal["m", "f", "they", "it", "place"]:
    """Which pronouns go together."""
    if pronoun in ("he", "him", "his", "himself"):
        return "m"
    if pronoun in ("she", "her", "hers", "herself"):
        return "f"
    if pronoun in ("they", "them", "their", "theirs", "themselves", "these", "those"):
        return "they"
    return "place" if pronoun == "there" else "it"


def _of_turn(turn: Turn, survey: Survey) -> list[Referent]:
    question = turn.question
    turn = Turn(question, None) if _NOTHING.fullmatch(turn.answer or "") else turn
    asked = _names(question, survey)
    given = _names(turn.answer or "", survey)
    things = _phrases(question, survey)
    answer = _answer(turn, survey)
    wh = re.match(r"\W*(?:and |by |to |with |for )*(who|whom|whose|what|which)\b", question, re.IGNORECASE)
    describes = _DESCRIBES.match(question)
    if describes and question.lower().lstrip().startswith("what"):  # nobody asks what a person is
        asked = [replace(one, kind="thing") if one.kind is None else one for one in asked]
    people = [*asked, *given]
    pair = _pair(people)
    if describes and asked:
        # a person and the description are not two, and "Ann's brother" is about the brother
        return [*asked, *answer, *(one for one in given if (turn.answer or "").rstrip(" .,").endswith(one.text.split()[-1])), *things]
    if wh:
        return [*answer, *_unpossessed(given, turn.answer or ""), *pair, *asked, *given, *things]
    return [*asked, *pair, *things, *answer, *given]


def _names(text: str, survey: Survey) -> list[Referent]:
    """The names in a question or an answer: the article's, and runs of capitalised words that it does not have."""
    known = survey.names_of(text)
    places = [(_find(text, name.words), Referent(name.text, name.kind if name.kind != "other" else None, name.gender)) for name in known]
    taken = {word for name in known for word in name.words}
    quoted = [found for found in _QUOTED.finditer(text) if len(found[1].split()) <= LONG and found[1][-1:] not in ".!?"]
    places += [(found.start(), Referent(found[1].rstrip(","), "thing")) for found in quoted]
    for run in _RUN.finditer(text):
        if any(found.start() <= run.start() < found.end() for found in quoted):
            continue  # a work's title is nobody
        words = words_of(run.group())
        while words and words[0].lower in FUNCTION | CALENDAR | {"and", "&"}:
            words = words[1:]
        if not words or {word.lower for word in words} & taken or (run.start() == 0 and len(words) == 1):
            continue
        start = run.start() + words[0].start
        written = re.sub(r"['’]s?$", "", text[start : run.end()].rstrip(".'’"))
        group = bool(re.search(r"\bthe $", text[:start], re.IGNORECASE))  # "the Braves" are nobody
        low = [word.lower for word in words]
        if len(words) == 1 and any(part.removesuffix("s") in peoples() or part in peoples() for part in low[0].split("-")):
            continue
        territory = territories().get(written.lower())
        person = len(words) > 1 and is_given(low[0]) and not group and not set(low) & BODIES
        body = group or (len(words) > 1 and bool(set(low) & BODIES)) or (len(words) == 1 and written.isupper() and len(written) > 1)
        kind: Kind | None = "person" if person else "country" if territory else "place" if territory is False else "body" if body else None
        gender = gender_of(low[0]) if person else None
        places.append((start, Referent(f"the {written}" if group else written, kind, gender, plural=" and " in written)))
    return [referent for _, referent in sorted(places, key=lambda place: place[0])]


def _find(text: str, words: frozenset[str]) -> int:
    return next((word.start for word in words_of(text) if word.lower in words), 0)


def _pair(people: list[Referent]) -> list[Referent]:
    """The persons of one turn together."""
    persons = [one.text for one in people if one.kind in ("person", None) and not one.plural]
    persons = list(dict.fromkeys(persons))
    return [Referent(" and ".join(persons), "person", plural=True)] if len(persons) == 2 else []


def _unpossessed(names: list[Referent], answer: str) -> list[Referent]:
    """Names of an answer that is one of them, not a phrase with them in it, first."""
    return sorted(names, key=lambda name: not answer.strip(" .,").endswith(name.text.split()[-1]))


def _answer(turn: Turn, survey: Survey) -> list[Referent]:
    """A short answer itself, where it is a noun phrase."""
    answer = (turn.answer or "").strip(" .,;")
    words = words_of(answer)
    if (
        not words
        or len(words) > 7
        or words[0].lower in PREPOSITIONS | {"his", "her", "its", "their"} | {"because", "that", "to", "before", "after"}
    ):
        return []
    names = survey.names_of(answer)
    if len(names) == 1 and len(words) == len(names[0].text.split()):
        return []  # it is among the names
    if words[0].text[0].isdigit():
        return []
    plural = " and " in answer or ", " in answer or (words[-1].lower.endswith("s") and words[0].lower not in ("a", "an", "one"))
    low = [word.lower for word in words]
    body = bool(set(low) & BODIES) or answer.lower() in territories()
    person = bool(set(low) & _PEOPLE) or (turn.question.lower().startswith("who") and not plural and not body)
    kind: Literal["person", "thing"] = "person" if person else "thing"
    gender: Literal["m", "f"] | None = "m" if MASCULINE & set(low) else "f" if FEMININE & set(low) else None
    text = answer if words[0].lower in FUNCTION or words[0].text[0].isupper() or plural else f"the {answer}"
    return [Referent(text, kind, gender, plural=plural)]


def _phrases(question: str, survey: Survey) -> list[Referent]:
    """Noun phrases of a question: a determiner and the words after it, as far as the article has them in this order."""
    words = words_of(question)
    low = survey.article.text.lower()
    found = []
    for at, word in enumerate(words):
        wh = (
            word.lower in ("what", "which")
            and at + 1 < len(words)
            and words[at + 1].lower not in FUNCTION
            and not is_past(words[at + 1].lower)
        )
        if word.lower not in ("the", "a", "an", "his", "her", "its", "their", "this", "that", "some", "many", "two", "three") and not wh:
            continue
        end = at + 1
        while end < len(words) and words[end].lower not in FUNCTION and end - at < 5:
            end += 1
        known = next((stop for stop in range(end, at + 1, -1) if question[words[at + 1].start : words[stop - 1].end].lower() in low), None)
        helped = bool({w.lower for w in words[:at]} & {"did", "do", "does"})
        stop = known or (end if end == len(words) and not helped and words[0].lower in ("who", "what") else at + 2)
        if stop <= at + 1 or stop > len(words) or (wh and base_form(words[stop - 1].lower) != words[stop - 1].lower and stop - at > 2):
            continue
        inside = words[at + 1 : stop]
        if word.lower in ("his", "her", "its", "their") or any(w.text[0].isupper() for w in inside) or inside[0].lower in AUXILIARIES:
            continue
        if inside[-1].lower in _NO_HEADS:
            continue
        if word.lower in ("a", "an") and words[0].lower in BE and end == len(words):  # "was she a writer?" says what she is
            continue
        plural = inside[-1].lower.endswith("s") and not inside[-1].lower.endswith("ss")
        lead = "the" if word.lower in ("a", "an", "some", "what", "which", "many") else word.lower
        kind: Literal["person", "thing"] = (
            "person" if inside[-1].lower in _PEOPLE or inside[-1].lower.endswith(("er", "or", "ist")) else "thing"
        )
        found.append(Referent(f"{lead} {question[inside[0].start : inside[-1].end]}", kind, plural=plural))
    return found


def _key(text: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", text.lower())
