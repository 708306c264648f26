"""Split a question into question word, auxiliary, subject and predicate.

Uses rules on word order, not a parser. The first word of the subject decides where the subject ends: a pronoun is the whole subject, a name
ends at its last capitalised word, and a noun phrase ends before the word that looks like the predicate's verb.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_bot.dialogue.english.morphology import Word, is_past, words_of
from qa_bot.dialogue.english.word_classes import is_adjective, may_be_verb
from qa_bot.dialogue.ner.lexicon import INNER
from qa_bot.function_words import AUXILIARIES, BE, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS, WH
from qa_bot.word_list import frequency

_CONTRACTED = re.compile(r"\b(what|who|where|when|how|why)['’]?s\b", re.IGNORECASE)
_NEGATED = re.compile(r"(\w+)n['’]?t", re.IGNORECASE)
_WHOLE = {"wo": "will", "ca": "can", "sha": "shall", "ai": "is"}
"""The auxiliaries in "won't", "can't", "shan't" and "ain't"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question, each as written."""

    opening: str
    """The question word and its noun: "why", "which song". Empty in a yes-or-no question."""
    auxiliary: str
    """In lower case and without "n't". Empty if the question word is the subject: "who called Ann?"."""
    negated: bool
    subject: str
    predicate: str
    """Everything after the subject."""


def clause_of(question: str) -> Clause | None:
    """The parts of a question. None if it begins with neither a question word nor an auxiliary.

    >>> clause_of("Why did the railway add six trains?")
    Clause(opening='Why', auxiliary='did', negated=False, subject='the railway', predicate='add six trains')
    >>> clause_of("who called Ann?")
    Clause(opening='who', auxiliary='', negated=False, subject='', predicate='called Ann')
    """
    question = _CONTRACTED.sub(r"\1 is", question.strip(" ?!."))
    words = words_of(question)
    if not words:
        return None
    opens = words[0].lower in WH or (words[0].lower in PREPOSITIONS and len(words) > 1 and words[1].lower in WH)
    at = next((i for i, word in enumerate(words) if auxiliary_of(word.lower)), None)
    if at is None or (at and not opens) or at > 5:  # "How many of the people who live there are old?" is not split
        verb = next((i for i, word in enumerate(words[:5]) if i and is_past(word.lower)), 1)
        asks = words[0].lower in ("who", "what", "which") and len(words) > 1
        return Clause(question[: words[verb - 1].end], "", False, "", question[words[verb].start :]) if asks else None
    auxiliary, negated = auxiliary_of(words[at].lower) or ("", False)
    end = _subject_end(question, words, at + 1, auxiliary)
    subject = question[words[at + 1].start : words[end - 1].end] if end > at + 1 else ""
    predicate = question[words[end - 1].end :].strip() if end else ""
    if predicate.lower() == "not" or predicate.lower().startswith("not "):
        negated, predicate = True, predicate[4:]
    return Clause(question[: words[at].start].strip(), auxiliary, negated, subject, predicate)


def auxiliary_of(word: str) -> tuple[str, bool] | None:
    """The auxiliary in a lower-case word, and whether it is negated. None if the word is not an auxiliary.

    >>> auxiliary_of("won't"), auxiliary_of("did"), auxiliary_of("want")
    (('will', True), ('did', False), None)
    """
    if word in AUXILIARIES - {"'s", "be", "been", "being"}:
        return word, False
    found = _NEGATED.fullmatch(word)
    if found and (_WHOLE.get(found[1]) or found[1] in AUXILIARIES):
        return _WHOLE.get(found[1], found[1]), True
    return None


def negative(auxiliary: str) -> str:
    """The negated form of an auxiliary: did -> didn't. Empty if there is no such form.

    >>> [negative(word) for word in ("did", "will", "can", "am")]
    ["didn't", "won't", "can't", '']
    """
    if auxiliary in ("am", "may", "might", "shall"):
        return ""
    return {"will": "won't", "can": "can't"}.get(auxiliary, f"{auxiliary}n't")


def _subject_end(question: str, words: list[Word], at: int, auxiliary: str) -> int:
    """The index after the last word of the subject that begins at `at`."""
    if at >= len(words):
        return at
    first = words[at]
    if first.lower in PRONOUNS and first.lower not in DETERMINERS:
        return at + 1
    participle = auxiliary in BE | {"has", "have", "had"} and first.text.islower() and (is_past(first.lower) or first.lower.endswith("ing"))
    bare = at == 2 and len(words) == 3 and words[0].lower == "who" and auxiliary in BE and frequency(first.text) > 0  # "who was absent?"
    if bare or participle or first.lower in FUNCTION - DETERMINERS:
        return at  # "who was in Rome?", "who was given a medal?": the question word is the subject
    end = at + 1
    if first.lower in ("this", "that", "these", "those") and end < len(words) and may_be_verb(words[end].lower):
        return end  # "how does this work?"
    if first.text[0].isupper():
        while end < len(words) and (words[end].text[0].isupper() or words[end].lower in INNER) and "'" not in _gap(question, words, end):
            end += 1
    else:
        end += first.lower in DETERMINERS
        while end < len(words) and words[end].lower not in FUNCTION and not _begins_predicate(words[end], auxiliary):
            end += 1
    possessive = words[end].text == "s" and _gap(question, words, end) in ("'", "’") if end < len(words) else False
    if end + 1 < len(words) and (possessive or words[end].lower == "of"):
        return _subject_end(question, words, end + 1, auxiliary)  # "Ann's brother", "the head of the bank"
    return min(end, len(words))


def _gap(question: str, words: list[Word], at: int) -> str:
    return question[words[at - 1].end : words[at].start]


def _begins_predicate(word: Word, auxiliary: str) -> bool:
    if auxiliary in BE | {"has", "have", "had"}:
        return is_past(word.lower) or word.lower.endswith("ing") or is_adjective(word.lower)
    return may_be_verb(word.lower)
