"""Find what a turn of a conversation mentions: names, noun phrases and a short answer. The most likely topic comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import base_form, is_past, is_plural, words_of
from qa_bot.dialogue.english.word_classes import is_adjective
from qa_bot.dialogue.followup.clause import clause_of
from qa_bot.dialogue.ner.gazetteer import is_people, territories
from qa_bot.dialogue.ner.given_names import gender_of, is_given
from qa_bot.dialogue.ner.lexicon import BODIES, CALENDAR, FEMININE, JOBS, MASCULINE, SAYING, TITLES, EntityType
from qa_bot.function_words import AUXILIARIES, BE, FUNCTION, PREPOSITIONS

LONG = 8
"""An answer of more words than this mentions names but is not itself a name."""
_PEOPLE = (
    MASCULINE
    | FEMININE
    | frozenset("people men women children members officials leaders crews workers players students scientists neighbours".split())
)
_NO_HEADS = frozenset(
    "other others only same first last next official main whole rest most one kind sort way fact facts thing things lot year years day days month "
    "months time times article aspect aspects information details part point".split()
)
DESCRIBES = re.compile(r"\W*(?i:who|what)(?i: is| was| are| were|['’]?s) (?:(?i:the) (?=[A-ZÀ-Þ])|(?!(?i:the|a|an|their|his|her|its)\b))")
"""The beginning of a question for a description of something named, as in "who is Ann Lee"."""
_SUBJECTS = frozenset("i you he she we they it".split())
_SAYING = frozenset(map(base_form, SAYING))
_NOTHING = re.compile(r"(?:I don['’]t know|CANNOTANSWER|unknown|none)\.?", re.IGNORECASE)
_INTRODUCES = frozenset("the a an my our your his her its their this that some many two three".split())
_QUANTITY = re.compile(r"(?!(?:an?|the) )(?:[a-z]+ ){0,2}\W?\d")
"""The beginning of "roughly 22 percent", which no pronoun stands for."""
_QUOTED = re.compile(r"[“\"]([A-ZÀ-Þ][^“”\"]*)[”\"](?! [A-ZÀ-Þ])")
_RUN = re.compile(r"(?:(?:of|de|von|van|the|and|&) )*[A-ZÀ-Þ][\w.'’-]*(?:(?: (?:of|de|von|van|the|&))* [A-ZÀ-Þ][\w.'’-]*)*")


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that the conversation mentions."""

    text: str
    kind: EntityType | Literal["thing"] | None
    """None: a name of unknown type."""
    gender: Literal["m", "f"] | None = None
    plural: bool = False


def mentions(turn: Turn, analyzed: AnalyzedArticle) -> list[Referent]:
    """What a turn mentions; the most likely topic comes first."""
    question = turn.question
    turn = Turn(question, None) if _NOTHING.fullmatch(turn.answer or "") else turn
    asked = referents_in(question, analyzed)
    given = referents_in(turn.answer or "", analyzed)
    things = _phrases(question, analyzed)
    answer = _answer(turn, analyzed)
    wh = re.match(r"\W*(?:and |by |to |with |for )*(who|whom|whose|what|which)\b", question, re.IGNORECASE)
    describes = DESCRIBES.match(question)
    if describes and question.lower().lstrip().startswith("what"):  # "what is X?" does not ask about a person
        asked = [replace(one, kind="thing") if one.kind is None else one for one in asked]
    asked = [replace(one, kind="person") if one.kind is None and _speaks(one.text, question) else one for one in asked]
    people = [*asked, *given]
    pair = together(people)
    if describes and asked:
        # a description is not a second person, and "Ann's brother" is about the brother
        return [*asked, *answer, *(one for one in given if (turn.answer or "").rstrip(" .,").endswith(one.text.split()[-1])), *things]
    if wh:
        return [*answer, *_unpossessed(given, turn.answer or ""), *pair, *asked, *given, *things]
    return [*asked, *pair, *things, *answer, *given]


