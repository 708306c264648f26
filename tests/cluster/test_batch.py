"""Jobs on a cluster of this machine: order and ids, and every row answered once, whatever ends in the middle."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from qa_bot import QaBotError
from qa_bot.batch.job import Job
from qa_bot.cluster.batch import on_cluster
from qa_bot.cluster.connection import connected
from tests.cluster.conftest import FAULTS, LONG
from tests.cluster.stand_ins import broken_reader, waiting_reader

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file of 96 questions about four articles."""
    for folder in ("questions", "articles"):
        (tmp_path / folder).mkdir()
    for name in ("anna", "nils", "vera", "otto"):
        (tmp_path / "articles" / f"{name}.txt").write_text(f"{name.title()} left for Rome.")
    names = ("anna", "nils", "vera", "otto")
    rows = [json.dumps({"id": f"q{n}", "question": f"Who is {n}?", "article": names[n // 8 % 4]}) for n in range(96)]
    (tmp_path / "questions" / "many.jsonl").write_text("\n".join(rows))
    return tmp_path


def answers(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (place / "out" / "many.jsonl").read_text().splitlines()]


def every_row_once(place: Path) -> None:
    found = answers(place)
    assert [row["id"] for row in found] == [f"q{n}" for n in range(96)]
    assert all("error" not in row for row in found)
    assert [row["article"] for row in found[:16]] == ["Anna"] * 8 + ["Nils"] * 8


def run(place: Path, seconds: float = 0.02, readers: int = 2) -> Job:
    job = Job(place / "questions", place / "articles", place / "out")
    job.run(on_cluster(partial(waiting_reader, seconds, place / "log"), readers, cpus=1), lambda *_: None)
    return job


def wait_for(place: Path, asked: int) -> list[int]:
    """Wait until so many questions were asked; the readers' processes."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        lines = (place / "log").read_text().splitlines() if (place / "log").exists() else []
        if len(lines) >= asked:
            return list(dict.fromkeys(int(line.split()[0]) for line in lines))
        time.sleep(0.02)
    raise AssertionError("nothing was asked")


def during(place: Path, asked: int, act: Any) -> threading.Thread:
    """Do something when so many questions were asked."""
    thread = threading.Thread(target=lambda: act(wait_for(place, asked)))
    thread.start()
    return thread


@pytest.mark.parametrize("_", FAULTS)
def test_a_reader_that_is_killed(place: Path, nodes: Any, _: int) -> None:
    node = nodes.add_node(num_cpus=2, object_store_memory=80_000_000)
    killing = during(place, 20, lambda pids: os.kill(pids[0], signal.SIGKILL))
    run(place)
    killing.join()
    every_row_once(place)
    assert len({row["message"] for row in answers(place)}) == 3  # the third took the place of the first
    nodes.remove_node(node)


@LONG
@pytest.mark.parametrize("_", FAULTS)
def test_a_node_that_is_killed(place: Path, nodes: Any, _: int) -> None:
    stays, goes = (nodes.add_node(num_cpus=1, object_store_memory=80_000_000) for _ in range(2))
    killing = during(place, 30, lambda _: nodes.remove_node(goes, allow_graceful=False))
    run(place)
    killing.join()
    every_row_once(place)
    nodes.remove_node(stays)


def test_a_question_that_ends_its_reader_each_time_stops_nothing(place: Path, nodes: Any) -> None:
    node = nodes.add_node(num_cpus=2, object_store_memory=80_000_000)
    with (place / "questions" / "many.jsonl").open("a") as file:
        file.write('\n{"question": "Die!", "article": "otto"}\n{"question": "Who left?", "article": "anna"}\n')
    run(place, 0.0)
    found = answers(place)
    assert len(found) == 98
    assert "3 times" in found[96]["error"]
    assert "error" not in found[97]
    nodes.remove_node(node)


def test_readers_that_cannot_be_made_end_the_job_with_one_sentence(place: Path, nodes: Any) -> None:
    node = nodes.add_node(num_cpus=1, object_store_memory=80_000_000)
    job = Job(place / "questions", place / "articles", place / "out")
    with pytest.raises(QaBotError, match=r"No reader could be started.*not on this machine") as raised:
        job.run(on_cluster(broken_reader, 1, cpus=1), lambda *_: None)
    assert "\n" not in str(raised.value)
    nodes.remove_node(node)


JOB = """
import sys
from functools import partial
from pathlib import Path
from qa_bot.batch.job import Job
from qa_bot.cluster.batch import on_cluster
from qa_bot.cluster.connection import connected
from tests.cluster.conftest import FAULTS, LONG
from tests.cluster.stand_ins import waiting_reader
place = Path(sys.argv[1])
with connected(sys.argv[2]):
    Job(place / "questions", place / "articles", place / "out").run(on_cluster(partial(waiting_reader, 0.02, place / "log"), 2, cpus=1), lambda *_: None)
"""


@pytest.mark.parametrize("_", FAULTS)
def test_the_head_of_a_job_that_is_killed(place: Path, nodes: Any, _: int) -> None:
    node = nodes.add_node(num_cpus=2, object_store_memory=80_000_000)
    head = subprocess.Popen([sys.executable, "-c", JOB, str(place), nodes.address], cwd=ROOT)
    deadline = time.monotonic() + 60
    while (not (place / "out" / "many.jsonl").exists() or len(answers(place)) < 16) and time.monotonic() < deadline:
        time.sleep(0.02)
    head.kill()
    head.wait()
    kept = answers(place)
    assert 0 < len(kept) < 96
    run(place)
    every_row_once(place)
    assert answers(place)[: len(kept)] == kept
    nodes.remove_node(node)


def test_an_address_that_nobody_answers_at() -> None:
    for address, said in (("127.0.0.1:8399", "No Ray cluster answers"), ("nowhere", "no address"), ("127.0.0.1:99999", "no address")):
        with pytest.raises(QaBotError, match=said), connected(address):
            pass


def test_another_version_is_told(nodes: Any) -> None:
    code = f"import ray; ray.__version__ = '2.59.0'\nfrom qa_bot.cluster.connection import connect\nconnect({nodes.address!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False, cwd=ROOT)
    assert re.search(r"QaBotError: The cluster at \S+ has another version than Ray 2.59.0 and Python \S+ here", done.stderr)
