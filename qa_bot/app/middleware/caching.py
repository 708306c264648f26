"""How long a browser may keep what it got: gradio's scripts and styles for a year, since their names change with what they hold."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT: tuple[tuple[str, str], ...] = (
    (r"/assets/.*[-.][\w-]{8}\.\w+", "public, max-age=31536000, immutable"),  # the name holds a hash of the content
    (r"/assets/.*|/static/.*|/(?:gradio_api/)?theme\.css|/favicon\.ico|/manifest\.json", "public, max-age=3600"),
)
"""Path, and what is said of it; the first that fits."""


class CacheHeaders:
    """Adds `Cache-Control` to files that were found and say nothing of it themselves.

    Args:
        app: what comes next.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept = [(re.compile(path), value) for path, value in KEPT]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back with the header."""
        value = next((value for path, value in self.kept if path.fullmatch(scope.get("path", ""))), None)
        if scope["type"] != "http" or value is None:
            return await self.app(scope, receive, send)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                MutableHeaders(raw=message["headers"]).setdefault("Cache-Control", value)
            await send(message)

        return await self.app(scope, receive, sent)