def referents_in(text: str, analyzed: AnalyzedArticle) -> list[Referent]:
    """The names in a question or an answer: names of the article, and other runs of capitalised words."""
    known = analyzed.entities_mentioned(text)
    places = [(_find(text, name.words), Referent(name.text, name.kind if name.kind != "other" else None, name.gender)) for name in known]
    taken = {word for name in known for word in name.words}
    quoted = [found for found in _QUOTED.finditer(text) if _is_title(found[1])]
    places += [(found.start(), Referent(found[1].rstrip(","), "thing")) for found in quoted]
    for run in _RUN.finditer(text):
        if any(found.start() <= run.start() < found.end() for found in quoted):
            continue  # the title of a work is not a person
        words = words_of(run.group())
        while words and words[0].lower in FUNCTION | CALENDAR | {"and", "&"}:
            words = words[1:]
        if not words or {word.lower for word in words} & taken or (run.start() == 0 and len(words) == 1):
            continue
        start = run.start() + words[0].start
        written = re.sub(r"['’]s?$", "", text[start : run.end()].rstrip(".'’"))
        group = bool(re.search(r"\bthe $", text[:start], re.IGNORECASE))  # "the Braves" are not a person
        low = [word.lower for word in words]
        if len(words) == 1 and any(map(is_people, low[0].split("-"))):
            continue
        territory = territories().get(written.lower())
        person = len(words) > 1 and is_given(low[0]) and not group and not set(low) & BODIES
        body = group or (len(words) > 1 and bool(set(low) & BODIES)) or (len(words) == 1 and written.isupper() and len(written) > 1)
        kind: EntityType | None = (
            "person" if person else "country" if territory else "place" if territory is False else "body" if body else None
        )
        gender = gender_of(low[0]) if person else None
        places.append((start, Referent(f"the {written}" if group else written, kind, gender, plural=" and " in written)))
    return [referent for _, referent in sorted(places, key=lambda place: place[0])]


def _is_title(quoted: str) -> bool:
    """Whether quoted words are the title of a work, and not what somebody said: all words but the small ones are capitalised.

    >>> _is_title("Give a Little Bit"), _is_title("We are late")
    (True, False)
    """
    words = words_of(quoted)
    small = all(word.text[0].isupper() or word.text[0].isdigit() or word.lower in FUNCTION - AUXILIARIES - _SUBJECTS for word in words)
    return small and len(words) <= LONG and quoted[-1:] not in ".!?"


def _find(text: str, words: frozenset[str]) -> int:
    return next((word.start for word in words_of(text) if word.lower in words), 0)


def _speaks(name: str, question: str) -> bool:
    """Whether a question makes somebody say or think something: "what did Anders ask about?"."""
    clause = clause_of(question)
    verb = words_of(clause.predicate)[:1] if clause and clause.subject == name else []
    return bool(verb) and (base_form(verb[0].lower) in _SAYING or verb[0].lower in _SAYING)


def together(people: list[Referent]) -> list[Referent]:
    """Two persons of a turn as one plural referent, for "they"."""
    persons = [one.text for one in people if one.kind in ("person", None) and not one.plural]
    persons = list(dict.fromkeys(persons))
    return [Referent(" and ".join(persons), "person", plural=True)] if len(persons) == 2 else []


def _unpossessed(names: list[Referent], answer: str) -> list[Referent]:
    """Sort names: first the one that the answer ends with, as in "the painter Ann Lee", before those in possessives."""
    return sorted(names, key=lambda name: not answer.strip(" .,").endswith(name.text.split()[-1]))


