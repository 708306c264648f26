"""`/ask`, `/articles`, `/health`: what they answer and with which status."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from gradio_client import Client
from gradio_client.exceptions import AppError

from qa_bot import Article, Bot, article_from_text
from qa_bot.app import service as serving
from qa_bot.app.background_bot import BackgroundBot
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.http import http_routes
from qa_bot.app.service import QuestionService
from qa_bot.loading.worker_process import confinement

WHO = "Who is Dmitry Peskov?"


def post(address: str, path: str, body: Any, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}{path}", json=body, headers=headers, timeout=60)


def test_halves_of_characters_are_answered_like_any_other(address: str) -> None:
    asked = b'{"question": "Who is \\ud800 Peskov?", "history": [{"question": "\\ud800", "answer": "\\udfff"}]}'
    for path, body in (("ask", asked), ("articles", b'{"text": "Anna \\ud800 left.", "title": "\\ud800"}')):
        found = httpx.post(f"{address}/{path}", content=body, headers={"content-type": "application/json"}, timeout=60)
        assert found.status_code in (200, 201)
        assert found.json()["question" if path == "ask" else "title"].count("\ufffd") == 1


def test_a_long_title_is_cut(address: str) -> None:
    """The store counts texts, and four megabytes of title with each of many short texts filled the memory."""
    assert len(post(address, "/articles", {"text": "Anna left.", "title": "x" * 100_000}).json()["title"]) == 500


def test_ask_gives_what_python_gives(address: str, bot: Bot, article: Article) -> None:
    found = post(address, "/ask", {"question": WHO})
    assert found.status_code == 200
    assert found.json() == bot.ask(WHO, article).to_dict()
    named = post(address, "/ask", {"question": WHO, "article_id": "putin-trump-call"}).json()
    assert named == found.json()


def test_an_article_is_loaded_once_and_asked_by_its_id(address: str) -> None:
    loaded = post(address, "/articles", {"text": "Anna left for Rome on Tuesday.\nNils stayed at the mill.", "title": "Departure"})
    assert loaded.status_code == 201
    text, name = loaded.json()["text"], loaded.json()["id"]
    reply = post(address, "/ask", {"question": "Where did Anna go?", "article_id": name}).json()
    assert text[reply["start"] : reply["end"]] == reply["answer"] == "Rome"
    assert reply["article"] == "Departure"
    assert httpx.get(f"{address}/articles/{name}").json()["text"] == text
    listed = httpx.get(f"{address}/articles").json()
    assert [item["id"] for item in listed] == ["putin-trump-call", "how-answers-are-found"]


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/ask", {"question": "   "}, 422, "Type a question"),
        ("/ask", {"question": "x" * 5000}, 413, "shorten"),
        ("/ask", {"question": "Who?", "article": "x" * 5_000_000}, 413, "larger than"),
        ("/ask", {"question": "Who?", "article": "..."}, 422, "no text"),
        ("/ask", {"question": "Who?", "article_id": "nowhere"}, 404, "no article"),
        ("/ask", {"question": "Who?", "article": "Anna left.", "article_id": "x"}, 422, "not both"),
        ("/ask", {"question": "Who?", "history": [{"answer": "x"}]}, 422, "Each turn"),
        ("/ask", {"question": "Who?", "history": "none"}, 422, "history"),
        ("/ask", {"q": "Who?"}, 422, "question"),
        ("/ask", ["Who?"], 422, "JSON object"),
        ("/articles", {"text": ""}, 422, "no text"),
    ],
)
def test_a_mistake_has_a_status_and_one_sentence(address: str, path: str, body: Any, status: int, said: str) -> None:
    found = post(address, path, body)
    assert found.status_code == status
    assert list(found.json()) == ["error"]
    assert said in found.json()["error"]


def test_what_is_no_json_and_no_article(address: str) -> None:
    broken = httpx.post(f"{address}/ask", content="{", headers={"content-type": "application/json"})
    assert broken.status_code == 422
    assert "not JSON" in broken.json()["error"]
    assert httpx.get(f"{address}/articles/nowhere").status_code == 404
    for body in (b'{"question": "\xff"}', b'{"question": ' + b"[" * 40_000, b'{"question": ' + b"9" * 5_000 + b"}"):
        unread = httpx.post(f"{address}/ask", content=body, headers={"content-type": "application/json"})
        assert (unread.status_code, list(unread.json())) == (422, ["error"])


def test_the_description_names_every_path(address: str) -> None:
    described = httpx.get(f"{address}/openapi.json").json()
    assert set(described["paths"]) == {"/ask", "/articles", "/articles/{name}", "/health"}
    assert {"413", "429", "503"} <= set(described["paths"]["/ask"]["post"]["responses"])


def test_gradios_client_gets_what_http_gives(address: str) -> None:
    client = Client(address, verbose=False, analytics_enabled=False)
    assert client.predict(WHO, api_name="/ask") == post(address, "/ask", {"question": WHO}).json()
    name = post(address, "/articles", {"text": "Anna left for Rome on Tuesday."}).json()["id"]
    assert client.predict("Where did Anna go?", article_id=name, api_name="/ask")["answer"] == "Rome"
    with pytest.raises(AppError, match="Type a question"):
        client.predict(" ", api_name="/ask")
    assert "/ask" in httpx.get(f"{address}/gradio_api/info").json()["named_endpoints"]


def test_one_visitor_cannot_take_everything(serve: Callable[..., str]) -> None:
    address = serve(rate=2, proxy=1)
    here, other = {"x-forwarded-for": "6.6.6.6, 8.8.8.8"}, {"x-forwarded-for": "6.6.6.6, 9.9.9.9"}
    assert [post(address, "/ask", {"question": WHO}, **here).status_code for _ in range(3)] == [200, 200, 429]
    refused = post(address, "/ask", {"question": WHO}, **here)
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert post(address, "/ask", {"question": WHO}, **other).status_code == 200
    client = Client(address, verbose=False, analytics_enabled=False, headers=here)
    with pytest.raises(AppError, match="in a minute"):  # the same limit through gradio's endpoint
        client.predict(WHO, api_name="/ask")


class Slow:
    """A bot that answers when it is told to."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.go = threading.Event()

    def ask(self, *arguments: Any) -> Any:
        assert self.go.wait(60)
        return self.bot.ask(*arguments)

    def suggestions(self, article: Article) -> list[str]:
        return []

    def prepare(self, article: Article) -> None:
        pass


