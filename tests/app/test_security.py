"""A server as an attacker meets it: hosts, routes, bodies, uploads, connections that say nothing, and the page's own functions."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio import routes
from gradio.utils import get_upload_folder
from gradio_client import Client
from starlette.formparsers import MultiPartException
from starlette.responses import JSONResponse

from qa_bot import Article, QaBotError
from qa_bot.app import server, web_server
from qa_bot.app.json_values import has_more_values
from qa_bot.app.middleware import bodies, uploads
from qa_bot.app.middleware.bodies import BodyLimit, names_address
from qa_bot.app.middleware.headers import SecurityHeaders
from qa_bot.app.middleware.hosts import HostCheck
from qa_bot.app.middleware.routes import OPEN, OpenRoutes
from qa_bot.app.rate_limit import RateLimiter
from qa_bot.app.server import upload_folder
from qa_bot.app.unread_files import UnreadFiles
from qa_bot.app.upload import web_address
from qa_bot.app.upload_parser import KEPT, Progress
from qa_bot.settings import Settings

ROOT = Path(__file__).parent.parent.parent
MARKER = "only-on-this-machine"


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """An app that is not asked anything."""


# hosts


@pytest.mark.parametrize(
    ("hosts", "local", "proxy", "host", "known"),
    [
        ("", True, 0, "127.0.0.1:7860", True),
        ("", True, 0, "localhost", True),
        ("", True, 0, "LOCALHOST.:80", True),
        ("", True, 0, "[::1]:7860", True),
        ("", True, 0, "evil.example", False),
        ("", True, 0, "127.0.0.1.evil.example:7860", False),
        ("", True, 0, "localhost@evil.example", False),
        ("", True, 0, "", False),
        ("", False, 0, "anything.example", True),
        ("", True, 1, "anything.example", True),
        ("qa.example, *.hf.space", False, 0, "qa.example:443", True),
        ("qa.example, *.hf.space", False, 0, "a-b.hf.space", True),
        ("qa.example, *.hf.space", False, 0, "evil-hf.space", False),
        ("qa.example, *.hf.space", True, 0, "localhost", False),
        ("*", True, 0, "evil.example", True),
    ],
)
def test_which_hosts_are_known(hosts: str, local: bool, proxy: int, host: str, known: bool) -> None:
    assert HostCheck(silent, Settings(hosts=hosts, proxy=proxy), local=local).knows(host) is known


def test_another_hosts_page_gets_nothing(address: str) -> None:
    for path in ("/", "/articles", "/config", "/health"):
        found = httpx.get(f"{address}{path}", headers={"host": "evil.example", "origin": "http://evil.example"}, timeout=60)
        assert found.status_code == 421
        assert list(found.json()) == ["error"]
    assert httpx.get(f"{address}/health", headers={"host": "localhost"}).status_code in (200, 503)


def test_a_proxys_headers_are_not_believed_unless_a_proxy_is_set(serve: Callable[..., str]) -> None:
    address = serve(rate=1)
    post = [
        httpx.post(f"{address}/ask", json={"question": "hello"}, headers={"x-forwarded-for": f"8.8.8.{number}"}, timeout=60).status_code
        for number in range(3)
    ]
    assert post == [200, 429, 429]  # the peer is this machine, which uvicorn would believe
    page = httpx.get(address, headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}, timeout=60).text
    assert "evil.example" not in page


# routes


def test_the_open_routes_are_the_documented_ones() -> None:
    documented = re.findall(r"^\| `(GET|POST) (/[^`]*)` \|", (ROOT / "docs/security.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert documented == [(method, path) for method, path, _ in OPEN]


def test_every_other_route_of_gradio_is_closed(address: str) -> None:
    from gradio.routes import App

    from qa_bot.app.page import build_app

    class Bot:
        pass

    page: Any = build_app(Bot(), Article("Anna left."))  # type: ignore[arg-type]
    paths = App.create_app(page, app_kwargs={}).openapi()["paths"]
    there = {(method.upper(), re.sub(r"\{\w+\}", "x", path)) for path, methods in paths.items() for method in methods}
    open_routes = OpenRoutes(silent)
    reached = {(method, path.rstrip("/") or "/") for method, path in there if open_routes.is_open(method, path)} - {("HEAD", "/")}
    assert not open_routes.is_open("GET", f"/gradio_api/heartbeat/{'s' * 101}")  # 10,000 closed pages are remembered by their names
    documented = {(method, re.sub(r"\{\w+\}", "x", path)) for method, path, _ in OPEN}
    assert reached <= documented
    assert len(there) > 60
    for path in ("/monitoring", "/monitoring/summary", "/gradio_api/deep_link?session_hash=x", "/gradio_api/dev/reload", "/?deep_link=x",
                 "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=https://x.hf.space/", "/svelte/x", "/assets/..\\x", "/docs"):  # fmt: skip
        assert httpx.get(f"{address}{path}", timeout=60).status_code == 404, path
    assert httpx.post(f"{address}/gradio_api/vibe-edit", json={}, timeout=60).status_code == 404


def test_gradios_own_client_still_asks(address: str) -> None:
    client = Client(address, verbose=False, analytics_enabled=False)
    assert client.predict("hello", api_name="/ask")["message"]


# headers


def test_every_response_says_what_a_browser_may_do(serve: Callable[..., str]) -> None:
    address = serve(frames="'self' https://example.org")
    for path in ("/", "/health", "/embed.js", "/nowhere", "/static/fonts/nowhere"):
        headers = httpx.get(f"{address}{path}", timeout=60).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self' https://example.org" in policy
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert "default-src 'none'" in policy
    page = httpx.get(address, timeout=60)
    nonce = re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"])
    assert nonce
    assert len(re.findall(r"<script", page.text)) == page.text.count(f'<script nonce="{nonce[1]}"') > 3
    assert nonce[1] not in httpx.get(address, timeout=60).text
    assert "frame-ancestors" not in SecurityHeaders(silent).policy("x")


# bodies


@pytest.mark.parametrize("path", ["/ask", "/articles", "/gradio_api/call/ask", "/gradio_api/run/predict", "/gradio_api/queue/join"])
def test_a_long_body_is_refused_on_every_route(address: str, path: str) -> None:
    declared = httpx.post(f"{address}{path}", content=b"{" + b" " * 12_100_000, headers={"content-type": "application/json"}, timeout=60)
    assert declared.status_code == 413
    assert "MB" in declared.json()["error"]
    chunks = (b" " * 500_000 for _ in range(26))
    try:
        found = httpx.post(f"{address}{path}", content=chunks, headers={"content-type": "application/json"}, timeout=60)
        assert found.status_code == 413
    except httpx.WriteError:
        pass  # refused while it was still being sent


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("path", ["/ask", "/articles", "/gradio_api/call/ask", "/gradio_api/run/predict", "/gradio_api/queue/join"])
def test_a_body_of_very_many_values_is_not_read(address: str, path: str, encoding: str) -> None:
    """Four million empty lists are as many bytes as a long article, and hold up everybody for seconds."""
    body = f'{{"data": [{"[]," * bodies.MAX_VALUES}[]]}}'.encode(encoding)
    found = httpx.post(f"{address}{path}", content=body, headers={"content-type": "application/json"}, timeout=60)
    assert (found.status_code, list(found.json())) == (413, ["error"])


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (b'{"question": "' + b'[{,\\"' * 1_000 + b'"}', False),
        (b"[" + b'"a",' * 1_000 + b"1]", True),
        (b"[" + b'"\\\\",' * 1_000 + b"1]", True),
        (b'["' + b"[," * 1_000, False),  # a string that does not end
        (b"[" * 1_000, True),
    ],
)
def test_values_are_counted_outside_of_texts(text: bytes, more: bool) -> None:
    assert has_more_values(text, 100) is more


def test_a_body_that_does_not_come_is_given_up() -> None:
    async def one(limit: BodyLimit, messages: list[dict[str, Any]]) -> int:
        sent: list[Any] = []

        async def receive() -> Any:
            if messages:
                return messages.pop(0)
            await asyncio.sleep(30)

        async def send(message: Any) -> None:
            sent.append(message)

        await limit({"type": "http", "path": "/ask", "method": "POST", "headers": []}, receive, send)
        return int(sent[0]["status"]) if sent else 0

    half = {"type": "http.request", "body": b"x" * 60, "more_body": True}
    assert asyncio.run(one(BodyLimit(silent, seconds=0.05), [dict(half)])) == 408
    assert asyncio.run(one(BodyLimit(silent, max_all=100), [dict(half), dict(half)])) == 503
    assert asyncio.run(one(BodyLimit(silent, max_body=100), [dict(half), dict(half)])) == 413
    gone = BodyLimit(silent)
    assert asyncio.run(one(gone, [dict(half), {"type": "http.disconnect"}])) == 0
    assert gone.held == 0


def test_connections_that_say_nothing_are_closed_without_a_word_in_the_log(
    serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(web_server, "HEADER_SECONDS", 1.0)
    address = serve()
    host, port = address.removeprefix("http://").split(":")
    silent_ones = [socket.create_connection((host, int(port)), 20) for _ in range(20)]
    for number, connection in enumerate(silent_ones):
        if number % 2:
            connection.sendall(b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
    for connection in silent_ones:
        connection.settimeout(20)
        assert connection.recv(1000) == b""
        connection.close()
    for _ in range(20):  # half a body, and away
        with socket.create_connection((host, int(port)), 20) as connection:
            connection.sendall(b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
    time.sleep(1)
    assert httpx.get(f"{address}/health", timeout=60).status_code in (200, 503)
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL") or record.exc_info] == []


def test_what_comes_behind_the_last_request_of_a_connection_is_not_read(address: str, caplog: pytest.LogCaptureFixture) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(b"GET /gradio_api/heartbeat/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        while b"ALIVE" not in connection.recv(10_000):
            pass
        connection.sendall(b"more")
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(10_000)  # the answer goes on
    assert [record for record in caplog.records if record.exc_info] == []


# uploads


def send_file(address: str, content: bytes, count: int = 1, **headers: str) -> httpx.Response:
    files = [("files", (f"story{number}.txt", content)) for number in range(count)]
    return httpx.post(f"{address}/gradio_api/upload", files=files, headers=headers, timeout=60)


@pytest.mark.parametrize(("proxy", "answered"), [(0, False), (1, True)])
def test_one_address_cannot_take_all_connections(
    serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch, proxy: int, answered: bool
) -> None:
    monkeypatch.setattr(server, "OF_ONE", 5)
    host, port = serve(proxy=proxy).removeprefix("http://").split(":")

    def start(source: str) -> bytes:
        with socket.create_connection((host, int(port)), 20, (source, 0)) as connection, suppress(ConnectionError):
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return connection.recv(12)
        return b""

    taken = [socket.create_connection((host, int(port)), 20) for _ in range(5)]
    assert start("127.0.0.1") == (b"HTTP/1.1 200" if answered else b"")
    assert start("127.0.0.2") == b"HTTP/1.1 200"
    for connection in taken:
        connection.close()


def test_uploads_come_from_the_page_itself(address: str) -> None:
    assert send_file(address, b"Anna left.").status_code == 200
    assert send_file(address, b"Anna left.", origin=address).status_code == 200
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert send_file(address, b"Anna left.", **headers).status_code == 403


def test_uploads_are_limited_in_size_and_number(serve: Callable[..., str], address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send_file(address, b"Anna left.", 2).status_code == 400
    monkeypatch.setattr(uploads, "MAX_BYTES", 1_000)
    monkeypatch.setattr(uploads, "FRAME", 500)
    assert send_file(address, b"x" * 2_000).status_code == 413
    before = set(Path(get_upload_folder()).rglob("*"))
    chunked = (b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n', *[b"x" * 500] * 10)
    found = httpx.post(
        f"{address}/gradio_api/upload", content=iter(chunked), headers={"content-type": "multipart/form-data; boundary=b"}, timeout=60
    )
    assert found.status_code == 413
    assert set(Path(get_upload_folder()).rglob("*")) == before
    one = serve(rate=2)
    assert [send_file(one, b"Anna left.").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("boundary", ["c", '"c"', "b; boundary=c"])
def test_an_upload_of_many_parts_gets_one_sentence(address: str, boundary: str) -> None:
    parts = "".join(f'--c\r\nContent-Disposition: form-data; name="files"; filename="{n}.txt"\r\n\r\n{n}\r\n' for n in range(3_000))
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    found = httpx.post(f"{address}/gradio_api/upload", content=f"{parts}--c--\r\n".encode(), headers=headers, timeout=60)
    assert (found.status_code, found.text) == (400, "Upload one file at a time.")


def test_an_upload_holds_one_file_and_is_not_decoded_as_it_says(address: str) -> None:
    """To decode Punycode takes quadratic time: 300 kB of it held up everybody for four seconds."""
    headers = {"content-type": "multipart/form-data; boundary=b; charset=punycode"}
    for file, status in (("", 400), ('; filename="\u00fcbung.txt"', 200)):
        form = f'--b\r\nContent-Disposition: form-data; name="files"{file}\r\n\r\n{"a" * 50_000}-{"a" * 50_000}\r\n--b--\r\n'
        began = time.monotonic()
        found = httpx.post(f"{address}/gradio_api/upload", content=form.encode(), headers=headers, timeout=60)
        assert (found.status_code, time.monotonic() - began < 0.4) == (status, True)
    assert found.json()[0].endswith("\u00fcbung.txt")


def test_nothing_is_kept_of_uploads_that_are_only_asked_about() -> None:
    """Gradio kept their names for ever: 30 kB for each request."""

    async def ask(progress: Progress) -> int:
        for number in range(3):
            with suppress(TimeoutError):
                await asyncio.wait_for(progress.is_tracked(f"{number}" * 9), 0.01)
        progress.track("a")
        assert await asyncio.wait_for(progress.is_tracked("a"), 1)
        progress.append("a", "a.txt", b"Anna")
        for number in range(2 * KEPT):
            progress.track(f"{number}")
        return len(progress._statuses) + len(progress._signals)

    assert asyncio.run(ask(Progress())) == KEPT
    assert isinstance(routes.file_upload_statuses, Progress)


def test_an_upload_is_refused_when_all_of_it_is_there() -> None:
    """Else the connection breaks while the client sends, and the sentence is lost."""
    messages: list[Any] = [{"type": "http.request", "body": b"--b\r\n" * 3, "more_body": number < 9} for number in range(10)]

    async def receive() -> Any:
        return messages.pop(0)

    scope = {"type": "http", "headers": [(b"content-type", b"multipart/form-data; boundary=b")]}
    with pytest.raises(MultiPartException, match="one file at a time"):
        asyncio.run(uploads._limited(scope, receive)())
    assert messages == []


def test_what_an_upload_leaves_behind_is_deleted(tmp_path: Path) -> None:
    old, new = tmp_path / "a" / "old.txt", tmp_path / "b" / "new.txt"
    for path in (old, new):
        path.parent.mkdir()
        path.write_bytes(b"xxxx")
    os.utime(old, (1, 1))
    assert uploads.forget_old(tmp_path, UnreadFiles()) == 4
    assert not old.exists()
    assert new.exists()
    assert uploads.forget_old(tmp_path / "none", UnreadFiles()) == 0


def test_nobody_can_delete_the_equal_file_of_another(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradio keeps equal files at one path, and an event that reads a file deletes it."""
    unread = UnreadFiles()
    monkeypatch.setattr("qa_bot.app.service.UnreadFiles", lambda: unread)
    address, content = serve(), b"Anna left for Rome. Nils and the whole class stayed."
    theirs, own = (Path(path) for _ in range(2) for path in send_file(address, content).json())
    for _ in range(3):  # also of a program that reads what is not there
        unread.forget(own)
    assert not own.parent.exists()
    assert theirs.read_bytes() == content
    unread.forget(theirs)
    assert (len(unread), theirs.parent.exists()) == (0, False)


