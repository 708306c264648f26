"""`qa-bot train`, `qa-bot average` and `qa-bot calibrate`. Torch is imported when they run."""

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
    encoder: Annotated[str, typer.Option("--from", help="Folder of the encoder to start from.")],
    data: Annotated[
        list[str], typer.Option("--data", help="A file in SQuAD's nesting, .json or .json.gz, or FILE:N for N of its questions; repeat it.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the checkpoint and the reader.")],
    teacher: Annotated[str | None, typer.Option("--teacher", help="A reader to distil from; its soft targets are kept in OUT.")] = None,
    minutes: Annotated[float, typer.Option("--minutes", help="Stop with a checkpoint after this many minutes.")] = 10_000.0,
    epochs: Annotated[
        float, typer.Option("--epochs", help="Length of the whole run; the learning rate falls over its last quarter.")
    ] = 1.0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the checkpoint in OUT stopped.")] = False,
    learning_rate: Annotated[float, typer.Option("--learning-rate")] = 3e-5,
    batch_size: Annotated[int, typer.Option("--batch-size")] = 16,
    near: Annotated[int, typer.Option("--near", help="Unanswerable questions to make by another paragraph of the article.")] = 0,
    entity: Annotated[int, typer.Option("--entity", help="... by another name, year or number.")] = 0,
    antonym: Annotated[int, typer.Option("--antonym", help="... by an opposite or a negation.")] = 0,
    crop: Annotated[
        int | None,
        typer.Option("--crop", min=32, help="Cut windows to at most this many tokens around the answer: a faster first stretch."),
    ] = None,
    freeze: Annotated[
        int, typer.Option("--freeze", min=0, help="The lowest layers that stay as they are, which saves their share of the time.")
    ] = 0,
    limit: Annotated[int | None, typer.Option("--limit", help="Train on a random sample of this many questions.")] = None,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    dtype: Annotated[str, typer.Option("--dtype", help="bfloat16, float32, or auto: what the processor multiplies fastest.")] = "auto",
) -> None:
    """Train a reader from an encoder, or distil one from a teacher; stops cleanly on a signal and resumes exactly."""
    from qa_bot.progress import progress_bar
    from qa_bot.reader.checkpoint import AUTO, fastest
    from qa_bot.training.distil import Distiller, soft_targets
    from qa_bot.training.export import export, load_encoder
    from qa_bot.training.features import crop as crop_windows
    from qa_bot.training.features import make_features
    from qa_bot.training.loop import Settings, Trainer, run
    from qa_bot.training.rows import training_rows

    checkpoint = out / "checkpoint"
    if checkpoint.exists() and not resume:
        raise QaBotError(f"{checkpoint} holds a checkpoint: go on from it with --resume, or choose another --out.")
    if resume and not checkpoint.exists():
        raise QaBotError(f"There is no checkpoint in {out}: start without --resume.")
    if dtype == AUTO:  # a run that goes on keeps its precision, wherever it began
        dtype = json.loads((checkpoint / "state.json").read_text())["settings"]["dtype"] if resume else fastest()
    rows = training_rows(data, {"near": near, "entity": entity, "antonym": antonym}, seed)
    if limit is not None and limit < len(rows):
        rows = random.Random(seed).sample(rows, limit)
    model, tokenizer = load_encoder(encoder, seed)
    features = make_features(rows, tokenizer)
    if crop is not None:
        features = crop_windows(features, crop, seed)
    settings = Settings(
        learning_rate=learning_rate,
        batch_size=batch_size,
        epochs=epochs,
        seed=seed,
        dtype=dtype,
        frozen_layers=freeze,
    )
    if teacher:
        with progress_bar("teacher reads", len(features)) as update:
            targets = soft_targets(teacher, rows, features, tokenizer, out / "teacher", update)
        trainer: Trainer = Distiller(model, features, tokenizer.pad_token_id, settings, targets)
    else:
        trainer = Trainer(model, features, tokenizer.pad_token_id, settings)
    if resume:
        trainer.load(checkpoint)
    out.mkdir(parents=True, exist_ok=True)
    with progress_bar("training", trainer.total) as update:
        done = run(trainer, checkpoint, minutes, lambda progress: update(progress.step, str(progress)))
    export(trainer.averaged(), trainer.model, tokenizer, out / "reader")
    print(json.dumps({"step": trainer.step, "of": trainer.total, "done": done, "windows": len(features), "reader": str(out / "reader")}))


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
    from qa_bot.training.calibrate import fit
    from qa_bot.training.rows import held_out_rows

    rows = held_out_rows(data)
    rng = random.Random(seed)
    kinds = ([row for row in rows if row.answers], [row for row in rows if not row.answers])
    if not all(kinds):
        raise QaBotError("The held-out articles of these files lack answerable or unanswerable questions: give the files of both kinds.")
    chosen = [row for kind in kinds for row in rng.sample(kind, min(limit, len(kind)))]
    reader = Reader.load(folder)
    with progress_bar("reading", len(chosen)) as update:
        calibration = fit(reader, chosen, rows, seed, update)
    names = ", ".join(sorted(file.name for file in data))
    said = f"{len(chosen)} questions of held-out articles of {names}: half in their paragraph, half in an article of several"
    calibration = replace(calibration, fitted_on=said)
    calibration.save(folder)
    print(json.dumps(asdict(calibration)))
