"""How many threads the reader takes on a machine that it shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa_bot.reader.engines.processors import processors


@pytest.fixture(autouse=True)
def _eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(8), raising=False)


@pytest.mark.parametrize(
    ("files", "threads"),
    [
        ({"cpu.max": "200000 100000\n"}, 2),
        ({"cpu.max": "150000 100000\n"}, 2),
        ({"cpu.max": "10000 100000\n"}, 1),
        ({"cpu.max": "6400000 100000\n"}, 8),
        ({"cpu.max": "max 100000\n"}, 8),
        ({"cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 3),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 8),
        ({}, 8),
    ],
)
def test_no_more_threads_than_the_container_may_use(tmp_path: Path, files: dict[str, str], threads: int) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert processors({}, tmp_path) == threads


@pytest.mark.parametrize(("wanted", "threads"), [("2", 2), ("64", 8), ("0", 8), ("4,2", 8), ("", 8)])
def test_no_more_threads_than_omp_num_threads(tmp_path: Path, wanted: str, threads: int) -> None:
    assert processors({"OMP_NUM_THREADS": wanted}, tmp_path) == threads
