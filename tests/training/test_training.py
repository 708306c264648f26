"""Training on a tiny random model: it learns, stops and resumes with the same weights, distils, and exports what `Reader` reads."""

from __future__ import annotations

import gzip
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from qa_bot import QaBotError, Reader
from qa_bot.cli import main
from qa_bot.evaluation.squad import Gold, Row
from qa_bot.reader.checkpoint import load_checkpoint
from qa_bot.reader.engines.choice import AUTO
from qa_bot.training.distil import Distiller, soft_targets
from qa_bot.training.export import export, load_encoder
from qa_bot.training.features import Feature, crop, make_features
from qa_bot.training.loop import Trainer
from qa_bot.training.negatives import make_negatives
from qa_bot.training.options import TrainingOptions, learning_parameters, rate
from qa_bot.training.rows import is_held_out, training_rows
from qa_bot.training.run import run

NAMES, PLACES = ("anna", "bob", "carol"), ("rome", "paris", "berlin")
Tiny = Callable[..., Path]


def rows(count: int = 48) -> list[Row]:
    made = []
    for i in range(count):
        name, place = NAMES[i % 3], PLACES[i // 3 % 3]
        context = f"{name} lives in {place} by the river ."
        made.append(Row(str(i), f"t{i}", context, f"where does {name} live ?", (Gold(place, context.index(place)),)))
    return made


def trainer(folder: Path, autocast: bool = False, **options: Any) -> tuple[Trainer, Any]:
    model, tokenizer = load_encoder(str(folder), seed=1)
    chosen = TrainingOptions(**{"learning_rate": 5e-3, "batch_size": 8, "epochs": 2, "dtype": "float32", **options})
    return Trainer(model, alone(make_features(rows(), tokenizer)), tokenizer.pad_token_id, chosen, autocast=autocast), tokenizer


def alone(features: list[Feature]) -> list[list[Feature]]:
    return [[feature] for feature in features]


def same(one: Trainer, other: Trainer) -> bool:
    weights = other.averaged()
    return all(torch.equal(tensor, weights[name]) for name, tensor in one.averaged().items())


def test_the_rate_is_a_trapezoid() -> None:
    rates = [rate(step, 100, TrainingOptions(warmup=0.1, cooldown=0.25)) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9] == rates[50] == rates[75] == 1.0
    assert rates[99] == pytest.approx(1 / 25)


def test_the_loss_falls_and_the_export_is_a_reader(tiny: Tiny, tmp_path: Path) -> None:
    training, tokenizer = trainer(tiny("bert"), epochs=8)
    losses = [training.train_step(batch) for batch in training.batches()]
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])
    export(training.averaged(), training.model, tokenizer, tmp_path / "reader")
    stored = load_file(tmp_path / "reader" / "model.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16}
    reader = Reader.load(tmp_path / "reader")
    assert {parameter.dtype for parameter in reader.model.parameters()} == {torch.float32}
    (reading,) = reader.read_pairs([("where does anna live ?", "anna lives in rome by the river .")])
    assert reading.spans[0].span.text == "rome"


def test_a_run_that_is_killed_and_resumed_ends_with_the_same_weights(tiny: Tiny, tmp_path: Path) -> None:
    whole, _ = trainer(tiny("mpnet"))
    assert run(whole, tmp_path / "whole", 10, lambda progress: None)
    first, _ = trainer(tiny("mpnet"))

    def kill(progress: Any) -> None:
        if progress.step == 5:
            os.kill(os.getpid(), signal.SIGTERM)

    assert not run(first, tmp_path / "killed", 10, kill)
    assert 5 <= first.step < first.total
    second, _ = trainer(tiny("mpnet"))
    assert not same(second, whole)
    second.load(tmp_path / "killed")
    assert second.step == first.step
    assert run(second, tmp_path / "killed", 10, lambda progress: None)
    assert same(second, whole)


def test_a_run_may_go_from_a_processor_to_a_gpu_and_back(tiny: Tiny, tmp_path: Path) -> None:
    """Autocast with fp32 weights is how a GPU trains; tested here on the processor. The checkpoint is the same."""
    in_bf16, _ = trainer(tiny("mpnet"), dtype="bfloat16")
    mixed, _ = trainer(tiny("mpnet"), autocast=True, dtype="bfloat16", epochs=6)
    assert {parameter.dtype for name, parameter in in_bf16.working.items() if "qa_outputs" not in name} == {torch.bfloat16}
    assert {parameter.dtype for parameter in mixed.working.values()} == {torch.float32}
    for batch in islice(in_bf16.batches(), 3):
        in_bf16.train_step(batch)
    in_bf16.save(tmp_path / "checkpoint")
    mixed.load(tmp_path / "checkpoint")
    assert mixed.step == 3
    assert same(in_bf16, mixed)
    losses = [mixed.train_step(batch) for batch in mixed.batches()]
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])
    start, _ = mixed.logits(list(mixed.groups[0]))
    assert not torch.equal(start, start.bfloat16().float())  # the head is computed in fp32 all the same
    mixed.save(tmp_path / "checkpoint")
    back, _ = trainer(tiny("mpnet"), dtype="bfloat16", epochs=7)
    back.load(tmp_path / "checkpoint")
    assert back.step == mixed.step
    assert np.isfinite(back.train_step(next(back.batches())))


