"""Logits by OpenVINO on a processor, with matrix products in int8 and fp32 between them.

Left to itself, OpenVINO computes in bf16 between the products where the processor has it. On one with AMX, that gave the ranker -6.5 for a
passage that has 5.3, and nothing was faster. The head is computed here, in fp32.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.errors import QaBotError
from qa_bot.reader.engines.engine import Array
from qa_bot.reader.engines.graph import FAMILIES, build
from qa_bot.reader.engines.processors import processors
from qa_bot.reader.engines.quantization import Quantization
from qa_bot.reader.engines.silent_openvino import openvino
from qa_bot.reader.engines.weights import Weights
from qa_bot.reader.windows import WindowError

ROW = tuple[Array, Array]
"""Weight and bias of a layer, fp32."""


class OpenVinoEngine:
    """See `Engine`.

    Args:
        folder: a checkpoint of a family that `graph` knows, with its `int8.safetensors`; without that file, nothing is rounded to int8.

    Raises:
        OSError: a file is missing.
        SafetensorError: a file is broken.
        KeyError: a parameter is missing.
    """

    name = "openvino int8"
    device = "cpu"
    pad_to = 16

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        weights = Weights(folder)
        graph = build(config, weights, Quantization.load(folder))
        # without pinning, since two processes would be pinned to the same cores
        options: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": processors(),
            "ENABLE_CPU_PINNING": False,
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self._request = openvino().Core().compile_model(graph, "CPU", options).create_infer_request()
        self.pad_id = int(config["pad_token_id"])
        self.positions = int(config["max_position_embeddings"])
        self._first = self.pad_id + 1 if config["model_type"] == "mpnet" else 0
        prefix = FAMILIES[config["model_type"]].prefix
        self._pooler = _row(weights, f"{prefix}pooler.dense") if "classifier.weight" in weights else None
        self._head = _row(weights, "classifier" if self._pooler else "qa_outputs")

    def __call__(self, ids: Array, mask: Array, types: Array) -> tuple[Array, ...]:
        """See `Engine`."""
        if ids.shape[1] > self.positions - self._first:
            raise WindowError(f"The model has no position for every token of a window of {ids.shape[1]}.")
        rows = [self._hidden(*(array[row : row + 1] for array in (ids, mask, types))) for row in range(len(ids))]
        if self._pooler:
            first = np.concatenate([hidden[:, 0] for hidden in rows])
            return (_linear(np.tanh(_linear(first, self._pooler)), self._head)[:, 0],)
        logits = np.zeros((*ids.shape, 2), np.float32)
        for row, hidden in enumerate(rows):
            logits[row, : hidden.shape[1]] = _linear(hidden[0], self._head)
        return logits[..., 0], logits[..., 1]

    def _hidden(self, ids: Array, mask: Array, types: Array) -> Array:
        """The last hidden state of one text, without the padding that it does not need.

        Alone, because OpenVINO keeps some megabytes for each shape that it has seen, and a batch is no faster.
        """
        length = -(-int(mask.sum()) // self.pad_to) * self.pad_to
        inputs = [np.ascontiguousarray(array[:, :length]) for array in (ids, mask, types)]
        (hidden,) = self._request.infer(inputs, share_inputs=True).values()
        return np.asarray(hidden)

    def move(self, device: Any) -> None:
        """See `Engine`."""
        if str(device) != "cpu":
            raise QaBotError(f'The engine openvino computes on the processor: load the reader with engine="torch" for {device}.')


def _row(weights: Weights, name: str) -> ROW:
    return np.asarray(weights[name + ".weight"], np.float32), np.asarray(weights[name + ".bias"], np.float32)


def _linear(hidden: Any, layer: ROW) -> Array:
    return np.asarray(hidden @ layer[0].T + layer[1])
