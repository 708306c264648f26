"""A bot whose readers are replicas on a cluster: it sends questions there, about the same article to the replica that has it prepared."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Sequence
from typing import Any

import ray
from ray import serve
from ray.exceptions import RayError, RayTaskError
from ray.serve.exceptions import BackPressureError, RayServeException

from qa_bot.answer import Reply, Turn
from qa_bot.article import Article
from qa_bot.cache import Kept, Memory, size_of_article
from qa_bot.cancellation import is_wanted
from qa_bot.cluster.shared import AWAY
from qa_bot.dialogue.suggest.overview import Overview
from qa_bot.errors import BusyError, QaBotError, UnwantedError
from qa_bot.reply_text import BUSY

READERS = "Readers"
"""The name of the readers in Serve."""
PATIENCE = 120.0
"""Seconds in which a question must be answered, with those of readers that died meanwhile."""
LOOK = 0.25
"""Seconds between two looks whether somebody still waits."""
FRESH = 1.0
"""Seconds for which the state of the readers counts as known."""
_SENT = 100_000_000
"""Bytes of the articles that are held for replicas to fetch."""


class HandleBot:
    """Asks the readers of a cluster. May serve many threads.

    Args:
        handle: of the deployment of readers.
    """

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._sent = Kept[Article, tuple[str, Any]](Memory(_SENT), lambda article, _: size_of_article(article))
        self._seen = (0.0, "loading")
        self._engine = ""

    @property
    def status(self) -> str:
        """Where the readers are: "ready" while a replica runs, else "loading"."""
        when, found = self._seen
        if time.monotonic() - when > FRESH:
            try:
                replicas = serve.status().applications[self._handle.app_name].deployments[READERS].replica_states
                found = "ready" if replicas.get("RUNNING") else "loading"
            except (KeyError, RayError, RayServeException):
                found = "loading"
            self._seen = time.monotonic(), found
        return found

    @property
    def engine(self) -> str:
        """What computes the readers; "" where none is there, or all are busy and have not said it yet."""
        if not self._engine and self.status == "ready":
            with contextlib.suppress(BusyError):
                self._engine = str(self._answer(self._handle.options(method_name="engine"), patience=FRESH))
        return self._engine

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        """The reply of a replica; raises `QaBotError`."""
        reply: Reply = self._read(article, "ask", question, tuple(history), top_k, as_typed)
        return reply

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """A replica's questions to start with, or to go on with."""
        return list(self._read(article, "suggestions", tuple(history)))

    def overview(self, article: Article) -> Overview:
        """What a replica shows of an article before the first question."""
        overview: Overview = self._read(article, "overview")
        return overview

    def prepare(self, article: Article) -> None:
        """Have a replica build an article's indexes."""
        self._read(article, "prepare")

    def _read(self, article: Article, method: str, *arguments: Any) -> Any:
        """What a replica gives for an article, which it fetches if it does not hold it."""
        sent = self._sent.get(article)
        if sent is None:
            # all that is known of an article, not only its text: headings and pages decide what a reply says
            sent = hashlib.sha256(repr(article).encode("utf-8", "surrogatepass")).hexdigest(), ray.put(article)
            self._sent.put(article, sent)
        name, reference = sent
        return self._answer(self._handle.options(method_name="read", multiplexed_model_id=name), method, [reference], arguments)

    def _answer(self, handle: Any, *arguments: Any, patience: float = PATIENCE) -> Any:
        """The answer of a replica; where one dies, another one is asked.

        Raises:
            BusyError: there was none in time, or too many wait.
            UnwantedError: nobody waits for it any more.
            QaBotError: what the replica's bot raised.
        """
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                found = _waited(handle.remote(*arguments), until)
            except BackPressureError:
                raise BusyError(BUSY) from None
            except RayTaskError:
                raise  # a fault of ours, which another replica would have as well
            except (RayError, RayServeException):
                time.sleep(LOOK)
                continue
            if isinstance(found, QaBotError):
                raise found
            return found
        raise BusyError(AWAY)


def _waited(response: Any, until: float) -> Any:
    """What a response holds in the end."""
    while time.monotonic() < until:
        try:
            return response.result(timeout_s=LOOK)
        except TimeoutError:
            if not is_wanted():
                response.cancel()
                raise UnwantedError("Nobody waits for this answer any more.") from None
    response.cancel()
    raise BusyError(AWAY)
