"""Token ids of a question and of a text (a passage, or any other) -> the windows that a model reads. Plain numpy, no model.

The cut is the one of transformers' `truncation="only_second"` with `stride` and `return_overflowing_tokens` (the test's
oracle), but the text is tokenised once and sliced here, where transformers tokenises it again for every question.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]


class WindowError(ValueError):
    """A window has no room for what it must hold, or is longer than the model can read."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text as tokens: `ids` (n,), `offsets` (n, 2), the half-open range of each token in code points of the text, and
    `words` (n,), the number of the word, as the tokenizer splits words, that each token belongs to (-1: to none).
    """

    ids: Ids
    offsets: npt.NDArray[np.int64]
    words: Ids


@dataclass(frozen=True, slots=True)
class Template:
    """The special tokens that a tokenizer puts around a pair, as (token id, token type) each."""

    before: tuple[tuple[int, int], ...]
    between: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]
    question_type: int
    context_type: int

    @property
    def size(self) -> int:
        """Special tokens a window, in tokens."""
        return len(self.before) + len(self.between) + len(self.after)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One input of the model: special tokens, the question, and the article's tokens `[first, first + count)`."""

    ids: Ids
    types: Ids
    context_at: int
    """Index in `ids` of the first article token."""
    first: int
    """Index in the article's tokens of the window's first one."""
    count: int
    """Article tokens in the window."""


def make_windows(question: Ids, context: Ids, template: Template, size: int = 384, stride: int = 128) -> list[Window]:
    """Cut `context` into windows of at most `size` tokens, each sharing `stride` tokens with the one before.

    Args:
        question: token ids of the question without special tokens, (q,).
        context: token ids of the article without special tokens, (n,); no tokens give no window.
        template: the tokenizer's special tokens.
        size: tokens a window, all included.
        stride: tokens that neighbouring windows share.

    Raises:
        WindowError: one window is not enough, and `size` leaves no room for the question and more than `stride` article tokens.
    """
    room = size - template.size - len(question)
    if room <= stride and room < len(context):
        raise WindowError(f"A window of {size} tokens has no room for {len(question)} question tokens and a stride of {stride}.")
    head = [pair[0] for pair in template.before], [pair[0] for pair in template.between], [pair[0] for pair in template.after]
    kinds = [pair[1] for pair in template.before], [pair[1] for pair in template.between], [pair[1] for pair in template.after]
    context_at = len(template.before) + len(question) + len(template.between)
    windows = []
    for first in range(0, len(context), max(1, room - stride)):
        piece = context[first : first + room]
        ids = np.concatenate([head[0], question, head[1], piece, head[2]]).astype(np.int32)
        question_types, piece_types = [template.question_type] * len(question), [template.context_type] * len(piece)
        types = np.concatenate([kinds[0], question_types, kinds[1], piece_types, kinds[2]]).astype(np.int32)
        windows.append(Window(ids, types, context_at, first, len(piece)))
        if first + room >= len(context):
            break
    return windows
