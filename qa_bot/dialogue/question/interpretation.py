"""What was typed -> the ways to read it. The question is normalised fully (corrections of oneself, spelling, word order), and then classified.

A question that needs no reader has one interpretation. Any other has the words as typed, and beside them what they may stand for: the
question completed by the turns before, or else the normalised one. Which is trusted, the reader's confidence decides (`answers.selection`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.followup.rewriting import Rewrite, rewrites
from qa_bot.dialogue.question.disfluency import repaired
from qa_bot.dialogue.question.normalization import reordered
from qa_bot.dialogue.question.small_talk import small_talk
from qa_bot.dialogue.question.spelling import respelled
from qa_bot.dialogue.question.types import Category, QuestionType, answer_type, asked_of_article, category, who_is

Reason = Literal["typed", "spelling", "order", "disfluency", "fragment", "follow-up", "possible follow-up"]
"""Why a question is read so: as typed; spelling or word order corrected; what was taken back left out; completed by the turns before,
because it is no question by itself, because it lacks something, or because it may."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to read a question."""

    question: str
    """As read."""
    type: QuestionType
    reason: Reason = "typed"
    subject: str = ""
    """Of a question who or what X is, X; of small talk, what is said to it."""
    category: Category | None = None
    """Of a question for all entities of a type, the type."""
    fallback: QuestionType = "factoid"
    """Of a question who or what X is, the type that it has where X is nothing that the article names."""

    @property
    def needs_reader(self) -> bool:
        """Whether the article must be read for the answer."""
        return self.type in ("description", "yes-no", "list", "factoid", "literal")


def interpretations(typed: str, analyzed: AnalyzedArticle, history: Sequence[Turn] = (), *, as_typed: bool = False) -> list[Interpretation]:
    """The ways to read a question, the words as typed first; one alone where that needs no reader or nothing speaks for another.

    Args:
        typed: in one line, not empty.
        analyzed: the article.
        history: the turns before, oldest first.
        as_typed: read the words as they stand.
    """
    if as_typed:
        return [_classified(typed, "typed", literal=True)]
    line = small_talk(typed, analyzed.vocabulary)
    if line:
        return [Interpretation(typed, "small talk", subject=line)]
    meant, reason = _normalised(typed, analyzed, history[-1].question if history else "")
    about = asked_of_article(meant, alone=not history)
    if about:
        return [Interpretation(meant, about, reason)]
    wanted = category(meant)
    if wanted and analyzed.entities_of(wanted):
        return [Interpretation(meant, "entities", reason, category=wanted)]
    found = [_classified(typed, "typed")]
    completed = rewrites(meant, history, analyzed)
    if completed:
        return [*found, *(_classified(one.question, _why(one)) for one in completed)]
    return [*found, _classified(meant, reason)] if reason != "typed" else found


def _why(rewrite: Rewrite) -> Reason:
    return "fragment" if rewrite.required else "follow-up" if rewrite.sure else "possible follow-up"


def _normalised(typed: str, analyzed: AnalyzedArticle, before: str) -> tuple[str, Reason]:
    """The question that is meant by itself, and the strongest reason for it."""
    mended = repaired(typed, analyzed, before)
    spelt = respelled(mended or typed, analyzed)
    order = reordered(spelt or mended or typed, analyzed)
    meant = order or spelt or mended or typed
    return meant, "disfluency" if mended else "order" if order else "spelling" if spelt else "typed"


def _classified(question: str, reason: Reason, *, literal: bool = False) -> Interpretation:
    asked = who_is(question)
    kind: QuestionType = "literal" if literal else answer_type(question)
    if asked:
        return Interpretation(question, "description", reason, asked.what, fallback=kind)
    return Interpretation(question, kind, reason)
