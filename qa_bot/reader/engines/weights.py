"""The parameters of a checkpoint, read from its safetensors files one by one as they are asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

INDEX = "model.safetensors.index.json"


class Weights:
    """The parameters in a folder, by name; one that holds what is no number raises a ValueError.

    Args:
        folder: holds `model.safetensors`, or shards and their index.

    Raises:
        OSError: a file is missing.
        SafetensorError: a file is broken.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors import safe_open

        index = folder / INDEX
        files = sorted(set(json.loads(index.read_text())["weight_map"].values())) if index.is_file() else ["model.safetensors"]
        opened: list[Any] = [safe_open(folder / file, framework="numpy") for file in files]
        self._file_of = {name: file for file in opened for name in list(file.keys())}

    def __contains__(self, name: str) -> bool:
        return name in self._file_of

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        found = np.asarray(self._file_of[name].get_tensor(name))
        if not np.isfinite(found).all():
            raise ValueError(f"{name} is damaged: some weights aren't numbers")
        return found
