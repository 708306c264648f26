"""How fast qa_bot is beside the pipeline that it replaces: `python -m tests.benchmarks.peers [--rounds N]`.

transformers 4.57, the last line with the question-answering pipeline, is installed into an environment of its own (needs the network once) and reads
the same weights in fp32, the same article and the same questions. Rounds alternate between both, so that a busy machine slows down both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from qa_bot.bench import measure, questions, table
from qa_bot.loading import default_article

ROOT = Path(__file__).parents[2]
PIPELINE = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import torch
from transformers import pipeline
given = json.load(sys.stdin)
asked = pipeline("question-answering", model=given["model"], torch_dtype=torch.float32)
taken = []
for question in given["questions"]:
    began = time.perf_counter()
    asked(question=question, context=given["context"], handle_impossible_answer=True)
    taken.append(1000 * (time.perf_counter() - began))
print(json.dumps(taken[2:]))
"""


def environment(folder: Path) -> Path:
    """An environment with transformers 4.57; its Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "transformers==4.57.*", "torch==2.13.0", "numpy"], check=True)
    return python


def main() -> None:
    """Print the table and the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="reader")
    parser.add_argument("--environment", type=Path, default=Path(tempfile.gettempdir()) / "qa_bot-peer")
    options = parser.parse_args()
    python = environment(options.environment)
    given = json.dumps({"model": str(ROOT / "models" / options.model), "context": default_article().text, "questions": questions()})
    theirs: list[float] = []
    ours = []
    for _ in range(options.rounds):
        ours.append(measure(options.model, "auto", "auto"))
        done = subprocess.run([python, "-c", PIPELINE], input=given, capture_output=True, text=True, check=True)
        theirs += json.loads(done.stdout.strip().splitlines()[-1])
    median = statistics.median(theirs)
    print(table(ours))
    print(
        f"transformers 4.57's pipeline, fp32: median {median:.0f} ms a question, 95 % within {statistics.quantiles(theirs, n=20)[-1]:.0f} ms"
    )
    print(f"ratio of the medians: {median / statistics.median(one.median for one in ours):.1f}")


if __name__ == "__main__":
    sys.exit(main())
