"""Complete a fragment, a question without its verb or subject: "and when?", "why not?", "why would I?", "what about Ann?".

A fragment has no meaning without the turns before, so it is always read as completed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import words_of
from qa_bot.dialogue.followup.clause import auxiliary_of, clause_of
from qa_bot.dialogue.followup.sluicing import bare_question_word, with_question_word
from qa_bot.dialogue.followup.stripping import about_other
from qa_bot.dialogue.followup.verb_phrases import with_verb_phrase
from qa_bot.function_words import PRONOUNS, WH

LEAD = re.compile(r"^(?:(?:and|but|so|or|ok|okay|then|also|well)\b[ ,]*)+", re.IGNORECASE)
"""Opening words of a follow-up that have no meaning of their own."""
_ABOUT = re.compile(r"(?:what|how) about (?P<what>.+)", re.IGNORECASE)
_LONGEST = 5
"""Maximum words of a noun phrase that can be a question by itself."""
_SUBJECTS = frozenset("i he she we they it you who".split())


def completed(question: str, past: Sequence[Turn], analyzed: AnalyzedArticle, *, led: bool) -> list[str]:
    """The full questions that a fragment may mean, most likely first. Empty if the question is not a fragment.

    >>> from qa_bot import Article
    >>> text = AnalyzedArticle.of(Article("Ann left on Monday. Bob stayed."))
    >>> completed("why not", [Turn("Did Bob leave?", "Bob stayed.")], text, led=False)
    ["Why didn't Bob leave?"]

    Args:
        question: the question without opening words and question mark.
        past: the earlier turns as questions that stand alone, oldest first; at least one.
        analyzed: the article.
        led: whether the question began with an opening word such as "and".
    """
    last = _plain(past[-1])
    bare = bare_question_word(question)
    if bare:
        return with_question_word(bare[0], last, negated=bare[1])
    whole = with_verb_phrase(question, last)
    if whole:
        return [whole]
    about = _ABOUT.fullmatch(question)
    words = words_of(question)
    low = {word.lower for word in words}
    of_same_noun = len(words) > 1 and words[-1].lower in ("one", "ones")  # "a red one?"
    verbless = (led or of_same_noun) and 0 < len(words) <= _LONGEST and not low & (WH | _SUBJECTS) and not any(map(auxiliary_of, low))
    if about or verbless:
        what = (about["what"] if about else question).strip(" ?!.")
        if what and not {word.lower for word in words_of(what)} <= PRONOUNS:
            return [about_other(what, _plain(_main(past)).question, analyzed)]
    return []


def _plain(turn: Turn) -> Turn:
    return Turn(LEAD.sub("", turn.question).strip(" ?!."), turn.answer)


def _main(past: Sequence[Turn]) -> Turn:
    """The turn that "what about Ann?" refers to: the last one, or the one before if the last only asks "why?" about it."""
    if len(past) > 1:
        last, before = clause_of(past[-1].question), clause_of(past[-2].question)
        same = last and before and (last.subject, last.predicate) == (before.subject, before.predicate)
        if same and last and last.opening.lower() == "why":
            return past[-2]
    return past[-1]
