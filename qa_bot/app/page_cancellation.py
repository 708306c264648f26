"""Which pages were closed, so that what they asked is not read for nobody."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from qa_bot.cancellation import while_wanted

PATIENCE = 10.0
"""Seconds after which a page whose connection broke counts as closed: it may come back."""
KEPT = 10_000
"""Closed pages that are remembered."""


class OpenPages:
    """Knows the closed pages by gradio's session; one that asks again is open. Thread-safe.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def close(self, request: Any) -> None:
        """The connection of a page has ended."""
        with self._lock:
            self._closed[_session(request)] = self._clock()
            while len(self._closed) > KEPT:
                self._closed.popitem(last=False)

    def is_open(self, session: str) -> bool:
        """Whether somebody may still look at a page."""
        closed = self._closed.get(session)
        return closed is None or self._clock() - closed < PATIENCE

    @contextmanager
    def while_open(self, request: Any) -> Iterator[None]:
        """Let the work in this block go on only while the page of a request is open; a program has no page."""
        session = _session(request)
        if not session:
            yield
            return
        with self._lock:
            self._closed.pop(session, None)
        with while_wanted(lambda: self.is_open(session)):
            yield


def _session(request: Any) -> str:
    return str(getattr(request, "session_hash", None) or "")
