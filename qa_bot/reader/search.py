"""Read the passages of an article for one question: which ones are read next, when to stop, and what was found.

A span is compared with the null score ("not here") of its own passage, because a passage without the answer says nothing about other
passages. A reader trained on single paragraphs accepts any span of the right type. With many paragraphs, it helps to add a retrieval score,
as in BERTserini (Yang et al. 2019): a span loses points if its passage is less relevant than the best one. Within one passage, the order
of spans does not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from qa_bot.answer import PassageRead, Span
from qa_bot.article import Article
from qa_bot.reader.passages import Passage
from qa_bot.reader.reading import Reading, Scored
from qa_bot.reader.retrieval import FIRST, Passages
from qa_bot.reader.view import View

RELEVANCE = 2.0
"""Logits that a span loses if its passage shares no word with the question, while the best passage does."""


class Search:
    """Reads the most relevant passages, and then more of them as long as the best span is below the threshold.

    Args:
        question: the question.
        article: the article to read.
        passages: the article's passages.
        top_k: maximum number of spans.
    """

    def __init__(self, question: str, article: Article, passages: Passages, top_k: int) -> None:
        self.question, self._article, self._top_k, self._all = question, article, top_k, len(passages.all)
        self._ranked = passages.rank(question)
        self._read: list[PassageRead] = []
        self._spans: list[Scored] = []
        self._windows, self._cut = 0, False

    def wants_more(self, threshold: float) -> bool:
        """Whether there are more passages to read and the best span's margin (logits) is below the threshold."""
        return len(self._read) < len(self._ranked) and (not self._read or self._margin < threshold)

    def next_views(self) -> list[View]:
        """The passages to read next: first the best `FIRST`, then as many again as were read so far."""
        return [passage.view(self._article) for passage, _ in self._next]

    def take(self, found: Iterator[Reading]) -> None:
        """Add the readings of `next_views`, in the same order."""
        for (passage, share), view in zip(self._next, self.next_views(), strict=True):
            reading, relevance = next(found), RELEVANCE * (share - 1)
            spans = [
                replace(one, span=Span.cut(self._article.text, *view.place(one.span.start, one.span.end)), relevance=relevance)
                for one in reading.spans
            ]
            best = spans[0] if spans else None
            margin = best.score - best.null_score if best else -np.inf
            self._read.append(PassageRead(passage.start, passage.end, best.span if best else None, margin, relevance))
            self._spans += spans
            self._windows, self._cut = self._windows + reading.windows, self._cut or reading.cut

    def reading(self) -> Reading:
        """The result over all passages read so far, best span first."""
        spans = tuple(sorted(self._spans, key=lambda one: -one.margin)[: self._top_k])
        return Reading(self.question, spans, self._windows, self._cut, tuple(self._read), self._all)

    @property
    def _next(self) -> list[tuple[Passage, float]]:
        return self._ranked[len(self._read) : max(FIRST, 2 * len(self._read))]

    @property
    def _margin(self) -> float:
        return max((one.margin for one in self._spans), default=-np.inf)
