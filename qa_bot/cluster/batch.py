"""The chunks of a job, read by a pool of readers on a cluster.

Plain actors, not Ray Data: a Dataset wants all rows before it begins, its actor pool tries a row that ends its reader for ever, and waits for a place
for every reader that it lost. Here a few chunks for each reader are on their way, the answers are given in order, and what a reader took with it
is read by another one: so a row is answered once, by whichever reader lived. The rows and the articles' files are needed on this machine only.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayError

from qa_bot.batch.chunk_reader import Answering, Answers, Chunk, ChunkReader, failed, file_bytes
from qa_bot.cluster.connection import CPUS
from qa_bot.errors import QaBotError

AHEAD = 4
"""Chunks on their way or waiting to be written, for each reader."""
TRIES = 3
"""Readers that a chunk may end before its rows are given up."""


class Actor:
    """A reader in a process of its own.

    Args:
        make: makes it.
    """

    def __init__(self, make: Callable[[], ChunkReader]) -> None:
        self.reader = make()

    def begin(self) -> Answers:
        """Nothing: it is there."""
        return []

    def read(self, chunk: Chunk, data: list[Any]) -> Answers:
        """See `ChunkReader.read`; `data` is the reference to the article's bytes, fetched where they are not kept."""

        def fetched(_: Path) -> bytes:
            found = ray.get(data[0])
            if isinstance(found, str):
                raise QaBotError(found)
            return bytes(found)

        return self.reader.read(chunk, fetched)


@dataclass(slots=True)
class _Work:
    """A chunk on its way; without a chunk, a reader that is being made."""

    number: int = -1
    chunk: Chunk | None = None
    tries: int = 0
    seen: Any = None
    """Comes back just before the reader begins with the chunk."""


@dataclass
class Pool:
    """Readers, and what each of them is doing.

    Args:
        make: makes a reader, in its own process.
        size: readers.
        cpus: processors of each.
        gpus: GPUs of each.
    """

    make: Callable[[], ChunkReader]
    size: int
    cpus: float = CPUS
    gpus: float = 0
    _doing: dict[Any, tuple[Any, _Work]] = field(default_factory=dict)
    _idle: list[Any] = field(default_factory=list)
    _failures: int = 0

    def read(self, chunks: Iterator[Chunk]) -> Iterator[Answers]:
        """The answers of each chunk, in order."""
        waiting: deque[_Work] = deque()
        done: dict[int, Answers] = {}
        taken = given = 0
        while True:
            while taken - given < AHEAD * self.size and (chunk := next(chunks, None)) is not None:
                waiting.append(_Work(taken, chunk))
                taken += 1
            if given == taken:
                return
            self._start(len(waiting) - len(self._idle))
            while waiting and self._idle:
                self._send(waiting.popleft())
            for work, answers in self._finished():
                if answers is None:
                    waiting.appendleft(work)
                else:
                    done[work.number] = answers
            while given in done:
                yield done.pop(given)
                given += 1

    def _start(self, wanted: int) -> None:
        """Make readers for so many chunks that wait, if there are not enough on their way."""
        coming = sum(work.chunk is None for _, work in self._doing.values())
        for _ in range(min(wanted - coming, self.size - len(self._idle) - len(self._doing))):
            actor = ray.remote(Actor).options(num_cpus=self.cpus, num_gpus=self.gpus).remote(self.make)
            self._doing[actor.begin.remote()] = actor, _Work()

    def _send(self, work: _Work) -> None:
        actor = self._idle.pop()
        assert work.chunk is not None  # noqa: S101
        work.seen = actor.begin.remote()
        self._doing[actor.read.remote(work.chunk, [ray.put(_bytes_of(work.chunk))])] = actor, work

    def _finished(self) -> Iterator[tuple[_Work, Answers | None]]:
        """What has come back: answers, or None for what is to be read again."""
        for reference in ray.wait(list(self._doing))[0]:
            actor, work = self._doing.pop(reference)
            try:
                answers: Answers = ray.get(reference)
            except RayError as error:
                ray.kill(actor)
                self._lost(error, work)
                if work.chunk is not None and work.tries < TRIES:
                    yield work, None
                elif work.chunk is not None:
                    yield work, [failed(row, f"The reader ended while it read this question, {TRIES} times.") for row in work.chunk.rows]
                continue
            self._failures = 0
            self._idle.append(actor)
            if work.chunk is not None:
                yield work, answers

    def _lost(self, error: RayError, work: _Work) -> None:
        """A reader has ended; the next one is made in its place. Where none can be made at all, the job ends."""
        work.tries += _came_back(work.seen)
        self._failures += work.chunk is None
        if self._failures > TRIES * self.size:
            said = [line.strip() for line in str(error).splitlines() if line.strip()]
            raise QaBotError(f"No reader could be started on the cluster: {said[-1] if said else type(error).__name__}")
        time.sleep(0.1 * self._failures)


def _came_back(reference: Any) -> bool:
    """Whether a reader was alive when it was given a chunk: one that was not is not the chunk's fault."""
    try:
        return reference is not None and ray.get(reference, timeout=1) == []
    except RayError:
        return False


def _bytes_of(chunk: Chunk) -> bytes | str:
    """The bytes of the article, or why there are none."""
    try:
        return file_bytes(chunk.path) if chunk.path else ""
    except QaBotError as error:
        return str(error)


def on_cluster(make: Callable[[], ChunkReader], readers: int | None = None, cpus: float = CPUS, gpus: float = 0) -> Answering:
    """Reads the chunks on the cluster that this process is part of.

    Args:
        make: makes a reader, in its own process; it is sent there.
        readers: how many; None: as many as the processors and GPUs of the cluster feed now.
        cpus: processors of each.
        gpus: GPUs of each.
    """
    there = ray.cluster_resources()
    most = min(there.get(kind, 0) // each for kind, each in (("CPU", cpus), ("GPU", gpus)) if each)
    return Pool(make, readers or max(1, int(most)), cpus, gpus).read
