"""`python -m tests.parity.speed`: milliseconds a call of the removed pipeline (in the environment of `record`) and of the
drop-in, one after the other on the same calls with the shipped reader, best of five rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from .cases import QUESTIONS, STORY
from .record import HERE, NEEDS, SHIPPED, environment

ROUNDS = 5
LOADS: dict[str, dict[str, Any]] = {
    "one short text": {"question": QUESTIONS[0], "context": STORY},
    "one long text": {"question": QUESTIONS[0], "context": STORY * 12},
    "one long text, top_k=5": {"question": QUESTIONS[0], "context": STORY * 12, "top_k": 5},
    "8 questions, one text": {"question": list(QUESTIONS), "context": STORY * 4},
    "8 questions, batch_size=8": {"question": list(QUESTIONS), "context": STORY * 4, "batch_size": 8},
}


def measure(side: str) -> dict[str, float]:
    """Milliseconds of each load."""
    warnings.simplefilter("ignore")
    if side == "old":
        import transformers

        transformers.utils.logging.set_verbosity_error()
        qa = transformers.pipeline("question-answering", model=str(SHIPPED), tokenizer=str(SHIPPED), device=-1, dtype="float32")
    else:
        from qa_bot import pipeline

        qa = pipeline("question-answering", model=str(SHIPPED))
    found = {}
    for name, load in LOADS.items():
        qa(**load)
        times = []
        for _ in range(ROUNDS):
            if side == "new":
                qa.reader.memory.clear()  # the old one kept no tokens: neither may this one here
            began = time.perf_counter()
            qa(**load)
            times.append(1000 * (time.perf_counter() - began))
        found[name] = min(times)
    return found


def main() -> None:
    """Measure both, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=environment())
    parser.add_argument("--side", choices=["old", "new"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(measure(given.side)))
        return
    root = HERE.parents[1]
    sides = []
    for python, side in ((given.venv / "bin" / "python", "old"), (Path(sys.executable), "new")):
        command = [str(python), "-m", "tests.parity.speed", "--side", side]
        done = subprocess.run(command, check=True, cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)})
        sides.append(json.loads(done.stdout.splitlines()[-1]))
    print(f"| ms a call, best of {ROUNDS} | {NEEDS[0]} | qa_bot |\n|---|---|---|")
    for name in LOADS:
        print(f"| {name} | {sides[0][name]:.0f} | {sides[1][name]:.0f} |")


if __name__ == "__main__":
    main()
