"""The drop-in against recorded answers of the pipeline that transformers removed: 420 calls on eleven families and the shipped reader."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qa_bot.compat.inputs import MisuseError
from qa_bot.compat.pipeline import QuestionAnsweringPipeline, pipeline
from qa_bot.evaluation.metrics import compute_exact, compute_f1, squad_evaluate
from tests.parity.cases import cases, digest
from tests.parity.families import FAMILIES, make
from tests.parity.record import FIXTURE, METRICS, SHIPPED, weights_of

RECORDED = json.loads(FIXTURE.read_text(encoding="utf-8"))


def same(found: Any, recorded: Any, context: str) -> None:
    """Same answers at the same places, scores within 1e-4, one dict or a list as it was."""
    # the old one filled its list up with spans of probability 0 (ends before starts, longer than allowed)
    kept = [answer for answer in recorded if answer[0] > 0] if isinstance(recorded[0], list) else recorded
    wanted = kept[0] if isinstance(kept[0], list) and len(kept) == 1 else kept
    assert isinstance(found, list) == isinstance(wanted[0], list)
    for mine, (score, start, end) in zip(*((found, wanted) if isinstance(found, list) else ([found], [wanted])), strict=True):
        assert (mine["start"], mine["end"], mine["answer"]) == (start, end, context[start:end])
        assert mine["score"] == pytest.approx(score, abs=1e-4)


def check(qa: QuestionAnsweringPipeline, name: str) -> None:
    calls, model = cases(name), RECORDED["models"][name]
    assert model["calls"] == digest(calls), "the calls have changed: python -m tests.parity.record"
    assert len(model["answers"]) == len(calls) >= 24
    for call, recorded in zip(calls, model["answers"], strict=True):
        if recorded is None:
            with pytest.raises(MisuseError, match="max_seq_len or doc_stride"):
                qa(**call)
        elif isinstance(call["question"], list):
            found = qa(**call)
            contexts = call["context"] if isinstance(call["context"], list) else [call["context"]] * len(found)
            for one, old, context in zip(found, recorded, contexts, strict=True):
                same(one, old, context)
        else:
            same(qa(**call), recorded, call["context"])


@pytest.mark.parametrize("family", FAMILIES)
def test_answers_are_those_of_the_removed_pipeline(family: str, tmp_path: Path) -> None:
    folder = make(tmp_path, family)
    assert weights_of(folder) == RECORDED["models"][family]["weights"]
    check(pipeline("question-answering", model=str(folder)), family)


def test_answers_of_the_shipped_reader_are_those_of_the_removed_pipeline() -> None:
    if weights_of(SHIPPED) != RECORDED["models"]["shipped"]["weights"]:
        pytest.fail("the shipped reader is a new one: python -m tests.parity.record --only shipped")
    check(pipeline("question-answering"), "shipped")


def test_squad_metrics_are_those_of_the_removed_module() -> None:
    examples = [SimpleNamespace(qas_id=row["id"], answers=[{"text": text} for text in row["answers"]]) for row in METRICS]
    predictions = {row["id"]: row["prediction"] for row in METRICS}
    pairs = [[compute_exact(gold, row["prediction"]), compute_f1(gold, row["prediction"])] for row in METRICS for gold in row["answers"]]
    for mine, old in zip(pairs, RECORDED["metrics"]["pairs"], strict=True):
        assert mine == pytest.approx(old)
    none = {row["id"]: row["none"] for row in METRICS}
    assert squad_evaluate(examples, predictions) == pytest.approx(RECORDED["metrics"]["plain"])
    assert squad_evaluate(examples, predictions, none, 0.5) == pytest.approx(RECORDED["metrics"]["threshold"])
