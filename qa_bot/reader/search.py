"""One question's way through the passages of an article: what is read next, whether that was enough, and what came of it.

A reader that was trained on single paragraphs takes any span of the right kind for the answer; among many paragraphs it helps to add a
retrieval score (as BERTserini does, Yang et al. 2019). So each span moves down by how much less than the best passage its own
has to do with the question. Within one passage nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qa_bot.answer import Span
from qa_bot.article import Article
from qa_bot.reader.reading import Reading, Scored
from qa_bot.reader.retrieval import FIRST, Passage, Passages
from qa_bot.reader.view import View, view_of

RELEVANCE = 2.0
"""Logits that a span loses where its passage shares no word with the question, and the best passage shares some."""


class Search:
    """Reads the passages that promise most, and more of them as long as the best span would not be given as an answer.

    Args:
        question: what is asked.
        article: what is asked about.
        passages: the article's.
        top_k: spans that are wanted, at most.
    """

    def __init__(self, question: str, article: Article, passages: Passages, top_k: int) -> None:
        self.question, self._article, self._top_k, self._all = question, article, top_k, len(passages.all)
        self._ranked = passages.rank(question)
        self._read: list[Reading] = []
        self._spans: list[Scored] = []

    def wants_more(self, threshold: float) -> bool:
        """Whether passages are left that may be read, and the best span's margin (logits) is below the threshold."""
        return len(self._read) < len(self._ranked) and (not self._read or self._margin < threshold)

    def next_views(self) -> list[View]:
        """What is read next: the best `FIRST` passages, then as many again as were read."""
        return [view_of(self._article, passage.start, passage.end) for passage, _ in self._next]

    def take(self, found: Iterator[Reading]) -> None:
        """Take what was read of `next_views`, in their order."""
        for (_, share), view in zip(self._next, self.next_views(), strict=True):
            reading = next(found)
            self._read.append(reading)
            for one in reading.spans:
                span = Span.cut(self._article.text, *view.place(one.span.start, one.span.end))
                self._spans.append(Scored(span, one.score - RELEVANCE * (1 - share)))

    def reading(self) -> Reading:
        """What was found in all that was read, best first."""
        spans = tuple(sorted(self._spans, key=lambda one: -one.score)[: self._top_k])
        whole = len(self._read) == self._all
        return Reading(
            self.question,
            spans,
            self._null,
            sum(reading.windows for reading in self._read),
            any(reading.cut for reading in self._read),
            None if whole else (len(self._read), self._all),
        )

    @property
    def _next(self) -> list[tuple[Passage, float]]:
        return self._ranked[len(self._read) : max(FIRST, 2 * len(self._read))]

    @property
    def _null(self) -> float:
        # a passage without tokens has no window, and its null score says nothing
        return min((reading.null_score for reading in self._read if reading.windows), default=0.0)

    @property
    def _margin(self) -> float:
        return max((one.score for one in self._spans), default=-np.inf) - self._null
