"""How much is read at once: sizes of windows, questions, texts, answers and batches."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = 384
"""Tokens in a window, including the question and special tokens."""
STRIDE = 128
"""Tokens that neighbouring windows share."""
QUESTION_LIMIT = 64
"""Maximum question tokens. A longer question is cut, and the reading says so."""
PASSAGE_LIMIT = 600
"""Maximum tokens of a passage: two windows, three with the longest question. Prose has 300; of a text that is nothing but marks, the rest is not read, and the reading says so."""
MAX_ANSWER = 30
"""Maximum length of an answer, in tokens."""
BATCH = 16
"""Windows in one batch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes used for reading. The constants above explain each one."""

    window: int
    stride: int
    question: int
    answer: int = MAX_ANSWER
    batch: int = BATCH
    text: int | None = None
    """Tokens that are read of each text; None: all."""
