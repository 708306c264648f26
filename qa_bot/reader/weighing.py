"""Spans of an article of several passages, weighed by how much their passage has to do with the question."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.passages import Passages
from qa_bot.reader.reading import Scored

RELEVANCE = 2.0
"""Logits that a span loses where its passage shares no word with the question, and the best passage shares some."""


def weighed(question: str, spans: Sequence[Scored], passages: Passages) -> tuple[Scored, ...]:
    """The spans, best first, each moved down by how much less than the best passage its own has to do with the question.

    A reader that was trained on single paragraphs takes any span of the right kind for the answer; among many paragraphs it helps to add
    a retrieval score (as BERTserini does, Yang et al. 2019). Within one passage nothing changes.
    """
    if len(passages.all) < 2:
        return tuple(spans)
    relevance = passages.relevance(question)
    moved = [Scored(one.span, one.score - RELEVANCE * (1 - float(relevance[passages.of(one.span.start)]))) for one in spans]
    return tuple(sorted(moved, key=lambda one: -one.score))
