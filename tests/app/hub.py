"""The Hub's side of an upload, as much of it as `hf upload` speaks: no file that is not text is taken but through large-file storage."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Hub:
    """What arrived."""

    address: str = ""
    created: dict[str, Any] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    """SHA-256 of what large-file storage holds."""
    files: dict[str, str] = field(default_factory=dict)
    """Path -> "text", or the SHA-256 of a large file."""


@contextmanager
def hub() -> Iterator[Hub]:
    """A Hub on this machine."""
    taken = Hub()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            pieces = []
            while size := int(self.rfile.readline(), 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def give(self, answer: Any, status: int = 200) -> None:
            written = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def do_GET(self) -> None:
            self.give({"id": "OWNER/NAME", "sha": "0" * 40, "siblings": []})

        def do_PUT(self) -> None:
            taken.stored.add(hashlib.sha256(self.body()).hexdigest())
            self.give({})

        def do_POST(self) -> None:
            body = self.body()
            if self.path.endswith("/commit/main"):
                return self.commit([json.loads(line) for line in body.splitlines()])
            asked = json.loads(body)
            if self.path == "/api/repos/create":
                taken.created = asked
                return self.give({"url": f"{taken.address}/spaces/OWNER/NAME", "id": "OWNER/NAME"})
            if self.path.endswith("/preupload/main"):
                return self.give({"files": [self.mode(file) for file in asked["files"]]})
            if self.path.endswith("/info/lfs/objects/batch"):
                objects = [{**one, "actions": {"upload": {"href": f"{taken.address}/put/{one['oid']}"}}} for one in asked["objects"]]
                return self.give({"transfer": "basic", "objects": objects})
            return self.give({"errors": [], "warnings": []})

        def mode(self, file: dict[str, Any]) -> dict[str, Any]:
            large = b"\0" in base64.b64decode(file["sample"]) or file["size"] > 10_000_000
            return {"path": file["path"], "uploadMode": "lfs" if large else "regular", "shouldIgnore": False}

        def commit(self, lines: list[dict[str, Any]]) -> None:
            for line in lines:
                value = line["value"]
                if line["key"] == "file":
                    assert b"\0" not in base64.b64decode(value["content"]), "rejected because it contains binary files"
                    taken.files[value["path"]] = "text"
                elif line["key"] == "lfsFile":
                    assert value["oid"] in taken.stored
                    taken.files[value["path"]] = value["oid"]
            self.give({"commitUrl": f"{taken.address}/spaces/OWNER/NAME/commit/1", "commitOid": "1" * 40})

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        taken.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield taken
        finally:
            server.shutdown()
