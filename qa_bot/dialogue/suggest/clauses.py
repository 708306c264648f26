"""The subject and the verb that open a sentence: a name, "the" and one to three common words, a plural, or a pronoun that goes on.

>>> from qa_bot import Article
>>> from qa_bot.dialogue.analysis import AnalyzedArticle
>>> analyzed = AnalyzedArticle.of(Article("The old bridge was opened in 1912."))
>>> clause = clause_of(analyzed, 0, analyzed.article.text, None)
>>> clause.subject, clause.verb.text, clause.rest
('the old bridge', 'was', ' opened in 1912.')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, base_form, is_past, is_plural, words_of
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.function_words import FUNCTION, PREPOSITIONS
from qa_bot.word_list import frequency

_ASIDE = re.compile(r"(?: \([^)]{1,40}\))?(?:, [^,.;()]{2,70},(?! and ))? ")
INVERTED = frozenset("is are was were can could will would must should".split())
NO_NOUN = frozenset(
    "first last second third next other same only most least best worst new old few many more less own very such certain various several different general local".split()
)
_OF = re.compile(r" of (?:the )?(?:[a-z]{3,}(?= )|[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*(?= ))(?!’)")
_IN = re.compile(r" (?:in|at|of|from) (?:the )?[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*(?= )")


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence as subject, verb and what follows."""

    subject: str
    name: Entity | None
    verb: Word
    rest: str
    """What stands behind the verb, up to the sentence's end."""


def clause_of(analyzed: AnalyzedArticle, start: int, text: str, before: tuple[str, Entity | None] | None) -> Clause | None:
    """The subject and the verb that open a sentence; None where they are not plain."""
    the = 4 if text[:4].lower() == "the " else 0
    found = analyzed.entity_at.get(start + the)
    if found:
        name, end = found[0], found[1] - start
        aside = _ASIDE.match(text, end)
        person = name.kind == "person"
        written = name.text if person and not the else text[the:end]
        return _verbed(text, aside.end() if aside else -1, ("the " if the else "") + written, name)
    words = words_of(text)
    pronoun = words[0].lower if words else ""
    if pronoun in ("he", "she", "it") and before:
        known = before[1]
        person = known is not None and known.kind == "person"
        fits = (person and known and known.gender == ("m" if pronoun == "he" else "f")) if pronoun != "it" else not person
        return _verbed(text, words[0].end + 1, *before) if fits else None
    if pronoun not in ("the", "a", "an"):
        return _plural(text, words)
    for count in (1, 2, 3):
        inside = words[1 : count + 1]
        if len(words) < count + 3 or any(not word.text.islower() or word.lower in FUNCTION for word in inside):
            return None
        if inside[-1].lower in NO_NOUN or is_past(inside[-1].lower) or inside[-1].lower.endswith("ly"):
            continue
        of = _OF.match(text, inside[-1].end)
        end = of.end() if of else inside[-1].end
        verb = next((word for word in words if word.start > end), inside[-1])
        if text[end : verb.start] == " " and (verb.lower in INVERTED | {"has", "had", "have"} or is_past(verb.lower)):
            return _verbed(text, verb.start, f"the {text[inside[0].start : end]}", None)
    return None


def _plural(text: str, words: list[Word]) -> Clause | None:
    """A clause whose subject is one or two common words in the plural, and perhaps where they are: "Ferry crews in Port Alden stopped"."""
    for count in (1, 2):
        inside = words[:count]
        if len(words) < count + 2 or not frequency(words[0].lower) or any(word.lower in FUNCTION | NO_NOUN for word in inside):
            return None
        head = inside[-1].lower
        if not is_plural(head) or head.endswith("ics") or words[0].lower.endswith(("ing", "ed", "ly")):
            continue
        place = _IN.match(text, inside[-1].end)
        end = place.end() if place else inside[-1].end
        verb = next((word for word in words if word.start > end), words[0])
        if text[end : verb.start] == " " and (verb.lower in INVERTED - {"is", "was"} or is_past(verb.lower)):
            return _verbed(text, verb.start, text[0].lower() + text[1:end], None)
    return None


def _verbed(text: str, at: int, subject: str, name: Entity | None) -> Clause | None:
    words = words_of(text[at:]) if at > 0 else []
    if len(words) < 2 or words[0].start or not words[0].text.islower():
        return None
    verb, following = words[0], words[1].lower
    if verb.lower not in INVERTED | {"has", "had", "have"} and not is_past(verb.lower) and base_form(verb.lower) == verb.lower:
        return None
    if (
        is_past(verb.lower)
        and verb.lower not in ("was", "were", "had")
        and (following in ("by", "as") or (not name and following in PREPOSITIONS))
    ):
        return None  # "the book published by ...", "the advances made in ..."
    return Clause(subject, name, verb, text[at + verb.end :])
