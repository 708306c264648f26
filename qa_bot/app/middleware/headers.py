"""Headers that a browser obeys: which scripts may run, who may show the page in a frame, and that a type is not guessed.

`docs/security.md` says what each part of the policy is for, and what gradio still needs.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NONCE = "qa_bot.nonce"
"""The key in a request's state under which the page's nonce stands."""


class SecurityHeaders:
    """Adds the headers to every response, and the nonce of this response to the page's own script tags.

    Args:
        app: what comes next.
        frames: the sources that may show the page in a frame, as `frame-ancestors` takes them; empty: any.
    """

    def __init__(self, app: ASGIApp, frames: str = "") -> None:
        self.app = app
        self.frames = " ".join(frames.replace(",", " ").split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back with the headers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})[NONCE] = nonce

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Content-Security-Policy"] = self.policy(nonce)
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
            await send(message)

        return await self.app(scope, receive, sent)

    def policy(self, nonce: str) -> str:
        """The Content-Security-Policy of one response."""
        parts = [
            "default-src 'none'",
            # only script tags with this nonce run, and what they load; gradio makes functions from strings, hence 'unsafe-eval'
            f"script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",  # gradio writes style attributes and elements
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            *([f"frame-ancestors {self.frames}"] if self.frames else []),
        ]
        return "; ".join(parts)


def with_nonce(head: bytes, nonce: str) -> bytes:
    """A document whose script tags carry the nonce; gradio writes every `<` within its scripts' data as an escape."""
    return head.replace(b"<script", f'<script nonce="{nonce}"'.encode())
