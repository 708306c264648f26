"""A request that is refused: one sentence as JSON, as the HTTP interface gives it."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str, retry: int | None = None) -> None:
    """Answer a request with a status and one sentence, and close its connection: what is left of its body is not read."""
    headers = {"Connection": "close"}
    if retry is not None:
        headers["Retry-After"] = str(retry)
    await JSONResponse({"error": sentence}, status, headers)(scope, receive, send)
