"""The evaluation gate: floors for every shipped reader on a fixed sample, and a hash of the sample.

    python -m tests.gate                             # measure the shipped readers against their floors
    python -m tests.gate --update                    # raise the floors to what is measured now, less the margin for noise
    python -m tests.gate --update --allow-regression # lower them, on purpose

The sample is 240 questions of the SQuAD 2.0 dev set (CC BY-SA 4.0), half of them unanswerable.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from qa_bot import Reader
from qa_bot.evaluation.metrics import evaluate
from qa_bot.evaluation.squad import read_squad

HERE = Path(__file__).parent
SAMPLE, FLOORS = HERE / "sample.json", HERE / "floors.json"
MODELS = HERE.parent.parent / "models"
NOISE = 1.5
"""Points that other hardware or another build of torch may take off: about four questions of the sample."""
SCORES = ("exact", "f1", "has_answer_f1", "no_answer_accuracy")


def shipped() -> list[str]:
    """Names of the readers in `models/`."""
    return sorted(folder.name for folder in MODELS.iterdir() if (folder / "calibration.json").is_file())


def sample_hash() -> str:
    return hashlib.sha256(SAMPLE.read_bytes()).hexdigest()


def measure(model: str) -> dict[str, float]:
    _, found = evaluate(Reader.load(MODELS / model, "auto"), read_squad(SAMPLE))
    values = (found["exact"], found["f1"], found["has_answer"]["f1"], found["no_answer"]["accuracy"])
    return dict(zip(SCORES, values, strict=True))


def below(floors: dict[str, float], scores: dict[str, float]) -> list[str]:
    """A sentence for each score that lies under its floor."""
    return [f"{name} is {scores[name]:.2f}, its floor {floor:.2f}" for name, floor in floors.items() if scores[name] < floor]


def updated(old: dict[str, float], scores: dict[str, float], allow_regression: bool) -> dict[str, float]:
    """New floors: `NOISE` below what was measured.

    Raises:
        ValueError: a floor would fall, and that was not allowed.
    """
    new = {name: round(score - NOISE, 2) for name, score in scores.items()}
    fallen = [name for name, floor in old.items() if new[name] < floor]
    if fallen and not allow_regression:
        raise ValueError(f"{', '.join(fallen)} would fall: mend the reader, or say --allow-regression and why in the commit")
    return new


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args()
    stored: dict[str, Any] = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"sample": sample_hash(), "readers": {}}
    failed = stored["sample"] != sample_hash()
    for model in shipped():
        scores = measure(model)
        print(model, json.dumps(scores))
        if options.update:
            stored["readers"][model] = updated(stored["readers"].get(model, {}), scores, options.allow_regression)
        else:
            wrong = below(stored["readers"].get(model, dict.fromkeys(SCORES, 100.0)), scores)
            failed = failed or bool(wrong)
            print(*wrong, sep="\n")
    if options.update:
        stored["sample"] = sample_hash()
        unfinished = FLOORS.with_suffix(".new")
        unfinished.write_text(json.dumps(stored, indent=2) + "\n")
        unfinished.replace(FLOORS)
    sys.exit(failed and not options.update)


if __name__ == "__main__":
    main()
