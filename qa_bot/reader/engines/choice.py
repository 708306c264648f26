"""Which engine reads a checkpoint."""

from __future__ import annotations

import json
import platform
from importlib.util import find_spec
from pathlib import Path

from qa_bot.errors import QaBotError
from qa_bot.reader.engines.graph import can_build
from qa_bot.reader.engines.quantization import FILE

AUTO, OPENVINO, TORCH = "auto", "openvino", "torch"
ENGINES = (AUTO, OPENVINO, TORCH)
MACHINES = ("x86_64", "AMD64")
"""Processors whose int8 instructions OpenVINO was measured on."""


def choose(engine: str, folder: Path, dtype: str) -> str:
    """The engine for a checkpoint: "openvino" where it can read it and no precision is asked for, else "torch".

    Args:
        engine: one of `ENGINES`.
        folder: the checkpoint, or a hub name.
        dtype: the precision that is asked for, or "auto"; only torch knows precisions.

    Raises:
        QaBotError: the engine is unknown, or it cannot read this checkpoint.
    """
    if engine not in ENGINES:
        raise QaBotError(f"{engine!r} isn't an engine: choose {', '.join(ENGINES[:-1])} or {ENGINES[-1]}.")
    if engine == TORCH or (engine == AUTO and (dtype != AUTO or platform.machine() not in MACHINES)):
        return TORCH
    why = _why_not(folder)
    if why and engine == OPENVINO:
        raise QaBotError(f"The engine openvino cannot read {folder}: {why}.")
    return TORCH if why else OPENVINO


def _why_not(folder: Path) -> str:
    if find_spec("openvino") is None:
        return "the package openvino is not installed"
    if not (folder / FILE).is_file():
        return f"{FILE} is missing, which `qa-bot quantize` makes"
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "it has no readable config.json"
    return "" if can_build(config) else "its kind of model is not known there"
