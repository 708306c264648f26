"""Find the possible antecedents of a pronoun in the last turns, most likely first.

Candidates are ranked by salience, as in centering theory (Grosz, Joshi and Weinstein 1995), adapted to questions and answers. Later turns
rank before earlier ones. Within a turn, the answer to a "who" question ranks first, otherwise the subject of the question, then the rest.
Number, gender and type must not contradict the pronoun; unknown values fit.

    >>> ann, company = Referent("Ann Lee", "person", "f"), Referent("the company", "thing")
    >>> [one.text for one in (ann, company) if fits(one, "she")], [one.text for one in (ann, company) if fits(one, "it")]
    (['Ann Lee'], ['the company'])
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import words_of
from qa_bot.dialogue.followup.clause import clause_of
from qa_bot.dialogue.followup.mentions import DESCRIBES, LONG, Referent, mentions, referents_in, together
from qa_bot.dialogue.ner.gazetteer import territories
from qa_bot.dialogue.ner.given_names import is_given
from qa_bot.dialogue.ner.recognizer import Entity, find_entities
from qa_bot.function_words import FUNCTION
from qa_bot.word_list import frequency

_TITLE = 6
"""Maximum words of a title that is one name; headlines are longer or contain lower-case words."""
REACH = 4
"""Number of earlier turns that are considered."""
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|they|them|their|it|its)\b", re.IGNORECASE)
WHO = re.compile(r"\W*(?:and |by |with |to |for )?who", re.IGNORECASE)
"""The beginning of a question that asks for a person."""
_ACTS = re.compile(r"\W*(?:\w+ ){0,3}?(?:did|do|does|have|will|would|can) they\b", re.IGNORECASE)
_LONG_NAME = 6
"""Words from which on a name is hardly a person's."""
_SURNAME = 20_000
"""Frequency up to which a word may be a surname."""
_BRACKETS = re.compile(r"\s*\([^)]*\)$")
_AUTHOR = re.compile(r", by .*$")
_GROUPS = re.compile(r"\((?:[\w ]*\b)?(?:band|group|team|company|organi[sz]ation|duo|trio|club|party|orchestra)\)", re.IGNORECASE)
_WORKS = re.compile(r"\((?:[\w ]*\b)?(?:film|song|album|novel|book|play|series|game|show|single|magazine|opera|ship|TV)\)", re.IGNORECASE)


def referents(history: Sequence[Turn], analyzed: AnalyzedArticle) -> list[Referent]:
    """What the last turns mention, most likely first, without duplicates."""
    ranked: list[Referent] = []
    late: list[Referent] = []  # names in a long answer, if its question is about something older
    for turn in reversed(history[-REACH:]):
        wh = re.match(r"\W*(?:and |by |with )?who", turn.question, re.IGNORECASE)
        goes_on = not wh and (
            _PRONOUN.search(turn.question) or _PRONOUN.search(turn.answer or "") or len((turn.answer or "").split()) > LONG
        )
        for referent in mentions(turn, analyzed):
            (late if goes_on and referent.text not in turn.question else ranked).append(referent)
    found: list[Referent] = []
    title = analyzed.article.title
    said = find_entities("\n".join(f"{turn.question}\n{turn.answer or ''}" for turn in history))
    titled = _titled(title, analyzed)
    for referent in [*ranked, *together(titled), *titled, *late]:
        if len(referent.text) == 1:
            continue  # a letter is no antecedent
        better = _known_better(referent, said)
        if all(_key(better.text) != _key(other.text) for other in found):
            found.append(better)
    return found


def _titled(title: str, analyzed: AnalyzedArticle) -> list[Referent]:
    """The names in the title, without its author. Brackets show their type, as in "Cold (band)"."""
    kind: Literal["body", "thing"] | None = "body" if _GROUPS.search(title) else "thing" if _WORKS.search(title) else None
    bare = _AUTHOR.sub("", _BRACKETS.sub("", title))
    found = [replace(one, kind=kind) if kind else one for one in referents_in(bare if " " in bare else f" {bare}", analyzed)]
    words = words_of(bare)
    if len(words) > _TITLE:  # a headline may have capitals everywhere; the text repeats what is a name
        return [one for one in found if one.text.removeprefix("the ") in analyzed.article.text[len(title) :]]
    if found and all(one.text != bare for one in found) and all(word.text[0].isupper() or word.lower in FUNCTION for word in words):
        return [Referent(bare, kind), *found]  # "Shakespeare in Love"
    return found


def _known_better(referent: Referent, said: Sequence[Entity]) -> Referent:
    """Take the type and gender of a name from the conversation if the article does not show them."""
    if referent.kind is not None:
        return referent
    last = referent.text.lower().split()[-1]
    name = next((name for name in said if name.text.lower() == referent.text.lower()), None)
    name = name or next((name for name in said if name.kind == "person" and last in name.words), None)
    return replace(referent, kind=name.kind, gender=name.gender) if name and name.kind != "other" else referent


