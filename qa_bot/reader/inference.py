"""Compute the logits of windows with torch, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa_bot.cancellation import check_wanted
from qa_bot.reader.decoding import Logits
from qa_bot.reader.tensors import pad
from qa_bot.reader.windows import Window, WindowError


def logits_of(windows: Sequence[Sequence[Window]], model: Any, pad_id: int, with_types: bool, batch_size: int) -> list[list[Logits]]:
    """The logits of each window. Windows of similar length share a batch.

    Args:
        windows: the windows of each text.
        model: a transformers model with a span head.
        pad_id: the token that fills up a shorter window.
        with_types: the model takes token types.
        batch_size: windows that are computed at once.

    Raises:
        WindowError: a window is longer than the model can read.
    """
    import torch

    places = [(pair, index) for pair, group in enumerate(windows) for index in range(len(group))]
    places.sort(key=lambda place: -len(windows[place[0]][place[1]].ids))
    found: dict[tuple[int, int], Logits] = {}
    for at in range(0, len(places), batch_size):
        check_wanted()
        chosen = places[at : at + batch_size]
        batch = [windows[pair][index] for pair, index in chosen]
        ids, mask, types = (torch.from_numpy(array).to(model.device) for array in pad(batch, pad_id))
        try:
            with torch.inference_mode():
                output = model(input_ids=ids, attention_mask=mask, **({"token_type_ids": types} if with_types else {}))
        except (IndexError, RuntimeError) as error:
            # beyond the position table, RoBERTa raises IndexError and BERT RuntimeError, which can have other causes too
            if isinstance(error, RuntimeError) and ids.shape[1] <= getattr(model.config, "max_position_embeddings", ids.shape[1]):
                raise
            raise WindowError(f"The model has no position for every token of a window of {ids.shape[1]}.") from error
        starts, ends = output.start_logits.float().cpu().numpy(), output.end_logits.float().cpu().numpy()
        for row, (place, window) in enumerate(zip(chosen, batch, strict=True)):
            inside = slice(window.context_at, window.context_at + window.count)
            null, null_end = float(starts[row, 0] + ends[row, 0]), float(ends[row, 0])
            found[place] = Logits(window.first, starts[row, inside].copy(), ends[row, inside].copy(), null, null_end)
    return [[found[pair, index] for index in range(len(group))] for pair, group in enumerate(windows)]
