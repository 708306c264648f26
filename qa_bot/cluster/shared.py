"""What all fronts of a cluster share: the articles that were brought in, and who may ask now. Each lives in an actor that outlives its front."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import ray
from ray.exceptions import GetTimeoutError, RayError

from qa_bot.app.article_store import kept_articles
from qa_bot.app.rate_limit import RateLimiter
from qa_bot.app.service import Shared
from qa_bot.article import Article
from qa_bot.cache import PREPARED, Memory
from qa_bot.cluster.connection import NAMESPACE
from qa_bot.errors import BusyError, QaBotError
from qa_bot.settings import Settings

PATIENCE = 10.0
"""Seconds that an actor may take for an answer."""
START = 120.0
"""Seconds that it may take to begin."""
LEASE = 300.0
"""Seconds after which a place is free again whose front has died."""
AWAY = "The cluster doesn't answer just now. Please ask again in a minute."


class Articles:
    """The actor that keeps articles by name.

    Args:
        room: bytes.
    """

    def __init__(self, room: int) -> None:
        self._kept = kept_articles(Memory(room))

    def get(self, name: str) -> Article | None:
        """The article of a name; None where it is not kept, or no longer."""
        return self._kept.get(name)

    def put(self, name: str, article: Article) -> None:
        """Keep an article."""
        self._kept.put(name, article)


class Places:
    """The actor that counts the questions of all fronts: a `RateLimiter` whose blocks begin and end from afar.

    Args:
        room: see `RateLimiter`.
        rate: see `RateLimiter`.
        clock: seconds, monotonic.
    """

    def __init__(self, room: int, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limiter = RateLimiter(room, rate, clock)
        self._clock = clock
        self._held: dict[str, tuple[float, ExitStack]] = {}

    def enter(self, ticket: str, visitor: str, kind: str) -> QaBotError | None:
        """Hold a place under a ticket; what `RateLimiter.enter` raises, else None."""
        for old in [one for one, (until, _) in self._held.items() if until <= self._clock()]:
            self.leave(old)
        place = ExitStack()
        try:
            place.enter_context(self._limiter.enter(visitor, kind))
        except QaBotError as error:
            return error
        self._held[ticket] = self._clock() + LEASE, place
        return None

    def leave(self, ticket: str) -> None:
        """Give a place back."""
        if ticket in self._held:
            self._held.pop(ticket)[1].close()

    def count(self, visitor: str, kind: str) -> QaBotError | None:
        """What `RateLimiter.count` raises, else None."""
        try:
            self._limiter.count(visitor, kind)
        except QaBotError as error:
            return error
        return None

    def inside(self) -> int:
        """Questions that wait or are read."""
        return self._limiter.inside


class SharedArticles:
    """Articles by name, in the cluster's store. What was read once is kept here too: a name is made from its article, which never changes.

    Args:
        room: bytes that the cluster keeps, and bytes that are kept here.
    """

    def __init__(self, room: int) -> None:
        self._actor = _actor(Articles, "articles", room)
        self._near = kept_articles(Memory(room))

    def wait(self) -> None:
        """Wait until the store is there."""
        _asked(self._actor.get, "", patience=START)

    def get(self, key: str) -> Article | None:
        """The article of a name; None where nobody keeps it."""
        if (near := self._near.get(key)) is not None:
            return near
        found: Article | None = _asked(self._actor.get, key)
        if found is not None:
            self._near.put(key, found)
        return found

    def put(self, key: str, value: Article) -> None:
        """Keep an article for all fronts."""
        _asked(self._actor.put, key, value)
        self._near.put(key, value)


class SharedLimiter:
    """A `RateLimiter` over all fronts.

    Args:
        room: see `RateLimiter`.
        rate: see `RateLimiter`.
    """

    def __init__(self, room: int, rate: int) -> None:
        self.room = room
        self._actor = _actor(Places, "places", room, rate)

    def wait(self) -> None:
        """Wait until it counts."""
        _asked(self._actor.inside, patience=START)

    @property
    def inside(self) -> int:
        """Questions that wait or are read, before all fronts."""
        return int(_asked(self._actor.inside))

    @contextmanager
    def enter(self, visitor: str, kind: str = "questions") -> Iterator[None]:
        """Hold a place while a question is read; raises `BusyError` or `TooManyError`."""
        ticket = uuid.uuid4().hex
        if (error := _asked(self._actor.enter, ticket, visitor, kind)) is not None:
            raise error
        try:
            yield
        finally:
            with suppress(RayError):  # this process ends; a place that is not given back is free after `LEASE`
                self._actor.leave.remote(ticket)

    def count(self, visitor: str, kind: str) -> None:
        """Count work that needs no place; raises `TooManyError`."""
        if (error := _asked(self._actor.count, visitor, kind)) is not None:
            raise error


def shared(settings: Settings) -> Shared:
    """What this front has in common with all others of the cluster; the first one makes it, and waits until it is there.

    Raises:
        BusyError: it does not come.
    """
    room = int((1 - PREPARED) / 2 * settings.memory)
    articles, limiter = None if settings.store else SharedArticles(room), SharedLimiter(settings.queue, settings.rate)
    if articles:
        articles.wait()
    limiter.wait()
    return Shared(articles, limiter, settings.queue)


def _actor(kind: type, name: str, *arguments: Any) -> Any:
    options = {"name": name, "namespace": NAMESPACE, "lifetime": "detached", "get_if_exists": True, "num_cpus": 0, "max_restarts": -1}
    return ray.remote(kind).options(**options).remote(*arguments)


def _asked(method: Any, *arguments: Any, patience: float = PATIENCE) -> Any:
    """What an actor answers.

    Raises:
        BusyError: it is away.
    """
    try:
        return ray.get(method.remote(*arguments), timeout=patience)
    except (RayError, GetTimeoutError):
        raise BusyError(AWAY) from None
