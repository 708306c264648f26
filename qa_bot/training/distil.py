"""Distillation (Hinton et al. 2015): a small model learns a teacher's distributions over start and end tokens.

Teacher and student see the same windows: both use uncased word pieces, so the article tokens of the teacher are those of the
student, one by one. Where a window differs all the same, it has no soft target and only its label counts.
The teacher reads every window once. Its logits are kept on disk in parts, so that a killed run does not start again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import torch

from qa_bot.errors import QaBotError
from qa_bot.progress import Update
from qa_bot.reader.checkpoint import find_model, load_checkpoint
from qa_bot.reader.engines.choice import AUTO
from qa_bot.reader.tensors import pad, takes_types
from qa_bot.reader.windows import Window
from qa_bot.training.features import Feature
from qa_bot.training.loop import Trainer
from qa_bot.training.objective import Group, shared_loss, window_scores
from qa_bot.training.options import TrainingOptions

PART = 2048
"""Windows in one part on disk."""
BATCH = 32
ALIKE = 0.95
"""Share of the windows that must have the same tokens for teacher and student."""
TEMPERATURE = 2.0
HARD = 0.3
"""Weight of the labels' loss; the rest is the weight of the soft targets."""

Target = npt.NDArray[np.float16]
"""Start and end logits, (2, 1 + article tokens): "not here" first."""


def soft_targets(
    teacher: str,
    features: Sequence[Feature],
    make: Callable[[Any, int], Sequence[Sequence[Feature]]],
    tokenizer: Any,
    folder: Path,
    progress: Update,
) -> list[Target | None]:
    """The teacher's logits for each of the student's windows.

    Args:
        teacher: a reader's folder or name.
        features: the student's windows.
        make: makes the same windows for another tokenizer, which may be longer by some special tokens.
        tokenizer: the student's tokenizer.
        folder: where the parts are kept; other teachers and other windows have folders of their own in it.
        progress: called with the number of windows read.

    Raises:
        QaBotError: the teacher splits the texts into other windows.
    """
    model, its_tokenizer = load_checkpoint(find_model(teacher), AUTO)
    # more special tokens must not cost article tokens, or the windows would differ
    extra = len(its_tokenizer("a", "a")["input_ids"]) - len(tokenizer("a", "a")["input_ids"])
    its = [feature.window for group in make(its_tokenizer, extra) for feature in group]
    alike = [(a.window.first, a.window.count) == (b.first, b.count) for a, b in zip(features, its, strict=False)]
    if len(features) != len(its) or sum(alike) < ALIKE * len(alike):
        raise QaBotError(f"{teacher} cuts these texts into other tokens: distil from a teacher with the student's kind of tokenizer.")
    kind = _head_of(model)
    for window in its:
        kind = crc32(window.ids.tobytes(), kind)
    folder = folder / f"{kind:08x}"
    folder.mkdir(parents=True, exist_ok=True)
    targets: list[Target | None] = []
    for at in range(0, len(its), PART):
        part = folder / f"{at // PART:05}.npz"
        chosen = its[at : at + PART]
        if not part.exists():
            unfinished = part.with_suffix(".new.npz")
            np.savez(unfinished, *_read(model, chosen, its_tokenizer.pad_token_id))
            unfinished.rename(part)
        with np.load(part) as arrays:
            targets += [arrays[f"arr_{i}"] for i in range(len(chosen))]
        progress(len(targets), "")
    return [target if same else None for target, same in zip(targets, alike, strict=True)]


def _head_of(model: Any) -> int:
    """A checksum of the head's weights, which differ between any two trained models."""
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
    """A trainer whose loss is mostly the divergence from the teacher, and a little the labels' loss.

    Args:
        model: the student, in fp32.
        groups: the student's windows of each question.
        pad_id: the tokenizer's padding token.
        options: see `TrainingOptions`.
        targets: the teacher's answer for each window, in order; None where there is none.
        device: see `Trainer`.
        autocast: see `Trainer`.
    """

    def __init__(
        self,
        model: Any,
        groups: Sequence[Group],
        pad_id: int,
        options: TrainingOptions,
        targets: Sequence[Target | None],
        device: str = "cpu",
        autocast: bool | None = None,
    ) -> None:
        super().__init__(model, groups, pad_id, options, device, autocast)
        features = [feature for group in groups for feature in group]
        self.targets = {id(feature): target for feature, target in zip(features, targets, strict=True)}

    def loss(self, chosen: Sequence[Group]) -> torch.Tensor:
        """`HARD` times the labels' loss plus the rest times the divergence at `TEMPERATURE`, over windows with a target."""
        features = [feature for group in chosen for feature in group]
        start, end = self.logits(features)
        hard = shared_loss(*window_scores(start, end, features), [len(group) for group in chosen], self.options.own_null)
        taught = [(row, feature, target) for row, feature in enumerate(features) if (target := self.targets[id(feature)]) is not None]
        if not taught:
            return hard
        wanted = torch.full((2, *start.shape), -1e4)
        allowed = torch.zeros(start.shape, dtype=torch.bool)
        for row, feature, target in taught:
            places = torch.from_numpy(_places(feature.window))
            wanted[:, row, places] = torch.from_numpy(target.astype(np.float32))
            allowed[row, places] = True
        wanted, allowed = wanted.to(self.device), allowed.to(self.device)
        rows = torch.tensor([row for row, _, _ in taught], device=self.device)
        soft = torch.zeros((), device=self.device)
        for logits, teacher in zip((start, end), wanted, strict=True):
            mine = torch.log_softmax(logits.masked_fill(~allowed, -1e4)[rows] / TEMPERATURE, dim=-1)
            its = torch.log_softmax(teacher[rows] / TEMPERATURE, dim=-1)
            soft = soft + torch.nn.functional.kl_div(mine, its, log_target=True, reduction="batchmean") * TEMPERATURE**2 / 2
        return HARD * hard + (1 - HARD) * soft