def candidates(pronoun: str, spoken_of: Sequence[Referent], question: str, last: Turn, analyzed: AnalyzedArticle) -> list[str]:
    """The possible antecedents of a pronoun, most likely first.

    Args:
        pronoun: in lower case.
        spoken_of: the referents, most likely first.
        question: the pronoun's question. What it names itself cannot be the antecedent.
        last: the turn before. If it asked "who", its answer ranks first for "he" and "she".
        analyzed: the article. A person named by its whole title ranks next.
    """
    group = group_of(pronoun)
    left = [one for one in spoken_of if fits(one, pronoun) and not is_mentioned(one, question)]
    title = _BRACKETS.sub("", analyzed.article.title)
    if group in ("m", "f"):
        asked = [one for one in left if one.text in described(last, analyzed)]
        if asked:
            return [one.text for one in asked]
        sole = _sole_answer(last, analyzed)
        # a question that names a person and has no pronoun is about that person
        named = (
            [] if _PRONOUN.search(last.question) else [one.text for one in referents_in(last.question, analyzed) if one.kind == "person"]
        )
        left.sort(key=lambda one: 0 if one.text == sole else 1 if one.text in named else 2 if _key(one.text) == _key(title) else 3)
    if group == "they" and _ACTS.match(question):
        left.sort(key=lambda one: (one.kind == "thing", _key(one.text) != _key(title)))
    return [one.text for one in left]


def described(last: Turn, analyzed: AnalyzedArticle) -> list[str]:
    """The person that a question asked about: after "who is Ann?", a pronoun means Ann, whoever is in the description."""
    who = DESCRIBES.match(last.question) and WHO.match(last.question)
    return [name.text for name in analyzed.entities_mentioned(last.question)] if who else []


def is_centre(text: str, last: Turn, analyzed: AnalyzedArticle) -> bool:
    """Whether the last question was about a person: it asked who that is, or has him or her as its subject."""
    clause = clause_of(last.question)
    subject = analyzed.entities_mentioned(clause.subject) if clause else []
    return text in described(last, analyzed) or [name.text for name in subject] == [text]


def is_mentioned(referent: Referent, question: str) -> bool:
    """Whether a question contains a referent's name: all its words, or the last word of a person's name."""
    here = {word.lower for word in words_of(question)}
    words = [word.lower for word in words_of(referent.text)]
    return set(words) - {"the"} <= here or (referent.kind == "person" and len(words) > 1 and words[-1] in here)


def _sole_answer(turn: Turn, analyzed: AnalyzedArticle) -> str | None:
    """The name in a short answer to a "who" question, if there is exactly one."""
    if not WHO.match(turn.question) or not turn.answer or len(words_of(turn.answer)) > LONG:
        return None
    names = referents_in(f" {turn.answer}", analyzed)
    return names[0].text if len(names) == 1 else None


def fits(referent: Referent, pronoun: str) -> bool:
    """Whether a referent fits a pronoun (in lower case) in number, gender and type."""
    group = group_of(pronoun)
    if group in ("m", "f"):
        person = referent.kind == "person" or (referent.kind is None and _may_be_person(referent.text))
        return person and not referent.plural and referent.gender in (group, None)
    if group == "they":
        return referent.plural or referent.kind in ("body", None)
    if group == "place":
        return referent.kind in ("place", "country", "body")
    return referent.kind not in ("person",) and not referent.plural and referent.gender is None


def _may_be_person(text: str) -> bool:
    """Whether a name of no known kind may be a person's: not a territory, an abbreviation, common words only, or a long title.

    >>> names = ("Chandrachud", "Gift", "NATO", "South Africa", "R", "The EBook of The Gift of the Magi", "A Great Teacher", "Bo Quill")
    >>> [name for name in names if _may_be_person(name)]
    ['Chandrachud', 'Bo Quill']
    """
    words = words_of(text)
    if not words or text.lower() in territories() or (words[-1].text.isupper() and "." not in text):
        return False
    return len(words) < _LONG_NAME and any(is_given(word.lower) or frequency(word.lower) <= _SURNAME for word in words)


def group_of(pronoun: str) -> Literal["m", "f", "they", "it", "place"]:
    """The group of a pronoun: those that can have the same antecedent."""
    if pronoun in ("he", "him", "his", "himself"):
        return "m"
    if pronoun in ("she", "her", "hers", "herself"):
        return "f"
    if pronoun in ("they", "them", "their", "theirs", "themselves", "these", "those"):
        return "they"
    return "place" if pronoun == "there" else "it"


def _key(text: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", text.lower())
