"""The results of reading: the model's output for a text, and the spans found in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa_bot.answer import PassageRead, Span
from qa_bot.reader.decoding import Logits
from qa_bot.reader.windows import Tokens


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The model's output for one question and one text, before decoding."""

    tokens: Tokens
    """The tokens of the text."""
    windows: list[Logits]
    cut: bool
    """The question was too long, and only its beginning was read."""
    shortened: bool = False
    """The text was too long, and only its beginning was read."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A span and its scores, in logits."""

    span: Span
    score: float
    """Start logit plus end logit."""
    null_score: float = 0.0
    """The model's score for "not here" in the span's own passage."""
    relevance: float = 0.0
    """A penalty (0 or less) for a passage that is less relevant to the question than the best one."""

    @property
    def margin(self) -> float:
        """The value that is compared across passages, with the threshold and with other readings."""
        return self.score - self.null_score + self.relevance


@dataclass(frozen=True, slots=True)
class Reading:
    """The spans that the reader found for one question in one article."""

    question: str
    spans: tuple[Scored, ...]
    """Best first, without overlaps."""
    windows: int
    """Number of windows read."""
    cut: bool
    """The question was longer than `QUESTION_LIMIT` tokens, and only its beginning was read."""
    passages: tuple[PassageRead, ...] = ()
    """The passages that were read, most relevant first; empty if a plain text was read."""
    of: int = 1
    """Number of passages in the article."""
    shortened: bool = False
    """Of a passage with more tokens than `PASSAGE_LIMIT`, only the beginning was read."""

    @property
    def margin(self) -> float:
        """The best span's margin, in logits; minus infinity without a span."""
        return self.spans[0].margin if self.spans else -np.inf
