"""Progress of long work: told to whoever listens, or shown on standard error, as a bar in a terminal and one line a minute in a log.

>>> with listening(print):
...     report("Reading", 8, 16)
Reading 8 16
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Update = Callable[[int, str], None]
"""Called with the number of steps done and a note."""
Listener = Callable[[str, int, int], object]
"""Called with what is done to passages, such as "Reading", with how many of them so far, this step's too, and with how many at most."""
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell a listener how far the work in this block, and in this thread, is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(what: str, done: int, of: int) -> None:
    """Say how far the work of this thread is; without a listener, nothing happens."""
    if listener := _listener.get():
        listener(what, done, of)


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Update]:
    """Show progress towards `total` while the block runs."""
    if not sys.stderr.isatty():
        last = time.monotonic()

        def log(done: int, note: str = "") -> None:
            nonlocal last
            if time.monotonic() - last >= 60:
                last = time.monotonic()
                print(f"{time.strftime('%H:%M')} {what} {done}/{total} {note}", file=sys.stderr, flush=True)

        yield log
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, note="")

        def draw(done: int, note: str = "") -> None:
            bar.update(task, completed=done, note=note)

        yield draw
