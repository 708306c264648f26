"""Progress of long work, on standard error: a bar in a terminal, one line a minute in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Update = Callable[[int, str], None]
"""Called with the number of steps done and a note."""


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
