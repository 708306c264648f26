"""Who may ask now: a bound on the questions that wait, and on how many one visitor asks in a minute.

The second is a sliding log (as in nginx's and Redis' cookbooks): the times of a visitor's questions of the last minute. Behind a
proxy the visitor is the rightmost public address of X-Forwarded-For: what stands left of it may be forged by the visitor,
what stands right of it are the proxies of the house.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from qa_bot.errors import BusyError, TooManyError

MINUTE = 60.0
KEPT_VISITORS = 10_000


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
        self._visits: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def inside(self) -> int:
        """Questions that wait or are read."""
        return self._inside

    @contextmanager
    def enter(self, visitor: str) -> Iterator[None]:
        """Hold a place while a question is read.

        Raises:
            BusyError: all places are taken.
            TooManyError: this visitor asked too often.
        """
        with self._lock:
            if self._inside >= self.room:
                raise BusyError("I'm busy right now. Please ask again in a minute.")
            self._count(visitor)
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1

    def _count(self, visitor: str) -> None:
        if not self.rate:
            return
        now = self._clock()
        visits = self._visits.setdefault(visitor, deque(maxlen=self.rate))
        self._visits.move_to_end(visitor)
        while len(self._visits) > KEPT_VISITORS:
            self._visits.popitem(last=False)
        while visits and visits[0] <= now - MINUTE:
            visits.popleft()
        if len(visits) >= self.rate:
            wait = max(1, round(visits[0] + MINUTE - now))
            raise TooManyError(f"That's {self.rate} questions in a minute. Please wait {wait} seconds.", wait)
        visits.append(now)


def visitor_of(request: Any, proxy: bool) -> str:
    """The network address that a request stands for; of IPv6 the /64, which is what one household has.

    Args:
        request: starlette's or gradio's; None stands for a call within the process.
        proxy: whether X-Forwarded-For is to be believed.
    """
    if request is None:
        return ""
    peer = request.client.host if request.client else ""
    if proxy:
        hops = [hop.strip() for hop in (request.headers.get("x-forwarded-for") or "").split(",")]
        peer = next((hop for hop in reversed(hops) if _is_public(hop)), peer)
    address = _address(peer)
    if address is None or address.version == 4:
        return peer
    return str(ipaddress.ip_network((address, 64), strict=False))


def _is_public(written: str) -> bool:
    address = _address(written)
    return address is not None and address.is_global


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
