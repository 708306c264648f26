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

PAD_TO = 32
"""Batches are padded to a multiple of this, because oneDNN caches memory for each batch shape and never frees it."""


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


def tokenize(tokenizer: Any, texts: Sequence[str]) -> list[Tokens]:
    """Tokenise each text, without special tokens. Offsets are code points."""
    if not texts:
        return []
    batch = tokenizer(list(texts), add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False)
    return [
        Tokens(
            np.asarray(ids, dtype=np.int32),
            np.asarray(offsets, dtype=np.int64).reshape(-1, 2),
            np.asarray([-1 if word is None else word for word in batch.word_ids(i)], dtype=np.int32),
        )
        for i, (ids, offsets) in enumerate(zip(batch["input_ids"], batch["offset_mapping"], strict=True))
    ]


def template_of(tokenizer: Any) -> Template:
    """The special tokens that the tokenizer adds to a pair, found by encoding a pair of two words."""
    probe = tokenizer("a", "a", return_token_type_ids=True, verbose=False)
    kinds = probe["token_type_ids"]
    sides = probe.sequence_ids(0)
    pairs = list(zip(probe["input_ids"], kinds, strict=True))
    question = [i for i, side in enumerate(sides) if side == 0]
    context = [i for i, side in enumerate(sides) if side == 1]
    return Template(
        before=tuple(pairs[: question[0]]),
        between=tuple(pairs[question[-1] + 1 : context[0]]),
        after=tuple(pairs[context[-1] + 1 :]),
        question_type=kinds[question[0]],
        context_type=kinds[context[0]],
    )


def pad(windows: Sequence[Window], pad_id: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Input ids, attention mask and token types of a batch, (windows, length), padded on the right to a multiple of `PAD_TO`."""
    length = -(-max(len(window.ids) for window in windows) // PAD_TO) * PAD_TO
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
