"""Long responses: one request of a few bytes asks for megabytes, and a client need not read them."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from qa_bot.app import web_server
from qa_bot.app.middleware import protected
from qa_bot.app.middleware.responses import LONG, PIECE, ResponseLimit
from qa_bot.app.rate_limit import RateLimiter
from qa_bot.app.unread_files import UnreadFiles
from qa_bot.settings import Settings

SIZE = LONG + 100
TEXT = bytes(range(256)) * (SIZE // 256 + 1)
SCOPE: dict[str, Any] = {"type": "http", "method": "GET", "path": "/articles", "query_string": b""}


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def answer_of(app: Any, **scope: Any) -> list[Message]:
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    await app({**SCOPE, "headers": [], **scope}, receive, send)
    return told


@pytest.mark.parametrize(("size", "compressed"), [(SIZE, False), (LONG, True)])
def test_a_long_response_goes_out_in_pieces_and_is_not_compressed(size: int, compressed: bool) -> None:
    app = protected(Response(TEXT[:size]), Settings(), RateLimiter(1), {}, UnreadFiles(), local=True)
    start, *bodies = asyncio.run(answer_of(app, headers=[(b"host", b"localhost"), (b"accept-encoding", b"gzip")]))
    assert dict(start["headers"]).get(b"content-encoding") == (b"gzip" if compressed else None)
    if not compressed:
        assert b"".join(one["body"] for one in bodies) == TEXT[:size]
        assert [len(one["body"]) for one in bodies[:-1]] == [PIECE] * (size // PIECE)
        assert [one.get("more_body", False) for one in bodies] == [True] * (len(bodies) - 1) + [False]


def test_no_more_long_responses_than_there_is_room_for() -> None:
    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for body in (b"data: 1", TEXT[:SIZE], b"data: 3"):
            await send({"type": "http.response.body", "body": body, "more_body": True})

    async def asked() -> tuple[list[Message], ...]:
        limit = ResponseLimit(Response(TEXT[:SIZE]), max_all=int(1.5 * SIZE))
        go_on = asyncio.Event()

        async def slow(message: Message) -> None:
            await go_on.wait()

        reading = asyncio.create_task(limit({**SCOPE, "headers": []}, receive, slow))
        await asyncio.sleep(0.01)
        refused = await answer_of(limit)
        limit.app = stream
        ended = await answer_of(limit)
        limit.app = Response(b"short")
        short = await answer_of(limit)
        go_on.set()
        await reading
        limit.app = Response(TEXT[:SIZE])
        return refused, ended, short, await answer_of(limit)

    refused, ended, short, after = asyncio.run(asked())
    assert (refused[0]["status"], dict(refused[0]["headers"])[b"retry-after"]) == (503, b"10")
    assert [one.get("body") for one in ended] == [None, b"data: 1", b""]
    assert (short[0]["status"], after[0]["status"]) == (200, 200)


def test_a_client_that_reads_nothing_is_cut(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "READ_SECONDS", 1.0)
    address = serve()
    text = "Anna left for Rome. " * 190_000
    name = httpx.post(f"{address}/articles", json={"text": text}, timeout=60).json()["id"]
    host, port = address.removeprefix("http://").split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect((host, int(port)))
        connection.sendall(f"GET /articles/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 2)
        time.sleep(3)
        connection.settimeout(20)
        read = sum(map(len, iter(lambda: connection.recv(1_000_000), b"")))
    assert read < 2 * len(text)
    assert len(httpx.get(f"{address}/articles/{name}", timeout=60).json()["text"]) == len(text) - 1
