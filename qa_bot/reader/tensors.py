"""Convert texts to tokens and padded batches, and settings that make a model fast on a CPU."""

from __future__ import annotations

import ctypes
import inspect
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.reader.windows import Template, Tokens, Window


def share_heap() -> None:
    """Let all threads share one heap: glibc gives each a heap of its own, and keeps each as large as the largest question made it.

    To be called before there are many threads: a heap that is there stays.
    """
    _set_allocator((-8, 1))  # M_ARENA_MAX


def keep_memory() -> None:
    """Make the C allocator keep freed memory: on Linux, page faults of new blocks take up to half of a forward pass."""
    _set_allocator((-4, 0), (-1, 2**31 - 1), (-2, 2**28))  # M_MMAP_MAX, M_TRIM_THRESHOLD, M_TOP_PAD


def _set_allocator(*options: tuple[int, int]) -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "mallopt"):
            for option, value in options:
                libc.mallopt(option, value)


def keep_head_precise(model: Any) -> None:
    """Compute the span head in fp32 for any precision of the encoder: bf16 would round logits near 10 to steps of 0.06."""
    import torch

    model.qa_outputs.float()
    model.qa_outputs.register_forward_pre_hook(lambda module, inputs: (inputs[0].to(torch.float32),))


def backend_of(tokenizer: Any) -> Any:
    """The `tokenizers.Tokenizer` behind a fast tokenizer of transformers; one that is given itself stays as it is."""
    backend = getattr(tokenizer, "backend_tokenizer", tokenizer)
    backend.no_truncation()
    backend.no_padding()
    return backend


def tokenize(tokenizer: Any, texts: Sequence[str]) -> list[Tokens]:
    """Tokenise each text, without special tokens. Offsets are code points."""
    return [
        Tokens(
            np.asarray(one.ids, dtype=np.int32),
            np.asarray(one.offsets, dtype=np.int64).reshape(-1, 2),
            np.asarray([-1 if word is None else word for word in one.word_ids], dtype=np.int32),
        )
        for one in backend_of(tokenizer).encode_batch(list(texts), add_special_tokens=False)
    ]


def template_of(tokenizer: Any) -> Template:
    """The special tokens that the tokenizer adds to a pair, found by encoding a pair of two words."""
    probe = backend_of(tokenizer).encode("a", "a")
    sides = probe.sequence_ids
    pairs = list(zip(probe.ids, probe.type_ids, strict=True))
    question = [i for i, side in enumerate(sides) if side == 0]
    context = [i for i, side in enumerate(sides) if side == 1]
    return Template(
        before=tuple(pairs[: question[0]]),
        between=tuple(pairs[question[-1] + 1 : context[0]]),
        after=tuple(pairs[context[-1] + 1 :]),
        question_type=pairs[question[0]][1],
        context_type=pairs[context[0]][1],
    )


def pad(
    windows: Sequence[Window], pad_id: int, multiple: int = 32
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Input ids, attention mask and token types of a batch, (windows, length), padded on the right to a multiple of so many tokens."""
    length = -(-max(len(window.ids) for window in windows) // multiple) * multiple
    ids = np.full((len(windows), length), pad_id, dtype=np.int64)
    mask = np.zeros((len(windows), length), dtype=np.int64)
    types = np.zeros((len(windows), length), dtype=np.int64)
    for row, window in enumerate(windows):
        n = len(window.ids)
        ids[row, :n], mask[row, :n], types[row, :n] = window.ids, 1, window.types
    return ids, mask, types


def takes_types(model: Any) -> bool:
    """Whether the model uses token types. Without them, BERT and similar models read worse, with no warning."""
    return "token_type_ids" in inspect.signature(model.forward).parameters and getattr(model.config, "type_vocab_size", 0) > 1
