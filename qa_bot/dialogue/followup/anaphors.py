"""The pronouns of a question that nothing before them in the question explains.

A question whose pronoun has its antecedent inside stands alone and is left as it is.
"""

from __future__ import annotations

import re
from typing import Literal

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, is_past, is_plural, words_of
from qa_bot.dialogue.followup.clause import clause_of
from qa_bot.dialogue.followup.coreference import fits, group_of
from qa_bot.dialogue.followup.mentions import Referent
from qa_bot.function_words import AUXILIARIES, DETERMINERS, FUNCTION, PREPOSITIONS, WH

_PRONOUNS = frozenset("he him his himself she her hers herself they them their theirs themselves it its itself".split())
_AFTER_THAT = frozenset(
    "happen mean so cause lead make take come go start begin end help work affect true popular get by a an the in on for".split()
)
_SUBJECTS = frozenset("he she".split())
_CLAUSES = WH - {"how"} | frozenset("that and or to if because after before while since than as not".split())
"""Words that may begin a second clause, with its own subject and verb."""
_EMPTY = frozenset("other others more reason reasons way ways chance point anything something".split())
"""Words that cannot be the antecedent of a pronoun."""
_DUMMY = re.compile(
    r"\b(?:what time|how far|how long (?:does|did|will|would|has)|what day|how (?:hot|cold|late)) (?:is |was )?it\b(?! last)|\bit (?:is|was|takes?(?! place)|took(?! place)|rain)\b|\bit costs? to \w+ (?=\w)|\bit (?:seem|appear)s? (?:that|to|as|like)\b|"
    r"\b(?:is|was|would|will) it (?:be )?(?:possible|necessary|true|likely|important|safe|legal|better|called when|that)\b",
    re.IGNORECASE,
)


def anaphors(question: str, analyzed: AnalyzedArticle) -> list[Word]:
    """The pronouns of a question whose antecedent is not in the question, one for each group."""
    words = words_of(question)
    found: dict[str, Word] = {}
    for at, word in enumerate(words):
        lower = word.lower
        pointing = (
            lower in ("that", "this")
            and at > 0
            and ((words[at - 1].lower in AUXILIARIES and _predicates(words, at)) or (at + 1 == len(words)))
        )
        there = lower == "there" and at + 1 == len(words) and words[at - 1].lower not in AUXILIARIES
        if lower not in _PRONOUNS and not pointing and not there:
            continue
        if lower in ("it", "its") and _DUMMY.search(question):
            continue
        if _is_object(words, at) or not _explained(question, words[:at], lower, analyzed):
            found.setdefault(group_of(lower), word)
    return list(found.values())


def _is_object(words: list[Word], at: int) -> bool:
    """Whether a pronoun is the object of the question's only verb. "did Berg see him" is about two men (Chomsky 1981, principle B)."""
    lower = words[at].lower
    ends = at + 1 == len(words) or words[at + 1].lower in PREPOSITIONS
    if lower not in ("him", "them", "her") or not ends or at < 2 or words[at - 1].lower in FUNCTION:
        return False
    return not {word.lower for word in words[1:at]} & _CLAUSES and not words[at - 1].lower.endswith("ing")


def _predicates(words: list[Word], at: int) -> bool:
    """Whether "that" in "was that" or "did that" is a pronoun, so that a predicate follows it and not its noun."""
    if at + 1 == len(words):
        return True
    after = words[at + 1].lower
    if words[at - 1].lower in ("do", "does", "did") and (at + 2 == len(words) or words[at + 2].lower in FUNCTION):
        return True
    return is_past(after) or after in _AFTER_THAT or after.endswith(("ful", "ous", "ible", "able"))


def _explained(question: str, before: list[Word], pronoun: str, analyzed: AnalyzedArticle) -> bool:
    """Whether something before a pronoun in the same question can be its antecedent."""
    text = question[: before[-1].end] if before else ""
    group = group_of(pronoun)
    named = [Referent(name.text, name.kind if name.kind != "other" else None, name.gender) for name in analyzed.entities_mentioned(text)]
    for at, word in enumerate(before[1:], 1):
        if word.text[0].isupper() and word.text != "I" and not any(word.lower in name.text.lower() for name in named):
            the = any(before[i].lower == "the" for i in range(max(0, at - 3), at) if all(w.text[0].isupper() for w in before[i + 1 : at]))
            kind: Literal["body", "place"] | None = "body" if the else "place" if before[at - 1].lower in ("in", "at") else None
            named.append(Referent(word.text, kind))  # "the State Department" is not a person
    if any(fits(name, pronoun) for name in named) or (group == "they" and len(named) > 1):
        return True
    if group == "they" and re.search(r"\b\w+s and \w+s\b", text):  # "monks and nuns"
        return True
    if group in ("it", "they"):  # any noun phrase before it may be the antecedent
        nouns = [
            w
            for w, left in zip(before[1:], before, strict=False)
            if left.lower in DETERMINERS | {"what", "which", "many", "much"}
            and w.lower not in FUNCTION | _EMPTY
            and not (left.lower == "that" and is_past(w.lower))
            and (group == "they" or not is_plural(w.lower))
        ]
        # in "what music did they play", "music" is not the antecedent
        asked = bool(before) and before[-1].lower in AUXILIARIES and before[0].lower in WH and len(nouns) < 2
        return bool(nouns) and not asked
    # "how old was methuselah when he died": a singular subject without a determiner is a name in small letters
    clause = clause_of(text)
    subject = words_of(clause.subject) if clause and pronoun in _SUBJECTS else []
    if len(subject) == 1 and subject[0].lower not in FUNCTION and not is_plural(subject[0].lower):
        return True
    # "why did the miller sell his flour": the antecedent is the question's own subject
    if any(
        left.lower in ("the", "a", "an") and word.lower.endswith(("er", "or", "ist", "man", "ian", "ant"))
        for word, left in zip(before[1:], before, strict=False)
    ):
        return True
    return any(
        word.lower in ("someone", "somebody", "anyone", "person", "man", "woman", "student", "king", "queen", "president")
        for word in before
    )
