"""What comes of reading: what the model says of a text, and the spans that were found in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa_bot.answer import Span
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
    """A span and its score: start logit plus end logit, less what `weighing` takes off in an article of several passages."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found for one question in one article."""

    question: str
    spans: tuple[Scored, ...]
    """Best first, none overlapping another."""
    null_score: float
    """What the model gives to "not here", on the scale of the scores."""
    windows: int
    """Windows read."""
    cut: bool
    """The question was longer than `QUESTION_LIMIT` tokens and only its beginning was read."""
    passages: tuple[int, int] | None = None
    """Passages read and passages there are, where the article was too long to be read whole."""

    @property
    def margin(self) -> float:
        """Best score minus null score, in logits; minus infinity without a span."""
        return self.spans[0].score - self.null_score if self.spans else -np.inf
