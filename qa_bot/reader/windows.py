"""Build a model's input windows from the token ids of a question and a text. Plain numpy, no model.

The windows are those of transformers' `truncation="only_second"` with `stride` and `return_overflowing_tokens`; a test compares the two. But
here a text is tokenised once and then sliced, while transformers tokenises it again for each question.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]


class WindowError(ValueError):
    """A window is too small for its content or too long for the model."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A tokenised text: `ids` (n,); `offsets` (n, 2), the half-open range of each token in code points of the text; and `words` (n,), the
    number of each token's word, as the tokenizer splits words (-1: no word).
    """

    ids: Ids
    offsets: npt.NDArray[np.int64]
    words: Ids

    @property
    def size(self) -> int:
        """Bytes, about."""
        return 600 + self.ids.nbytes + self.offsets.nbytes + self.words.nbytes


@dataclass(frozen=True, slots=True)
class Template:
    """The special tokens that a tokenizer adds to a pair, each as (token id, token type)."""

    before: tuple[tuple[int, int], ...]
    between: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]
    question_type: int
    context_type: int

    @property
    def size(self) -> int:
        """Number of special tokens in a window."""
        return len(self.before) + len(self.between) + len(self.after)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One input of the model: special tokens, the question, and the article's tokens `[first, first + count)`."""

    ids: Ids
    types: Ids
    context_at: int
    """Index in `ids` of the first article token."""
    first: int
    """Index of the window's first token among the article's tokens."""
    count: int
    """Article tokens in the window."""


def make_windows(question: Ids, context: Ids, template: Template, size: int = 384, stride: int = 128) -> list[Window]:
    """Cut `context` into windows of at most `size` tokens, each sharing `stride` tokens with the one before.

    Args:
        question: token ids of the question without special tokens, (q,).
        context: token ids of the article without special tokens, (n,). Without tokens there is no window.
        template: the tokenizer's special tokens.
        size: maximum tokens in a window, special tokens included.
        stride: tokens shared by neighbouring windows.

    Raises:
        WindowError: one window is not enough, and `size` does not fit the question and more than `stride` article tokens.
    """
    space = size - template.size - len(question)
    if space <= stride and space < len(context):
        raise WindowError(f"A window of {size} tokens is too small for {len(question)} question tokens and a stride of {stride}.")
    head = [pair[0] for pair in template.before], [pair[0] for pair in template.between], [pair[0] for pair in template.after]
    kinds = [pair[1] for pair in template.before], [pair[1] for pair in template.between], [pair[1] for pair in template.after]
    context_at = len(template.before) + len(question) + len(template.between)
    windows = []
    for first in range(0, len(context), max(1, space - stride)):
        piece = context[first : first + space]
        ids = np.concatenate([head[0], question, head[1], piece, head[2]]).astype(np.int32)
        question_types, piece_types = [template.question_type] * len(question), [template.context_type] * len(piece)
        types = np.concatenate([kinds[0], question_types, kinds[1], piece_types, kinds[2]]).astype(np.int32)
        windows.append(Window(ids, types, context_at, first, len(piece)))
        if first + space >= len(context):
            break
    return windows
