"""The training loop: fine-tune an encoder to read spans, or distil a reader into a smaller one; stop and resume exactly.

transformers' `Trainer` is not used, because on a CPU the whole model runs in bf16 with an fp32 master copy beside it (autocast
casts again and again, which costs a third of the time), the optimizer updates the master, and an average of the master is kept.
On a GPU the model stays in fp32 and autocast does the matrix products in bf16. The checkpoints are the same, so that a run
may change machines. Everything random is a function of the seed and the step: on one machine, a run that was killed and resumed
ends with the same weights as one that was not.

The learning rate follows a trapezoid (warm-up, constant, linear cool-down; Zhai et al. 2022, Hägele et al. 2024): the
constant part can be prolonged later, which a linear or cosine decay does not allow. The average is exponential
(Polyak and Juditsky 1992), so that a checkpoint of the constant part can be used as it is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zlib import crc32

import torch
from safetensors.torch import load_file, save_file

from qa_bot.errors import QaBotError
from qa_bot.reader.tensors import keep_head_precise, pad, takes_types
from qa_bot.training.features import Feature, batches_of_epoch
from qa_bot.training.objective import Group, shared_loss, window_scores
from qa_bot.training.options import TrainingOptions, learning_parameters, rate

AVERAGE_EVERY = 8
"""Steps between two updates of the average."""
TOKENS = {"cpu": 2600, "cuda": 40_000}
"""Tokens that go through the model at once, padding included: as many as a core's caches hold, or as keep a GPU busy."""


