"""Connections that go only to addresses that were checked, and only until a deadline. Used by `url_guard`."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from qa_bot.errors import QaBotError


class Deadline:
    """A limit of time that starts when the object is made.

    Args:
        seconds: how long it lasts.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds left, or `at_most` if that is less.

        Raises:
            TimeoutError: no time is left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is over")
        return left if at_most is None else min(left, at_most)

    def check(self) -> None:
        """Raise `TimeoutError` if no time is left."""
        self.left()

    def timeouts(self) -> dict[str, float]:
        """Timeouts for httpcore: each is all the time that is left."""
        return dict.fromkeys(("connect", "read", "write", "pool"), self.left())


class _Stream(httpcore.NetworkStream):
    """A stream whose operations all end at the deadline, so that a server that sends a byte now and then gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Deadline) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._clock.left(timeout)), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Guarded(httpcore.NetworkBackend):
    """Looks up a name, checks every address that it has, and connects to a checked one."""

    def __init__(
        self,
        clock: Deadline,
        resolve: Callable[[str, int], Sequence[str]],
        permitted: Callable[[str], bool],
        backend: httpcore.NetworkBackend,
    ) -> None:
        self._clock, self._resolve, self._permitted, self._backend = clock, resolve, permitted, backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except OSError:
            raise QaBotError(f"There is no site called {host}: check the address.") from None
        # a private address among public ones is an attack or a mistake: refuse both
        if not addresses or not all(map(self._permitted, addresses)):
            raise QaBotError("This address is in a private network, so I won't open it. Use a public one.")
        return _Stream(self._backend.connect_tcp(addresses[0], port, self._clock.left(timeout), local_address, socket_options), self._clock)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise QaBotError("Only http and https addresses are fetched.")

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(self._clock.left(seconds))


def guarded(
    clock: Deadline, resolve: Callable[[str, int], Sequence[str]], permitted: Callable[[str], bool], backend: httpcore.NetworkBackend | None
) -> httpcore.NetworkBackend:
    """A network backend that connects only to addresses that `permitted` allows, until the deadline `clock`."""
    return _Guarded(clock, resolve, permitted, backend or httpcore.SyncBackend())
