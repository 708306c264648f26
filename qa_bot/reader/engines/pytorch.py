"""Logits by torch: any checkpoint of transformers, on a processor or a GPU."""

from __future__ import annotations

from typing import Any

from qa_bot.reader.engines.engine import Array
from qa_bot.reader.tensors import takes_types
from qa_bot.reader.windows import WindowError

UNBOUNDED = 10**9
"""Positions of a model that has no table of them."""


class TorchEngine:
    """See `Engine`.

    Args:
        model: a transformers model with a span head, or one for sequence classification with one label; in evaluation mode.
    """

    pad_to = 32  # oneDNN caches memory for each batch shape and never frees it

    def __init__(self, model: Any) -> None:
        self.model = model
        self.pad_id = int(getattr(model.config, "pad_token_id", None) or 0)
        self.positions = int(getattr(model.config, "max_position_embeddings", UNBOUNDED))
        self._types = takes_types(model)

    @property
    def name(self) -> str:
        """What torch computes with: precision and device, such as "torch bfloat16 cpu"."""
        parameter = next(self.model.parameters())
        return f"torch {str(parameter.dtype).removeprefix('torch.')} {self.device}"

    @property
    def device(self) -> Any:
        """See `Engine`."""
        return self.model.device

    def __call__(self, ids: Array, mask: Array, types: Array) -> tuple[Array, ...]:
        """See `Engine`."""
        import torch

        inputs = {"input_ids": ids, "attention_mask": mask, **({"token_type_ids": types} if self._types else {})}
        try:
            with torch.inference_mode():
                output = self.model(**{name: torch.from_numpy(array).to(self.device) for name, array in inputs.items()})
        except (IndexError, RuntimeError) as error:
            # beyond the position table, RoBERTa raises IndexError and BERT RuntimeError, which can have other causes too
            if isinstance(error, RuntimeError) and ids.shape[1] <= self.positions:
                raise
            raise WindowError(f"The model has no position for every token of a window of {ids.shape[1]}.") from error
        found = (output.logits[:, 0],) if "logits" in output else (output.start_logits, output.end_logits)
        return tuple(logits.float().cpu().numpy() for logits in found)

    def move(self, device: Any) -> None:
        """See `Engine`."""
        self.model.to(device)
