"""Long responses on their way out: in pieces, as fast as they are read, within a budget of bytes, and not compressed.

A request of a few bytes may ask for a whole article: who asks for many and reads none would fill the memory, and to compress one takes seconds.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.middleware.refusal import refuse

PIECE = 65_536
"""Bytes that are sent before the next wait for the reader."""
LONG = 400_000
"""Bytes from which on a response is long: the page itself has 300,000."""
MAX_ALL = 64_000_000
"""Bytes of all long responses that are being sent; one alone may be larger."""
_AS_IT_IS = "identity"


class Uncompressed:
    """Has `GZipMiddleware`, which stands before it, leave long responses as they are; `ResponseLimit` takes the mark away.

    Args:
        app: what comes next.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and its response back."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and _length(message) > LONG:
                MutableHeaders(raw=message["headers"]).setdefault("Content-Encoding", _AS_IT_IS)
            await send(message)

        return await self.app(scope, receive, sent)


class ResponseLimit:
    """Answers 503 where too many long responses are being sent, and ends a stream of events whose next one is too much.

    Args:
        app: what comes next.
        max_all: bytes of all long responses that are being sent.
    """

    def __init__(self, app: ASGIApp, max_all: int = MAX_ALL) -> None:
        self.app = app
        self.max_all = max_all
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and its response back in pieces."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        declared, refused = 0, False

        async def sent(message: Message) -> None:
            nonlocal declared, refused
            if refused:
                return
            if message["type"] == "http.response.start":
                length = _length(message)
                if length > LONG and not self._has_room(length):
                    refused = True
                    return await refuse(scope, receive, send, 503, "Too many long answers right now. Please try again in a minute.", 10)
                declared = length if length > LONG else 0
                self.held += declared
                headers = MutableHeaders(raw=message["headers"])
                if headers.get("content-encoding") == _AS_IT_IS:
                    del headers["content-encoding"]
            size = 0 if declared else len(message.get("body", b""))
            if size <= LONG:
                return await _in_pieces(message, send)
            if not self._has_room(size):
                refused = True  # a stream; what it would still send is dropped
                return await send({"type": "http.response.body", "body": b""})
            self.held += size
            try:
                await _in_pieces(message, send)
            finally:
                self.held -= size

        try:
            return await self.app(scope, receive, sent)
        finally:
            self.held -= declared

    def _has_room(self, size: int) -> bool:
        return not self.held or self.held + size <= self.max_all


async def _in_pieces(message: Message, send: Send) -> None:
    body = message.get("body", b"")
    for at in range(0, len(body) - PIECE, PIECE):
        await send({**message, "body": body[at : at + PIECE], "more_body": True})
    await send({**message, "body": body[(len(body) - 1) // PIECE * PIECE :]} if len(body) > PIECE else message)


def _length(start: Message) -> int:
    return int(Headers(raw=start["headers"]).get("content-length", "0"))
