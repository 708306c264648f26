"""Complete a bare question word with the last question: "When did Ann leave?", "why?" -> "Why did Ann leave?".

Sluicing (Ross 1969) leaves out everything but the question word. The rest comes from the last question and, if that asked "who" or "what",
from its answer.
"""

from __future__ import annotations

import re

from qa_bot.answer import Turn
from qa_bot.dialogue.english.morphology import base_form, is_past, is_plural, words_of
from qa_bot.dialogue.followup.clause import Clause, clause_of, negative
from qa_bot.function_words import AUXILIARIES, BE, PREPOSITIONS, WH

_BARE = re.compile(
    r"(?P<wh>(?:(?:by|with|for|to|from|since|at|in|on|until|about|of) )?(?:who|whom|when|where|why|how|what|which)"
    r"(?: (?:much|many|long|old|often|far|high|tall|big|wide|deep|soon|fast|year|day|month|time|date|city|country|place|one|ones|kind|sort|colour|color|order|reason|exactly))*"
    r"(?: (?:to|from|with|by|about|for))?)(?P<rest>(?: (?:exactly|then|not|so|else|precisely|though))*)",
    re.IGNORECASE,
)
_LONG = 6
"""Maximum words of an answer that is inserted into the question."""


def bare_question_word(question: str) -> tuple[str, bool] | None:
    """The question word, and whether it is negated, if a question consists of nothing else; otherwise None.

    >>> bare_question_word("why not"), bare_question_word("in which order"), bare_question_word("who left")
    (('why', True), ('in which order', False), None)
    """
    question = re.sub(r"^how come\b", "why", question, flags=re.IGNORECASE)
    found = _BARE.fullmatch(question)
    if found:
        return found["wh"].strip(), " not" in found["rest"]
    low = [word.lower for word in words_of(question)]
    phrase = 1 < len(low) < 5 and low[0] in PREPOSITIONS and low[1] in WH - {"why"} and not set(low) & AUXILIARIES
    counted = low == ["how", "many", "times"]
    return (question, False) if (phrase or counted) and not any(is_past(word) for word in low[2:]) else None


def with_question_word(wh: str, last: Turn, *, negated: bool) -> list[str]:
    """Ask the last question again with another question word. Empty if there is no rule for it.

    >>> with_question_word("when", Turn("Who called Ann?", "Bob"), negated=False)
    ['When did Bob call Ann?']
    >>> with_question_word("why", Turn("Does the shop sell bread?", "It sells no bread."), negated=True)
    ["Why doesn't the shop sell bread?"]
    """
    clause = clause_of(last.question)
    if clause is None or (clause.subject.lower() in ("i", "you", "we") and last.answer is None):
        return []  # "can I upload a file?" was not about the article
    opening, answer = wh[0].upper() + wh[1:], (last.answer or "").strip(" .,")
    short = answer if answer and len(words_of(answer)) <= _LONG else ""
    asked = clause.opening.lower().partition(" ")[0]
    if not clause.auxiliary:
        return _of_subject(opening, clause, short)
    auxiliary = (negative(clause.auxiliary) if negated else "") or clause.auxiliary
    if not clause.subject:  # "who was in Rome?"
        return [f"{opening} {auxiliary} {short} {clause.predicate}?"] if short else []
    if (
        clause.opening.lower() in ("who", "what") and clause.auxiliary in BE and not clause.predicate
    ):  # "who is Ann?", "a baker", "since when?"
        return [f"{opening} {auxiliary} {clause.subject} {short}".rstrip() + "?"]
    if asked == "how" and clause.auxiliary in BE and not clause.predicate:  # "how long is a season?", "three months", "why?"
        return [f"{opening} {auxiliary} {clause.subject} {short}?"] if short else []
    rest = f"{clause.subject} {clause.predicate}".strip()
    lost = rest.rsplit(" ", 1)[-1].lower() in PREPOSITIONS  # "what is it made of?"
    if asked in ("who", "whom", "what", "which") and short and (lost or clause.auxiliary not in BE):
        rest = _with_object(rest, short)
    elif lost and asked in ("who", "whom", "what", "which"):
        rest = rest.rpartition(" ")[0]  # "what is she afraid of?", a whole sentence, "why?"
    return [f"{opening} {auxiliary} {rest}?"]


def _of_subject(opening: str, clause: Clause, answer: str) -> list[str]:
    """For a question that asks for the subject, insert the answer as the subject: "who called Ann?" -> "when did Bob call Ann?"."""
    words = words_of(clause.predicate)
    if not words:
        return []
    verb = words[0]
    helper = "did" if is_past(verb.lower) else "does"
    subject = answer or ("they" if clause.opening.lower() == "who" or is_plural(clause.opening.rsplit(" ", 1)[-1].lower()) else "this")
    if verb.lower.startswith("happen"):
        subject = "this"
    return [f"{opening} {helper} {subject} {base_form(verb.lower)}{clause.predicate[verb.end :]}?"]


def _with_object(rest: str, answer: str) -> str:
    """Insert the answer as the object: after a preposition without a noun, else at the end."""
    words = words_of(rest)
    for at, word in enumerate(words):
        lost = at + 1 == len(words) or (words[at + 1].lower in PREPOSITIONS and rest[word.end : words[at + 1].start] == " ")
        if word.lower in PREPOSITIONS and lost:
            return f"{rest[: word.end]} {answer}{rest[word.end :]}"
    # the object goes before a time or place at the end of the question
    late = next((word for word in words[2:] if word.lower in PREPOSITIONS), None)
    return f"{rest[: late.start].rstrip()} {answer} {rest[late.start :]}" if late else f"{rest} {answer}"
