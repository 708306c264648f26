"""What `qa-bot train` does: make the windows, train (or distil), export a reader; several seeds are averaged at the end."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.progress import progress_bar
from qa_bot.reader import WINDOW
from qa_bot.reader.checkpoint import fastest, find_model
from qa_bot.reader.engines.choice import AUTO
from qa_bot.training.distil import Distiller, soft_targets
from qa_bot.training.documents import kept_examples
from qa_bot.training.export import average, export, load_encoder
from qa_bot.training.features import Feature, crop, make_features, make_groups
from qa_bot.training.loop import Trainer
from qa_bot.training.options import TrainingOptions
from qa_bot.training.recipe import read_recipe
from qa_bot.training.rows import training_rows
from qa_bot.training.run import run

MakeGroups = Callable[[Any, int], list[list[Feature]]]
"""Windows of all questions for a tokenizer, which may be longer by some special tokens."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run: where it starts, what it learns from, and its folder."""

    start: str
    options: TrainingOptions
    groups: MakeGroups
    out: Path


def single_passages(data: Sequence[str], negatives: dict[str, int], cut: int | None, limit: int | None, seed: int) -> MakeGroups:
    """Windows of single paragraphs, each a question of its own. The arguments are the options of `qa-bot train`."""
    rows = training_rows(data, negatives, seed)
    if limit is not None and limit < len(rows):
        rows = random.Random(seed).sample(rows, limit)

    def make(tokenizer: Any, extra: int) -> list[list[Feature]]:
        features = make_features(rows, tokenizer, WINDOW + extra)
        return [[feature] for feature in (features if cut is None else crop(features, cut + extra, seed))]

    return make


def recipe_jobs(path: Path, folder: Path | None, out: Path, epochs: float | None, limit: int | None) -> list[Job]:
    """The runs of a recipe, one for each seed.

    Args:
        path: the recipe.
        folder: where the data files are; None: where the recipe says.
        out: folder of the readers.
        epochs: instead of the recipe's.
        limit: questions, at most.
    """
    recipe = read_recipe(path)
    beside = path.parent / recipe.start
    start = str(beside) if beside.is_dir() else find_model(recipe.start)
    options = replace(recipe.options, epochs=epochs or recipe.options.epochs)

    def groups_of(seed: int, kept: Path) -> MakeGroups:
        def make(tokenizer: Any, extra: int) -> list[list[Feature]]:
            examples = kept_examples(recipe, folder or path.parent / recipe.folder, seed, kept)[:limit]
            windows = {tokens + extra: share for tokens, share in recipe.documents.windows.items()}
            return make_groups(examples, tokenizer, windows, seed, WINDOW + extra)

        return make

    folders = [out / f"seed-{seed}" if len(recipe.seeds) > 1 else out for seed in recipe.seeds]
    return [Job(start, replace(options, seed=seed), groups_of(seed, kept), kept) for seed, kept in zip(recipe.seeds, folders, strict=True)]


def run_jobs(
    jobs: Sequence[Job], out: Path, *, teacher: str | None, minutes: float, resume: bool, dtype: str, device: str
) -> dict[str, Any]:
    """Do all runs, one after the other, and average their readers.

    Args:
        jobs: the runs.
        out: where the averaged reader goes, of several runs.
        teacher: a reader to distil from.
        minutes: stop after this many, with a checkpoint.
        resume: go on from the checkpoints.
        dtype: see `TrainingOptions`, or "auto".
        device: see `Trainer`.

    Returns:
        What the command prints.

    Raises:
        QaBotError: there is a checkpoint and `resume` is false, or the reverse; or a run cannot go on (see `Trainer`).
    """
    found = [job.out / "checkpoint" for job in jobs if (job.out / "checkpoint").exists()]
    if found and not resume:
        raise QaBotError(f"{found[0]} is a checkpoint: go on from it with --resume, or choose another --out.")
    if resume and not found:
        raise QaBotError(f"There is no checkpoint in {out}: start without --resume.")
    until = time.monotonic() + 60 * minutes
    report: dict[str, Any] = {}
    for job in jobs:
        report = _run(job, teacher, (until - time.monotonic()) / 60, dtype, device)
        if not report["done"]:
            return report
    if len(jobs) > 1:
        export(*average([job.out / "reader" for job in jobs]), out / "reader")
        report["reader"] = str(out / "reader")
    return report


def _run(job: Job, teacher: str | None, minutes: float, dtype: str, device: str) -> dict[str, Any]:
    checkpoint = job.out / "checkpoint"
    resume = checkpoint.exists()
    if dtype == AUTO and resume:  # a run keeps its precision on every machine
        dtype = json.loads((checkpoint / "state.json").read_text())["options"]["dtype"]
    elif dtype == AUTO:
        dtype = fastest() if device == "cpu" else "bfloat16"
    options = replace(job.options, dtype=dtype)
    model, tokenizer = load_encoder(job.start, options.seed)
    groups = job.groups(tokenizer, 0)
    if teacher:
        features = [feature for group in groups for feature in group]
        with progress_bar("teacher reads", len(features)) as update:
            targets = soft_targets(teacher, features, job.groups, tokenizer, job.out / "teacher", update)
        trainer: Trainer = Distiller(model, groups, tokenizer.pad_token_id, options, targets, device)
    else:
        trainer = Trainer(model, groups, tokenizer.pad_token_id, options, device)
    if resume:
        trainer.load(checkpoint)
    job.out.mkdir(parents=True, exist_ok=True)
    with progress_bar("training", trainer.total) as update:
        done = run(trainer, checkpoint, minutes, lambda progress: update(progress.step, str(progress)))
    export(trainer.averaged(), trainer.model, tokenizer, job.out / "reader")
    windows = sum(len(group) for group in groups)
    return {"step": trainer.step, "of": trainer.total, "done": done, "windows": windows, "reader": str(job.out / "reader")}
