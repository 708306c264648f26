"""How fast qa_bot is beside the readers that one could use instead: `python -m tests.benchmarks.peers [--only NAME] [--rounds N] [--dev FILE]`.

Each peer is installed into an environment of its own (needs the network once) and reads the same weights in fp32, the same article and the same
questions, one after the other. Rounds alternate between all of them, so that a busy machine slows all of them down. With `--dev`, a file in SQuAD's
nesting, each also reads 100 of its questions, which gives EM and F1 beside the speed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from random import Random
from typing import Any

from qa_bot.bench import questions
from qa_bot.evaluation import compute_exact, compute_f1
from qa_bot.evaluation.squad import read_squad
from qa_bot.loading import default_article

ROOT = Path(__file__).parents[2]
TORCH = "torch==2.13.0"
PIPELINE = "pipeline of transformers 4.57"
PEERS: dict[str, tuple[tuple[str, ...], str]] = {
    PIPELINE: (
        ("transformers==4.57.*", TORCH),
        """
from transformers import pipeline
model = pipeline("question-answering", model=folder, torch_dtype=torch.float32)
def ask(question, context):
    return model(question=question, context=context, handle_impossible_answer=True)["answer"]
""",
    ),
    "haystack's reader": (
        ("transformers-haystack==2.0.0", "accelerate", TORCH),
        """
from haystack import Document
from haystack.utils import ComponentDevice
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader
model = TransformersExtractiveReader(model=folder, device=ComponentDevice.from_str("cpu"), top_k=1, model_kwargs={"dtype": torch.float32})
getattr(model, "warm_up", lambda: None)()
def ask(question, context):
    return model.run(query=question, documents=[Document(content=context)])["answers"][0].data or ""
""",
    ),
    "onnxruntime by optimum": (
        ("optimum-onnx[onnxruntime]==0.1.*", TORCH),
        """
from optimum.onnxruntime import ORTModelForQuestionAnswering
from transformers import AutoTokenizer, pipeline
model = pipeline("question-answering", model=ORTModelForQuestionAnswering.from_pretrained(folder, export=True), tokenizer=AutoTokenizer.from_pretrained(folder))
def ask(question, context):
    return model(question=question, context=context, handle_impossible_answer=True)["answer"]
""",
    ),
    "a plain loop of transformers": (
        ("transformers==5.*", TORCH),
        """
from transformers import AutoModelForQuestionAnswering, AutoTokenizer
model = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
tokenizer = AutoTokenizer.from_pretrained(folder, model_max_length=512)
def ask(question, context):
    parts = tokenizer(question, context, truncation="only_second", max_length=384, stride=128, return_overflowing_tokens=True, return_offsets_mapping=True, padding=True, return_tensors="pt")
    given = {name: parts[name] for name in tokenizer.model_input_names if name in parts}
    with torch.inference_mode():
        found = model(**given)
    best = (float("-inf"), "")
    for row, offsets in enumerate(parts["offset_mapping"].tolist()):
        starts, ends = found.start_logits[row], found.end_logits[row]
        inside = torch.tensor([one == 1 for one in parts.sequence_ids(row)])
        scores = (starts[:, None] + ends[None, :]).masked_fill(~(inside[:, None] & inside[None, :]), -1e9).triu().tril(29)
        scores = scores.masked_fill(scores == 0, -1e9)
        at = int(scores.argmax())
        first, last = divmod(at, len(offsets))
        if scores[first, last] > max(best[0], float(starts[0] + ends[0])):
            best = (float(scores[first, last]), context[offsets[first][0] : offsets[last][1]])
    return best[1]
""",
    ),
}
"""What is installed for a peer, and how it is asked. txtai 9 hands its questions to the same pipeline, which ends with a TypeError on one of them."""
OURS = {
    "qa_bot": """
from qa_bot import Article, Bot, Reader
bot, kept = Bot(Reader.load(folder)), {}
def ask(question, context):
    answer = bot.ask(question, kept.setdefault(context, Article(context))).answer
    return answer.text if answer else ""