class Trainer:
    """A model under training: the working copy that computes, the fp32 master that learns, and the master's average.

    Args:
        model: a transformers model with a span head, in fp32.
        groups: the windows of each question.
        pad_id: the tokenizer's padding token.
        options: see `TrainingOptions`.
        device: "cpu", or a GPU such as "cuda".
        autocast: keep the model in fp32 and do the matrix products in bf16; None: on GPUs.

    Raises:
        QaBotError: torch cannot use the device, or the model has too few layers.
    """

    def __init__(
        self, model: Any, groups: Sequence[Group], pad_id: int, options: TrainingOptions, device: str = "cpu", autocast: bool | None = None
    ) -> None:
        self.options, self.groups, self.pad_id = options, groups, pad_id
        self.device = find_device(device)
        self.autocast = options.dtype == "bfloat16" and (self.device.type != "cpu" if autocast is None else autocast)
        self.tokens = TOKENS.get(self.device.type, TOKENS["cuda"])
        self.lengths = [max(len(feature.window.ids) for feature in group) for group in groups]
        self.data = 0  # a checksum of the windows: a resumed run must have the same
        for feature in (feature for group in groups for feature in group):
            self.data = crc32(f"{feature.start} {feature.end}".encode(), crc32(feature.window.ids.tobytes(), self.data))
        learns = learning_parameters(model, options.frozen_layers)
        model = model.to(self.device)
        self.master = {name: p.detach().float().clone() for name, p in model.named_parameters() if name in learns}
        self.average = {name: p.clone() for name, p in self.master.items()}
        # the working copy may be rounded, so keep the frozen parameters as they were loaded
        self.frozen = {name: p.detach().cpu().clone() for name, p in model.named_parameters() if name not in learns}
        self.model = model.to(torch.float32 if self.autocast else getattr(torch, options.dtype)).train()
        keep_head_precise(self.model)
        if self.autocast and hasattr(self.model, "qa_outputs"):
            self.model.qa_outputs.forward = torch.autocast(self.device.type, enabled=False)(self.model.qa_outputs.forward)
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0  # one or two epochs do not overfit, and drawing the masks costs a sixth of the time
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad = name in learns
        self.working = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        decayed = [p for p in self.master.values() if p.ndim > 1]
        plain = [p for p in self.master.values() if p.ndim <= 1]
        weighted = [{"params": decayed, "weight_decay": options.weight_decay}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(weighted, lr=options.learning_rate, fused=True)
        self.takes_types = takes_types(self.model)
        self.step = 0
        self.steps_an_epoch = -(-len(groups) // options.batch_size)
        self.total = max(1, round(self.steps_an_epoch * options.epochs))

    def batches(self) -> Iterator[list[int]]:
        """The batches that are left, from the current step on; a batch is a list of indices of `groups`."""
        while self.step < self.total:
            epoch, at = divmod(self.step, self.steps_an_epoch)
            yield from batches_of_epoch(self.lengths, self.options.batch_size, self.options.seed, epoch)[at : at + self.total - self.step]

    def train_step(self, batch: list[int]) -> float:
        """Learn from one batch of group indices and return its loss (nats)."""
        loss = self.loss([self.groups[index] for index in batch])
        torch.autograd.backward(loss)
        masters = list(self.master.values())
        for master, working in zip(masters, self.working.values(), strict=True):
            master.grad = working.grad.float() if working.grad is not None else None
            working.grad = None
        torch.nn.utils.clip_grad_norm_(masters, self.options.clip)
        for group in self.optimizer.param_groups:
            group["lr"] = self.options.learning_rate * rate(self.step, self.total, self.options)
        self.optimizer.step()
        with torch.no_grad():
            torch._foreach_copy_(list(self.working.values()), masters)
            if self.step % AVERAGE_EVERY == 0:
                # early on, a plain mean: an exponential one would remember the first, untrained weights too long
                keep = min(self.options.average, self.step / (self.step + 10 * AVERAGE_EVERY))
                torch._foreach_lerp_(list(self.average.values()), masters, 1 - keep)
        self.step += 1
        return float(loss.detach())

    def logits(self, chosen: Sequence[Feature]) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits in fp32, (windows, length) each, padding at -10,000."""
        arrays = pad([feature.window for feature in chosen], self.pad_id)
        ids, mask, types = (torch.from_numpy(array).to(self.device) for array in arrays)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast):
            output = self.model(input_ids=ids, attention_mask=mask, **({"token_type_ids": types} if self.takes_types else {}))
        padding = mask == 0
        return output.start_logits.float().masked_fill(padding, -1e4), output.end_logits.float().masked_fill(padding, -1e4)

    def loss(self, chosen: Sequence[Group]) -> torch.Tensor:
        """The loss of a batch (see `objective`). Windows of near-equal length go through the model together."""
        features = [feature for group in chosen for feature in group]
        parts = by_length([len(feature.window.ids) for feature in features], self.tokens)
        scored = [window_scores(*self.logits(part), part) for part in ([features[i] for i in places] for places in parts)]
        order = torch.tensor([i for places in parts for i in places], device=self.device).argsort()
        everything, gold = (torch.cat(tensors)[order] for tensors in zip(*scored, strict=True))
        return shared_loss(everything, gold, [len(group) for group in chosen], self.options.own_null)

    def save(self, folder: Path) -> None:
        """Write a checkpoint; the one before stays until this one is whole."""
        new = folder.with_name(folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        names = {id(p): name for name, p in self.master.items()}
        tensors = {f"master.{name}": p for name, p in self.master.items()} | {f"average.{name}": p for name, p in self.average.items()}
        for parameter, state in self.optimizer.state.items():
            for key, value in state.items():
                tensors[f"optimizer.{key}.{names[id(parameter)]}"] = value
        tensors["random"] = torch.get_rng_state()
        save_file({name: tensor.cpu().contiguous() for name, tensor in tensors.items()}, new / "state.safetensors")
        (new / "state.json").write_text(json.dumps({"step": self.step, "data": self.data, "options": asdict(self.options)}))
        old = folder.with_name(folder.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)

    def load(self, folder: Path) -> None:
        """Go on exactly where a checkpoint stopped.

        Raises:
            QaBotError: it was trained on other data or with other options.
        """
        state = json.loads((folder / "state.json").read_text())
        if state["data"] != self.data:
            raise QaBotError(f"{folder} was trained on other windows than these {len(self.groups)}: resume with the same data and --crop.")
        now = asdict(self.options)
        other = [f"{name} {was}, not {now[name]}" for name, was in state["options"].items() if was != now[name] and name != "epochs"]
        if other:
            raise QaBotError(f"{folder} was trained with {', '.join(other)}: resume with the same options.")
        tensors = load_file(folder / "state.safetensors", str(self.device))
        self.step = state["step"]
        with torch.no_grad():
            for name, parameter in self.master.items():
                parameter.copy_(tensors[f"master.{name}"])
                self.average[name].copy_(tensors[f"average.{name}"])
                self.working[name].copy_(parameter)
                prefix = [key for key in ("step", "exp_avg", "exp_avg_sq") if f"optimizer.{key}.{name}" in tensors]
                self.optimizer.state[parameter] = {key: tensors[f"optimizer.{key}.{name}"] for key in prefix}
        torch.set_rng_state(tensors["random"].cpu())

    def averaged(self) -> dict[str, torch.Tensor]:
        """The weights to ship, on the CPU: the average of what learned, the frozen rest as it is."""
        return {name: tensor.cpu() for name, tensor in {**self.model.state_dict(), **self.frozen, **self.average}.items()}


def find_device(name: str) -> torch.device:
    """The torch device of that name.

    Raises:
        QaBotError: there is no such device here.
    """
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # torch without CUDA asserts
        raise QaBotError(f"torch cannot use the device {name!r} here ({str(error).splitlines()[0]}): give --device cpu.") from error
    return device


def by_length(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Indices in parts of near-equal length; a part, padded to its longest, holds at most `tokens` tokens, or one window.

    Example:
        >>> by_length([90, 10, 20, 100, 15], 200)
        [[1, 4, 2], [0, 3]]
    """
    parts: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda index: lengths[index]):
        if not parts or (len(parts[-1]) + 1) * lengths[index] > tokens:
            parts.append([])
        parts[-1].append(index)
    return parts
