"""The outcomes of events that no page has fetched yet, within a budget: gradio keeps them without a bound, and one may be a whole article.

Gradio puts the messages for each session into a queue, from which the session's stream of events takes them at once. Whoever sends events
and never opens the stream leaves them here; what is dropped then is the session that left most.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Any

EACH = 2_000
"""Bytes of a message, beside its texts."""


class Outcomes(MutableMapping[str, "asyncio.Queue[Any]"]):
    """The queues of all sessions, as gradio's own dictionary of them. Used by one event loop.

    Args:
        sessions: queues at most; the one that was made first goes first.
        room: bytes of all messages; one message may be larger.
    """

    def __init__(self, sessions: int, room: int) -> None:
        self.sessions, self.room = sessions, room
        self.used = 0
        """Bytes of all messages."""
        self._queues: OrderedDict[str, _Messages] = OrderedDict()

    def __getitem__(self, session: str) -> asyncio.Queue[Any]:
        """The queue of a session; of one that was dropped, a queue that nobody reads."""
        return self._queues.get(session) or asyncio.Queue()

    def __contains__(self, session: object) -> bool:
        """Whether a session has a queue."""
        return session in self._queues

    def __setitem__(self, session: str, queue: asyncio.Queue[Any]) -> None:
        """Make an empty queue for a session."""
        self.pop(session, None)
        self._queues[session] = _Messages(self)
        while len(self._queues) > self.sessions:
            del self[next(iter(self._queues))]

    def __delitem__(self, session: str) -> None:
        """Drop a session with its messages."""
        dropped = self._queues.pop(session, None)
        if dropped is not None:
            self.used -= dropped.size
            dropped.owner = None

    def __iter__(self) -> Iterator[str]:
        """The sessions."""
        return iter(self._queues)

    def __len__(self) -> int:
        """How many sessions there are."""
        return len(self._queues)

    def make_room(self) -> None:
        """Drop sessions until the messages are within the budget, or are one alone."""
        while self.used > self.room:
            session, heaviest = max(self._queues.items(), key=lambda one: one[1].size)
            if heaviest.size == self.used and heaviest.qsize() == 1:
                break
            del self[session]


class _Messages(asyncio.Queue[Any]):
    """The messages of a session."""

    def __init__(self, owner: Outcomes) -> None:
        super().__init__()
        self.owner: Outcomes | None = owner
        self.size = 0

    def _put(self, item: Any) -> None:
        size = _size(item)
        super()._put((item, size))
        self._weigh(size)
        if self.owner is not None:
            self.owner.make_room()

    def _get(self) -> Any:
        item, size = super()._get()
        self._weigh(-size)
        return item

    def _weigh(self, more: int) -> None:
        self.size += more
        if self.owner is not None:
            self.owner.used += more


def _size(message: Any) -> int:
    """Bytes of a message, about."""
    output = getattr(message, "output", None)
    values = output.get("data") if isinstance(output, dict) else None
    texts = [text for value in values or () for text in (value.values() if isinstance(value, dict) else (value,)) if isinstance(text, str)]
    return EACH + sum(map(len, texts))
