"""A web server of somebody else: pages of its own, and under a path whatever stands behind it, as a reverse proxy serves it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


@contextmanager
def hosting(pages: Mapping[str, str], behind: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server with these pages (path -> HTML); requests below a path of `behind` go on to its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            for path, address in (behind or {}).items():
                if self.path.startswith(f"{path}/"):
                    return self.pass_on(address, self.path.removeprefix(path))
            page = pages.get(self.path.split("?")[0])
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())
            return None

        do_POST = do_GET  # noqa: N815

        def pass_on(self, address: str, path: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            with httpx.stream(self.command, f"{address}{path}", headers=sent, content=body, timeout=120) as answer:
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    if name not in _HOP:
                        self.send_header(name, value)
                self.end_headers()
                for piece in answer.iter_raw():  # an event stream arrives piece by piece
                    self.wfile.write(piece)
                    self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a browser that leaves closes its streams

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
