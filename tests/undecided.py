"""An engine that computes nothing, for tests in which it is not the point what is answered."""

from __future__ import annotations

import numpy as np

from qa_bot.reader.engines.engine import Array


class Undecided:
    """Says zero of every token: what is read is cut, counted and kept by the reader alone."""

    name, device, pad_id, positions, pad_to = "undecided", "cpu", 0, 512, 1

    def __call__(self, ids: Array, mask: Array, types: Array) -> tuple[Array, ...]:
        """See `Engine`."""
        return np.zeros(ids.shape, np.float32), np.zeros(ids.shape, np.float32)

    def move(self, device: str) -> None:
        """See `Engine`; it is nowhere."""
