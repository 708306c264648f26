"""The reader's queue: as many works at a time as there are places, the visitors in turn, whichever way they came.

Within one visitor the first to come is the first to be read. Among visitors the turn goes round (round robin), so that one who sends many
questions does not keep the others waiting. What can wait, such as suggestions, is done when no question waits.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from qa_bot.cancellation import check_wanted

LOOK = 0.25
"""Seconds after which a work that waits looks whether it is still wanted."""


class Turns:
    """Gives the turns, one `with turns.turn(visitor):` each. Thread-safe.

    Args:
        places: works at the same time.
    """

    def __init__(self, places: int = 1) -> None:
        self._changed = threading.Condition()
        self._free = places
        self._questions: OrderedDict[str, deque[object]] = OrderedDict()
        self._later: OrderedDict[str, deque[object]] = OrderedDict()

    @contextmanager
    def turn(self, visitor: str, *, later: bool = False) -> Iterator[None]:
        """Wait for the visitor's turn, and hold it in the block; with `later`, other visitors' questions go first.

        Raises:
            UnwantedError: nobody waits for this work any more.
        """
        ring, ticket = self._later if later else self._questions, object()
        with self._changed:
            ring.setdefault(visitor, deque()).append(ticket)
            try:
                while not self._free or self._next() is not ticket:
                    check_wanted()
                    self._changed.wait(LOOK)
                check_wanted()
                self._free -= 1
            finally:
                self._leave(ring, visitor, ticket)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def _next(self) -> object | None:
        ring = self._questions or self._later
        return next(iter(ring.values()))[0] if ring else None

    def _leave(self, ring: OrderedDict[str, deque[object]], visitor: str, ticket: object) -> None:
        """Take a ticket away; the visitor's next one stands behind those of all others."""
        ring[visitor].remove(ticket)
        if ring[visitor]:
            ring.move_to_end(visitor)
        else:
            del ring[visitor]
        self._changed.notify_all()
