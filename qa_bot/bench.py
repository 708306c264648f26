"""How fast readers are on this machine: each engine in a process of its own, so that start-up and memory count too.

`qa-bot bench` prints the table. The work is one question after another about the bundled article, each asked once, so that nothing kept helps.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Annotated

import typer

from qa_bot.errors import QaBotError
from qa_bot.loading.load import DEFAULT

_CHILD = "from qa_bot.bench import child; child()"


@dataclass(frozen=True, slots=True)
class Speed:
    """What one engine takes."""

    engine: str
    """Its name, with the precision."""
    load: float
    """Seconds from the start of the process until the reader is there."""
    first: float
    """Seconds from the start of the process to the first answer."""
    median: float
    """Milliseconds a question."""
    slow: float
    """Milliseconds of the slowest question in twenty (95th percentile)."""
    memory: float
    """Largest resident memory, in megabytes."""


def questions() -> list[str]:
    """The questions about the default article that are timed; some have no answer there."""
    return (files("qa_bot") / "articles" / f"{DEFAULT}.questions").read_text(encoding="utf-8").splitlines()


def measure(model: str | None, engine: str, dtype: str) -> Speed:
    """Time a reader in a new process.

    Args:
        model: see `Reader.load`.
        engine: see `Reader.load`.
        dtype: see `Reader.load`.

    Raises:
        QaBotError: the reader cannot be loaded so.
    """
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, json.dumps([model, engine, dtype, questions(), time.time()])],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise QaBotError(done.stderr.strip().splitlines()[-1].removeprefix("qa_bot.errors.QaBotError: "))
    return Speed(**json.loads(done.stdout.strip().splitlines()[-1]))


def child() -> None:
    """What the new process does: print a `Speed` as JSON."""
    model, engine, dtype, asked, began = json.loads(sys.argv[1])
    from qa_bot.dialogue import Bot
    from qa_bot.loading import default_article
    from qa_bot.reader import Reader

    reader = Reader.load(model, dtype, engine=engine)
    load = time.time() - began
    bot, article = Bot(reader), default_article()
    first_question, second, *timed = asked
    bot.ask(first_question, article)
    first = time.time() - began
    bot.ask(second, article)
    taken = []
    for question in timed:
        start = time.perf_counter()
        bot.ask(question, article)
        taken.append(1000 * (time.perf_counter() - start))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    slow = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    found = Speed(reader.engine.name, round(load, 1), round(first, 1), round(statistics.median(taken)), round(slow), round(memory))
    print(json.dumps(asdict(found)))


def table(speeds: list[Speed]) -> str:
    """The speeds as a table for a terminal or a page."""
    head = ["| engine | loaded after | first answer after | a question, median | 95 % within | memory |", "|---|---|---|---|---|---|"]
    rows = [
        f"| {one.engine} | {one.load} s | {one.first} s | {one.median:.0f} ms | {one.slow:.0f} ms | {one.memory:.0f} MB |" for one in speeds
    ]
    return "\n".join(head + rows)


def bench(
    model: Annotated[str | None, typer.Option("--model", help="Folder, shipped reader or hub name; default: QA_BOT_MODEL.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Time every engine on this machine with questions about the bundled article."""
    speeds = [measure(model, *wish) for wish in (("auto", "auto"), ("torch", "auto"), ("torch", "float32"))]
    print(json.dumps([asdict(one) for one in speeds]) if as_json else table(speeds))
