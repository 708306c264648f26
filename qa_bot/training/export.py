"""Load an encoder for training, and write a trained model as a folder that `Reader.load` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers

from qa_bot.errors import QaBotError

SHARD = "90MB"
"""Largest weight file, below the limit of git hosts."""


def load_encoder(place: str, seed: int) -> tuple[Any, Any]:
    """Load an encoder with a span head in fp32, and its tokenizer. A missing head is drawn from the seed.

    Raises:
        QaBotError: the encoder cannot be loaded.
    """
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    torch.manual_seed(seed)
    try:
        config = transformers.AutoConfig.from_pretrained(place)
        config.num_labels = 2  # a re-ranker's one-label head would be kept otherwise
        tokenizer = transformers.AutoTokenizer.from_pretrained(place)
        model = transformers.AutoModelForQuestionAnswering.from_pretrained(
            place, config=config, dtype=torch.float32, use_safetensors=True, attn_implementation="eager"
        )
    except (OSError, ValueError, KeyError) as error:
        raise QaBotError(f"{place} isn't an encoder to train from ({' '.join(str(error).split())[:200]}): give its folder.") from error
    return model, tokenizer


def export(weights: dict[str, torch.Tensor], model: Any, tokenizer: Any, folder: Path) -> None:
    """Write a reader: fp16 safetensors in shards, config and tokenizer."""
    halves = {name: tensor.to(torch.float16) if tensor.is_floating_point() else tensor for name, tensor in weights.items()}
    model.save_pretrained(folder, state_dict=halves, max_shard_size=SHARD)
    tokenizer.save_pretrained(folder)
    facts = json.loads((folder / "config.json").read_text())
    facts.pop("_name_or_path", None)  # a path of the machine that trained
    facts["dtype"] = "float16"  # transformers writes the dtype of the model in memory
    (folder / "config.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n")


def average(folders: Sequence[Path]) -> tuple[dict[str, torch.Tensor], Any, Any]:
    """The mean, in fp32, of the weights of readers that were trained from the same start, on other data or in another order.

    The mean is mostly better than each of them (model soups, Wortsman et al. 2022). So two cores can train without waiting for each other.

    Args:
        folders: of two or more readers.

    Returns:
        The weights, the first reader's model and its tokenizer, as `export` takes them.

    Raises:
        QaBotError: the readers are not of one shape.
    """
    loaded = [load_encoder(str(folder), 0) for folder in folders]
    states = [model.state_dict() for model, _ in loaded]
    for folder, state in zip(folders, states, strict=True):
        if {name: tensor.shape for name, tensor in state.items()} != {name: tensor.shape for name, tensor in states[0].items()}:
            raise QaBotError(f"{folder} is not of the shape of {folders[0]}: average readers that were trained from one start.")
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0) if tensor.is_floating_point() else tensor
        for name, tensor in states[0].items()
    }
    return mean, *loaded[0]
