"""The training loop: fine-tune an encoder to read spans, or distil a reader into a smaller one; stop and resume exactly.

An own loop and not transformers' `Trainer`: on a CPU the model runs wholly in bf16 with an fp32 master copy beside it
(no autocast: its casts cost a third of the time), the optimizer works on the master, and an average of the master is
kept, none of which `Trainer` does. Everything random is a function of the seed and the step, so that a run that was
killed and resumed ends with the same weights as one that was not.

The learning rate follows a trapezoid (warm-up, constant, linear cool-down; Zhai et al. 2022, Hägele et al. 2024): the
constant stretch can be prolonged later, which a linear or cosine decay does not allow. The average is exponential
(Polyak and Juditsky 1992), so that a checkpoint of the constant stretch is usable as it is.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import torch
from safetensors.torch import load_file, save_file

from qa_bot.errors import QaBotError
from qa_bot.reader.tensors import keep_head_precise, keep_memory, pad, takes_types
from qa_bot.training.features import Feature, batches_of_epoch


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run depends on; written beside its checkpoints, and a resumed run must agree with it, but for `epochs`."""

    learning_rate: float = 3e-5
    batch_size: int = 16
    epochs: float = 1.0
    warmup: float = 0.05
    """Share of the whole run's steps, at most 500 steps."""
    cooldown: float = 0.25
    """Share of the whole run's steps."""
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.98
    """What the average keeps of itself every `AVERAGE_EVERY` steps."""
    seed: int = 1
    frozen_layers: int = 0
    """The lowest layers that stay as they are, beside the embeddings."""
    dtype: str = "bfloat16"


AVERAGE_EVERY = 8
_LAYER = re.compile(r"\.layers?\.(\d+)\.")


def rate(step: int, total: int, settings: Settings) -> float:
    """The factor on the learning rate at `step` of `total` steps: the trapezoid."""
    rising = max(1, min(500, round(total * settings.warmup)))
    falling = max(1, round(total * settings.cooldown))
    return min(1.0, (step + 1) / rising, (total - step) / falling)


def learning(model: Any, frozen_layers: int) -> set[str]:
    """Names of the parameters that learn: all but the embeddings and the lowest layers.

    Where a layer is frozen, so is what the layers share (MPNet's position biases): no gradient is carried below the lowest one that
    learns, which is what saves time.

    Raises:
        QaBotError: the model has fewer layers.
    """
    names = [name for name, _ in model.named_parameters()]
    layers = {name: int(found.group(1)) for name in names if (found := _LAYER.search(name))}
    count = max(layers.values(), default=-1) + 1
    if frozen_layers > count:
        raise QaBotError(f"The encoder has {count} layers, {frozen_layers} cannot be frozen: give --freeze a smaller number.")
    encoder = f"{model.base_model_prefix}."

    def learns(name: str) -> bool:
        if not name.startswith(encoder):
            return True  # the head
        if name in layers:
            return layers[name] >= frozen_layers
        return not frozen_layers and ".embeddings." not in name

    return {name for name in names if learns(name)}


