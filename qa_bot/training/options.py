"""What a training run depends on: its options, the learning rate at each step, and which parameters learn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from qa_bot.errors import QaBotError

_LAYER = re.compile(r"\.layers?\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """Options of a run. They are stored in its checkpoints; a resumed run must use the same ones, except for `epochs`."""

    learning_rate: float = 3e-5
    batch_size: int = 16
    """Questions a step. With passages of whole documents, each question has several windows."""
    epochs: float = 1.0
    warmup: float = 0.05
    """Share of the run's steps, at most 500 steps."""
    cooldown: float = 0.25
    """Share of the run's steps."""
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.98
    """Share that the average of the weights keeps of itself at each update."""
    own_null: float = 0.5
    """Weight of the loss of each window by itself; the loss over all windows of a question has the rest (see `objective`)."""
    seed: int = 1
    frozen_layers: int = 0
    """Number of lowest layers that stay as they are. The embeddings always stay as they are."""
    dtype: str = "bfloat16"
    """Precision of the matrix products: "bfloat16" or "float32". The learned weights are always kept in float32."""


def rate(step: int, total: int, options: TrainingOptions) -> float:
    """The factor on the learning rate at `step` of `total` steps: warm-up, constant, cool-down.

    Example:
        >>> [rate(step, 100, TrainingOptions(warmup=0.1, cooldown=0.25)) for step in (0, 9, 50, 99)]
        [0.1, 1.0, 1.0, 0.04]
    """
    rising = max(1, min(500, round(total * options.warmup)))
    falling = max(1, round(total * options.cooldown))
    return min(1.0, (step + 1) / rising, (total - step) / falling)


def learning_parameters(model: Any, frozen_layers: int) -> set[str]:
    """Names of the parameters that learn: all except the embeddings and the frozen layers.

    Where a layer is frozen, parameters shared by all layers (MPNet's position biases) are frozen too. So no gradient is
    computed below the lowest layer that learns, which saves time.

    Raises:
        QaBotError: the model has fewer layers than `frozen_layers`.
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
