"""Distillation (Hinton et al. 2015): a small model learns the whole distributions over starts and ends that a teacher gives.

Teacher and student see the same windows: both cut uncased word pieces of the same text, so the teacher's article tokens
are the student's, one by one. Where a window differs all the same, its soft target is left out and only its label counts.
The teacher reads every window once; what it says is kept on disk in parts, so that a killed run does not begin again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import torch

from qa_bot.errors import QaBotError
from qa_bot.evaluation.squad import Row
from qa_bot.progress import Update
from qa_bot.reader import WINDOW
from qa_bot.reader.checkpoint import AUTO, find_model, load_checkpoint
from qa_bot.reader.tensors import pad, takes_types
from qa_bot.reader.windows import Window
from qa_bot.training.features import Feature, make_features, part_of
from qa_bot.training.loop import Settings, Trainer

PART = 2048
"""Windows a part of the teacher's answers on disk."""
BATCH = 32
ALIKE = 0.95
"""Share of the windows that must hold the same tokens for teacher and student."""
TEMPERATURE = 2.0
HARD = 0.3
"""Weight of the labels' loss; the soft targets have the rest."""

Target = npt.NDArray[np.float16]
"""Start and end logits, (2, 1 + article tokens): "not here" first."""


def soft_targets(
    teacher: str, rows: Sequence[Row], features: Sequence[Feature], tokenizer: Any, folder: Path, progress: Update
) -> list[Target | None]:
    """What the teacher says of each of the student's windows.

    Args:
        teacher: a reader's folder or name.
        rows: the rows that `features` were made of.
        features: the student's windows, whole or cut by `crop`.
        tokenizer: the student's tokenizer.
        folder: where the parts are kept, those of other teachers or windows apart.
        progress: told of the windows that were read.

    Raises:
        QaBotError: the teacher cuts the rows into other windows.
    """
    model, its_tokenizer = load_checkpoint(find_model(teacher), AUTO)
    # more special tokens must not cost article tokens, or the windows would differ
    extra = len(its_tokenizer("a", "a")["input_ids"]) - len(tokenizer("a", "a")["input_ids"])
    whole, its_whole = make_features(rows, tokenizer), make_features(rows, its_tokenizer, WINDOW + extra)
    alike = [(a.window.first, a.window.count) == (b.window.first, b.window.count) for a, b in zip(whole, its_whole, strict=False)]
    if len(whole) != len(its_whole) or sum(alike) < ALIKE * len(alike):
        raise QaBotError(f"{teacher} cuts these texts into other tokens: distil from a teacher with the student's kind of tokenizer.")
    # a window that differs is read all the same, whole, so that the parts on disk stay simple
    windows = [
        part_of(its.window, mine.window.first, mine.window.count) if same else its.window
        for its, mine, same in zip(its_whole, features, alike, strict=True)
    ]
    kind = _head_of(model)
    for window in windows:
        kind = crc32(window.ids.tobytes(), kind)
    folder = folder / f"{kind:08x}"
    folder.mkdir(parents=True, exist_ok=True)
    targets: list[Target | None] = []
    for at in range(0, len(windows), PART):
        part = folder / f"{at // PART:05}.npz"
        chosen = windows[at : at + PART]
        if not part.exists():
            unfinished = part.with_suffix(".new.npz")
            np.savez(unfinished, *_read(model, chosen, its_tokenizer.pad_token_id))
            unfinished.rename(part)
        with np.load(part) as arrays:
            targets += [arrays[f"arr_{i}"] for i in range(len(chosen))]
        progress(len(targets), "")
    return [target if same else None for target, same in zip(targets, alike, strict=True)]


def _head_of(model: Any) -> int:
    """A number that tells one model's weights from another's: of its head, which training always changes."""
    encoder = f"{model.base_model_prefix}."
    head = [value.float().numpy().tobytes() for name, value in model.state_dict().items() if not name.startswith(encoder)]
    return crc32(b"".join(head))


def _read(model: Any, windows: Sequence[Window], pad_id: int) -> list[Target]:
    types_matter = takes_types(model)
    order = sorted(range(len(windows)), key=lambda index: len(windows[index].ids))
    found: dict[int, Target] = {}
    for at in range(0, len(order), BATCH):
        batch = order[at : at + BATCH]
        ids, mask, types = (torch.from_numpy(array) for array in pad([windows[index] for index in batch], pad_id))
        with torch.inference_mode():
            output = model(input_ids=ids, attention_mask=mask, **({"token_type_ids": types} if types_matter else {}))
        both = torch.stack([output.start_logits, output.end_logits], dim=1).float().numpy()
        for row, index in enumerate(batch):
            found[index] = both[row][:, _places(windows[index])].astype(np.float16)
    return [found[index] for index in range(len(windows))]


def _places(window: Window) -> npt.NDArray[np.int64]:
    """Indices in the window of "not here" and of the article tokens."""
    return np.concatenate([[0], np.arange(window.context_at, window.context_at + window.count)])


class Distiller(Trainer):
    """A trainer whose loss is the divergence from the teacher, and a little of the labels' own."""

    def __init__(self, model: Any, features: Sequence[Feature], pad_id: int, settings: Settings, targets: Sequence[Target | None]) -> None:
        super().__init__(model, features, pad_id, settings)
        self.targets = {id(feature): target for feature, target in zip(features, targets, strict=True)}

    def loss(self, chosen: Sequence[Feature]) -> torch.Tensor:
        """`HARD` times the labels' cross-entropy plus the rest times the divergence at `TEMPERATURE`, over windows with a target."""
        start, end = self.logits(chosen)
        hard = self.label_loss(chosen, start, end)
        taught = [(row, feature, target) for row, feature in enumerate(chosen) if (target := self.targets[id(feature)]) is not None]
        if not taught:
            return hard
        wanted = torch.full((2, *start.shape), -1e4)
        allowed = torch.zeros(start.shape, dtype=torch.bool)
        for row, feature, target in taught:
            places = torch.from_numpy(_places(feature.window))
            wanted[:, row, places] = torch.from_numpy(target.astype(np.float32))
            allowed[row, places] = True
        rows = torch.tensor([row for row, _, _ in taught])
        soft = torch.zeros(())
        for logits, teacher in zip((start, end), wanted, strict=True):
            mine = torch.log_softmax(logits.masked_fill(~allowed, -1e4)[rows] / TEMPERATURE, dim=-1)
            its = torch.log_softmax(teacher[rows] / TEMPERATURE, dim=-1)
            soft = soft + torch.nn.functional.kl_div(mine, its, log_target=True, reduction="batchmean") * TEMPERATURE**2 / 2
        return HARD * hard + (1 - HARD) * soft
