"""Choose an interpretation: the question as typed, or another one. Interpretations are compared by calibrated confidence only.

A possible follow-up, whose question could also stand alone, must beat the typed question by `MARGIN`. A follow-up that needs the earlier turns,
or a corrected spelling, only has to come within `MARGIN` of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answer import Answer, Span
from qa_bot.article import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.contact_details import in_asked_form
from qa_bot.dialogue.answers.definitions import Description, describes, descriptions, entity_called, is_another, looks_like_name
from qa_bot.dialogue.answers.table_cells import asked_cell
from qa_bot.dialogue.english.morphology import base_form, words_of
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.question.interpretation import Interpretation
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.reading import Reading
from qa_bot.reader.span_bounds import qualified

_DENIED = re.compile(r"(?:no|neither|not|none of) ", re.IGNORECASE)
_DENYING = re.compile(
    r"\b(?:no|not|never|none|neither|without|except)\b|n['’]t\b|\b(?:forbid|forbad|prohibit|ban|exclud|refus|lack|deni)", re.IGNORECASE
)
_POINTING = frozenset("he him his she her hers it its they them their theirs this that these those one ones".split())
"""Pronouns that name nothing by themselves; "nobody" and "I" do."""
_HOW_TO = re.compile(r"\W*(?:and |so )?how (?:do|does|can|could|to|should|would)\b", re.IGNORECASE)
_WHAT_IF = re.compile(r"\W*(?:and |but |so )?(?:what (?:happens |would happen |will happen )?)?if\b|\W*what happens when\b", re.IGNORECASE)
_CONDITION = re.compile(r"\W*(?:if|when|in case)\b", re.IGNORECASE)
_SUBJECT = re.compile(r", (?=(?:then |please )?(?:I|you|we|they|it|he|she|this|that|the|your|our|their|an?)\b)")
"""The comma between a condition and the main clause."""
MARGIN = 0.1
"""Confidence margin by which a possible follow-up must beat the question as typed, and a second rewrite the first. If the typed question is
incomplete, a smaller difference is ignored and the completed question is chosen."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An interpretation with the candidates found for it, best first. Candidates that cannot answer it are left out."""

    interpretation: Interpretation
    reading: Reading | None = None
    """None if nothing was read."""
    answers: tuple[Answer, ...] = ()
    threshold: float = 0.0
    entity: Entity | None = None
    """The entity that a "who is X?" question asks about, if the article names it."""
    unknown_name: bool = False
    """Whether a "who is X?" question asks about a name that is not in the article."""
    descriptions: tuple[Description, ...] = ()

    @property
    def best(self) -> Answer | None:
        """The candidate with the highest confidence."""
        return self.answers[0] if self.answers else None

    @property
    def rest(self) -> tuple[Answer, ...]:
        """The other candidates."""
        return self.answers[1:]

    @property
    def answered(self) -> Answer | None:
        """The best candidate if it is above the reader's threshold. None means that the bot abstains."""
        return self.best if self.best and self.clears(self.best) else None

    @property
    def confidence(self) -> float:
        """The confidence of the best candidate or description; 0 if there is none."""
        if self.descriptions:
            return max(self.descriptions[0].confidence, self.best.confidence if self.best else 0.0)
        return self.best.confidence if self.best and not self.unknown_name else 0.0

    def clears(self, answer: Answer) -> bool:
        """Whether a candidate is above the threshold."""
        return answer.score >= self.threshold


def evaluate(interpretation: Interpretation, reading: Reading, calibration: Calibration, analyzed: AnalyzedArticle) -> Evaluated:
    """An interpretation with calibrated candidates. For a "who is X?" question, only candidates that describe X."""
    answers = tuple(
        Answer(_qualified(interpretation.question, scored.span, reading, analyzed), confidence, scored.margin)
        for scored, confidence in zip(reading.spans, calibration.confidences(reading), strict=True)
    )
    answers = _affirmed(interpretation.question, answers, calibration.threshold)
    answers = _telling(answers, calibration.threshold)
    what = interpretation.subject if interpretation.type == "description" else ""
    entity = entity_called(what, analyzed) if what else None
    if interpretation.type in ("factoid", "description"):
        answers = tuple(one for one in answers if not _asks(one.span, analyzed.article))
    if "factoid" in (interpretation.type, interpretation.fallback if what and not entity else ""):
        answers = _as_whole(interpretation.question, answers, analyzed.article)
        answers = tuple(one for one in answers if not _repeats(interpretation.question, one.text))
        answers = in_asked_form(interpretation.question, _in_asked_cell(interpretation.question, answers, analyzed))
    if not what:
        return Evaluated(interpretation, reading, answers, calibration.threshold)
    if entity is None:
        own = tuple(answer for answer in answers if answer.text.lower().strip(" .,") != what.lower())
        return Evaluated(interpretation, reading, own, calibration.threshold, unknown_name=looks_like_name(what, analyzed))
    left = [(answer, describes(answer.span, entity)) for answer in answers]
    kept = tuple(Answer(span, answer.confidence, answer.score) for answer, span in left if span and not is_another(span, entity, analyzed))
    return Evaluated(interpretation, reading, kept, calibration.threshold, entity, descriptions=tuple(descriptions(entity, analyzed)))


