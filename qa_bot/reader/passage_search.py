"""Read the passages of an article for one question: which ones are read next, when to stop, and what was found.

A span is compared with the null score ("not here") of its own passage, because a passage without the answer says nothing about other
passages. A reader trained on single paragraphs accepts any span of the right type. With many paragraphs, it helps to add a retrieval score,
as in BERTserini (Yang et al. 2019): a span loses points if its passage is less relevant than the best one. Within one passage, the order
of spans does not change.

Passages are read in order of relevance, in growing batches, until no other passage is likely to change the answer. If nothing is above the
threshold then, the passage with the best span is read once more without the headings above it: they tell passages apart, but lower margins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa_bot.answer import PassageRead, Span
from qa_bot.article import Article
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.passages import Passage
from qa_bot.reader.ranker import Ranker
from qa_bot.reader.reading import Reading, Scored
from qa_bot.reader.retrieval import Passages
from qa_bot.reader.view import View

FIRST, MOST = 20, 40
"""Passages that are read first and at most where no ranker has put them in order. An article with no more than `FIRST` is read completely."""
RELEVANCE = 2.0
"""Logits that a span loses where its passage shares no word with the question, and the best passage shares some. Only without a ranker."""
RANKED = 32
"""Passages that a ranker scores for a question: those that share most words with it."""
FIRST_RANKED, MOST_RANKED = 2, 20
"""Passages that are read first and at most where a ranker has put them in order."""
NEAR = 2.0
"""Added to the ranker's score of a passage around the last answer, up to the best one's: a conversation mostly stays where it is."""
REACH = 8.0
"""A margin (logits) that one passage in a hundred exceeds before its relevance is counted: a passage that even with this margin would reach
neither the threshold nor the best span is not read. Only with a ranker.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be read."""

    passage: Passage
    view: View
    relevance: float
    """What its spans' margins lose, in logits; 0 for the most promising of several passages."""


def by_words(question: str, article: Article, passages: Passages, alone: float) -> list[Candidate]:
    """The passages that share most words with the question, best first; a single one loses `alone`, see `Calibration`."""
    if len(passages.all) == 1:
        return [Candidate(passages.all[0], passages.all[0].view(article), -alone)]
    return [Candidate(passage, passage.view(article), RELEVANCE * (share - 1)) for passage, share in passages.rank(question, MOST)]


def by_ranker(
    question: str, article: Article, passages: Passages, ranker: Ranker, weight: float, last: Span | None = None
) -> list[Candidate]:
    """The passages that the ranker puts first, best first, among those that share most words with the question.

    Args:
        question: what is asked.
        article: what is asked about.
        passages: the article's.
        ranker: scores them.
        weight: logits of margin that one logit of its score is worth.
        last: the last answer, where there is one; the passages around it are ranked too, and gain `NEAR`.
    """
    ranked = [passage for passage, _ in passages.rank(question, RANKED)]
    around = passages.around(last) if last else []
    ranked += [passage for passage in around if passage not in ranked]
    views = [passage.view(article) for passage in ranked]
    scores = ranker.scores([(question, view.text) for view in views]) if len(ranked) > 1 else [0.0] * len(ranked)
    best = max(scores, default=0.0)
    scores = [min(score + NEAR, best) if passage in around else score for passage, score in zip(ranked, scores, strict=True)]
    found = [Candidate(passage, view, weight * (score - best)) for passage, view, score in zip(ranked, views, scores, strict=True)]
    return sorted(found, key=lambda one: -one.relevance)[:MOST_RANKED]


def search_of(
    question: str, article: Article, passages: Passages, ranker: Ranker | None, calibration: Calibration, top_k: int, last: Span | None
) -> Search:
    """A search through an article's passages: in the ranker's order where there are several and its score counts, else in that of their words.

    Args:
        question: what is asked.
        article: what is asked about.
        passages: the article's.
        ranker: puts passages in order.
        calibration: says what the ranker's score is worth.
        top_k: spans that are wanted, at most.
        last: in a conversation, the answer before.
    """
    of = len(passages.all)
    if of == 1 or ranker is None or not calibration.rank_weight:
        return Search(question, article, by_words(question, article, passages, calibration.alone), of, FIRST, top_k)
    candidates = by_ranker(question, article, passages, ranker, calibration.rank_weight, last)
    return Search(question, article, candidates, of, FIRST_RANKED, top_k, REACH)


