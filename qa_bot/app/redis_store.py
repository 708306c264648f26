"""Handed-in articles in Redis (`QA_BOT_STORE`), where all servers in front of the same readers find them. They go in as JSON, never as pickle."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from qa_bot.app.article_store import kept_articles
from qa_bot.app.snapshot import SnapshotError, article_from_json, article_to_json
from qa_bot.article import Article
from qa_bot.cache import Memory
from qa_bot.errors import BusyError, QaBotError

KEPT = 7 * 24 * 3600
"""Seconds for which Redis keeps an article after it was last asked about."""
AWAY = "The store of articles doesn't answer just now. Please ask again in a minute."
_SECONDS = 3.0
"""Seconds in which Redis must answer."""
_AGAIN = 5.0
"""Seconds for which a Redis that did not answer in time is not asked: whoever waits for it holds a thread."""
_log = logging.getLogger(__name__)
Found = TypeVar("Found")


class RedisArticles:
    """See `HandedIn`. Copies are kept here: a name is made from its article, which never changes.

    Args:
        address: such as redis://host:6379/0, or rediss:// with TLS.
        room: bytes of the copies; what Redis keeps, its own `maxmemory` bounds.

    Raises:
        QaBotError: the package `redis` is missing.
    """

    def __init__(self, address: str, room: int) -> None:
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            raise QaBotError('QA_BOT_STORE needs the extra `cluster`: pip install "qa-bot[cluster]".') from None
        again = Retry(NoBackoff(), 1)  # on a new connection: the last one ended where Redis was started again
        self._redis: Any = redis.Redis.from_url(address, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=again)
        self._error: type[Exception] = redis.RedisError
        self._late: type[Exception] = redis.TimeoutError
        self._asked_again = 0.0
        self._near = kept_articles(Memory(room))

    def get(self, key: str) -> Article | None:
        """The article of a name; None where it is not kept, or no longer. What is kept here too needs no Redis."""
        near = self._near.get(key)
        if near is not None:
            try:
                if not self._asked(lambda: self._redis.expire(_name(key), KEPT)):
                    self.put(key, near)  # Redis was started again
            except BusyError:
                pass
            return near
        found = self._asked(lambda: self._redis.getex(_name(key), ex=KEPT))
        try:
            article = article_from_json(found) if found else None
        except SnapshotError:  # of another version
            return None
        if article is not None:
            self._near.put(key, article)
        return article

    def put(self, key: str, value: Article) -> None:
        """Keep an article for all servers; raises `BusyError` where Redis is away."""
        self._asked(lambda: self._redis.set(_name(key), article_to_json(value), ex=KEPT))
        self._near.put(key, value)

    def _asked(self, ask: Callable[[], Found]) -> Found:
        if time.monotonic() < self._asked_again:
            raise BusyError(AWAY)
        try:
            return ask()
        except self._error as error:
            if isinstance(error, self._late):
                self._asked_again = time.monotonic() + _AGAIN
            _log.warning("Redis: %s", error)
            raise BusyError(AWAY) from None


def _name(key: str) -> str:
    return f"qa_bot:article:{key}"
