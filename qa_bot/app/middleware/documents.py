"""Rewrites the page's own document on its way to the browser. What is written into it is made elsewhere (`first_paint`, `social_preview`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.middleware.headers import NONCE, with_nonce

Rewrite = Callable[[bytes, Request], bytes]
"""The document and the request for it -> the document that is sent."""


class DocumentRewriter:
    """Middleware that rewrites the document at "/", and adds the nonce of the response to its scripts; everything else passes as it is.

    Args:
        app: what it stands before.
        rewrites: what is done to the document, in this order.
    """

    def __init__(self, app: ASGIApp, rewrites: Sequence[Rewrite]) -> None:
        self.app = app
        self.rewrites = rewrites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the document back rewritten."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        started: Message = {}
        body = bytearray()

        async def written(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = bytes(body)
            headers = MutableHeaders(raw=started["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                for rewrite in self.rewrites:
                    page = rewrite(page, Request(scope))
                page = with_nonce(page, scope.get("state", {}).get(NONCE, ""))
                headers["content-length"] = str(len(page))
            await send(started)
            await send({"type": "http.response.body", "body": page})

        return await self.app(scope, receive, written)
