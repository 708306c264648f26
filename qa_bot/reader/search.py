"""One question's way through the passages of an article: what is read next, whether that was enough, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qa_bot.answer import Span
from qa_bot.passages import FIRST, Passage, Passages
from qa_bot.reader.reading import Reading, Scored
from qa_bot.reader.weighing import weighed


class Search:
    """Reads the passages that promise most, and more of them as long as the best span would not be given as an answer.

    Args:
        question: what is asked.
        text: the article's.
        passages: the article's.
        top_k: spans that are wanted, at most.
    """

    def __init__(self, question: str, text: str, passages: Passages, top_k: int) -> None:
        self.question, self._text, self._passages, self._top_k = question, text, passages, top_k
        self._ranked: list[Passage] = passages.all if len(passages.all) <= FIRST else passages.rank(question)
        self._read: list[Reading] = []
        self._spans: tuple[Scored, ...] = ()

    def wants_more(self, threshold: float) -> bool:
        """Whether passages are left that may be read, and the best span's margin (logits) is below the threshold."""
        return len(self._read) < len(self._ranked) and (not self._read or self._margin < threshold)

    def next_texts(self) -> list[str]:
        """The texts of the passages to read next: the best `FIRST`, then as many again as were read."""
        return [self._text[passage.start : passage.end] for passage in self._next]

    def take(self, found: Iterator[Reading]) -> None:
        """Take what was read of the passages of `next_texts`, in their order."""
        part = self._next
        new = [next(found) for _ in part]
        self._read += new
        fresh = [
            Scored(Span.cut(self._text, passage.start + one.span.start, passage.start + one.span.end), one.score)
            for passage, reading in zip(part, new, strict=True)
            for one in reading.spans
        ]
        self._spans += weighed(self.question, fresh, self._passages)

    def reading(self) -> Reading:
        """What was found in all that was read, best first."""
        spans = tuple(sorted(self._spans, key=lambda one: -one.score)[: self._top_k])
        whole = len(self._read) == len(self._passages.all)
        return Reading(
            self.question,
            spans,
            self._null,
            sum(reading.windows for reading in self._read),
            any(reading.cut for reading in self._read),
            None if whole else (len(self._read), len(self._passages.all)),
        )

    @property
    def _next(self) -> list[Passage]:
        return self._ranked[len(self._read) : max(FIRST, 2 * len(self._read))]

    @property
    def _null(self) -> float:
        # a passage without tokens has no window, and its null score says nothing
        return min((reading.null_score for reading in self._read if reading.windows), default=0.0)

    @property
    def _margin(self) -> float:
        return max((one.score for one in self._spans), default=-np.inf) - self._null
