"""Which reading to trust: the question as typed, or one of the ways to read it. Only calibrated confidences are compared.

A reading that may well be wrong (the question could stand alone) must beat the typed one by `MARGIN`; one that fills a gap, which the typed
question cannot be answered without, needs only to come that near to it; so does a corrected spelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa_bot.answer import Answer
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.definitions import Description, describes, descriptions, entity_called, is_another, looks_like_name
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.question.types import who_is
from qa_bot.reader.calibration import Calibration, log_shares
from qa_bot.reader.reading import Reading

MARGIN = 0.1
"""By how much a rewrite of a question that may stand alone must be surer than the question as typed; and a second rewrite than the first. Where the
typed question lacks something, a difference below it counts for nothing: the rewrite is the better question."""

Way = Literal["typed", "gap", "doubtful", "spelling", "order", "repair"]
"""Why a question is read: as typed; a gap filled; a pronoun filled that may have needed nothing; spelling, word order or a correction of oneself."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A question read in one way, its candidates best first, without those that cannot answer it."""

    question: str
    way: Way
    reading: Reading
    answers: tuple[Answer, ...]
    threshold: float
    name: Entity | None = None
    """Whom or what a who-is question asks about, where the article names it."""
    stranger: bool = False
    """The question asks who somebody is whom the article does not name."""
    described: tuple[Description, ...] = ()

    @property
    def best(self) -> Answer | None:
        """The surest candidate."""
        return self.answers[0] if self.answers else None

    @property
    def answered(self) -> Answer | None:
        """The surest candidate, where it is above the reader's threshold."""
        return self.best if self.best and self.clears(self.best) else None

    @property
    def confidence(self) -> float:
        """How sure the best candidate is; 0 without one."""
        if self.described:
            return max(self.described[0].confidence, self.best.confidence if self.best else 0.0)
        return self.best.confidence if self.best and not self.stranger else 0.0

    def clears(self, answer: Answer) -> bool:
        """Whether a candidate is above the threshold."""
        return answer.score - self.reading.null_score >= self.threshold


def hear(question: str, way: Way, reading: Reading, calibration: Calibration, analyzed: AnalyzedArticle) -> Heard:
    """A reading with calibrated candidates; of a who-is question, only those that describe."""
    shares = log_shares([scored.score for scored in reading.spans], reading.null_score) if reading.spans else []
    answers = [
        Answer(scored.span, calibration.probability(scored.score - reading.null_score, share), scored.score)
        for scored, share in zip(reading.spans, shares, strict=True)
    ]
    asked = who_is(question)
    if asked is None:
        return Heard(question, way, reading, tuple(answers), calibration.threshold)
    name = entity_called(asked.what, analyzed)
    if name is None:
        stranger = looks_like_name(asked.what, analyzed)
        own = [answer for answer in answers if answer.text.lower().strip(" .,") != asked.what.lower()]
        return Heard(question, way, reading, tuple(own), calibration.threshold, stranger=stranger)
    left = [(answer, describes(answer.span, name)) for answer in answers]
    kept = tuple(Answer(span, answer.confidence, answer.score) for answer, span in left if span and not is_another(span, name, analyzed))
    return Heard(question, way, reading, kept, calibration.threshold, name, described=tuple(descriptions(name, analyzed)))


def choose(heard: Sequence[Heard], given: str | None = None) -> Heard:
    """The reading to trust; the first is the typed one. A rewrite that only finds the answer `given` before again found nothing."""
    typed, *others = heard
    others = [one for one in others if one.way != "gap" or not one.best or one.best.text != given] or others
    rewritten: Heard | None = None
    for one in others:
        if rewritten is None or one.confidence > rewritten.confidence + MARGIN:
            rewritten = one
    if rewritten is None:
        return typed
    same = typed.best is not None and rewritten.best is not None and typed.best.span.overlaps(rewritten.best.start, rewritten.best.end)
    if rewritten.way == "repair":  # the words taken back are no question, however sure their answer
        return rewritten
    if rewritten.way == "doubtful":
        return rewritten if not same and rewritten.confidence > typed.confidence + MARGIN else typed
    if rewritten.way == "order":  # a reader takes most questions in either order
        return rewritten if rewritten.confidence >= typed.confidence else typed
    near = rewritten.confidence + MARGIN >= typed.confidence
    return rewritten if same or near or (rewritten.way == "gap" and not typed.answered) else typed
