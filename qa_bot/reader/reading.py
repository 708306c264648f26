"""What comes of reading: what the model says of a text, and the spans that were found in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa_bot.answer import PassageRead, Span
from qa_bot.reader.decoding import Logits
from qa_bot.reader.windows import Tokens


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the model says about one question in one text, before anything is decoded."""

    tokens: Tokens
    """The text's."""
    windows: list[Logits]
    cut: bool
    """The question was longer than the limit, and only its beginning was read."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A span and how much speaks for it, in logits."""

    span: Span
    score: float
    """Start logit plus end logit."""
    null_score: float = 0.0
    """What the model gives to "not here" in the passage that the span stands in."""
    relevance: float = 0.0
    """What is added because of what the passage has to do with the question, compared with the best passage; 0 or less."""

    @property
    def margin(self) -> float:
        """The evidence that is compared over all passages, with the threshold and with other readings."""
        return self.score - self.null_score + self.relevance


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found for one question in one article."""

    question: str
    spans: tuple[Scored, ...]
    """Best first, none overlapping another."""
    windows: int
    """Windows read."""
    cut: bool
    """The question was longer than `QUESTION_LIMIT` tokens and only its beginning was read."""
    passages: tuple[PassageRead, ...] = ()
    """The passages that were read, the most promising first; empty where a plain text was read."""
    of: int = 1
    """Passages that the article has."""

    @property
    def margin(self) -> float:
        """The best span's margin, in logits; minus infinity without a span."""
        return self.spans[0].margin if self.spans else -np.inf
