"""Addresses against a hostile server on this machine. Names resolve as the test says; only the checks are real.

`public.example` stands at 93.184.215.14, which the test's network carries to the local server; every other address goes nowhere.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpcore
import pytest

from qa_bot import QaBotError
from qa_bot.loading import article_from_bytes, load_address, load_article
from qa_bot.loading.url_guard import Fetched, fetch, is_public

PUBLIC = "93.184.215.14"
PAGE = b"<html><body><article><p>The mill of Anna Ames burned down on a Tuesday in March.</p></article></body></html>"


class Hostile(BaseHTTPRequestHandler):
    """What the path asks for."""

    seen: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        Hostile.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        name = self.path.strip("/").split("/")[0]
        with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough
            getattr(self, name)()

    def give(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page(self) -> None:
        self.give(PAGE, Set_Cookie="a=1")

    def away(self) -> None:
        self.give(b"", status=302, Location=self.path.removeprefix("/away/"), Set_Cookie="a=1")

    def loop(self) -> None:
        self.give(b"", status=302, Location="/loop")

    def picture(self) -> None:
        self.give(b"\x89PNG", "image/png")

    def missing(self) -> None:
        self.give(b"gone", status=404)

    def long(self) -> None:
        self.give(b"x" * 5000, "text/plain")

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        for _ in range(10_000):
            self.wfile.write(b"x" * 1000)

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def slowheaders(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for i in range(100):
            self.wfile.write(f"X-{i}: {i}\r\n".encode())
            self.wfile.flush()
            time.sleep(0.05)

    def bomb(self) -> None:
        self.give(gzip.compress(b"x" * 20_000_000), "text/plain", Content_Encoding="gzip")

    def packed(self) -> None:
        self.give(gzip.compress(PAGE), Content_Encoding="gzip")

    def brotli(self) -> None:
        self.give(b"abc", Content_Encoding="br")

    def nonsense(self) -> None:
        self.wfile.write(b"\x00\x01\x02 this is not HTTP\r\n\r\n")

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


class Wire(httpcore.NetworkBackend):
    """Carries the public address to the local server, and notes where anybody wanted to go."""

    def __init__(self, port: int) -> None:
        self.port, self.went = port, []

    def connect_tcp(self, host: str, port: int, timeout: Any = None, local_address: Any = None, socket_options: Any = None) -> Any:
        self.went.append(host)
        assert host == PUBLIC, f"connected to {host}"
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)


def get(port: int, path: str, names: dict[str, Sequence[str]] | None = None, wire: Wire | None = None, **options: Any) -> Fetched:
    known = {"public.example": [PUBLIC], **(names or {})}

    def resolve(name: str, port: int) -> Sequence[str]:
        if name in known:
            return known[name]
        if name.replace(".", "").isdigit() or ":" in name:
            return [name]
        raise OSError("unknown name")

    url = f"http://public.example{path}" if path.startswith("/") else path
    return fetch(url, resolve=resolve, backend=wire or Wire(port), **{"seconds": 3.0, "max_bytes": 2000, **options})


def test_a_page_is_fetched(port: int) -> None:
    found = get(port, "/page")
    assert found == Fetched(PAGE, "page.html", "http://public.example/page", "utf-8")
    assert "burned down on a Tuesday" in article_from_bytes(found.data, found.name).text
    assert get(port, "/packed").data == PAGE


def test_redirects_are_followed_without_cookies(port: int) -> None:
    Hostile.seen.clear()
    assert get(port, "/away/../page").url == "http://public.example/page"
    assert get(port, "/away/http://public.example/page").data == PAGE
    assert [path for path, _ in Hostile.seen][-1] == "/page"
    for _, headers in Hostile.seen:
        assert "cookie" not in headers
        assert "authorization" not in headers


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8"),
        *("198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *("fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1"),
        *("::127.0.0.1", "2001:db8::1", "not an address", ""),
        *("fec0::1", "feff::1", "192.88.99.1", "192.0.0.170", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.31.196.1", "192.52.193.1"),
        *("192.175.48.1", "0.1.2.3", "255.1.1.1", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001:2::1", "2001:10::1", "2001:20::1"),
        *("2001:30::1", "3fff::1", "5f00::1", "2620:4f:8000::1", "fdff::1", "febf::1", "4000::1", "::2", "::ffff:0:7f00:1"),
    ],
)
def test_what_is_not_public_is_refused(port: int, address: str) -> None:
    assert not is_public(address)
    with pytest.raises(QaBotError, match="is in a private network"):
        get(port, "http://inside.example/page", {"inside.example": [address]})
    with pytest.raises(QaBotError, match="is in a private network"):
        get(port, "http://inside.example/page", {"inside.example": [PUBLIC, address]})
    with pytest.raises(QaBotError, match="is in a private network"):
        get(port, "/away/http://inside.example/page", {"inside.example": [address]})


def test_public_addresses_pass() -> None:
    assert all(map(is_public, (PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")))


@pytest.mark.parametrize(
    "written", ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::1]/", "http://localhost/"]
)
def test_loopback_however_written_with_the_systems_own_resolver(written: str) -> None:
    with pytest.raises(QaBotError, match=r"private network|no site called|couldn't reach"):
        fetch(written)


def test_a_redirect_to_this_machine_is_refused_before_connecting(port: int) -> None:
    wire = Wire(port)
    with pytest.raises(QaBotError, match="private network"):
        get(port, f"/away/http://127.0.0.1:{port}/page", wire=wire, ports=frozenset({80, port}))
    assert wire.went == [PUBLIC]


def test_a_name_that_changes_its_mind_gains_nothing(port: int) -> None:
    asked: list[str] = []

    def rebinding(name: str, port: int) -> Sequence[str]:
        asked.append(name)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    wire = Wire(port)
    assert fetch("http://rebind.example/page", resolve=rebinding, backend=wire).data == PAGE
    assert (len(asked), wire.went) == (1, [PUBLIC])  # looked up once, connected to what was checked
    with pytest.raises(QaBotError, match="private network"):
        fetch("http://rebind.example/page", resolve=rebinding, backend=wire)
    assert wire.went == [PUBLIC]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/picture", "has image/png, which I can't read"),
        ("/missing", "has no page .status 404"),
        ("/long", "larger than"),
        ("/endless", "larger than"),
        ("/bomb", "larger than"),
        ("/brotli", "unpack this page"),
        ("/loop", "redirects more than 5 times"),
        ("/nonsense", "couldn't reach"),
        ("/away/file:///etc/passwd", "only open http and https"),
        ("/away/gopher://public.example/", "only open http and https"),
        ("/away/http://public.example:22/", "Leave the port out"),
        ("file:///etc/passwd", "only open http and https"),
        ("ftp://public.example/", "only open http and https"),
        ("http://user:secret@public.example/", "name and password"),
        ("http://public.example:6379/", "Leave the port out"),
        ("http://public.example:99999/", "isn't a web address"),
        ("http://[::1/", "isn't a web address"),
        ("http:///page", "only open http and https"),
        ("http://unknown.example/", "no site called unknown.example"),
    ],
)
def test_what_is_wrong_is_one_sentence(port: int, path: str, sentence: str) -> None:
    with pytest.raises(QaBotError, match=sentence) as caught:
        get(port, path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["/drip", "/slowheaders"])
def test_slow_servers_are_given_up(port: int, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(QaBotError, match="did not answer in"):
        get(port, path, seconds=0.5)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "written",
    [
        *(
            "a://../../../etc/passwd",
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            "C://Users/x",
            "/etc/passwd",
            "etc/passwd",
            "-",
            "",
            "https:/x",
        ),
        *("http:etc/passwd", "https:////etc/passwd", " /etc/passwd", "jar:http://a.b!/x", "http", "data:text/plain,x"),
    ],
)
def test_only_http_addresses_reach_the_loader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a:").mkdir()
    with pytest.raises(QaBotError, match=r"only open http and https|isn't a web address|couldn't reach"):
        load_address(written, allow_urls=True)
    with pytest.raises(QaBotError, match="is switched off"):
        load_address(written, allow_urls=False)


def test_what_looks_like_an_address_is_never_a_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "abc:").mkdir()
    (tmp_path / "secret.txt").write_text("The secret is here.")
    monkeypatch.chdir(tmp_path)
    assert load_article("abc:/../secret.txt").text == "The secret is here."  # on the command line, a path
    (tmp_path / "a:").mkdir()
    for written in ("abc://../secret.txt", "a://../secret.txt", "../x:://../secret.txt", f"{tmp_path}/a://../secret.txt"):
        with pytest.raises(QaBotError, match="only open http and https"):
            load_article(written, allow_urls=True)
        with pytest.raises(QaBotError, match="is switched off"):
            load_article(written, allow_urls=False)


def test_addresses_are_off_unless_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QA_BOT_ALLOW_URLS", raising=False)
    with pytest.raises(QaBotError, match="--allow-urls or QA_BOT_ALLOW_URLS=1"):
        load_article("https://public.example/")
    for switched in ({"allow_urls": True}, {}):
        monkeypatch.setenv("QA_BOT_ALLOW_URLS", "" if switched else "1")
        with pytest.raises(QaBotError, match="private network"):
            load_article("http://127.0.0.1/", **switched)
    with pytest.raises(QaBotError, match="--allow-urls"):
        load_article("http://127.0.0.1/", allow_urls=False)
