"""A web server on a port, which runs in a thread: its time limits, and its end.

Gradio's own `launch` starts uvicorn with no choice of limits, believes X-Forwarded-For of this machine, and says in a traceback that a
port is taken.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import threading
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa_bot.app.rate_limit import household
from qa_bot.errors import QaBotError

FIRST_PORT = 7860
PORTS = 100
"""Ports that are tried where none is given."""
HEADER_SECONDS = 15.0
"""Seconds in which the headers of a request must be there."""
READ_SECONDS = 30.0
"""Seconds in which a client must read some of what was sent; then its connection is cut."""
STOP_SECONDS = 10
"""Seconds that requests have to end in when the server stops."""
CONNECTIONS = 800
"""Connections at the same time; the next are answered 503."""
OF_ONE = CONNECTIONS // 2
"""Connections of one address, where no proxy stands in front; the next are closed."""


class TimedProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose headers do not come, or whose answer nobody reads: uvicorn waits for both without end."""

    of_one = CONNECTIONS
    """Connections of one address at the same time."""
    visitor = ""
    _headers_due: asyncio.TimerHandle | None = None
    _reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection was made: its first headers are due. One too many of its address is closed."""
        super().connection_made(transport)
        self.visitor = household(self.client[0] if self.client else "")
        if sum(one.visitor == self.visitor for one in self.connections if isinstance(one, TimedProtocol)) > self.of_one:
            transport.close()
        else:
            self._expect()

    def data_received(self, data: bytes) -> None:
        """Some bytes came: of headers, whose time runs, or of a request that was begun."""
        if self.conn.their_state in (h11.MUST_CLOSE, h11.CLOSED):
            return  # behind the last request of a connection; uvicorn would raise an error in the middle of its answer
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._headers_due is None:
            self._expect()

    def pause_writing(self) -> None:
        """What was sent waits to be read."""
        super().pause_writing()
        self._reading_due = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It was read."""
        self._was_read()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed."""
        self._forget()
        self._was_read()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._headers_due = self.loop.call_later(HEADER_SECONDS, self._late)

    def _forget(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None

    def _was_read(self) -> None:
        if self._reading_due is not None:
            self._reading_due.cancel()
            self._reading_due = None

    def _late(self) -> None:
        self._headers_due = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


class WebServer(uvicorn.Server):
    """A server in a thread of its own.

    Args:
        app: what it serves.
        listener: a socket that is bound.
        of_one: connections of one address at the same time.
    """

    def __init__(self, app: ASGIApp, listener: socket.socket, of_one: int = CONNECTIONS) -> None:
        config = uvicorn.Config(
            app,
            http=type("BoundedProtocol", (TimedProtocol,), {"of_one": of_one}),
            loop="asyncio",  # the same with and without the libraries of an extra
            ws="none",
            proxy_headers=False,  # middleware.hosts decides
            server_header=False,
            log_level="warning",
            timeout_keep_alive=10,
            timeout_graceful_shutdown=STOP_SECONDS,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=32_768,
        )
        super().__init__(config)
        self.listener = listener
        self.thread = threading.Thread(target=self.run, kwargs={"sockets": [listener]}, name="web server", daemon=True)

    def start(self) -> None:
        """Start the thread and wait until the server answers.

        Raises:
            QaBotError: it ended before.
        """
        self.thread.start()
        while not self.started:
            self.thread.join(0.01)
            if not self.thread.is_alive() and not self.started:
                raise QaBotError("The web server could not start: see the message above.")

    def close(self) -> None:
        """Stop taking requests, let those that were begun end, and wait for that."""
        self.should_exit = True
        self.thread.join(STOP_SECONDS + 5)
        self.listener.close()


def listen(host: str | None, port: int | None) -> socket.socket:
    """A socket bound to a host and a port; without a port, the first free one from GRADIO_SERVER_PORT or 7860.

    Raises:
        QaBotError: the port is taken or not one, or the host is none of this machine.
    """
    host = (host or os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1").strip("[]")
    first = os.environ.get("GRADIO_SERVER_PORT") or str(FIRST_PORT)
    if port is None and not first.isdecimal():
        raise QaBotError(f"GRADIO_SERVER_PORT is {first!r}: give a port from 1 to 65535.")
    ports = range(int(first), min(int(first) + PORTS, 65_536)) if port is None else [port]
    if not ports or not all(0 < number < 65_536 for number in ports):
        raise QaBotError(f"There is no port {port if port is not None else first}: give one from 1 to 65535.")
    for number in ports:
        try:
            return _bound(host, number)
        except PermissionError:
            raise QaBotError(f"Port {number} may not be used by this user: give one from 1024.") from None
        except socket.gaierror:
            raise QaBotError(f"There is no host {host!r} on this machine: give 127.0.0.1 for this machine only, or 0.0.0.0.") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise QaBotError(f"{host} isn't an address of this machine: give 127.0.0.1 for this machine only, or 0.0.0.0.") from None
            if error.errno != errno.EADDRINUSE:
                raise QaBotError(f"Port {number} of {host} cannot be opened ({error.strerror}): give another one.") from None
    if port is None:
        raise QaBotError(f"All ports from {ports[0]} to {ports[-1]} are in use: give a free one with --port.")
    raise QaBotError(f"Port {port} is in use: stop what uses it, or give another one with --port.")


def url_of(listener: socket.socket) -> str:
    """The address of a server as a browser on this machine takes it."""
    host, port, *_ = listener.getsockname()
    shown = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _bound(host: str, port: int) -> socket.socket:
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