def _repeats(question: str, text: str) -> bool:
    """Whether a candidate only repeats the question ("How many?" "many"), which is no choice between two things."""
    asked = {base_form(word.lower) for word in words_of(question)}
    said = [word for word in words_of(text) if word.lower not in ("a", "an", "the")]
    return "or" not in asked and bool(said) and all(word.text.islower() and base_form(word.lower) in asked for word in said)


def _asks(span: Span, article: Article) -> bool:
    """Whether a candidate is itself a question of the article, as in an interview."""
    sentence = article.sentence_of(span.start, span.end)
    return sentence.text.rstrip().endswith("?") and span.start == sentence.start and 2 * len(span.text) > len(sentence.text)


def _affirmed(question: str, answers: tuple[Answer, ...], threshold: float) -> tuple[Answer, ...]:
    """The candidates. If the best one is a denial ("No dogs") and the question is not, the next one above the threshold comes first."""
    if not answers or not _DENIED.match(answers[0].text) or _DENYING.search(question):
        return answers
    said = next((one for one in answers if one.score >= threshold and not _DENIED.match(one.text)), None)
    return (said, *(one for one in answers if one is not said)) if said else answers


def _telling(answers: tuple[Answer, ...], threshold: float) -> tuple[Answer, ...]:
    """The candidates. If the best one is a mere pronoun ("those"), the next one above the threshold comes first."""
    if not answers or not _is_pronoun(answers[0].text):
        return answers
    said = next((one for one in answers if one.score >= threshold and not _is_pronoun(one.text)), None)
    return (said, *(one for one in answers if one is not said)) if said else answers


def _is_pronoun(text: str) -> bool:
    return {word.lower for word in words_of(text)} <= _POINTING


def _in_asked_cell(question: str, answers: tuple[Answer, ...], analyzed: AnalyzedArticle) -> tuple[Answer, ...]:
    """The candidates. If the best one is in a table, the cell that the question asks for takes its place."""
    cell = asked_cell(question, answers[0].span, analyzed.article) if answers else None
    if cell is None:
        return answers
    others = tuple(one for one in answers[1:] if not one.span.overlaps(cell.start, cell.end))
    return Answer(cell, answers[0].confidence, answers[0].score), *others


def _as_whole(question: str, answers: tuple[Answer, ...], article: Article) -> tuple[Answer, ...]:
    """The candidates. Asked how, the best one is its whole line of code; asked what if, the main clause if it is in the condition.

    >>> article = Article("If you cancel, we refund the fee.")
    >>> found = _as_whole("what if I cancel?", (Answer(Span(3, 13, "you cancel"), 0.5, 1.0),), article)
    >>> found[0].text
    'we refund the fee'
    """
    if not answers:
        return answers
    best, *others = answers
    bounds = (
        _line(best.span, article) if _HOW_TO.match(question) else _main_clause(best.span, article) if _WHAT_IF.match(question) else None
    )
    if bounds is None:
        return answers
    whole = Answer(Span.cut(article.text, *bounds), best.confidence, best.score)
    return whole, *(one for one in others if not one.span.overlaps(*bounds))


def _line(span: Span, article: Article) -> tuple[int, int] | None:
    """The line of code that a span is in."""
    return next(
        ((block.start, block.end) for block in article.blocks_in(span.start, span.end) if block.kind == "code" and span.end <= block.end),
        None,
    )


def _main_clause(span: Span, article: Article) -> tuple[int, int] | None:
    """The main clause of a sentence with a span in the condition that it begins with."""
    sentence = article.sentence_of(span.start, span.end)
    if not _CONDITION.match(sentence.text):
        return None
    for found in _SUBJECT.finditer(sentence.text, span.end - sentence.start):
        before = sentence.text[: found.start()]
        if before.count("(") == before.count(")"):
            return sentence.start + found.end(), sentence.start + len(sentence.text.rstrip(" .!;"))
    return None


def _qualified(question: str, span: Span, reading: Reading, analyzed: AnalyzedArticle) -> Span:
    """Extend a candidate by the words before it that change its meaning, unless another candidate contains them."""
    text = analyzed.article.text
    start, end = qualified(question, text, span.start, span.end)
    taken = any(one.span is not span and one.span.overlaps(start, end) for one in reading.spans)
    return span if start == span.start or taken else Span.cut(text, start, end)


def choose(read: Sequence[Evaluated], given: str | None = None) -> Evaluated:
    """Choose an interpretation. The first one is the question as typed.

    Args:
        read: the interpretations after reading; at least one.
        given: the previous answer. A completed question that finds it again counts as unanswered.
    """
    typed, *others = read
    others = [one for one in others if one.interpretation.reason != "follow-up" or not one.best or one.best.text != given] or others
    other: Evaluated | None = None
    for one in others:
        if other is None or one.confidence > other.confidence + MARGIN:
            other = one
    if other is None:
        return typed
    found = other.answered if typed.answered else other.best  # a reading that refuses what the typed one answers does not agree with it
    same = typed.best is not None and found is not None and typed.best.span.overlaps(found.start, found.end)
    match other.interpretation.reason:
        # a fragment, keywords, or words that were taken back, are never the question, however sure their answer
        case "certain follow-up" | "keywords" | "disfluency":
            trusted = True
        case "possible follow-up":
            trusted = not same and other.confidence > typed.confidence + MARGIN
        case "order":  # the reader understands most questions in either word order
            trusted = other.confidence >= typed.confidence
        case "follow-up" if not typed.answered:
            trusted = True
        case _:
            trusted = same or other.confidence + MARGIN >= typed.confidence
    return other if trusted else typed