def _answer(turn: Turn, analyzed: AnalyzedArticle) -> list[Referent]:
    """A short answer, if it is a noun phrase."""
    answer = (turn.answer or "").strip(" .,;")
    words = words_of(answer)
    if (
        not words
        or len(words) > 7
        or words[0].lower in PREPOSITIONS | {"his", "her", "its", "their"} | {"because", "that", "to", "before", "after"}
    ):
        return []
    if _QUANTITY.match(answer):
        return []
    names = analyzed.entities_mentioned(answer)
    if len(names) == 1 and len(words) == len(names[0].text.split()):
        return []  # it is already in the names
    head = words[-1].lower
    if len(head) == 1 or (words[-1].text.islower() and (is_adjective(head) or (is_people(head) and not is_plural(head)))):
        return []
    clause = {word.lower for word in words} & (AUXILIARIES | _SUBJECTS)
    if clause or any(word.text.islower() and is_past(word.lower) for word in words[1:]):
        return []  # "we will bake more"
    plural = " and " in answer or ", " in answer or (is_plural(words[-1].lower) and words[0].lower not in ("a", "an", "one"))
    low = [word.lower for word in words]
    body = bool(set(low) & BODIES) or answer.lower() in territories()
    person = bool(set(low) & _PEOPLE) or (turn.question.lower().startswith("who") and not plural and not body)
    kind: Literal["person", "thing"] = "person" if person else "thing"
    gender: Literal["m", "f"] | None = "m" if MASCULINE & set(low) else "f" if FEMININE & set(low) else None
    text = answer if words[0].lower in FUNCTION or words[0].text[0].isupper() or plural else f"the {answer}"
    return [Referent(text, kind, gender, plural=plural)]


def _kind(noun: str) -> Literal["person", "thing"] | None:
    """Whether a noun in lower case is a person; None if its ending leaves it open, as in "miller" and "filter"."""
    if noun in _PEOPLE | JOBS | TITLES:
        return "person"
    return None if noun.endswith(("er", "or", "ist")) else "thing"


def _phrases(question: str, analyzed: AnalyzedArticle) -> list[Referent]:
    """Noun phrases of a question: a determiner and the words after it, as many as also occur in the article."""
    words = words_of(question)
    low = analyzed.article.text.lower()
    found = []
    for at, word in enumerate(words):
        wh = (
            word.lower in ("what", "which")
            and at + 1 < len(words)
            and words[at + 1].lower not in FUNCTION
            and not is_past(words[at + 1].lower)
        )
        if word.lower not in _INTRODUCES and not wh:
            continue
        end = at + 1
        while end < len(words) and words[end].lower not in FUNCTION and end - at < 5:
            end += 1
        known = next((stop for stop in range(end, at + 1, -1) if question[words[at + 1].start : words[stop - 1].end].lower() in low), None)
        helped = bool({w.lower for w in words[:at]} & {"did", "do", "does"})
        counted = word.lower == "many" and end < len(words) and words[end].lower in AUXILIARIES  # "how many town cinemas has ..."
        stop = end if counted else known or (end if end == len(words) and not helped and words[0].lower in ("who", "what") else at + 2)
        if stop <= at + 1 or stop > len(words) or (wh and base_form(words[stop - 1].lower) != words[stop - 1].lower and stop - at > 2):
            continue
        inside = words[at + 1 : stop]
        if word.lower in ("his", "her", "its", "their") or any(w.text[0].isupper() for w in inside) or inside[0].lower in AUXILIARIES:
            continue
        if inside[-1].lower in _NO_HEADS or len(inside[-1].text) == 1 or is_adjective(inside[-1].lower):
            continue
        describes = words[0].lower in BE and words[1].lower != "there"  # "was she a writer?", not "is there a gym?"
        if word.lower in ("a", "an") and describes and end == len(words):
            continue
        plural = is_plural(inside[-1].lower)
        lead = word.lower if word.lower in ("the", "this", "that", "two", "three") else "the"
        found.append(Referent(f"{lead} {question[inside[0].start : inside[-1].end]}", _kind(inside[-1].lower), plural=plural))
    return found + _bare_plurals(question)


def _bare_plurals(question: str) -> list[Referent]:
    """A subject or an object in the plural without a determiner: "do cookies expire?", "do you use session cookies?"."""
    clause = clause_of(question)
    if clause is None or not clause.auxiliary:
        return []
    verbs = 0 if clause.auxiliary in BE else 1
    parts = words_of(clause.subject), words_of(clause.predicate)[verbs:]
    bare = [
        part
        for part in parts
        if part and is_plural(part[-1].lower) and all(word.text.islower() and word.lower not in FUNCTION for word in part)
    ]
    return [Referent(" ".join(word.text for word in part), "thing", plural=True) for part in bare]
