"""The body of a request, read in full before gradio sees it, within limits of size and time.

A body that never ends keeps only its own connection waiting, and only until the time limit: no handler has begun. An upload is streamed
on to gradio instead, and `uploads` limits it.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.json_values import has_more_values
from qa_bot.app.middleware.refusal import refuse

MAX_BODY = 4_000_000
"""Bytes of the longest request, uploads and events of the page apart."""
MAX_EVENT = 12_000_000
"""Bytes of an event of the page: a pasted text, or a visit that the browser kept."""
EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/")
MAX_VALUES = 50_000
"""Values in the JSON of a request, about: a text is one, however long, and a turn of a history has five."""
MAX_ALL = 64_000_000
"""Bytes of all bodies that are being read."""
SECONDS = 20.0
"""Seconds in which a body must be there."""
UPLOAD = "/gradio_api/upload"
_SIZE = "qa_bot.size"


class BodyLimit:
    """Answers 413 to a body that is too long, 408 to one that is too slow, 503 where too many come at once.

    Args:
        app: what comes next; it gets the whole body in one message.
        max_body: bytes of a body.
        max_all: bytes of all bodies that are being read.
        seconds: the time for a body.
    """

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY, max_all: int = MAX_ALL, seconds: float = SECONDS) -> None:
        self.app = app
        self.max_body = max_body
        self.max_all = max_all
        self.seconds = seconds
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read one body and pass it on."""
        if scope["type"] != "http" or scope["path"].rstrip("/") == UPLOAD:
            return await self.app(scope, receive, send)
        body = bytearray()
        try:
            refusal = await self._read(scope, receive, body)
            if refusal is not None:
                return await refuse(scope, receive, send, *refusal)
            scope.setdefault("state", {})[_SIZE] = len(body)
            return await self.app(scope, _once(bytes(body), receive), send)
        except ConnectionResetError:
            return None  # the client has gone
        finally:
            self.held -= len(body)

    async def _read(self, scope: Scope, receive: Receive, body: bytearray) -> tuple[int, str, int | None] | None:
        """Read the body; what is wrong with it as a status, a sentence, and when to come back."""
        longest = MAX_EVENT if scope["path"].startswith(EVENTS) else self.max_body
        too_long = (413, f"This request is larger than {longest / 1e6:.0f} MB: send a shorter article.", None)
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > longest:
            return too_long
        deadline = time.monotonic() + self.seconds
        while True:
            try:
                message = await asyncio.wait_for(receive(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                return 408, f"This request took longer than {self.seconds:.0f} seconds to arrive: send it again.", None
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            piece = message.get("body", b"")
            body.extend(piece)
            self.held += len(piece)
            if len(body) > longest:
                return too_long
            if self.held > self.max_all:
                return 503, "Too many large requests right now. Please send this one again in a minute.", 10
            if not message.get("more_body"):
                break
        if has_more_values(body, MAX_VALUES):  # to read them holds up everybody for seconds
            return 413, f"This request has more than {MAX_VALUES:,} values: send fewer.", None
        return _unreadable(bytes(body)) if scope["path"].startswith("/gradio_api/") else None


def size_of(scope: Scope) -> int:
    """Bytes of the body of a request that `BodyLimit` has passed on."""
    return int(scope.get("state", {}).get(_SIZE, 0))


def _unreadable(body: bytes) -> tuple[int, str, int | None] | None:
    """What keeps a JSON body from being handed to gradio, or to the tools for agents, as `_read` says it."""
    try:
        found = json.loads(body)
    except RecursionError:
        return 422, "This request has lists within lists, too many to read.", None
    except ValueError:
        return None  # whoever reads it says what is wrong
    if any(has_more_values(text.encode("utf-8", "replace"), MAX_VALUES) for text in _read_again(found)):
        return 413, f"This request has more than {MAX_VALUES:,} values: send fewer.", None
    return (422, "Upload the file itself, not its address.", None) if names_address(body) else None


def _read_again(found: Any) -> list[str]:
    """The arguments of a tool that the MCP SDK reads as JSON once more, since some clients send lists as texts."""
    inside = found.get("params") if isinstance(found, dict) else None
    arguments = inside.get("arguments") if isinstance(inside, dict) else None
    texts = arguments.values() if isinstance(arguments, dict) else ()
    return [text for text in texts if isinstance(text, str) and text.lstrip()[:1] in ("[", "{")]


def names_address(body: bytes) -> bool:
    """Whether a JSON body has an object whose `path` is an address: gradio would fetch it, whatever the settings say."""
    if b"path" not in body and b"\\u" not in body:
        return False
    try:
        found = [json.loads(body)]
    except (ValueError, RecursionError):
        return False  # gradio refuses it
    while found:
        item: Any = found.pop()
        if isinstance(item, dict):
            path = item.get("path")
            if isinstance(path, str) and "://" in path:
                return True
            found.extend(item.values())
        elif isinstance(item, list):
            found.extend(item)
    return False


def _once(body: bytes, receive: Receive) -> Receive:
    """A channel that gives the body in one message, and then what the connection says."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