class Search:
    """Reads the most relevant passages, and then more of them as long as one may hold a better answer.

    Args:
        question: what is asked.
        article: what is asked about.
        candidates: the passages that may be read, the most promising first.
        of: passages that the article has.
        first: passages that are read first.
        top_k: spans that are wanted, at most.
        reach: margin of a passage, in logits, that is reckoned with; None: any, so that only a span above the threshold ends the search.
    """

    def __init__(
        self, question: str, article: Article, candidates: Sequence[Candidate], of: int, first: int, top_k: int, reach: float | None = None
    ) -> None:
        self.question, self._article, self._candidates, self._all = question, article, candidates, of
        self._first, self._top_k, self._reach = first, top_k, reach
        self._read: list[PassageRead] = []
        self._spans: list[Scored] = []
        self._windows, self._cut, self._shortened = 0, False, False
        self._again: Candidate | None = None
        """The passage that is read once more without its headings, as the last one."""

    def wants_more(self, threshold: float) -> bool:
        """Whether something is left to read that may hold a better answer.

        Args:
            threshold: margin, in logits, that an answer needs.
        """
        if self._again:
            return False
        if not self._read or self._is_passage_left(threshold):
            return bool(self._candidates)
        self._again = self._without_headings() if self._margin < threshold else None
        return self._again is not None

    def _is_passage_left(self, threshold: float) -> bool:
        if len(self._read) == len(self._candidates):
            return False
        if self._reach is None:
            return self._margin < threshold
        return self._candidates[len(self._read)].relevance + self._reach >= max(threshold, self._margin)

    def _without_headings(self) -> Candidate | None:
        """The passage with the best span among those that were read with headings."""
        read = (one for one in self._candidates[: len(self._read)] if one.passage.headings)
        best = max(read, key=lambda one: self._margin_in(one.passage), default=None)
        bare = best.passage.without_headings() if best else None
        return Candidate(bare, bare.view(self._article), best.relevance) if best and bare else None

    def _margin_in(self, passage: Passage) -> float:
        return max((one.margin for one in self._spans if passage.start <= one.span.start < passage.end), default=-np.inf)

    @property
    def reached(self) -> int:
        """Passages that are read once `next_views` are."""
        return len(self._read) + (0 if self._again else len(self._next))

    @property
    def most(self) -> int:
        """Passages that may be read."""
        return len(self._candidates)

    def next_views(self) -> list[View]:
        """What is read next: the first passages, then as many again as were read."""
        return [one.view for one in self._next]

    def take(self, found: Iterator[Reading]) -> None:
        """Take what was read of `next_views`, in their order."""
        for candidate in self._next:
            reading, passage, relevance = next(found), candidate.passage, candidate.relevance
            spans = [
                replace(one, span=Span.cut(self._article.text, *candidate.view.place(one.span.start, one.span.end)), relevance=relevance)
                for one in reading.spans
            ]
            best = spans[0] if spans else None
            margin = best.score - best.null_score if best else None
            read = PassageRead(passage.start, passage.end, best.span if best else None, margin, relevance)
            if candidate is not self._again:
                self._read.append(read)
            elif best and best.margin > self._margin_in(passage):
                self._read = [read if one.start == passage.start else one for one in self._read]
            self._spans += spans
            self._windows, self._cut = self._windows + reading.windows, self._cut or reading.cut
            self._shortened = self._shortened or reading.shortened

    def reading(self) -> Reading:
        """The result over all passages read so far, best span first."""
        spans: list[Scored] = []
        for one in sorted(self._spans, key=lambda one: -one.margin):
            if len(spans) < self._top_k and not any(one.span.overlaps(other.span.start, other.span.end) for other in spans):
                spans.append(one)
        return Reading(self.question, tuple(spans), self._windows, self._cut, tuple(self._read), self._all, self._shortened)

    @property
    def _next(self) -> Sequence[Candidate]:
        return [self._again] if self._again else self._candidates[len(self._read) : max(self._first, 2 * len(self._read))]

    @property
    def _margin(self) -> float:
        return max((one.margin for one in self._spans), default=-np.inf)