def test_very_many_small_files_do_not_wait_to_be_read(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each upload looks at all of them: with some thousands, nobody else was served for seconds."""
    monkeypatch.setattr(uploads, "KEPT_FILES", 3)
    unread = UnreadFiles()
    monkeypatch.setattr("qa_bot.app.service.UnreadFiles", lambda: unread)
    address = serve()
    sent = [send_file(address, f"Anna left {number}.".encode()) for number in range(4)]
    assert [one.status_code for one in sent] == [200, 200, 200, 503]
    (path,) = sent[0].json()
    assert {path} < unread.names
    unread.forget(Path(path))
    assert path not in unread.names
    assert send_file(address, b"Anna left again.").status_code == 200


def test_a_refused_upload_is_no_unread_file(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[Path] = []
    unread = UnreadFiles()
    monkeypatch.setattr(unread, "add", added.append)
    scope = {"type": "http", "path": bodies.UPLOAD, "method": "POST", "headers": [(b"content-length", b"9")], "client": None}

    async def nothing(*message: Any) -> Any:
        return {"type": "http.request", "body": b""}

    for response in (JSONResponse({"error": "No."}, 400), JSONResponse(["/folder/file.txt"])):
        asyncio.run(uploads.UploadLimit(response, Settings(), RateLimiter(9), unread)(scope, nothing, nothing))
    assert added == [Path("/folder/file.txt")]


def test_a_broken_off_upload_leaves_no_file(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    before = set(Path(get_upload_folder()).rglob("*"))
    with socket.create_connection((host, int(port)), 20) as connection:
        head = b"POST /gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000\r\n\r\n"
        connection.sendall(head + b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"x" * 500)
        time.sleep(0.5)
    deadline = time.monotonic() + 10
    while set(Path(get_upload_folder()).rglob("*")) != before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert set(Path(get_upload_folder()).rglob("*")) == before


# files and addresses


@pytest.mark.parametrize(
    "written",
    [
        "a://../../../etc/passwd",
        "C://Users/x/story.txt",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http:///etc/passwd",
        "https://",
        "://x",
        "é" * 9_000,  # of 12 MB, the name alone would take half a minute
    ],
)
def test_only_addresses_of_the_web_reach_the_loader(written: str) -> None:
    with pytest.raises(QaBotError, match="isn't a web address"):
        web_address(written)
    assert web_address(" example.org/a ") == "https://example.org/a"
    assert web_address("HTTP://example.org") == "HTTP://example.org"


def test_an_address_in_the_place_of_a_file_is_found() -> None:
    assert names_address(rb'{"data": [{"p\u0061th": "http://169.254.169.254/x", "meta": {}}]}')
    assert names_address(b'{"data": [[{"path": "https://example.org"}]]}')
    assert not names_address(b'{"data": ["path http://example.org"], "path": "/tmp/x"}')
    assert not names_address(b"path {" * 10)
    assert not names_address(b'{"path":' + b"[" * 100_000)


@pytest.mark.parametrize("allow_urls", [False, True])
def test_no_function_of_the_page_reads_a_file_of_the_server(
    serve: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], allow_urls: bool
) -> None:
    """Every function of the page, called by its number with hostile arguments."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a:").mkdir()
    for path in (tmp_path / "secret.txt", tmp_path / "a:" / "secret.txt"):
        path.write_text(f"Here is {MARKER} for all to read. " * 3)
    address = serve(allow_urls=allow_urls)
    config = httpx.get(f"{address}/config", timeout=60).json()
    file = {"path": str(tmp_path / "secret.txt"), "meta": {"_type": "gradio.FileData"}, "orig_name": "secret.txt"}
    hostile = [
        "a://secret.txt",
        f"a://../{'../' * 12}{tmp_path}/secret.txt",
        f"file://{tmp_path}/secret.txt",
        str(tmp_path / "secret.txt"),
        file,
        {**file, "url": f"file://{tmp_path}/secret.txt"},
        {"path": f"{get_upload_folder()}/../../{tmp_path}/secret.txt", "meta": {"_type": "gradio.FileData"}},
        {"path": str(tmp_path / "secret.txt")},
        "<img src=x onerror=alert(1)>",
        None,
        {"__type__": "update", "value": file},
    ]
    said = ""
    with httpx.Client(timeout=60) as client:
        for function in config["dependencies"]:
            count = len(function["inputs"])
            for number, value in enumerate(hostile):
                body = {"data": [value] * count, "fn_index": function["id"], "session_hash": f"s{function['id']}-{number}"}
                if not function.get("queue", True):
                    said += client.post(f"{address}/gradio_api/run/predict", json=body).text
                    continue
                if client.post(f"{address}/gradio_api/queue/join", json=body).status_code != 200:
                    continue
                with client.stream("GET", f"{address}/gradio_api/queue/data", params={"session_hash": body["session_hash"]}) as events:
                    for line in events.iter_lines():
                        said += line
                        if "process_completed" in line or "close_stream" in line:
                            break
    assert len(config["dependencies"]) > 20
    assert MARKER not in said
    assert "Traceback" not in said + capfd.readouterr().err


