"""What was typed -> the ways to read it. A question is first normalised fully (corrections of oneself, spelling, word order), then classified.

A question that needs no reader has one interpretation. Any other has the words as typed, and beside them what they may stand for: the question
completed by the turns before, or else the normalised question. The reader's confidence decides which is trusted (`answers.selection`).

    >>> from qa_bot import Article
    >>> from qa_bot.dialogue.analysis import AnalyzedArticle
    >>> mill = AnalyzedArticle.of(Article("Anna Berg met Nils at the mill."))
    >>> [(one.question, one.type, one.reason) for one in interpretations("waht is this about", mill)]
    [('What is this about', 'summary', 'spelling')]
    >>> [(one.question, one.type, one.reason) for one in interpretations("Who met Nils?", mill)]
    [('Who met Nils?', 'factoid', 'typed')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.definitions import descriptions, entity_called
from qa_bot.dialogue.answers.next_sentence import sentence_of_answer
from qa_bot.dialogue.answers.topic_sentences import is_absent, sentences_about
from qa_bot.dialogue.english.morphology import words_of
from qa_bot.dialogue.followup.coreference import referents
from qa_bot.dialogue.followup.ellipsis import LEAD
from qa_bot.dialogue.followup.rewriting import Rewrite, rewrites
from qa_bot.dialogue.followup.sluicing import bare_question_word
from qa_bot.dialogue.question.about_article import Category, asked_of_article, asked_topic, asks_for_more, asks_for_next, category
from qa_bot.dialogue.question.disfluency import repaired
from qa_bot.dialogue.question.normalization import keyword_question, reordered
from qa_bot.dialogue.question.small_talk import small_talk
from qa_bot.dialogue.question.spelling import respelled
from qa_bot.dialogue.question.types import QuestionType, answer_type, who_is
from qa_bot.function_words import PREPOSITIONS, PRONOUNS

Reason = Literal["typed", "spelling", "order", "keywords", "disfluency", "certain follow-up", "follow-up", "possible follow-up"]
"""Why a question is read so: as typed; spelling or word order corrected; a noun phrase made a question; what was taken back left out; completed by the turns before,
because it is no question by itself, because it lacks something, or because it may."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to read a question."""

    question: str
    """As read."""
    type: QuestionType
    reason: Reason = "typed"
    subject: str = ""
    """Of a question who or what X is, or for all about X, X; of small talk, what is said to it; of one what comes next, the last answer's sentence."""
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
    completed = rewrites(meant, history, analyzed)
    unread = _without_reader(meant, reason, history, analyzed) or (
        _topic(completed[0].question.rstrip("?"), "follow-up", analyzed) if completed else _unclear(typed, meant)
    )
    if unread:
        return [unread]
    found = [_classified(typed, "typed")]
    if completed:
        return [*found, *(_classified(one.question, _why(one)) for one in completed)]
    asked = keyword_question(meant, analyzed)
    if asked:
        of_name = _all_about_name(asked, analyzed)
        return [of_name] if of_name else [*found, *(_classified(one, "keywords") for one in (asked, *_of_what(asked, history, analyzed)))]
    return [*found, _classified(meant, reason)] if reason != "typed" else found


def _why(rewrite: Rewrite) -> Reason:
    return "certain follow-up" if rewrite.required else "follow-up" if rewrite.sure else "possible follow-up"


def _normalised(typed: str, analyzed: AnalyzedArticle, before: str) -> tuple[str, Reason]:
    """The question that is meant by itself, and the strongest reason for it."""
    mended = repaired(typed, analyzed, before)
    spelt = respelled(mended or typed, analyzed)
    order = reordered(spelt or mended or typed, analyzed)
    meant = order or spelt or mended or typed
    return meant, "disfluency" if mended else "order" if order else "spelling" if spelt else "typed"


def _without_reader(meant: str, reason: Reason, history: Sequence[Turn], analyzed: AnalyzedArticle) -> Interpretation | None:
    """The interpretation of a question that needs no reader."""
    about = asked_of_article(meant, alone=not history)
    if about:
        return Interpretation(meant, about, reason)
    wanted = category(meant)
    if wanted and analyzed.entities_of(wanted):
        return Interpretation(meant, "entities", reason, category=wanted)
    if asks_for_more(meant):
        return _more(meant, reason, history, analyzed)
    told = sentence_of_answer(history[-1], analyzed) if history and asks_for_next(meant) else None
    if told:
        return Interpretation(meant, "next", reason, told.text)
    return _topic(meant, reason, analyzed)


def _topic(question: str, reason: Reason, analyzed: AnalyzedArticle) -> Interpretation | None:
    """A question for all that is said about X, where the article says something about X or does not have the word."""
    topic = asked_topic(question)
    if topic is None or not (is_absent(topic, analyzed) or sentences_about(topic, analyzed)):
        return None
    return Interpretation(question, "topic", reason, topic) if not set(topic.lower().split()) <= PRONOUNS else None


def _unclear(typed: str, meant: str) -> Interpretation | None:
    """What is said to a mere question word that nothing before it completes; the reader would be sure of nonsense."""
    if not bare_question_word(LEAD.sub("", meant.strip(" ?!."))):
        return None
    return Interpretation(typed, "small talk", subject=f"I can't tell what “{typed.strip(' ?!.')}” is about. Ask the whole question.")


def _all_about_name(asked: str, analyzed: AnalyzedArticle) -> Interpretation | None:
    """A question for all about a name that was typed alone, where it is nobody's and the article does not say what it is."""
    what = who_is(asked)
    name = entity_called(what.what, analyzed) if what else None
    if what is None or name is None or name.text != what.what or name.kind == "person" or descriptions(name, analyzed):
        return None
    return Interpretation(f"What does the article say about {name.text}?", "topic", "keywords", name.text)


def _of_what(asked: str, history: Sequence[Turn], analyzed: AnalyzedArticle) -> list[str]:
    """The question that a mere noun stands for, asked of what the last turn was about: after "Who is Ann?", "age?" is hers."""
    words = {word.lower for word in words_of(asked)}
    if not history or words & PREPOSITIONS or not asked.startswith("What "):
        return []
    said = f"{history[-1].question}\n{history[-1].answer or ''}"
    spoken_of = (one.text for one in referents(history, analyzed) if one.text in said)
    of_what = next((text for text in spoken_of if not words & {word.lower for word in words_of(text)}), None)
    return [f"{asked.strip('?')} of {of_what}?"] if of_what else []


def _more(question: str, reason: Reason, history: Sequence[Turn], analyzed: AnalyzedArticle) -> Interpretation:
    """More of what the last turn was about: of a summary or of nothing, a longer summary; else all about what was spoken of."""
    spoken_of = referents(history, analyzed) if history and not asked_of_article(history[-1].question, alone=False) else []
    topic = next((one.text for one in spoken_of if sentences_about(one.text, analyzed)), None)
    if topic:
        return Interpretation(f"Tell me more about {topic}", "topic", "follow-up", topic)
    return Interpretation(question, "summary", reason)


def _classified(question: str, reason: Reason, *, literal: bool = False) -> Interpretation:
    asked = who_is(question)
    kind: QuestionType = "literal" if literal else answer_type(question)
    if asked:
        return Interpretation(question, "description", reason, asked.what, fallback=kind)
    return Interpretation(question, kind, reason)