def test_a_device_that_is_not_there_is_named(tiny: Tiny) -> None:
    model, tokenizer = load_encoder(str(tiny("bert")), seed=1)
    groups = alone(make_features(rows(), tokenizer))
    with pytest.raises(QaBotError, match=r"device 'nonsense' .* --device cpu"):
        Trainer(model, groups, tokenizer.pad_token_id, TrainingOptions(), device="nonsense")


def test_frozen_layers_stay_and_the_others_learn(tiny: Tiny) -> None:
    for kind in ("bert", "mpnet"):
        training, _ = trainer(tiny(kind), frozen_layers=1)
        before = {name: tensor.clone() for name, tensor in training.model.state_dict().items()}
        for batch in islice(training.batches(), 3):
            training.train_step(batch)
        changed = {name for name, tensor in training.model.state_dict().items() if not torch.equal(tensor, before[name])}
        assert any(".layer.1." in name for name in changed)
        assert "qa_outputs.weight" in changed
        assert all(".layer.1." in name or name.startswith("qa_outputs.") for name in changed)
    with pytest.raises(QaBotError, match=r"has 2 layers, 3 cannot be frozen"):
        trainer(tiny("bert"), frozen_layers=3)


def test_a_head_of_another_name_learns_above_frozen_layers() -> None:
    model = torch.nn.Module()
    model.base_model_prefix = "model"
    model.model, model.classifier = torch.nn.Module(), torch.nn.Linear(2, 2)
    model.model.layers = torch.nn.ModuleList([torch.nn.Linear(2, 2) for _ in range(2)])
    model.model.final_norm = torch.nn.LayerNorm(2)
    assert learning_parameters(model, 1) == {"model.layers.1.weight", "model.layers.1.bias", "classifier.weight", "classifier.bias"}
    assert "model.final_norm.weight" in learning_parameters(model, 0)


def test_a_cropped_window_keeps_the_question_and_the_answer(tiny: Tiny) -> None:
    _, tokenizer = load_encoder(str(tiny("bert")), seed=1)
    names = ("anna", "bob", "carol", "rome", "paris", "river", "lives")
    context = " ".join(names[i % 7] for i in range(60))
    data = [Row(str(i), "t", context, "where does anna live ?", (Gold(context[i:].split()[0], i),)) for i in (0, 36, 99, len(context) - 5)]
    data.append(Row("none", "t", context, "where does bob live ?", ()))
    whole = make_features(data, tokenizer)
    places = set()
    for seed in range(20):
        for before, after in zip(whole, crop(whole, 24, seed), strict=True):
            window, old = after.window, before.window
            assert len(window.ids) == len(window.types) == 24
            assert window.ids[: window.context_at].tolist() == old.ids[: old.context_at].tolist()
            assert window.ids[-1] == old.ids[-1]
            at = old.context_at + window.first
            assert window.ids[window.context_at : window.context_at + window.count].tolist() == old.ids[at : at + window.count].tolist()
            assert window.ids[after.start : after.end + 1].tolist() == old.ids[before.start : before.end + 1].tolist()
            assert (after.start == 0) == (before.start == 0)
            places.add((before.start, after.start))
    assert len(places) > 15  # the answer stands anywhere in the cut
    assert crop(whole, 24, 3)[0].window.first == crop(whole, 24, 3)[0].window.first
    assert crop(whole, 500, 1) == whole
    assert crop(whole, 8, 1) == whole  # no room for an answer


def test_other_data_and_other_settings_are_not_resumed_on(tiny: Tiny, tmp_path: Path) -> None:
    training, tokenizer = trainer(tiny("bert"))
    training.save(tmp_path / "checkpoint")
    whole = make_features(rows(), tokenizer)
    cut = crop(whole, 14, 1)
    assert len(cut) == len(training.groups)
    asked_otherwise = make_features([replace(row, question=row.question.replace("does", "did")) for row in rows()], tokenizer)
    for features in (make_features(rows(16), tokenizer), cut, asked_otherwise):
        other = Trainer(training.model, alone(features), tokenizer.pad_token_id, training.options)
        with pytest.raises(QaBotError, match="resume with the same data"):
            other.load(tmp_path / "checkpoint")
    with pytest.raises(QaBotError, match=r"trained with learning_rate 0.005, not 0.1, frozen_layers 0, not 1: resume"):
        trainer(tiny("bert"), learning_rate=0.1, frozen_layers=1)[0].load(tmp_path / "checkpoint")
    trainer(tiny("bert"), epochs=5)[0].load(tmp_path / "checkpoint")  # a run may be prolonged


