"""Work that nobody waits for any more is given up: whoever starts it says how to know, and long work asks between its steps.

>>> with while_wanted(lambda: False):
...     check_wanted()
Traceback (most recent call last):
...
qa_bot.errors.UnwantedError: Nobody waits for this answer any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from qa_bot.errors import UnwantedError

_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("wanted", default=None)


@contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Let the work in this block, and in this thread, end as soon as it is not wanted, here or by a block around this one."""
    around = _wanted.get()
    token = _wanted.set(lambda: wanted() and (around is None or around()))
    try:
        yield
    finally:
        _wanted.reset(token)


def is_wanted() -> bool:
    """Whether somebody waits for the work of this thread; True where nobody said how to know."""
    wanted = _wanted.get()
    return wanted is None or wanted()


def check_wanted() -> None:
    """Go on only where somebody waits.

    Raises:
        UnwantedError: nobody does.
    """
    if not is_wanted():
        raise UnwantedError("Nobody waits for this answer any more.")
