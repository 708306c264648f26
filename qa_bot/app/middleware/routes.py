"""The open routes. Gradio has many more: links that write a visitor's state to disk, a monitor, a proxy, an editor. Those are closed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from qa_bot.app.middleware.refusal import refuse

OPEN: tuple[tuple[str, str, str], ...] = (
    ("GET", "/", "the page"),
    ("POST", "/ask", "a question"),
    ("GET", "/articles", "the articles that anybody may ask about"),
    ("POST", "/articles", "keep a text for questions"),
    ("GET", "/articles/{name}", "one article"),
    ("GET", "/health", "whether questions are answered now"),
    ("GET", "/openapi.json", "a description of the HTTP interface"),
    ("GET", "/embed.js", "the element for other people's pages"),
    ("GET", "/preview.png", "the picture of a shared link"),
    ("GET", "/assets/{path}", "the page's scripts and styles"),
    ("GET", "/static/{path}", "the page's fonts and pictures"),
    ("GET", "/theme.css", "the page's colours"),
    ("GET", "/favicon.ico", "the page's icon"),
    ("GET", "/manifest.json", "the page's manifest"),
    ("GET", "/robots.txt", "for search engines"),
    ("GET", "/config", "what the page consists of, for gradio's clients"),
    ("GET", "/gradio_api/info", "the endpoints, for gradio's clients"),
    ("GET", "/gradio_api/app_id", "whether the server was started anew"),
    ("GET", "/gradio_api/heartbeat/{session}", "the page is open"),
    ("GET", "/gradio_api/theme.css", "the page's colours"),
    ("POST", "/gradio_api/queue/join", "an event of the page"),
    ("GET", "/gradio_api/queue/data", "the outcome of events"),
    ("POST", "/gradio_api/run/{event}", "an event of the page that does not wait"),
    ("POST", "/gradio_api/call/{event}", "a question, for gradio's clients"),
    ("GET", "/gradio_api/call/{event}/{id}", "the answer, for gradio's clients"),
    ("POST", "/gradio_api/upload", "a file"),
    ("GET", "/gradio_api/upload_progress", "how far an upload is"),
    ("GET", "/gradio_api/mcp", "the tools for agents, where they are switched on"),
    ("POST", "/gradio_api/mcp", "the tools for agents, where they are switched on"),
)
"""Method, path, meaning. `docs/security.md` has the same list."""


class OpenRoutes:
    """Answers 404 for every route that is not open.

    Args:
        app: what comes next.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.patterns = [(method, re.compile(_pattern(path))) for method, path, _ in OPEN]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if not self.is_open(scope["method"], scope["path"]):
            return await refuse(scope, receive, send, 404, "There is nothing at this address.")
        if scope["path"] == "/" and "deep_link" in parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True):
            return await refuse(scope, receive, send, 404, "Links to a saved state are not offered here.")
        return await self.app(scope, receive, send)

    def is_open(self, method: str, path: str) -> bool:
        """Whether a route is open. HEAD goes where GET goes, and OPTIONS, which asks for leave, where any method goes."""
        wanted = {"HEAD": "GET"}.get(method, method)
        return any(pattern.fullmatch(path) and wanted in (open_method, "OPTIONS") for open_method, pattern in self.patterns)


def _pattern(path: str) -> str:
    """A path as a pattern: a name in braces is one segment, not a long one, since some are remembered; `{path}` any number; a slash may follow."""
    pieces = re.split(r"(\{\w+\})", path)
    written = "".join(
        {"{path}": r"[^\\\0]+"}.get(piece, r"[^/\\\0]{1,100}") if piece.startswith("{") else re.escape(piece) for piece in pieces
    )
    return written if path == "/" else written + "/?"
