"""`python -m tests.cluster.scale`: what the orchestration costs, measured with a stand-in for the reader that only waits.

Every request goes the whole way: HTTP, Serve's proxy, the front with its limits and articles, a handle, a replica, and back. With `--model` the same
is measured with a real reader, each replica on one processor, after one process without a cluster on all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from qa_bot import article_from_text
from qa_bot.cli_options import bot_with
from qa_bot.cluster.connection import connected
from qa_bot.settings import Settings
from tests.cluster.stand_ins import Waiting

PORT = 8390
_NUMBERS = count()
"""No question is asked twice: its answer would be kept."""
README = Path(__file__).parent.parent.parent / "README.md"


async def load(clients: int, seconds: float) -> list[float]:
    """Ask from so many clients at the same time; the milliseconds of each answered question."""
    taken: list[float] = []
    until = time.perf_counter() + seconds
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=120, limits=httpx.Limits(max_connections=None)) as client:

        async def visitor() -> None:
            while time.perf_counter() < until:
                began = time.perf_counter()
                found = await client.post("/ask", json={"question": f"Who is number {next(_NUMBERS)}?"})
                found.raise_for_status()
                taken.append(1000 * (time.perf_counter() - began))

        await asyncio.gather(*(visitor() for _ in range(clients)))
    return taken


def megabytes(pid: int) -> float:
    """Memory of a process that it shares with no other."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")) / 1000


def replicas() -> list[int]:
    """The processes of the readers."""
    titles = ((int(file.parent.name), file.read_bytes()) for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists())
    return [pid for pid, title in titles if title.startswith(b"ray::ServeReplica:qa_bot:Readers")]


def measured(visitors: int, seconds: float) -> tuple[float, float, float, float]:
    """Questions a second, milliseconds of the median, of the slowest in twenty, and of a visitor who is alone."""
    asyncio.run(load(visitors, 2))
    alone = statistics.median(asyncio.run(load(1, seconds / 3)))
    began = time.perf_counter()
    taken = asyncio.run(load(visitors, seconds))
    rate = len(taken) / (time.perf_counter() - began)
    return rate, statistics.median(taken), statistics.quantiles(taken, n=20, method="inclusive")[-1], alone


def served(readers: int, make: Callable[[], Any], text: str) -> None:
    """Serve so many readers on the cluster."""
    from qa_bot.cluster.serving import Options, application, run

    run(application(Options(readers=readers, cpus=0.01, local=True), make, article_from_text(text), Settings(queue=400)), "127.0.0.1", PORT)


@contextmanager
def one_process(model: str) -> Iterator[int]:
    """The page and `/ask` as on one machine, with all its processors, while the block runs; its process."""
    command = [sys.executable, "-m", "qa_bot", "chat", "--port", str(PORT), "--model", model, "--article", str(README)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:  # it waits twice as long each time
            while client.get(f"http://127.0.0.1:{PORT}/health", timeout=60).status_code != 200:
                time.sleep(0.5)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def counted(seconds: float) -> float:
    """Questions a second that the one actor counts which all fronts ask, asked by eight of them."""
    from qa_bot.cluster.shared import SharedLimiter

    until, done = time.perf_counter() + seconds, [0] * 8

    def front(number: int) -> None:
        limiter = SharedLimiter(400, 0)
        while time.perf_counter() < until:
            with limiter.enter(str(number)):
                done[number] += 1

    threads = [threading.Thread(target=front, args=(number,)) for number in range(len(done))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def line(name: str, share: str, found: tuple[float, float, float, float], memory: float) -> str:
    """A line of the table."""
    rate, median, slow, alone = found
    return f"| {name} | {rate:.1f} | {share} | {median:.0f} | {slow:.0f} | {alone:.0f} | {memory:.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicas", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--wait", type=float, default=0.1, help="seconds that the stand-in waits for each question, one after the other")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--model", help="measure this reader in place of the stand-in")
    options = parser.parse_args()
    make = partial(bot_with, options.model) if options.model else partial(Waiting, options.wait, one_by_one=True)
    text = README.read_text(encoding="utf-8") if options.model else "Anna left for Rome."
    print(f"{time.strftime('%d %B %Y')}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before")
    print(
        "| replicas | questions/s | of what the waiting allows | median ms | 95 % within ms | alone ms | MB a replica |\n|---|---|---|---|---|---|---|"
    )
    if options.model:
        with one_process(options.model) as process:
            print(line("no cluster", "", measured(4, options.seconds), megabytes(process)), flush=True)
    with connected("local", max(options.replicas)):
        for readers in options.replicas:
            served(readers, make, text)
            found = measured(4 if options.model else 2 * readers, options.seconds)
            share = "" if options.model else f"{100 * found[0] * options.wait / readers:.0f} %"
            print(line(str(readers), share, found, statistics.mean(map(megabytes, replicas()))), flush=True)
        print(f"\nThe limits of all fronts are counted for {counted(options.seconds):.0f} questions a second.")


if __name__ == "__main__":
    main()