class Trainer:
    """A model under training: the working copy that computes, the fp32 master that learns, and the master's average."""

    def __init__(self, model: Any, features: Sequence[Feature], pad_id: int, settings: Settings) -> None:
        self.settings, self.features, self.pad_id = settings, features, pad_id
        self.lengths = [len(feature.window.ids) for feature in features]
        self.data = 0  # tells the windows of one run from those of another
        for feature in features:
            self.data = crc32(f"{feature.start} {feature.end}".encode(), crc32(feature.window.ids.tobytes(), self.data))
        self.model = model.to(getattr(torch, settings.dtype)).train()
        keep_head_precise(self.model)
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0  # one or two epochs do not overfit, and drawing the masks costs a sixth of the time
        learns = learning(self.model, settings.frozen_layers)
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad = name in learns
        self.working = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        self.master = {name: p.detach().float().clone() for name, p in self.working.items()}
        self.average = {name: p.clone() for name, p in self.master.items()}
        decayed = [p for p in self.master.values() if p.ndim > 1]
        plain = [p for p in self.master.values() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": settings.weight_decay}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.learning_rate, fused=True)
        self.takes_types = takes_types(self.model)
        self.step = 0
        self.steps_an_epoch = -(-len(features) // settings.batch_size)
        self.total = max(1, round(self.steps_an_epoch * settings.epochs))

    def batches(self) -> Iterator[list[int]]:
        """The batches that are left, from the current step on."""
        while self.step < self.total:
            epoch, at = divmod(self.step, self.steps_an_epoch)
            yield from batches_of_epoch(self.lengths, self.settings.batch_size, self.settings.seed, epoch)[at : at + self.total - self.step]

    def train_step(self, batch: list[int]) -> float:
        """Learn from one batch of feature indices and return its loss (nats)."""
        chosen = [self.features[index] for index in batch]
        loss = self.loss(chosen)
        torch.autograd.backward(loss)
        masters = list(self.master.values())
        for master, working in zip(masters, self.working.values(), strict=True):
            master.grad = working.grad.float() if working.grad is not None else None
            working.grad = None
        torch.nn.utils.clip_grad_norm_(masters, self.settings.clip)
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.learning_rate * rate(self.step, self.total, self.settings)
        self.optimizer.step()
        with torch.no_grad():
            torch._foreach_copy_(list(self.working.values()), masters)
            if self.step % AVERAGE_EVERY == 0:
                # early on, a plain mean: an exponential one would remember the first, untrained weights too long
                keep = min(self.settings.average, self.step / (self.step + 10 * AVERAGE_EVERY))
                torch._foreach_lerp_(list(self.average.values()), masters, 1 - keep)
        self.step += 1
        return float(loss.detach())

    def logits(self, chosen: Sequence[Feature]) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits in fp32, (features, length) each, padding at -10,000."""
        ids, mask, types = (torch.from_numpy(array) for array in pad([feature.window for feature in chosen], self.pad_id))
        output = self.model(input_ids=ids, attention_mask=mask, **({"token_type_ids": types} if self.takes_types else {}))
        padding = mask == 0
        return output.start_logits.float().masked_fill(padding, -1e4), output.end_logits.float().masked_fill(padding, -1e4)

    def label_loss(self, chosen: Sequence[Feature], start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
        """Mean cross-entropy (nats) of the labelled start and end positions."""
        starts, ends = torch.tensor([feature.start for feature in chosen]), torch.tensor([feature.end for feature in chosen])
        return (torch.nn.functional.cross_entropy(start, starts) + torch.nn.functional.cross_entropy(end, ends)) / 2

    def loss(self, chosen: Sequence[Feature]) -> torch.Tensor:
        """What is learned from a batch: the labels."""
        return self.label_loss(chosen, *self.logits(chosen))

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
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, new / "state.safetensors")
        (new / "state.json").write_text(json.dumps({"step": self.step, "data": self.data, "settings": asdict(self.settings)}))
        old = folder.with_name(folder.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)

    def load(self, folder: Path) -> None:
        """Go on exactly where a checkpoint stopped.

        Raises:
            QaBotError: it is of other data or other settings.
        """
        state = json.loads((folder / "state.json").read_text())
        if state["data"] != self.data:
            raise QaBotError(
                f"{folder} was trained on other windows than these {len(self.features)}: resume with the same data and --crop."
            )
        now = asdict(self.settings)
        other = [f"{name} {was}, not {now[name]}" for name, was in state["settings"].items() if was != now[name] and name != "epochs"]
        if other:
            raise QaBotError(f"{folder} was trained with {', '.join(other)}: resume with the same settings.")
        tensors = load_file(folder / "state.safetensors")
        self.step = state["step"]
        with torch.no_grad():
            for name, parameter in self.master.items():
                parameter.copy_(tensors[f"master.{name}"])
                self.average[name].copy_(tensors[f"average.{name}"])
                self.working[name].copy_(parameter)
                prefix = [key for key in ("step", "exp_avg", "exp_avg_sq") if f"optimizer.{key}.{name}" in tensors]
                self.optimizer.state[parameter] = {key: tensors[f"optimizer.{key}.{name}"] for key in prefix}
        torch.set_rng_state(tensors["random"])

    def averaged(self) -> dict[str, torch.Tensor]:
        """The weights to ship: the average where it was trained, the frozen rest as it is."""
        return {**self.model.state_dict(), **self.average}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    step: int
    total: int
    loss: float
    """Moving average, nats."""
    speed: float
    """Windows a second."""
    minutes_left: float

    def __str__(self) -> str:
        return f"loss {self.loss:.3f}, {self.speed:.1f} questions/s, {self.minutes_left:.0f} min left"


def run(
    trainer: Trainer,
    checkpoint: Path,
    minutes: float,
    report: Callable[[Progress], None],
    checkpoint_minutes: float = 15.0,
) -> bool:
    """Train until the steps, the minutes or a signal (SIGINT, SIGTERM) end it, and leave a checkpoint.

    Args:
        trainer: where to go on from.
        checkpoint: folder that the checkpoint is written to.
        minutes: wall-clock minutes after which to stop.
        report: told of the progress after every step.
        checkpoint_minutes: minutes between checkpoints.

    Returns:
        Whether all steps are done.
    """
    keep_memory()
    stop: list[int] = []
    before = {number: signal.signal(number, lambda caught, frame: stop.append(caught)) for number in (signal.SIGINT, signal.SIGTERM)}
    began = saved = time.monotonic()
    first, seen, loss = trainer.step, 0, 0.0
    try:
        for batch in trainer.batches():
            now_loss = trainer.train_step(batch)
            loss = now_loss if not seen else loss + 0.02 * (now_loss - loss)
            seen += len(batch)
            now = time.monotonic()
            left = (trainer.total - trainer.step) * (now - began) / (trainer.step - first) / 60
            report(Progress(trainer.step, trainer.total, loss, seen / (now - began), left))
            if stop or now - began > minutes * 60:
                break
            if now - saved > checkpoint_minutes * 60:
                trainer.save(checkpoint)
                saved = now
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    trainer.save(checkpoint)
    return trainer.step >= trainer.total