def test_an_event_that_makes_no_sense_gets_one_sentence_and_no_traceback(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    functions = httpx.get(f"{address}/config", timeout=60).json()["dependencies"]
    browsers = next(one["id"] for one in functions if not one["backend_fn"])
    taking = next(one for one in functions if one["inputs"] and not one["queue"])
    whole = {"data": [None] * len(taking["inputs"]), "fn_index": taking["id"], "session_hash": "s"}
    for event, status in (
        ({"data": [], "fn_index": browsers, "session_hash": "s"}, 404),
        ({"data": [], "fn_index": 9_999, "session_hash": "s"}, 404),
        ({"data": [], "session_hash": "s"}, 404),
        ({**whole, "data": []}, 422),
        ({**whole, "data": "x"}, 422),
        ({**whole, "event_data": ["turn"]}, 422),
        ({**whole, "session_hash": "s" * 1_000}, 422),
    ):
        for route in ("run/predict", "queue/join"):
            found = httpx.post(f"{address}/gradio_api/{route}", json=event, timeout=60)
            assert (found.status_code, list(found.json())) == (status, ["error"]), event
    for route in ("run/predict", "queue/join", "call/ask"):  # what any page may have a visitor's browser send
        found = httpx.post(
            f"{address}/gradio_api/{route}", content=json.dumps(whole), headers={"content-type": "text/plain;application/json"}, timeout=60
        )
        assert (found.status_code, list(found.json())) == (415, ["error"])
    for name, data in (("ask", ["Who?", None]), ("nothing", [])):
        assert httpx.post(f"{address}/gradio_api/call/{name}", json={"data": data}, timeout=60).status_code in (404, 422)
    # as many pages of PDFs would be drawn at once as there are threads
    for waits in (one for one in functions if one["queue"] and one["backend_fn"]):
        event = {"data": [None] * len(waits["inputs"]), "fn_index": waits["id"], "session_hash": "s"}
        for name in ("predict", "ask"):
            found = httpx.post(f"{address}/gradio_api/run/{name}", json=event, timeout=60)
            assert (found.status_code, list(found.json())) == (404, ["error"]), waits
    deep = b'{"data": ' + b"[" * 20_000
    assert httpx.post(f"{address}/gradio_api/queue/join", content=deep, headers={"content-type": "application/json"}).status_code == 422
    assert "Traceback" not in capfd.readouterr().err


def test_what_does_not_exist_gets_no_traceback(serve: Callable[..., str], capfd: pytest.CaptureFixture[str]) -> None:
    address = serve(mcp=True)
    for path in ("queue/data?session_hash=nobody", "call/ask/nothing"):
        assert httpx.get(f"{address}/gradio_api/{path}", timeout=60).status_code == 200
    named = b"--b\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''x.txt\r\n\r\nabc\r\n--b--\r\n"
    found = httpx.post(
        f"{address}/gradio_api/upload", content=named, headers={"content-type": "multipart/form-data; boundary=b"}, timeout=60
    )
    assert (found.status_code, found.text) == (400, "Upload one file, and nothing beside it.")
    deep = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": ' + b"[" * 20_000
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    assert httpx.post(f"{address}/gradio_api/mcp", content=deep, headers=headers, timeout=60).status_code == 422
    assert "Traceback" not in capfd.readouterr().err


def test_a_file_from_an_address_is_refused(address: str) -> None:
    file = {"path": "http://127.0.0.1:1/x.txt", "meta": {"_type": "gradio.FileData"}}
    found = httpx.post(f"{address}/gradio_api/queue/join", json={"data": [file], "fn_index": 5, "session_hash": "x"}, timeout=60)
    assert (found.status_code, list(found.json())) == (422, ["error"])


# starting and stopping


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        (None, 80_000, "There is no port 80000"),
        (None, 0, "no port 0"),
        (None, -1, "no port -1"),
        ("203.0.113.7", 7999, "isn't an address of this machine"),
        ("no host", 7999, "no host"),
    ],
)
def test_a_port_that_cannot_be_used_is_said_in_one_sentence(host: str | None, port: int, said: str) -> None:
    with pytest.raises(QaBotError, match=said):
        web_server.listen(host, port)