def taught(teacher: Path, data: list[Row], features: list[Feature], tokenizer: Any, folder: Path, seed: int | None = None) -> list[Any]:
    def make(its_tokenizer: Any, extra: int) -> list[list[Feature]]:
        its = make_features(data, its_tokenizer, 384 + extra)
        return alone(its if seed is None else crop(its, 24 + extra, seed))

    return soft_targets(str(teacher), features, make, tokenizer, folder, lambda done, note: None)


def test_a_student_nears_its_teacher(tiny: Tiny, tmp_path: Path) -> None:
    teacher = tiny("bert", positions=392)
    model, tokenizer = load_encoder(str(tiny("bert")), seed=3)
    data = rows(24)
    features = make_features(data, tokenizer)
    targets = taught(teacher, data, features, tokenizer, tmp_path)
    assert all(target is not None for target in targets)
    again = taught(teacher, data, features, tokenizer, tmp_path)  # from the parts on disk
    assert [target.tolist() for target in targets if target is not None] == [target.tolist() for target in again if target is not None]
    options = TrainingOptions(learning_rate=5e-3, batch_size=8, epochs=8, dtype="float32")
    student = Distiller(model, alone(features), tokenizer.pad_token_id, options, targets)
    losses = [student.train_step(batch) for batch in student.batches()]
    assert sum(losses[-3:]) < sum(losses[:3])


def test_a_teacher_reads_windows_that_are_cut(tiny: Tiny, tmp_path: Path) -> None:
    """MPNet puts one special token more into a window than BERT: the article tokens are the student's all the same."""
    teacher = tiny("mpnet", positions=396)
    _, tokenizer = load_encoder(str(tiny("bert")), seed=3)
    context = " ".join(("anna", "bob", "carol", "rome", "paris", "river", "lives")[i % 7] for i in range(60))
    data = [Row(str(i), "t", context, "where does anna live ?", (Gold("rome", context.index("rome", 40 * i)),)) for i in range(6)]
    data.append(Row("none", "t", context, "where does bob live ?", ()))
    whole = make_features(data, tokenizer)
    found = {}
    for seed in (None, 1, 2):
        features = whole if seed is None else crop(whole, 24, seed)
        targets = taught(teacher, data, features, tokenizer, tmp_path, seed)
        assert [target.shape for target in targets if target is not None] == [(2, 1 + one.window.count) for one in features]
        found[seed] = [target.tolist() for target in targets if target is not None]
    assert found[1] != found[2]
    assert len(list(tmp_path.iterdir())) == 3
    taught(tiny("bert", positions=396), data, whole, tokenizer, tmp_path)
    assert len(list(tmp_path.iterdir())) == 4  # another teacher's are others
    # the teacher's own reading of a cut, made by hand
    cut = crop(whole, 24, 1)[0].window
    its_model, its_tokenizer = load_checkpoint(str(teacher), AUTO)
    its = make_features(data[:1], its_tokenizer, 385)[0].window
    kept = its.ids[: its.context_at].tolist() + its.ids[its.context_at + cut.first :][: cut.count].tolist() + its.ids[-1:].tolist()
    with torch.inference_mode():
        output = its_model(input_ids=torch.tensor([kept]), attention_mask=torch.ones(1, len(kept), dtype=torch.long))
    places = [0, *range(its.context_at, its.context_at + cut.count)]
    assert np.allclose(found[1][0][0], output.start_logits[0, places].numpy(), atol=0.02)


def test_a_teacher_of_another_kind_of_tokens_is_refused(tiny: Tiny, tmp_path: Path) -> None:
    _, tokenizer = load_encoder(str(tiny("bert")), seed=3)
    data = [Row("1", "t", "anna lives in rome by the river. " * 30, "where does anna live ?", (Gold("rome", 14),))]
    with pytest.raises(QaBotError, match="other tokens"):
        taught(tiny("roberta", positions=396), data, make_features(data, tokenizer), tokenizer, tmp_path)


def test_made_negatives_hold_no_answer() -> None:
    data = [
        Row(
            "1",
            "t",
            "Anna Berg lives in Rome since 1999 by the river.",
            "Since what year has Anna Berg lived in Rome?",
            (Gold("1999", 28),),
        ),
        Row(
            "2",
            "t",
            "Carol Dane was born in Paris. The largest house is hers, said Anna Berg in Rome.",
            "Where was Carol Dane born?",
            (Gold("Paris", 23),),
        ),
    ]
    made = make_negatives(data, {"near": 5, "entity": 5}, seed=1)
    assert {row.id.split(":")[0] for row in made} == {"near", "entity"}
    for row in made:
        source = data[int(row.id.split(":")[1]) - 1]
        assert row.answers == ()
        assert (row.context != source.context and source.answers[0].text not in row.context) or row.question != source.question


