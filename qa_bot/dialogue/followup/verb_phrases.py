"""Complete a question without a main verb with the verb phrase of the last question: "Can Ann come?", "why would she?".

Verb phrase ellipsis keeps only an auxiliary and a subject (Dalrymple, Shieber and Pereira 1991).
"""

from __future__ import annotations

from qa_bot.answer import Turn
from qa_bot.dialogue.english.morphology import base_form, words_of
from qa_bot.dialogue.followup.clause import Clause, clause_of, negative
from qa_bot.function_words import BE, PRONOUNS

_HAVE = frozenset("has have had".split())


def with_verb_phrase(question: str, last: Turn) -> str | None:
    """Add the verb phrase of the last question. None if the question has its own.

    >>> with_verb_phrase("why would I", Turn("Can I make the blocks smaller?", None))
    'Why would I make the blocks smaller?'
    >>> with_verb_phrase("why did he", Turn("Who called Ann?", "Bob"))
    'Why did he call Ann?'
    """
    clause, before = clause_of(question), clause_of(last.question)
    if clause is None or before is None or not before.predicate or not _lacks_verb(clause):
        return None
    phrase = before.predicate if before.auxiliary else _base(before.predicate)
    verb = before.auxiliary or "did"
    if clause.predicate and verb not in BE:
        return None
    if (clause.auxiliary in BE) != (verb in BE) or (clause.auxiliary in _HAVE) != (verb in _HAVE):
        if verb not in BE or clause.auxiliary in BE | _HAVE | {"do", "does", "did"}:
            return None
        phrase = f"be {phrase}"  # "is it safe?", "why would it?"
    opening = f"{clause.opening} " if clause.opening else ""
    auxiliary = (negative(clause.auxiliary) if clause.negated else "") or clause.auxiliary
    whole = f"{opening}{auxiliary} {clause.subject} {phrase}?"
    return whole[0].upper() + whole[1:]


def _lacks_verb(clause: Clause) -> bool:
    """Whether a question ends after its auxiliary and subject."""
    if not clause.auxiliary or not clause.subject or clause.predicate not in ("", "be"):
        return False
    asked = clause.opening.lower()
    if clause.auxiliary in BE:
        return asked in ("", "why")  # "what is it?" and "where was she?" are complete
    # "what did the chain cost?": the last word may be the verb
    return clause.subject[0].isupper() or clause.subject.lower() in PRONOUNS or asked in ("", "why", "when", "where", "how")


def _base(predicate: str) -> str:
    verb = words_of(predicate)[0]
    return base_form(verb.lower) + predicate[verb.end :]
