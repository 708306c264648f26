"""Stand-ins for a bot that need no model: what is measured and broken here is what stands around the reader."""

from __future__ import annotations

import os
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from qa_bot import Article, QaBotError, Reply
from qa_bot.answer import Trace
from qa_bot.batch.chunk_reader import ChunkReader


class Waiting:
    """Answers with the process that it runs in, after some seconds; writes down what it was asked.

    Args:
        seconds: how long a question takes.
        log: a file for the questions; None: nowhere.
        one_by_one: whether a question waits for the one before it, as with a reader.
    """

    engine = "stand-in"

    def __init__(self, seconds: float = 0.0, log: Path | None = None, one_by_one: bool = False) -> None:
        self.seconds, self.log = seconds, log
        self._turn: Any = threading.Lock() if one_by_one else nullcontext()

    def ask(self, question: str, article: Article, history: Any = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        if self.log:
            with self.log.open("a") as file:
                file.write(f"{os.getpid()} {question}\n")
        if question == "Die!":
            os._exit(1)
        if not question:
            raise QaBotError("Type a question first.")
        with self._turn:
            time.sleep(self.seconds)
        return self.refuse(question, article, str(os.getpid()))

    def refuse(self, question: str, article: Article, message: str) -> Reply:
        return Reply(question, None, None, (), (), None, 0.0, article.title, Trace(0, None, 0.0, 0.0), message)

    def suggestions(self, article: Article, history: Any = ()) -> list[str]:
        return []

    def prepare(self, article: Article) -> None:
        pass


def waiting_reader(seconds: float = 0.0, log: Path | None = None) -> ChunkReader:
    """A reader of chunks that only waits."""
    return ChunkReader(Waiting(seconds, log))


def broken_reader() -> ChunkReader:
    """A reader that cannot be made."""
    raise OSError("the weights are not on this machine")