def test_a_port_in_use_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server.listen(None, None) as first:
        port = first.getsockname()[1]
        with pytest.raises(QaBotError, match=f"Port {port} is in use"):
            web_server.listen(None, port)
        monkeypatch.setenv("GRADIO_SERVER_PORT", str(port))
        with web_server.listen(None, None) as second:
            assert second.getsockname()[1] > port
        monkeypatch.setattr(web_server, "PORTS", 1)
        with pytest.raises(QaBotError, match="All ports"):
            web_server.listen(None, None)
    monkeypatch.setenv("GRADIO_SERVER_PORT", "many")
    with pytest.raises(QaBotError, match="GRADIO_SERVER_PORT"):
        web_server.listen(None, None)


SLOW = """
import sys, time
from qa_bot import Article
from qa_bot.answer import Reply, Trace
from qa_bot.app import launch
from qa_bot.settings import Settings

class Bot:
    def ask(self, question, article, *arguments, **options):
        print("asked", flush=True)
        time.sleep(float(sys.argv[2]))
        return Reply(question, None, None, (), (), None, 0.0, article.title, Trace(windows=0, margin=None, threshold=0.0, milliseconds=0.0), "done")

    def suggestions(self, *arguments):
        return []

    def prepare(self, article):
        pass

launch(Bot, Article("Anna left for Rome."), port=int(sys.argv[1]), settings=Settings())
"""


