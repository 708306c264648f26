"""Compute the logits of windows, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.cancellation import check_wanted
from qa_bot.reader.decoding import Logits
from qa_bot.reader.engines import Engine
from qa_bot.reader.tensors import pad
from qa_bot.reader.windows import Window


def logits_of(windows: Sequence[Sequence[Window]], engine: Engine, batch_size: int) -> list[list[Logits]]:
    """The logits of each window. Windows of similar length share a batch.

    Args:
        windows: the windows of each text.
        engine: computes the logits.
        batch_size: windows that are computed at once.

    Raises:
        WindowError: a window is longer than the model can read.
    """
    places = [(pair, index) for pair, group in enumerate(windows) for index in range(len(group))]
    places.sort(key=lambda place: -len(windows[place[0]][place[1]].ids))
    found: dict[tuple[int, int], Logits] = {}
    for at in range(0, len(places), batch_size):
        check_wanted()
        chosen = places[at : at + batch_size]
        batch = [windows[pair][index] for pair, index in chosen]
        starts, ends = engine(*pad(batch, engine.pad_id, engine.pad_to))
        for row, (place, window) in enumerate(zip(chosen, batch, strict=True)):
            inside = slice(window.context_at, window.context_at + window.count)
            null, null_end = float(starts[row, 0] + ends[row, 0]), float(ends[row, 0])
            found[place] = Logits(window.first, starts[row, inside].copy(), ends[row, inside].copy(), null, null_end)
    return [[found[pair, index] for index in range(len(group))] for pair, group in enumerate(windows)]
