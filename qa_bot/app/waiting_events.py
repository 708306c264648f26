"""Events that wait in gradio's queue, or are worked on, within a budget: gradio bounds their number, and one may hold a text of 12 MB."""

from __future__ import annotations

from typing import Any

from qa_bot.app.middleware.bodies import size_of
from qa_bot.reply_text import BUSY

SHORT = 200_000
"""Bytes of an event that always finds room, such as a question."""


class WaitingEvents:
    """Stands before a queue's `push`. Used by one event loop.

    Args:
        queue: gradio's.
        room: bytes of the requests whose events are in the queue; one alone may be larger.
    """

    def __init__(self, queue: Any, room: int) -> None:
        self.queue, self.room = queue, room
        self._push = queue.push

    async def push(self, body: Any, request: Any, username: str | None) -> tuple[bool, Any, str]:
        """Put an event into the queue, or say that it is full, as gradio's own `push` does."""
        size = size_of(request.scope)
        waiting = sum(size_of(event.request.scope) for event in self.queue.event_ids_to_events.values())
        if size > SHORT and waiting and waiting + size > self.room:
            return False, BUSY, "queue_full"
        pushed: tuple[bool, Any, str] = await self._push(body=body, request=request, username=username)
        return pushed