def test_a_full_queue_says_when_to_come_back(serve: Callable[..., str], bot: Bot) -> None:
    slow = Slow(bot)
    address = serve(slow, queue=2)
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(post(address, "/ask", {"question": WHO}).status_code)) for _ in range(2)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while httpx.get(f"{address}/health").json()["waiting"] < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    refused = post(address, "/ask", {"question": WHO})
    slow.go.set()
    for thread in threads:
        thread.join()
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "10"
    assert statuses == [200, 200]
    health = httpx.get(f"{address}/health")
    assert health.status_code == 200
    state = {"status": "ready", "waiting": 0, "room": 2}
    assert health.json() | {"version": ""} == {**state, "engine": "", "confinement": confinement(), "version": ""}


def test_health_says_what_confines_the_reading_of_files(bot: Bot, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    for holds in (True, False):
        found = {"limits": True, "network": holds, "files": True, "system_calls": holds}
        monkeypatch.setattr(serving, "confinement", found.copy)
        assert TestClient(FastAPI(routes=http_routes(QuestionService(bot, article)))).get("/health").json()["confinement"] == found


def test_health_says_that_the_reader_is_loading(article: Article, bot: Bot) -> None:
    go = threading.Event()

    def make() -> Bot:
        go.wait(30)
        return bot

    later = BackgroundBot(make)
    server = TestClient(FastAPI(routes=http_routes(QuestionService(later, article))))
    found = server.get("/health")
    assert (found.status_code, found.json()["status"], found.json()["engine"]) == (503, "loading", "")
    assert found.headers["retry-after"] == "10"
    go.set()
    later.wait()
    found = server.get("/health")
    assert (found.status_code, found.json()["engine"]) == (200, "torch float32 cpu")


class Preparing:
    """A bot that prepares an article until it is told to go on."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.go = threading.Event()
        self.prepared: list[Article] = []

    def ask(self, *arguments: Any, **options: Any) -> Any:
        return self.bot.ask(*arguments, **options)

    def suggestions(self, article: Article, history: Any = ()) -> list[str]:
        return ["Who stayed?"]

    def made_suggestions(self, article: Article) -> list[str]:
        return ["Who stayed?"]

    def prepare(self, article: Article) -> None:
        self.prepared.append(article)
        assert self.go.wait(30)
        raise OSError("an index that cannot be made must not keep the reader from reading")


def test_what_the_page_opens_with_is_prepared_before_anybody_asks(bot: Bot) -> None:
    story = article_from_text("Anna left for Rome on Tuesday. Nils stayed in Paris.")  # a bundled one brings its questions
    preparing = Preparing(bot)
    later = BackgroundBot(lambda: preparing, story)
    later.wait()
    service = QuestionService(later, story)
    server = TestClient(FastAPI(routes=http_routes(service)))
    request = SimpleNamespace(query_params={}, client=None, headers={})
    found = server.get("/health")
    assert (found.status_code, found.json()["status"]) == (503, "preparing")
    assert server.post("/ask", json={"question": "Where did Anna go?"}).json()["answer"]  # what is short is answered all the while
    waiting, ready = Events(service).welcome(Conversation(), request)
    assert f"Preparing {story.report.words} words" in waiting
    assert "Who stayed?" in ready
    other = SimpleNamespace(query_params={"article": "how-answers-are-found"}, client=None, headers={})
    assert ["Preparing" in shown for shown in Events(service).welcome(Conversation(), other)] == [False]
    assert not later.wait_prepared(0.0)
    preparing.go.set()
    assert later.wait_prepared(10)
    assert preparing.prepared == [story]
    assert server.get("/health").json()["status"] == "ready"
    assert len(list(Events(service).welcome(Conversation(), request))) == 1
