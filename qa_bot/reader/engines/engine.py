"""The protocol that every engine keeps."""

from __future__ import annotations

from typing import Any, Protocol

import numpy.typing as npt

Array = npt.NDArray[Any]


class Engine(Protocol):
    """Computes a checkpoint's logits for padded batches. Not thread-safe: its owner holds a lock."""

    @property
    def name(self) -> str:
        """What computes, and in which precision, such as "openvino int8"."""
        ...

    @property
    def device(self) -> Any:
        """Where it computes: a `torch.device`, or "cpu"."""
        ...

    pad_id: int
    """The token that fills up a shorter text."""
    positions: int
    """Rows of the position table: a text has at most so many tokens."""
    pad_to: int
    """Batches are padded to a multiple of this, in tokens."""

    def __call__(self, ids: Array, mask: Array, types: Array) -> tuple[Array, ...]:
        """The logits of a batch.

        Args:
            ids: tokens, (texts, tokens), int64.
            mask: 1 for a token, 0 for padding; the same shape.
            types: 0 for the question's tokens, 1 for the text's where the checkpoint parts them; the same shape.

        Returns:
            A reader's start and end logits, (texts, tokens) each; or a ranker's scores, (texts,). fp32.

        Raises:
            WindowError: the batch is longer than the checkpoint can read.
        """
        ...

    def move(self, device: str) -> None:
        """Compute on another device, as torch names it.

        Raises:
            QaBotError: the engine does not know the device.
        """
        ...
