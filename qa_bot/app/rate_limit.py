"""Who may ask now: a bound on the questions that wait, and on how many one visitor asks in a minute.

The second is a sliding log (as in nginx's and Redis' cookbooks): the times of a visitor's questions of the last minute. Each kind of work,
such as questions, uploads and suggestions, has a log of its own; of looks into the article, ten times as many are let in. Behind proxies the visitor is the address that the outermost proxy of the
house wrote into X-Forwarded-For: what stands left of it may be forged by the visitor.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from qa_bot.errors import BusyError, TooManyError
from qa_bot.reply_text import BUSY
from qa_bot.settings import Settings

MINUTE = 60.0
KEPT_VISITORS = 10_000
SUGGESTIONS = "suggestions"
"""The kind of work that only takes places that questions leave free."""
LOOKS = "looks into the article"
"""The kind of work that takes milliseconds: contents, each step of a search, and an article at a glance."""
EASIER = 10
"""How many looks count as one question."""


class Limiter(Protocol):
    """Lets questions in: those of one server, or of several that share their limits."""

    @property
    def room(self) -> int:
        """Questions that may be inside at once."""

    @property
    def inside(self) -> int:
        """Questions that wait or are read."""

    def enter(self, visitor: str, kind: str = "questions") -> AbstractContextManager[None]:
        """Hold a place while a question is read; raises `BusyError` or `TooManyError`."""

    def count(self, visitor: str, kind: str) -> None:
        """Count work that needs no place; raises `TooManyError`."""


class RateLimiter:
    """Lets questions in, one `with limiter.enter(visitor):` each. Thread-safe; forgets a visitor after a minute.

    Args:
        room: questions that may be inside at once, the one that is read included.
        rate: questions of one visitor in 60 seconds; 0: any number.
        clock: seconds, monotonic.
    """

    def __init__(self, room: int, rate: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self.room = room
        self.rate = rate
        self._clock = clock
        self._inside = 0
        self._lock = threading.Lock()
        self._logs: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    @property
    def inside(self) -> int:
        """Questions that wait or are read."""
        return self._inside

    @contextmanager
    def enter(self, visitor: str, kind: str = "questions") -> Iterator[None]:
        """Hold a place while a question is read; `kind` is what the visitor's work is counted as.

        Raises:
            BusyError: all places are taken.
            TooManyError: this visitor asked too often.
        """
        with self._lock:
            if self._inside >= (max(1, self.room // 2) if kind == SUGGESTIONS else self.room):
                raise BusyError(BUSY)
            self._count(visitor, kind)
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1

    def count(self, visitor: str, kind: str) -> None:
        """Count work that needs no place, such as an upload; raises `TooManyError`."""
        with self._lock:
            self._count(visitor, kind)

    def _count(self, visitor: str, kind: str) -> None:
        if not self.rate:
            return
        now = self._clock()
        most = self.rate * EASIER if kind == LOOKS else self.rate
        visits = self._logs.setdefault((visitor, kind), deque(maxlen=most))
        self._logs.move_to_end((visitor, kind))
        while len(self._logs) > KEPT_VISITORS:
            self._logs.popitem(last=False)
        while visits and visits[0] <= now - MINUTE:
            visits.popleft()
        if len(visits) >= most:
            wait = max(1, round(visits[0] + MINUTE - now))
            raise TooManyError(f"That's {most} {kind} in a minute. Please wait {wait} seconds.", wait)
        visits.append(now)


def visitor_of(request: Any, settings: Settings) -> str:
    """The network address that a request stands for, as `household` gives it.

    Args:
        request: starlette's or gradio's; None stands for a call within the process.
        settings: how many proxies write X-Forwarded-For, and whether private addresses in it are proxies too.
    """
    if request is None:
        return ""
    peer = request.client.host if request.client else ""
    if settings.proxy:
        peer = _forwarded(request.headers.get("x-forwarded-for") or "", settings) or peer
    return household(peer)


def household(peer: str) -> str:
    """A network address; of IPv6 the /64, which is what one household has."""
    address = _address(peer)
    if address is None or address.version == 4:
        return str(address or peer)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _forwarded(header: str, settings: Settings) -> str | None:
    """The visitor that the proxies name; None where they name none, so that whoever sends junk is counted as the proxy itself."""
    hops = [_address(hop.strip()) for hop in header.split(",")]
    while settings.private_proxies and len(hops) > settings.proxy and hops[-1] is not None and not hops[-1].is_global:
        hops.pop()
    found = hops[-settings.proxy] if len(hops) >= settings.proxy else None
    return str(found) if found else None


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