def write(path: Path, data: list[Row]) -> Path:
    nested = [
        {
            "title": row.title,
            "paragraphs": [
                {
                    "context": row.context,
                    "qas": [
                        {
                            "id": row.id,
                            "question": row.question,
                            "answers": [{"text": gold.text, "answer_start": gold.start} for gold in row.answers],
                        }
                    ],
                }
            ],
        }
        for row in data
    ]
    path.write_bytes(gzip.compress(json.dumps({"data": nested}).encode()))
    return path


def test_the_command_trains_refuses_and_resumes(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(tmp_path / "data.json.gz", rows())
    assert all(not is_held_out(row) for row in training_rows([data], {}, 1))
    command = ["qa-bot", "train", "--from", str(tiny("bert")), "--data", str(data), "--out", str(tmp_path / "out"), "--dtype", "float32"]

    def call(*more: str) -> int:
        monkeypatch.setattr("sys.argv", [*command, *more])
        try:
            main()
        except SystemExit as stopped:
            return int(stopped.code or 0)
        return 0

    assert call("--freeze", "7") == 2
    assert "has 2 layers" in capsys.readouterr().err
    assert call("--minutes", "0") == 0
    stopped = json.loads(capsys.readouterr().out)
    assert (stopped["step"], stopped["done"]) == (1, False)
    assert call() == 2
    assert "--resume" in capsys.readouterr().err
    assert call("--resume", "--freeze", "1") == 2
    assert "frozen_layers 0, not 1" in capsys.readouterr().err
    assert call("--resume", "--dtype", "auto") == 0  # a run keeps the precision that it began with
    assert json.loads(capsys.readouterr().out)["done"]
    Reader.load(tmp_path / "out" / "reader")


def test_some_questions_are_corrected_in_the_asking(tmp_path: Path) -> None:
    context = "Anna left Rome on Tuesday and met Bob in Paris ."
    asked = {"When did Anna leave Rome?": "Tuesday", "Where did Anna meet Bob?": "Paris"}
    data = [Row(f"{i}{q}", f"t{i}", context, q, (Gold(a, context.index(a)),)) for i in range(300) for q, a in asked.items()]
    read = training_rows([write(tmp_path / "data.json.gz", data)], {}, 1)
    corrected = [row for row in read if len(row.question.split()) > 5]
    assert 0.02 < len(corrected) / len(read) < 0.09
    for row in corrected:
        begun, wanted = ("where did", "when did anna") if row.answers[0].text == "Tuesday" else ("when did", "where did anna")
        assert row.question.lower().startswith(begun[:4])
        assert wanted.split()[0] in row.question.lower()[5:]


def test_a_run_can_take_a_share_of_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "data.json.gz", rows())
    every = {row.id for row in training_rows([path], {}, 1)}
    share = [row.id for row in training_rows([f"{path}:7"], {}, 1)]
    assert len(share) == len(set(share)) == 7 < len(every)
    assert set(share) < every
    assert share == [row.id for row in training_rows([f"{path}:7"], {}, 1)]
    assert set(share) != {row.id for row in training_rows([f"{path}:7"], {}, 2)}
    assert {row.id for row in training_rows([f"{path}:100000"], {}, 1)} == every


def test_a_row_whose_offset_is_wrong_is_named(tmp_path: Path) -> None:
    bad = Row("r7", "t", "anna lives in rome", "where ?", (Gold("rome", 3),))
    with pytest.raises(QaBotError, match="r7"):
        training_rows([write(tmp_path / "bad.json.gz", [bad])], {}, 1)


def test_the_average_of_two_readers_is_the_mean_of_their_weights(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = [tmp_path / name for name in ("a", "b")]
    for seed, place in enumerate(places):
        training, tokenizer = trainer(tiny("bert"), seed=seed)
        for batch in islice(training.batches(), 2):
            training.train_step(batch)
        export(training.averaged(), training.model, tokenizer, place)
    monkeypatch.setattr("sys.argv", ["qa-bot", "average", *map(str, places), "--out", str(tmp_path / "mean")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert not stopped.value.code
    name = "bert.encoder.layer.0.output.dense.weight"
    one, other, mean = (load_file(place / "model.safetensors")[name].float() for place in (*places, tmp_path / "mean"))
    assert not torch.equal(one, other)
    assert torch.allclose(mean, (one + other) / 2, atol=1e-3)
    Reader.load(tmp_path / "mean")
    monkeypatch.setattr("sys.argv", ["qa-bot", "average", str(places[0]), str(tiny("distilbert")), "--out", str(tmp_path / "odd")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "not of the shape" in capsys.readouterr().err
