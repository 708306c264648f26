"""The commands `qa-bot train`, `qa-bot average`, `qa-bot calibrate` and `qa-bot quantize`. They import torch only when they run."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from qa_bot.errors import QaBotError

DataOption = Annotated[list[Path], typer.Option("--data", help="Files in SQuAD's nesting, .json or .json.gz; repeat it for more.")]


def train(
    out: Annotated[Path, typer.Option("--out", help="Folder for the checkpoint and the reader.")],
    encoder: Annotated[str | None, typer.Option("--from", help="Folder of the encoder or reader to start from.")] = None,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", help="A file in SQuAD's nesting, .json or .json.gz, or FILE:N for N of its questions; repeat it."),
    ] = None,
    recipe: Annotated[
        Path | None,
        typer.Option("--recipe", help="A recipe such as models/RECIPE.toml, instead of --from, --data and the options of a run."),
    ] = None,
    data_folder: Annotated[Path | None, typer.Option("--data-folder", help="Folder of the recipe's data files.")] = None,
    teacher: Annotated[str | None, typer.Option("--teacher", help="A reader to distil from; its soft targets are kept in OUT.")] = None,
    minutes: Annotated[float, typer.Option("--minutes", help="Stop with a checkpoint after this many minutes.")] = 10_000.0,
    epochs: Annotated[
        float | None, typer.Option("--epochs", help="Length of the run (default 1); the learning rate falls over its last quarter.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the checkpoint in OUT stopped.")] = False,
    learning_rate: Annotated[float, typer.Option("--learning-rate")] = 3e-5,
    batch_size: Annotated[int, typer.Option("--batch-size")] = 16,
    near: Annotated[int, typer.Option("--near", help="Unanswerable questions to make by another paragraph of the article.")] = 0,
    entity: Annotated[int, typer.Option("--entity", help="... by another name, year or number.")] = 0,
    antonym: Annotated[int, typer.Option("--antonym", help="... by an opposite or a negation.")] = 0,
    crop: Annotated[
        int | None, typer.Option("--crop", min=32, help="Cut windows to at most this many tokens around the answer, which is faster.")
    ] = None,
    freeze: Annotated[int, typer.Option("--freeze", min=0, help="Number of lowest layers that stay as they are, which is faster.")] = 0,
    limit: Annotated[int | None, typer.Option("--limit", help="Train on a random sample of this many questions.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Without a recipe, which names its seeds.")] = 1,
    dtype: Annotated[str, typer.Option("--dtype", help="bfloat16, float32, or auto: what the processor multiplies fastest.")] = "auto",
    device: Annotated[str, typer.Option("--device", help="cpu, or cuda for an NVIDIA GPU.")] = "cpu",
) -> None:
    """Train a reader from an encoder, or distil one from a teacher. It stops cleanly on a signal and resumes exactly."""
    from qa_bot.training.options import TrainingOptions
    from qa_bot.training.session import Job, recipe_jobs, run_jobs, single_passages

    if bool(recipe) == bool(encoder and data):
        raise QaBotError("Give either --recipe, or --from and --data.")
    if recipe:
        jobs = recipe_jobs(recipe, data_folder, out, epochs, limit)
    else:
        options = TrainingOptions(learning_rate, batch_size, epochs or 1.0, seed=seed, frozen_layers=freeze)
        groups = single_passages(data or [], {"near": near, "entity": entity, "antonym": antonym}, crop, limit, seed)
        jobs = [Job(str(encoder), options, groups, out)]
    report = run_jobs(jobs, out, teacher=teacher, minutes=minutes, resume=resume, dtype=dtype, device=device)
    print(json.dumps(report))


def average(
    readers: Annotated[list[Path], typer.Argument(help="Folders of readers that were trained from one start.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the averaged reader.")],
) -> None:
    """Average the weights of two or more readers; calibrate the outcome afterwards."""
    from qa_bot.training import export

    if len(readers) < 2:
        raise QaBotError("There is only one reader to average: name two or more folders.")
    export.export(*export.average(readers), out)
    print(json.dumps({"reader": str(out), "of": [str(folder) for folder in readers]}))


def calibrate(
    folder: Annotated[Path, typer.Argument(help="The reader's folder; calibration.json is written there.")],
    data: DataOption,
    limit: Annotated[int, typer.Option("--limit", help="Questions of each kind, answerable and not, at most.")] = 1000,
    seed: Annotated[int, typer.Option("--seed")] = 1,
) -> None:
    """Fit the threshold and the confidence of a reader on the articles that training holds out."""
    from qa_bot.progress import progress_bar
    from qa_bot.reader import Reader
    from qa_bot.training.calibrate import LONGEST, PARAGRAPHS, fit
    from qa_bot.training.rows import held_out_rows

    rows = held_out_rows(data)
    rows = [row for row in rows if all(len(gold.text.split()) <= LONGEST for gold in row.answers)]
    rng = random.Random(seed)
    kinds = ([row for row in rows if row.answers], [row for row in rows if not row.answers])
    if not all(kinds):
        raise QaBotError("The held-out articles of these files lack answerable or unanswerable questions: give the files of both kinds.")
    chosen = [row for kind in kinds for row in rng.sample(kind, min(limit, len(kind)))]
    reader = Reader.load(folder)
    with progress_bar("reading", len(chosen)) as update:
        calibration = fit(reader, chosen, rows, seed, update)
    names = ", ".join(sorted(file.name for file in data))
    said = f"{len(chosen)} questions of held-out articles of {names}: two thirds in a document of {PARAGRAPHS} paragraphs, a third in their paragraph"
    calibration = replace(calibration, fitted_on=said)
    calibration.save(folder)
    print(json.dumps(asdict(calibration)))


def quantize(
    folder: Annotated[Path, typer.Argument(help="The folder of a reader or ranker; int8.safetensors is written there.")],
    data: DataOption,
    texts: Annotated[int, typer.Option("--texts", min=1, help="Questions with their contexts that are read.")] = 160,
    seed: Annotated[int, typer.Option("--seed")] = 1,
) -> None:
    """Find how the matrix products of a reader or ranker are rounded to eight bits. Its weights stay as they are."""
    from qa_bot.evaluation.squad import read_squad
    from qa_bot.training import quantize as quantizing

    rows = [row for file in data for row in read_squad(file)]
    print(quantizing.report(folder, quantizing.quantize(folder, rows, texts, seed)))
