"""Record again: `python -m tests.parity.record` makes a virtual environment with transformers 4.57 in `~/.cache/qa_bot`
(or `--venv FOLDER`), runs the removed pipeline in it and writes `recorded.json`. `--only shipped` does the shipped reader
alone, which is what a new reader in `models/` needs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from .cases import cases, digest
from .families import FAMILIES, make

HERE = Path(__file__).parent
FIXTURE = HERE / "recorded.json"
SHIPPED = HERE.parents[1] / "models" / "reader-small"
NEEDS = ("transformers==4.57.6", "torch==2.13.0", "numpy>=2", "safetensors")
METRICS: list[dict[str, Any]] = [
    {"id": "1", "answers": ["the Danube", "Danube river"], "prediction": "Danube", "none": 0.1},
    {"id": "2", "answers": ["4 January 1999"], "prediction": "January, 1999", "none": 0.2},
    {"id": "3", "answers": [], "prediction": "", "none": 0.9},
    {"id": "4", "answers": [], "prediction": "a bridge", "none": 0.6},
    {"id": "5", "answers": ["An apple!"], "prediction": "apple", "none": 0.95},
    {"id": "6", "answers": ["the"], "prediction": "", "none": 0.3},
    {"id": "7", "answers": ["Zürich", "in Zürich"], "prediction": "", "none": 0.7},
]
"""Questions for `squad_evaluate`; `none` is the probability of no answer."""


def weights_of(folder: Path) -> str:
    """What tells whether a fixture belongs to a reader's weights."""
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:16]


def compact(result: Any) -> Any:
    """An answer as [score, start, end]; lists stay lists."""
    if isinstance(result, list):
        return [compact(one) for one in result]
    return [float(f"{result['score']:.7g}"), result["start"], result["end"]]


def _answer(qa: Any, call: dict[str, Any]) -> Any:
    """The answer, or None where the tokenizer's Rust code gives up on a question that leaves a window no room."""
    try:
        return compact(qa(**call))
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return None


def _record(only: str | None) -> None:
    """Runs inside the old environment."""
    import transformers
    from transformers.data.metrics.squad_metrics import compute_exact, compute_f1, squad_evaluate

    transformers.utils.logging.set_verbosity_error()
    warnings.simplefilter("ignore")
    recorded = json.loads(FIXTURE.read_text()) if only else {"transformers": transformers.__version__, "models": {}}
    with tempfile.TemporaryDirectory() as scratch:
        for name in [only] if only else [*FAMILIES, "shipped"]:
            folder = SHIPPED if name == "shipped" else make(Path(scratch) / name, name)
            calls = cases(name)
            qa = transformers.pipeline("question-answering", model=str(folder), tokenizer=str(folder), device=-1, dtype="float32")
            answers = [_answer(qa, call) for call in calls]
            weights = weights_of(folder)
            recorded["models"][name] = {"calls": digest(calls), "weights": weights, "answers": answers}
            print(f"{name}: {len(calls)} calls", flush=True)
    examples = [SimpleNamespace(qas_id=row["id"], answers=[{"text": text} for text in row["answers"]]) for row in METRICS]
    predictions = {row["id"]: row["prediction"] for row in METRICS}
    recorded["metrics"] = {
        "pairs": [
            [compute_exact(gold, row["prediction"]), compute_f1(gold, row["prediction"])] for row in METRICS for gold in row["answers"]
        ],
        "plain": squad_evaluate(examples, predictions),
        "threshold": squad_evaluate(examples, predictions, {row["id"]: row["none"] for row in METRICS}, 0.5),
    }
    lines = [f"{json.dumps(name)}:{json.dumps(model, separators=(',', ':'))}" for name, model in recorded["models"].items()]
    head = {name: value for name, value in recorded.items() if name != "models"}
    FIXTURE.write_text(json.dumps(head)[:-1] + ',"models":{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def environment() -> Path:
    """Where the environment with the old transformers lies, unless another place is named."""
    return Path.home() / ".cache" / "qa_bot" / "transformers-4.57"


def main() -> None:
    """Make the environment where it is missing, and run this module in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=environment())
    parser.add_argument("--only", choices=[*FAMILIES, "shipped"])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        _record(given.only)
        return
    python = given.venv / "bin" / "python"
    if not python.exists():
        venv.create(given.venv, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *NEEDS], check=True)
    quiet = {**os.environ, "RUST_BACKTRACE": "0", "HF_HUB_OFFLINE": "1"}
    only = ["--only", given.only] if given.only else []
    sys.exit(
        subprocess.run([python, "-m", "tests.parity.record", "--inside", *only], check=False, cwd=HERE.parents[1], env=quiet).returncode
    )


if __name__ == "__main__":
    main()
