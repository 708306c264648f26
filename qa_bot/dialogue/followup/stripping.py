"""Ask the last question about something else: "When did Ann leave?", "and Bob?" -> "When did Bob leave?".

Stripping leaves out everything but one constituent. It replaces the constituent of the same type in the last question: a name replaces a
name, and a noun phrase replaces a noun phrase.
"""

from __future__ import annotations

import re

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, is_past, is_plural, words_of
from qa_bot.dialogue.english.word_classes import is_adjective
from qa_bot.dialogue.followup.clause import auxiliary_of, clause_of
from qa_bot.function_words import DETERMINERS, FUNCTION, PREPOSITIONS, WH

_ARTICLES = frozenset("the a an his her its their my your our this that these those".split())
_WHEN = frozenset("now today then later before afterwards yesterday tomorrow nowadays".split())
_CONTRACTED = re.compile(r"\b(what|who|where|when|how|why)['’]?s\b", re.IGNORECASE)


def about_other(what: str, question: str, analyzed: AnalyzedArticle) -> str:  # noqa: PLR0911 - one kind of constituent each
    """The last question about something else. If nothing can be replaced, a new question about it.

    >>> from qa_bot import Article
    >>> text = AnalyzedArticle.of(Article("Ann left. Bob stayed."))
    >>> [about_other(what, "When did Ann leave the mill?", text) for what in ("Bob", "the inn", "in 1920")]
    ['When did Bob leave the mill?', 'When did Ann leave the inn?', 'When did Ann leave the mill in 1920?']
    >>> about_other("wildcard ones", "Do you issue EV certificates?", text)
    'Do you issue wildcard certificates?'
    """
    question = _CONTRACTED.sub(r"\1 is", question.strip(" ?!."))
    inside, words = words_of(what), words_of(question)
    if len(inside) == 1 and is_past(inside[0].lower):  # "when was it opened?", "and closed?"
        verb = next((word for word in reversed(words) if is_past(word.lower) and not auxiliary_of(word.lower)), None)
        if verb:
            return f"{question[: verb.start]}{what}{question[verb.end :]}?"
    if inside[-1].lower in ("one", "ones") and len(inside) > 1:
        alike = _modified(what, question, words)
        if alike:
            return alike
    if inside[0].lower in PREPOSITIONS | _WHEN:
        return _with_adverbial(what, inside[0].lower, question, words)
    named = analyzed.entities_mentioned(question)
    other = analyzed.entities_mentioned(what)
    alike_names = [name for name in named if other and name.kind == other[0].kind] or (named if inside[0].text[0].isupper() else [])
    if alike_names:
        keys = [word for word in words if word.lower in alike_names[0].words]
        if keys:
            return f"{question[: keys[0].start]}{what}{question[keys[-1].end :]}?"
    determined = inside[0].lower in _ARTICLES
    bounds = _determined(question, words) if determined else _bare_object(question, words) or _determined(question, words)
    if bounds:
        return f"{question[: bounds[0]]}{what}{question[bounds[1] :]}?"
    clause = clause_of(question)
    if clause and clause.subject and clause.subject in question and not clause.predicate:  # "who is Ann?"
        return question.replace(clause.subject, what) + "?"
    return f"What does the article say about {what}?"


def _modified(what: str, question: str, words: list[Word]) -> str | None:
    """Replace the modifier of the noun that "one" refers to, as in "and the red one?": the last noun with a modifier, else the last noun.

    >>> _modified("a red one", "is there a blue chair for a boy", words_of("is there a blue chair for a boy"))
    'is there a red chair for a boy?'
    """
    modifier = what.rsplit(maxsplit=1)[0]
    plural = what.lower().endswith("ones")
    clause = clause_of(question)
    begin = question.find(clause.predicate) if clause and clause.predicate else 0
    verb = next((word for word in words if word.start >= begin), None) if clause and clause.auxiliary else None
    bare: str | None = None
    for at in range(len(words) - 1, 0, -1):
        head = words[at]
        if head.lower in FUNCTION or head == verb or is_past(head.lower) or is_adjective(head.lower) or is_plural(head.lower) != plural:
            continue
        first = at
        while first - 1 > 0 and words[first - 1].lower not in FUNCTION and words[first - 1] != verb:
            first -= 1
        is_modified = first < at
        if words[first - 1].lower in _ARTICLES and (modifier.split()[0].lower() in _ARTICLES or words[first - 1].lower in ("a", "an")):
            first -= 1
        elif first == at and at + 1 < len(words) and words[at + 1].lower not in FUNCTION and verb is None:
            continue
        asked = f"{question[: words[first].start]}{modifier} {question[head.start :]}?"
        if is_modified:
            return asked
        bare = bare or asked
    return bare


def _with_adverbial(what: str, preposition: str, question: str, words: list[Word]) -> str:
    """Replace the phrase with the same preposition, or else add the new phrase at the end."""
    at = next((i for i, word in enumerate(words) if i and word.lower == preposition), None)
    if at is None or preposition in _WHEN:
        return f"{question} {what}?"
    end = at + 1
    while end < len(words) and (words[end].lower in DETERMINERS or words[end].lower not in FUNCTION):
        end += 1
    return f"{question[: words[at].start]}{what}{question[words[end - 1].end :]}?"


def _bare_object(question: str, words: list[Word]) -> tuple[int, int] | None:
    """The noun without a determiner after a preposition at the end of the question: "the status of | http2"."""
    at = next((i for i in range(len(words) - 2, 0, -1) if words[i].lower in PREPOSITIONS), None)
    if at is None or words[at + 1].lower in FUNCTION | WH:
        return None
    end = at + 1
    while end < len(words) and words[end].lower not in FUNCTION:
        end += 1
    return (words[at + 1].start, words[end - 1].end) if end == len(words) else None


def _determined(question: str, words: list[Word]) -> tuple[int, int] | None:
    """The noun phrase with a determiner: the subject if it has one, else the last such phrase."""
    clause = clause_of(question)
    if clause and clause.subject and words_of(clause.subject)[0].lower in _ARTICLES:
        start = question.find(clause.subject)
        return (start, start + len(clause.subject)) if start >= 0 else None
    for at in range(len(words) - 2, 0, -1):
        if words[at].lower in _ARTICLES and words[at + 1].lower not in FUNCTION:
            end = at + 1
            while end < len(words) and words[end].lower not in FUNCTION and end - at < 4:
                end += 1
            return words[at].start, words[end - 1].end
    return None
