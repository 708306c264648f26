"""Uploads: from the page itself only, one file a request, limited in size, time and number; what is left behind is deleted.

The page deletes a file as soon as it has read it. What was broken off, or never read, is deleted here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from gradio.utils import get_upload_folder
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.middleware.bodies import UPLOAD
from qa_bot.app.middleware.refusal import refuse
from qa_bot.app.rate_limit import Limiter, visitor_of
from qa_bot.app.unread_files import UnreadFiles
from qa_bot.errors import TooManyError
from qa_bot.loading.limits import MAX_BYTES
from qa_bot.settings import Settings

_log = logging.getLogger(__name__)
SECONDS = 120.0
"""Seconds in which a file must be there."""
AT_ONCE = 4
"""Uploads at the same time."""
KEPT_SECONDS = 600.0
"""Seconds after which a file that nobody read is deleted."""
KEPT_BYTES = 6 * MAX_BYTES
"""Bytes of the files that wait to be read."""
KEPT_FILES = 200
"""Files that wait to be read; each upload looks at all of them."""
FRAME = 10_000
"""Bytes around a file: boundaries and headers."""


class UploadLimit:
    """Checks the uploads and passes every other request on.

    Args:
        app: what comes next.
        settings: whether a proxy names the visitor and the host.
        limiter: counts a visitor's uploads.
        unread: is told of each file that came in.
    """

    def __init__(self, app: ASGIApp, settings: Settings, limiter: Limiter, unread: UnreadFiles) -> None:
        self.app = app
        self.settings = settings
        self.limiter = limiter
        self.unread = unread
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request."""
        if scope["type"] != "http" or scope["path"].rstrip("/") != UPLOAD:
            return await self.app(scope, receive, send)
        request = Request(scope)
        if not same_origin(request.headers, believed=bool(self.settings.proxy)):
            return await refuse(scope, receive, send, 403, "Upload files from the page itself.")
        declared = request.headers.get("content-length", "")
        size = int(declared) if declared.isdecimal() else MAX_BYTES
        if size > MAX_BYTES + FRAME:
            return await refuse(scope, receive, send, 413, f"A file may have {MAX_BYTES / 1e6:.0f} MB: choose a smaller one.")
        try:
            self.limiter.count(visitor_of(request, self.settings), "uploads")
        except TooManyError as error:
            return await refuse(scope, receive, send, 429, str(error), error.seconds)
        folder = Path(get_upload_folder())
        full = forget_old(folder, self.unread) > KEPT_BYTES or len(self.unread) >= KEPT_FILES
        if full or self.running >= AT_ONCE:
            return await refuse(scope, receive, send, 503, "Too many files right now. Please try again in a minute.", 10)
        if free_in(folder) < size:
            return await refuse(scope, receive, send, 503, "There is no room for files right now. Paste the text, or try again later.", 60)
        self.running += 1
        try:
            await self.app(scope, _limited(scope, receive), self._noted(send))
        except OSError as error:  # the disk is full now; the response was already sent
            _log.warning("An upload could not be kept: %s.", error.strerror)
        finally:
            self.running -= 1

    def _noted(self, send: Send) -> Send:
        """The way back of an upload; gradio's answer says where the file will be, before it is there."""
        status, told = 0, b""

        async def pass_on(message: Message) -> None:
            nonlocal status, told
            status = message.get("status", status)
            told += message.get("body", b"")
            if status == 200 and message["type"] == "http.response.body" and not message.get("more_body"):
                for path in json.loads(told):
                    self.unread.add(Path(path))
            await send(message)

        return pass_on


def _limited(scope: Scope, receive: Receive) -> Receive:
    """The channel of an upload; what is wrong with it is an error that gradio's parser knows, and deletes its file for."""
    _, options = parse_options_header(Headers(scope=scope).get("content-type", ""))  # as gradio does: it may be written in several ways
    mark = b"--" + options.get(b"boundary", b"")
    deadline = time.monotonic() + SECONDS
    size, marks, tail = 0, 0, b""

    async def read() -> Message:
        nonlocal size, marks, tail
        while True:
            try:
                message = await asyncio.wait_for(receive(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                raise MultiPartException(f"This file took longer than {SECONDS:.0f} seconds to arrive.") from None
            if message["type"] == "http.disconnect":
                raise MultiPartException("The upload was interrupted.")
            seen = tail + message.get("body", b"")
            size += len(seen) - len(tail)
            marks += seen.count(mark)
            tail = seen[max(0, len(seen) - len(mark) + 1) :]
            if size > MAX_BYTES + FRAME:
                raise MultiPartException(f"This file exceeds the maximum allowed size of {MAX_BYTES / 1e6:.0f} MB.")
            if marks <= 2:  # one before the file and one after it
                return message
            if not message.get("more_body"):  # a client that still sends would see its connection break, and no sentence
                raise MultiPartException("Upload one file at a time.")

    return read


def same_origin(headers: Headers, *, believed: bool) -> bool:
    """Whether a request comes from a page of this server. A program that is no browser names no origin."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    hosts = {headers.get("host", ""), headers.get("x-forwarded-host", "") if believed else ""}
    return urlsplit(origin).netloc in hosts - {""}


def free_in(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be made."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free


def forget_old(folder: Path, unread: UnreadFiles) -> int:
    """Delete files that nobody read for `KEPT_SECONDS`, and empty folders; the bytes that are left."""
    left, now = 0, time.time()
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        with suppress(OSError):
            found = path.stat()
            old = now - found.st_mtime > KEPT_SECONDS
            if path.is_dir():
                if old:
                    path.rmdir()  # fails where it holds something
            elif old:
                path.unlink()
                unread.gone(path)
            else:
                left += found.st_size
    return left
