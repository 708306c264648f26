"""The rate limiter and the article store, without a server."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from qa_bot import Article
from qa_bot.app.article_store import ArticleStore
from qa_bot.app.rate_limit import RateLimiter, visitor_of
from qa_bot.errors import BusyError, TooManyError, UnknownArticleError
from qa_bot.loading import article_from_text
from qa_bot.settings import Settings

HERE, ONE, SPACE = Settings(), Settings(proxy=1), Settings(proxy=1, private_proxies=True)


def test_as_many_as_there_is_room_for() -> None:
    limiter = RateLimiter(room=2)
    with limiter.enter("a"), limiter.enter("b"), pytest.raises(BusyError), limiter.enter("c"):
        pass
    with limiter.enter("c"):
        assert limiter.inside == 1
    with pytest.raises(ZeroDivisionError), limiter.enter("c"):
        raise ZeroDivisionError
    assert limiter.inside == 0


def test_so_many_a_minute_and_each_visitor_by_itself() -> None:
    now = 0.0
    limiter = RateLimiter(room=9, rate=2, clock=lambda: now)
    for _ in range(2):
        with limiter.enter("a"):
            pass
    now = 20.0
    with pytest.raises(TooManyError) as refused, limiter.enter("a"):
        pass
    assert refused.value.seconds == 40
    assert limiter.inside == 0
    with limiter.enter("b"):
        pass
    now = 60.5
    with limiter.enter("a"):
        pass


def request(peer: str, forwarded: str | None = None) -> Any:
    return SimpleNamespace(client=SimpleNamespace(host=peer), headers={"x-forwarded-for": forwarded} if forwarded else {})


@pytest.mark.parametrize(
    ("peer", "forwarded", "settings", "visitor"),
    [
        ("93.184.216.34", None, HERE, "93.184.216.34"),
        ("93.184.216.34", "8.8.8.8", HERE, "93.184.216.34"),  # nobody vouches for the header
        ("10.0.0.7", "8.8.8.8", ONE, "8.8.8.8"),
        ("10.0.0.7", "1.1.1.1, 8.8.8.8", ONE, "8.8.8.8"),  # the left one was sent by the visitor
        ("10.0.0.7", "1.1.1.1, 192.168.1.5", ONE, "192.168.1.5"),  # a visitor of a private network is one all the same
        ("10.0.0.7", "1.1.1.1, junk", ONE, "10.0.0.7"),
        ("10.0.0.7", "1.1.1.1, ", ONE, "10.0.0.7"),
        ("10.0.0.7", "1.1.1.1, 8.8.8.8, 8.8.4.4", replace(ONE, proxy=2), "8.8.8.8"),
        ("10.0.0.7", "8.8.8.8", replace(ONE, proxy=2), "10.0.0.7"),  # one of the proxies was passed by
        ("10.0.0.7", "8.8.8.8, 10.1.2.3", SPACE, "8.8.8.8"),  # the right one is a proxy of the house
        ("10.0.0.7", "1.1.1.1, 8.8.8.8, 10.1.2.3", SPACE, "8.8.8.8"),
        ("10.0.0.7", "nonsense, 127.0.0.1", SPACE, "10.0.0.7"),
        ("10.0.0.7", None, ONE, "10.0.0.7"),
        ("10.0.0.7", "2606:4700:1:2:3:4:5:6", ONE, "2606:4700:1:2::/64"),
        ("10.0.0.7", "::ffff:8.8.8.8", ONE, "8.8.8.8"),  # the same visitor in another notation
    ],
)
def test_who_the_visitor_is(peer: str, forwarded: str | None, settings: Settings, visitor: str) -> None:
    assert visitor_of(request(peer, forwarded), settings) == visitor


def test_the_shelf_keeps_what_fits(article: Article) -> None:
    store = ArticleStore(article, room=2_500)
    first, second = (article_from_text(text) for text in ("Anna left for Rome.", "Nils stayed at the mill."))
    name = store.put(first)
    assert store.get(name) == first
    assert store.get("") is article
    assert name not in store.names()  # nobody is told of another's article
    store.put(second)
    with pytest.raises(UnknownArticleError):
        store.get(name)
    with pytest.raises(UnknownArticleError):
        store.get("../models/reader/config")
