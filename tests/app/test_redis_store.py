"""Articles that are handed in at one server are found by another one, through a Redis: a real one where it is installed, and a stand-in everywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa_bot.app import redis_store
from qa_bot.app.http import http_routes
from qa_bot.app.redis_store import AWAY, KEPT, RedisArticles
from qa_bot.app.service import QuestionService
from qa_bot.app.web_server import listen
from qa_bot.errors import BusyError
from qa_bot.loading import bundled_article
from qa_bot.settings import Settings

redis = pytest.importorskip("redis")

NAME = "a" * 64
HALF = '{"text": "Anna left.", "title": "\\ud800"}'
ARTICLE = bundled_article("how-answers-are-found")


class Server:
    """A real Redis, which a test may stop."""

    def __init__(self, folder: Path) -> None:
        listener = listen("127.0.0.1", None)
        self.port = listener.getsockname()[1]
        listener.close()
        self.folder = folder
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                redis.Redis.from_url(self.address).ping()
                return
            except redis.ConnectionError:
                time.sleep(0.02)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def inside(self) -> Any:
        return redis.Redis.from_url(self.address)


class StandIn:
    """A Redis in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import fakeredis

        self.server = fakeredis.FakeServer()
        self.address = "redis://nowhere/0"
        monkeypatch.setattr("redis.Redis.from_url", lambda *_, **options: fakeredis.FakeRedis(server=self.server, **options))

    def start(self) -> None:
        self.server.connected = True
        self.inside.flushall()

    def stop(self) -> None:
        self.server.connected = False

    @property
    def inside(self) -> Any:
        return redis.Redis.from_url(self.address)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Server]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    server = Server(tmp_path)
    yield server
    server.stop()


@pytest.fixture(params=["stand-in", "real"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    return StandIn(monkeypatch) if request.param == "stand-in" else request.getfixturevalue("real")


def front(store: Server | StandIn, bot: Any = None) -> TestClient:
    service = QuestionService(bot, ARTICLE, Settings(store=store.address))
    return TestClient(FastAPI(routes=http_routes(service)))


def test_what_one_front_is_handed_another_one_reads(store: Server | StandIn) -> None:
    first, other = front(store), front(store)
    loaded = first.post("/articles", json={"text": "Anna left for Rome.", "title": "Departure"}).json()
    assert other.get(f"/articles/{loaded['id']}").json() == loaded
    assert other.get("/articles/" + "b" * 64).status_code == 404


def test_an_article_comes_back_whole_and_stays_while_it_is_asked_about(store: Server | StandIn) -> None:
    one, other = RedisArticles(store.address, 10**7), RedisArticles(store.address, 10**7)
    one.put(NAME, ARTICLE)
    (key,) = store.inside.keys()
    assert json.loads(store.inside.get(key))["text"] == ARTICLE.text
    for asked in (other, other, one):  # from Redis, and what is kept near
        store.inside.expire(key, 5)
        assert asked.get(NAME) == ARTICLE
        assert KEPT - 60 < store.inside.ttl(key) <= KEPT


def test_what_is_no_article_is_none(store: Server | StandIn) -> None:
    for broken in (
        "{",
        "[]",
        '{"text": 7}',
        '{"text": "Anna.", "pages": [9]}',
        b"\x80\x04K\x07.",
        "[" * 100_000,
        HALF,
        '{"text": "Anna.", "more": 1}',
    ):
        store.inside.set(f"qa_bot:article:{NAME}", broken)
        assert RedisArticles(store.address, 10**7).get(NAME) is None


def test_what_is_no_name_is_not_looked_for(store: Server | StandIn) -> None:
    asked = front(store)
    for wanted in (r"\ud800", "*", "k" * 1_000_000):
        found = asked.post(
            "/ask", content=f'{{"question": "Who?", "article_id": "{wanted}"}}', headers={"content-type": "application/json"}
        )
        assert (found.status_code, len(found.json()["error"]) < 300) == (404, True)


def test_a_store_that_hangs_is_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each who waits for it holds a thread for seconds."""
    articles, asked = RedisArticles("redis://nowhere/0", 10**7), list[str]()

    def late(key: str, **_: Any) -> None:
        asked.append(key)
        raise redis.TimeoutError("Timeout reading from socket")

    monkeypatch.setattr(articles._redis, "getex", late)
    for _ in range(3):
        with pytest.raises(BusyError, match=AWAY):
            articles.get(NAME)
    assert len(asked) == 1
    monkeypatch.setattr(redis_store, "_AGAIN", 0.0)
    articles._asked_again = 0.0
    for _ in range(2):
        with pytest.raises(BusyError, match=AWAY):
            articles.get(NAME)
    assert len(asked) == 3


def test_a_store_that_is_away_is_one_sentence_and_nothing_is_lost(store: Server | StandIn) -> None:
    first, other = front(store), front(store)
    name = first.post("/articles", json={"text": "Anna left for Rome."}).json()["id"]
    store.stop()
    for refused in (other.get(f"/articles/{name}"), first.post("/articles", json={"text": "Nils stayed."})):
        assert (refused.status_code, refused.json(), refused.headers["retry-after"]) == (503, {"error": AWAY}, "10")
    assert first.get(f"/articles/{name}").status_code == 200  # it has a copy
    assert other.get("/articles/putin-trump-call").status_code == 200
    store.start()
    assert other.get(f"/articles/{name}").status_code == 404  # it was started again, empty
    assert first.get(f"/articles/{name}").status_code == 200
    assert other.get(f"/articles/{name}").status_code == 200


def test_a_store_without_room_is_one_sentence(real: Server) -> None:
    real.inside.config_set("maxmemory", 1)
    with pytest.raises(BusyError, match=AWAY):
        RedisArticles(real.address, 10**7).put(NAME, ARTICLE)