def test_sigterm_lets_an_answer_end_and_exits_with_0(tmp_path: Path) -> None:
    with socket.socket() as free:  # any free port: those from 7860 are tried by every other server of this machine
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([sys.executable, str(script), str(port), "2"], stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    try:
        while "ready" not in server.stdout.readline():
            assert server.poll() is None
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(httpx.post, f"http://127.0.0.1:{port}/ask", json={"question": "Who?"}, timeout=60)
            while "asked" not in server.stdout.readline():
                assert server.poll() is None
            server.send_signal(signal.SIGTERM)
            assert asking.result().json()["message"] == "done"
        with server.stdout:
            rest = server.stdout.read()
        assert "answers that have begun: 1" in rest
        assert server.wait(60) == 0
    finally:
        server.kill()


BUSY = """
import sys
import torch
from qa_bot import Article
from qa_bot.app import launch, web_server, server
from qa_bot.settings import Settings

server.STOP_SECONDS = web_server.STOP_SECONDS = 1
port, where = int(sys.argv[1]), sys.argv[2]

def busy(*arguments, **options):
    print("busy", flush=True)
    while True:
        torch.rand(400, 400) @ torch.rand(400, 400)

class Bot:
    ask = busy

    def suggestions(self, *arguments):
        return []

    def prepare(self, article):
        pass

launch(busy if where == "loading" else Bot, Article("Anna left for Rome."), port=port, settings=Settings())
"""


@pytest.mark.parametrize("where", ["loading", "answering"])
def test_sigterm_ends_a_process_whose_reader_is_at_work(tmp_path: Path, where: str) -> None:
    """A thread inside torch aborts a process that ends in the ordinary way."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    environment.pop("GRADIO_TEMP_DIR", None)
    server = subprocess.Popen(
        [sys.executable, str(script), str(port), where], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert server.stdout is not None
    try:
        with ThreadPoolExecutor(1) as pool, server.stdout:
            seen, asked = "", False
            while "busy" not in seen or "qa_bot is at" not in seen:
                seen += server.stdout.readline()
                assert server.poll() is None
                if where == "answering" and "The reader is ready" in seen and not asked:
                    asked = bool(pool.submit(httpx.post, f"http://127.0.0.1:{port}/ask", json={"question": "Who?"}, timeout=60))
            server.send_signal(signal.SIGTERM)
            rest = server.stdout.read()
        assert server.wait(60) == 0
        assert ("1 questions were not answered" in rest) is asked
        assert "Traceback" not in rest
        assert list(tmp_path.glob("qa_bot-*")) == []
    finally:
        server.kill()


@pytest.mark.parametrize("named", [True, False])
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    (tmp_path / "file").touch()
    if named:
        monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "file" / "folder"))
    else:
        monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with pytest.raises(QaBotError, match=f"set {'GRADIO_TEMP_DIR' if named else 'TMPDIR'} to a folder"):
        upload_folder()


def test_uploads_say_that_there_is_no_room(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert uploads.free_in(Path("/no/such/folder")) > 0
    monkeypatch.setattr(uploads, "free_in", lambda folder: 100)
    found = send_file(address, b"x" * 2_000)
    assert (found.status_code, found.headers["retry-after"]) == (503, "60")
    assert "no room for files" in found.json()["error"]


def test_a_disk_that_others_fill_meanwhile_leaves_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def full(scope: Any, receive: Any, send: Any) -> None:
        raise OSError(28, "No space left on device")

    async def nothing(*message: Any) -> Any:
        return {"type": "http.request", "body": b""}

    limit = uploads.UploadLimit(full, Settings(), RateLimiter(9), UnreadFiles())
    scope = {"type": "http", "path": bodies.UPLOAD, "method": "POST", "headers": [(b"content-length", b"9")], "client": None}
    asyncio.run(limit(scope, nothing, nothing))
    assert [record.getMessage() for record in caplog.records] == ["An upload could not be kept: No space left on device."]
    assert limit.running == 0


def test_names_of_hosts_in_the_limits(address: str) -> None:
    assert bodies.UPLOAD == "/gradio_api/upload"
    assert json.loads(httpx.get(f"{address}/health", timeout=60).text)["room"] == 32