""",
    "qa_bot's reader alone": """
from qa_bot import Article, Reader
reader, kept = Reader.load(folder), {}
def ask(question, context):
    reading = reader.read([question], kept.setdefault(context, Article(context)), 1)[0]
    return reading.spans[0].span.text if reading.spans and reading.margin >= reader.calibration.threshold else ""
""",
}
"""The whole reply, with the dialogue, and the reading that the peers do."""
CHILD = """
import json, resource, sys, time, warnings
warnings.simplefilter("ignore")
given = json.load(sys.stdin)
folder = given["model"]
{imports}
{ask}
taken, answers = [], []
for question, context in given["pairs"]:
    began = time.perf_counter()
    answers.append(ask(question, context))
    taken.append(1000 * (time.perf_counter() - began))
    if len(answers) == 1:
        first = time.time()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"taken": taken, "answers": answers, "first": first - given["began"], "memory": memory}}))
"""


def environment(packages: tuple[str, ...], folder: Path) -> Path:
    """An environment with these packages; its Python."""
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        (folder / "ready").touch()
    return python


def ask_all(python: Path | str, code: str, model: str, pairs: list[tuple[str, str]], ours: bool) -> dict[str, Any]:
    """What a fresh process answers and takes: `taken` (ms a question), `answers`, `first` (seconds to the first answer), `memory` (MB)."""
    given = json.dumps({"model": model, "pairs": pairs, "began": time.time()})
    child = CHILD.format(imports="" if ours else "import torch", ask=code)
    done = subprocess.run([python, "-c", child], input=given, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", help="a part of a peer's name; repeat it")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--model", default="reader")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--environments", type=Path, default=Path(tempfile.gettempdir()) / "qa_bot-peers")
    options = parser.parse_args()
    peers = {name: peer for name, peer in PEERS.items() if not options.only or any(part in name for part in options.only)}
    pythons = {name: environment(peer[0], options.environments / str(list(PEERS).index(name))) for name, peer in peers.items()}
    model, text = str(ROOT / "models" / options.model), default_article().text
    rows = Random(1).sample(read_squad(options.dev), 100) if options.dev else []
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in [*OURS, *peers]}
    scores: dict[str, str] = dict.fromkeys(found, "")
    for turn in range(options.rounds):
        for name, runs in found.items():
            python, code = (sys.executable, OURS[name]) if name in OURS else (pythons[name], peers[name][1])
            runs.append(ask_all(python, code, model, [(question, text) for question in questions()], name in OURS))
            if rows and not turn:
                dev = ask_all(python, code, model, [(row.question, row.context) for row in rows], name in OURS)
                golds = [[gold.text for gold in row.answers] or [""] for row in rows]
                exact, f1 = (
                    100 * statistics.mean(max(score(gold, given) for gold in its) for its, given in zip(golds, dev["answers"], strict=True))
                    for score in (compute_exact, compute_f1)
                )
                scores[name] = f"{len(rows) / sum(dev['taken']) * 1000:.1f} | {exact:.1f} / {f1:.1f}"
    times = {name: [ms for run in runs for ms in run["taken"][2:]] for name, runs in found.items()}
    mine = statistics.median(times["qa_bot"])
    print(
        "| | median ms | 95 % within ms | qa_bot is faster by | first answer s | memory MB | dev: questions/s | EM / F1 |\n|---|---|---|---|---|---|---|---|"
    )
    for name, runs in found.items():
        median, slow = statistics.median(times[name]), statistics.quantiles(times[name], n=20)[-1]
        first, memory = (statistics.median(run[key] for run in runs) for key in ("first", "memory"))
        print(f"| {name} | {median:.0f} | {slow:.0f} | {median / mine:.1f} | {first:.1f} | {memory:.0f} | {scores[name] or '- | -'} |")


if __name__ == "__main__":
    main()
