"""Compose the reply from the findings: the answer, or the closest passage when abstaining, with page, headings and trace."""

from __future__ import annotations

from qa_bot.answer import Answer, Reply, Span, Trace
from qa_bot.article import Article
from qa_bot.dialogue.answers.findings import Findings
from qa_bot.dialogue.answers.selection import Evaluated
from qa_bot.reader.reading import Reading

NEAR = 0.7
"""The least confidence of an alternative, as a share of the answer's; set by hand."""


def compose(typed: str, article: Article, read: Evaluated, findings: Findings, trace: Trace, alternatives: int) -> Reply:
    """The reply to a question.

    Args:
        typed: the question.
        article: what was asked.
        read: the interpretation that is trusted.
        findings: what was found for it.
        trace: how.
        alternatives: how many are given at most.
    """
    top = findings.top
    shown = findings.whole or top
    evidence = article.sentence_of(shown.start, shown.end) if shown else findings.evidence or _closest(read, article)
    place = shown.span if shown else evidence
    near = _rivals(top, findings) if top else []
    question = read.interpretation.question
    return Reply(
        question=typed,
        resolved_question=question if question != typed else None,
        answer=shown,
        answers=findings.answers,
        alternatives=tuple(near[:alternatives]),
        evidence=evidence,
        confidence=top.confidence if top else read.best.confidence if read.best else 0.0,
        article=article.title,
        trace=trace,
        message=findings.message,
        page=article.page_of(place.start) if place else None,
        section=article.headings_over(place.start) if place else (),
        struck=article.struck_in(evidence.start, evidence.end) if evidence else (),
        gaps=article.gaps_in(evidence.start, evidence.end) if evidence else (),
        breaks_off=article.breaks_off(evidence) if evidence else (False, False),
    )


def _rivals(top: Answer, findings: Findings) -> list[Answer]:
    """The other candidates that come close to the answer, each text once and none that the answer gives already."""
    said = {answer.text.casefold() for answer in (*findings.answers, top)}
    close = [other for other in findings.others if other.confidence >= NEAR * top.confidence and other.text.casefold() not in said]
    return list({other.text.casefold(): other for other in reversed(close)}.values())[::-1]


def trace_of(reading: Reading | None, threshold: float, milliseconds: float) -> Trace:
    """How the answer was found. Without a reading, an empty trace."""
    if reading is None:
        return Trace(0, None, threshold, milliseconds)
    margin = reading.margin if reading.spans else None
    return Trace(reading.windows, margin, threshold, milliseconds, reading.passages, reading.of)


def _closest(read: Evaluated, article: Article) -> Span | None:
    """The sentence of the best candidate, or else of the best span. None if nothing was read."""
    if read.best:
        return article.sentence_of(read.best.start, read.best.end)
    if read.reading and read.reading.spans:
        span = read.reading.spans[0].span
        return article.sentence_of(span.start, span.end)
    return None
