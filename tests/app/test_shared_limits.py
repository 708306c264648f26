"""The page, HTTP and the tools for agents are one house: their visitors are counted alike, and wait in one queue."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from qa_bot import Article
from qa_bot.app import service as serving
from qa_bot.app import upload
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.rate_limit import SUGGESTIONS
from qa_bot.app.service import LOADS, QuestionService
from qa_bot.app.upload import Uploads
from qa_bot.errors import QaBotError
from qa_bot.settings import Settings


class Noting:
    """A bot that notes who is read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def ask(self, question: str, *arguments: Any, **options: Any) -> Any:
        self.read.append(question)
        raise QaBotError("noted")

    def suggestions(self, article: Article, history: Any = ()) -> list[str]:
        self.read.append(SUGGESTIONS)
        return ["Who?"]

    def prepare(self, article: Article) -> None:
        self.read.append("prepare")


def house(rate: int = 0) -> tuple[Any, QuestionService]:
    bot: Any = Noting()
    return bot, QuestionService(bot, Article("Anna left."), Settings(rate=rate))


WAYS: dict[str, Callable[[QuestionService], Any]] = {
    "a text with a question": lambda service: service.ask("a", "Who?", "Anna left.", None, []),
    "a text with a claim": lambda service: service.find_evidence("a", "Who?", "Anna left.", None),
    "a text to keep": lambda service: service.load("a", "Anna left."),
    "a pasted text": lambda service: list(Uploads(Events(service), allow_urls=False).paste("Anna left.", request("a"))),
}


def request(visitor: str) -> Any:
    return SimpleNamespace(client=SimpleNamespace(host=visitor), headers={}, session_hash=visitor)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_done_with_the_text_of_a_visitor_who_sends_too_much(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    def cleaned(text: str, title: str = "") -> Article:
        texts.append(text)
        return Article(text)

    monkeypatch.setattr(serving, "article_from_text", cleaned)
    monkeypatch.setattr(upload, "article_from_text", cleaned)
    _, service = house(rate=1)
    for _ in range(3):
        with suppress(QaBotError):
            WAYS[way](service)
    assert texts == ["Anna left."]


def test_no_more_long_texts_are_read_at_once_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty tables of 3.5 MB would take forty gigabytes."""
    lock, inside, most = threading.Lock(), 0, 0

    def cleaned(text: str, title: str = "") -> Article:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.05)
        with lock:
            inside -= 1
        return Article("Anna left.")

    monkeypatch.setattr(serving, "article_from_text", cleaned)
    monkeypatch.setattr(upload, "article_from_text", cleaned)
    _, service = house()
    long, events = "Anna left. " * 30_000, Events(service)
    ways: list[Callable[[], Any]] = [
        lambda: service.ask("a", "Who?", long, None, []),
        lambda: service.find_evidence("b", "Who?", "# A\n\n- b\n- c\n\n## D\n\n- e\n", None),
        lambda: service.load("c", long),
        lambda: list(Uploads(events, allow_urls=False).paste(long, request("d"))),
    ]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(way) for way in ways * 2]:
            with suppress(QaBotError):
                done.result(30)
    assert most == LOADS


def test_suggestions_are_counted_by_themselves() -> None:
    bot, service = house(rate=2)
    assert [service.suggestions("a", service.store.opened) for _ in range(3)] == [["Who?"], ["Who?"], []]
    assert bot.read == [SUGGESTIONS] * 2
    assert service.suggestions("b", service.store.opened) == ["Who?"]
    with pytest.raises(QaBotError, match="noted"):  # a question is another kind of work
        service.ask("a", "Who?", None, None, [])


def test_the_page_and_programs_wait_in_one_queue() -> None:
    bot, service = house()
    events = Events(service)

    def page(visitor: str) -> None:
        events.answer(Conversation().asking(visitor), request(visitor))

    def program(visitor: str) -> None:
        with pytest.raises(QaBotError, match="noted"):
            service.ask(visitor, visitor, None, None, [])

    go, holding = threading.Event(), threading.Event()

    def hold() -> None:
        with service.turns.turn("first"):
            holding.set()
            assert go.wait(30)

    with ThreadPoolExecutor(8) as pool:
        pool.submit(hold)
        assert holding.wait(30)
        works = []
        for number, (work, visitor) in enumerate([(program, "a"), (program, "a"), (page, "b"), (program, "a"), (page, "c")], start=1):
            works.append(pool.submit(work, visitor))
            deadline = time.monotonic() + 30
            while sum(map(len, service.turns._questions.values())) < number:
                assert time.monotonic() < deadline
                time.sleep(0.001)
        go.set()
        for done in works:
            done.result(30)
    assert bot.read == ["a", "b", "c", "a", "a"]
