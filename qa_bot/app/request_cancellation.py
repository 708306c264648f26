"""Work for a request, given up when its connection ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from starlette.requests import Request

from qa_bot.cancellation import while_wanted

LOOK = 0.5
"""Seconds between two looks at the connection."""


async def while_connected(request: Request, run: Callable[..., Coroutine[Any, Any, Any]], work: Callable[..., Any], *arguments: Any) -> Any:
    """The outcome of a function that `run` calls in a thread; the function is told when the one who asked has gone."""
    gone = False

    async def watch() -> None:
        nonlocal gone
        while not await request.is_disconnected():
            await asyncio.sleep(LOOK)
        gone = True

    def watched() -> Any:
        with while_wanted(lambda: not gone):
            return work(*arguments)

    watching = asyncio.create_task(watch())
    try:
        return await run(watched)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
