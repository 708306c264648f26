"""What is sent is small, what does not change is kept, and events are told at once."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from qa_bot.app.middleware import protected
from qa_bot.app.rate_limit import RateLimiter
from qa_bot.app.unread_files import UnreadFiles
from qa_bot.settings import Settings


def test_the_document_is_small(address: str) -> None:
    with httpx.stream("GET", f"{address}/", headers={"Accept-Encoding": "gzip"}) as answer:
        size = len(b"".join(answer.iter_raw()))
    assert answer.headers["content-encoding"] == "gzip"
    assert size < 60_000  # 1.2 seconds at 400 kbit/s
    plain = httpx.get(f"{address}/", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(plain.content) > 3 * size
    assert httpx.get(f"{address}/articles/putin-trump-call").headers["content-encoding"] == "gzip"


def test_files_whose_names_say_what_they_hold_are_kept(address: str) -> None:
    page = httpx.get(f"{address}/").text
    script = next(iter(re.findall(r"assets/index-[\w-]+\.js", page)))
    assert "immutable" in httpx.get(f"{address}/{script}").headers["cache-control"]
    assert "max-age=3600" in httpx.get(f"{address}/theme.css").headers["cache-control"]
    for changing in ("", "health", "assets/index-00000000.js"):
        assert "max-age" not in httpx.get(f"{address}/{changing}").headers.get("cache-control", "")


@pytest.mark.parametrize(("kind", "compressed"), [("text/event-stream", False), ("application/json", True)])
def test_a_stream_of_events_is_told_piece_by_piece(kind: str, compressed: bool) -> None:
    told: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", f"{kind}; charset=utf-8".encode())]})
        for number in range(3):
            await send({"type": "http.response.body", "body": b"data: {}\n\n", "more_body": number < 2})
            bodies = [message["body"] for message in told if message["type"] == "http.response.body"]
            assert compressed or bodies == [b"data: {}\n\n"] * (number + 1)  # before the next one is made

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    headers = [(b"host", b"localhost"), (b"accept-encoding", b"gzip, br")]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/gradio_api/queue/data", "query_string": b"", "headers": headers}
    asyncio.run(protected(app, Settings(), RateLimiter(1), {}, UnreadFiles(), local=True)(scope, receive, send))
    assert (b"content-encoding" in dict(told[0]["headers"])) == compressed
