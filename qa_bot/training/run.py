"""Run a trainer until its steps, a time limit or a signal ends it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa_bot.reader.tensors import keep_memory
from qa_bot.training.loop import Trainer


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a run after a step."""

    step: int
    total: int
    loss: float
    """Moving average, nats."""
    speed: float
    """Questions a second."""
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
    """Train until all steps are done, the minutes are over or a signal (SIGINT, SIGTERM) comes; then write a checkpoint.

    Args:
        trainer: a new trainer, or one that has loaded a checkpoint.
        checkpoint: folder that the checkpoint is written to.
        minutes: wall-clock minutes after which to stop.
        report: called after every step.
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
