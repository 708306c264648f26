"""A limit on the time that a part of reading a file takes: what is not linear in a library must not cost the whole article. Needs POSIX."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutOfTimeError(BaseException):
    """The time is over. No `Exception`, since libraries catch those."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Give up what is inside after so many seconds of the processor; only in a process's main thread. On Windows there is no limit.

    Raises:
        OutOfTimeError: the time is over.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def over(*_: Any) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
