"""How a checkpoint's matrix products are rounded to eight bits: a small file beside the weights, which are rounded when they are loaded.

`qa-bot quantize` makes the file from activations that it has seen. So one set of weights serves every engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
FILE = "int8.safetensors"
LEVELS = 127
"""Weights are rounded to whole numbers from -127 to 127."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A tensor that goes into matrix products."""

    low: float
    high: float
    scale: Array | None = None
    """What each of its columns is multiplied with before, (columns,); the weights behind it are divided by that."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear layer."""

    bias: Array
    """(rows,): the checkpoint's, corrected for the mean error of rounding."""
    scale: Array | None = None
    """See `Activation.scale`."""

    def rounded(self, weight: Array) -> tuple[Array, Array]:
        """A weight matrix as int8, (rows, columns), and what each row is multiplied with, (rows, 1)."""
        weight = np.asarray(weight, np.float32)
        if self.scale is not None:
            weight = weight / self.scale
        step = np.maximum(np.abs(weight).max(axis=1, keepdims=True), 1e-12) / LEVELS
        return np.rint(weight / step).astype(np.int8), step.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Quantization:
    """The activations and linear layers that are rounded, by name."""

    activations: dict[str, Activation]
    layers: dict[str, Layer]

    @classmethod
    def load(cls, folder: Path) -> Quantization | None:
        """What a folder's file says; None where there is no file."""
        from safetensors.numpy import load_file

        file = folder / FILE
        if not file.is_file():
            return None
        tensors = load_file(file)
        activations = {
            name.removesuffix(".range"): Activation(float(value[0]), float(value[1]), tensors.get(name.removesuffix(".range") + ".scale"))
            for name, value in tensors.items()
            if name.endswith(".range")
        }
        layers = {
            name.removesuffix(".bias"): Layer(value, tensors.get(name.removesuffix(".bias") + ".scale"))
            for name, value in tensors.items()
            if name.endswith(".bias")
        }
        return cls(activations, layers)

    def save(self, folder: Path) -> None:
        """Write the file."""
        from safetensors.numpy import save_file

        tensors: dict[str, Array] = {}
        for name, activation in self.activations.items():
            tensors[name + ".range"] = np.array([activation.low, activation.high], np.float32)
            if activation.scale is not None:
                tensors[name + ".scale"] = np.ascontiguousarray(activation.scale, np.float32)
        for name, layer in self.layers.items():
            tensors[name + ".bias"] = np.ascontiguousarray(layer.bias, np.float32)
            if layer.scale is not None:
                tensors[name + ".scale"] = np.ascontiguousarray(layer.scale, np.float32)
        save_file(tensors, folder / FILE)
