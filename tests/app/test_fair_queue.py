"""Who is read next, and what is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from qa_bot import Article, Bot, Reader
from qa_bot.app import page_cancellation
from qa_bot.app import service as serving
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.fair_queue import Turns
from qa_bot.app.page_cancellation import OpenPages
from qa_bot.app.rate_limit import RateLimiter
from qa_bot.app.service import QuestionService, Shared
from qa_bot.app.session import Session, answering, changing, visits_in
from qa_bot.cache import Memory
from qa_bot.cancellation import check_wanted, is_wanted, while_wanted
from qa_bot.errors import UnwantedError
from qa_bot.reader.engines import Engine


def order_of(asked: list[tuple[str, bool]]) -> list[str]:
    """The order in which works are done that all come while another one is done."""
    turns, done, holding, go = Turns(), [], threading.Event(), threading.Event()

    def hold() -> None:
        with turns.turn("first"):
            holding.set()
            assert go.wait(30)

    def work(visitor: str, later: bool) -> None:
        with turns.turn(visitor, later=later):
            done.append(visitor)

    with ThreadPoolExecutor(len(asked) + 1) as pool:
        pool.submit(hold)
        assert holding.wait(30)
        for number, (visitor, later) in enumerate(asked, start=1):
            pool.submit(work, visitor, later)
            deadline = time.monotonic() + 30
            while sum(len(queue) for ring in (turns._questions, turns._later) for queue in ring.values()) < number:
                assert time.monotonic() < deadline
                time.sleep(0.001)
        go.set()
    return done


def test_the_visitors_are_read_in_turn() -> None:
    assert order_of([("a", False)] * 4 + [("b", False)] * 2 + [("c", False)]) == ["a", "b", "c", "a", "b", "a", "a"]


def test_what_can_wait_is_done_last() -> None:
    assert order_of([("a", True), ("b", False), ("c", True), ("a", False)]) == ["b", "a", "a", "c"]


def test_a_work_that_nobody_waits_for_leaves_the_queue() -> None:
    turns, wanted, left = Turns(), threading.Event(), []
    wanted.set()

    def wait() -> None:
        with while_wanted(wanted.is_set):
            try:
                with turns.turn("b"):
                    left.append("read")
            except UnwantedError:
                left.append("given up")

    with turns.turn("a"):
        thread = threading.Thread(target=wait)
        thread.start()
        wanted.clear()
        thread.join(10)
        assert left == ["given up"]
    with turns.turn("c"):
        pass


def test_work_is_wanted_while_everybody_around_it_wants_it() -> None:
    for outer, inner in ((True, True), (True, False), (False, True)):
        with while_wanted(lambda outer=outer: outer), while_wanted(lambda inner=inner: inner):
            assert is_wanted() is (outer and inner)
    assert is_wanted()


def test_the_reader_stops_between_batches(reader: Reader) -> None:
    article, looks = Article("\n".join(f"Anna left for Rome on day {number} of the year." for number in range(300))), []

    def wanted() -> bool:
        looks.append(len(looks))
        return len(looks) < 2

    with while_wanted(wanted), pytest.raises(UnwantedError):
        reader.read(["Where did Anna go?"], article)
    assert len(looks) == 2
    check_wanted()


class Held:
    """The engine of a reader, which stops at its first batch until it may go on, and counts the batches."""

    name, device = "held", "cpu"

    def __init__(self, engine: Engine) -> None:
        self.engine, self.pad_id, self.positions, self.pad_to = engine, engine.pad_id, engine.positions, engine.pad_to
        self.batches, self.begun, self.go = 0, threading.Event(), threading.Event()

    def __call__(self, *batch: Any) -> Any:
        self.batches += 1
        self.begun.set()
        assert self.go.wait(30)
        return self.engine(*batch)

    def move(self, device: str) -> None:
        """Stay."""


@pytest.mark.parametrize("how", ["stop", "leave", "wait"])
def test_the_reading_ends_when_the_visitor_stops_it_or_leaves(reader: Reader, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    engine, page = Held(reader.engine), SimpleNamespace(session_hash="a", client=None)
    bot = Bot(Reader(engine, reader.tokenizer, calibration=replace(reader.calibration, rank_weight=0.0)))
    article = Article("\n".join(f"Anna left for Rome on day {number} of the year." for number in range(300)))
    service = QuestionService(bot, article)
    events, session = Events(service), Session(visits_in(Memory(1_000_000)))
    changing(events.ask)(session, "Where did Anna go?")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(answering(events.answer), session, page)
        assert engine.begun.wait(30)
        if how == "stop":
            changing(events.stop)(session)
        elif how == "leave":
            monkeypatch.setattr(page_cancellation, "PATIENCE", 0.0)
            events.left(page)  # type: ignore[arg-type]
        engine.go.set()
        answer.result(60)
    assert (engine.batches > 1, bool(session.conversation.replies)) == ((True, True) if how == "wait" else (False, False))
    assert session.conversation.pending is None
    assert service.limiter.inside == 0


def test_a_question_that_the_page_sends_twice_is_read_once_though_there_is_room_for_more() -> None:
    bot, article = Endless(), Article("Anna left for Rome.")
    service = QuestionService(bot, article, shared=Shared(None, RateLimiter(8, 0), 8))  # type: ignore[arg-type]
    events, session = Events(service), Session(visits_in(Memory(1_000_000)))
    changing(events.ask)(session, "Where did Anna go?")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(answering(events.answer), session)
        assert bot.begun.wait(10)
        again = pool.submit(answering(events.answer), session)
        again.result(5)
        assert service.limiter.inside == 1
        changing(events.stop)(session)
        first.result(10)
    assert bot.given_up.is_set()


def test_a_question_sent_twice_is_read_once_though_its_answer_is_only_just_there(monkeypatch: pytest.MonkeyPatch) -> None:
    session, lock, read = Session(visits_in(Memory(1_000_000))), threading.RLock(), list[Conversation]()

    @answering
    def answer(conversation: Conversation) -> tuple[Conversation]:
        read.append(conversation)
        return (conversation.asking("Who?"),)

    class Lock:
        """When it is free for the first time after the reading, the same event comes again."""

        came = False

        def __enter__(self) -> None:
            lock.acquire()

        def __exit__(self, *error: object) -> None:
            lock.release()
            if read and not self.came:
                self.came = True
                answer(session)

    first = session.conversation
    monkeypatch.setattr(session, "lock", Lock())
    answer(session)
    assert sum(conversation is first for conversation in read) == 1


class Busy:
    """A bot whose every work takes a moment."""

    def ask(self, *arguments: Any, **options: Any) -> Any:
        time.sleep(0.05)

    def suggestions(self, article: Article, history: Any = ()) -> list[str]:
        return ["Who?"]

    def prepare(self, article: Article) -> None:
        pass


def test_an_article_is_prepared_and_suggestions_are_given_up_while_others_ask_and_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 1.0)
    article, over = Article("Anna left."), threading.Event()
    bot: Any = Busy()
    service = QuestionService(bot, article)

    def ask(visitor: str) -> None:
        while not over.is_set():
            service.read(visitor, "Who?", article)

    with ThreadPoolExecutor(5) as pool:
        for visitor in ("a", "b", "c"):
            pool.submit(ask, visitor)
        try:
            time.sleep(0.2)
            pool.submit(service.prepare, "d", article).result(10)
            assert pool.submit(service.suggestions, "e", article).result(10) == []
        finally:
            over.set()
    assert service.suggestions("e", article) == ["Who?"]
    assert service.limiter.inside == 0


class Endless:
    """A bot that reads until nobody waits."""

    def __init__(self) -> None:
        self.begun, self.given_up = threading.Event(), threading.Event()

    def ask(self, *arguments: Any, **options: Any) -> Any:
        self.begun.set()
        deadline = time.monotonic() + 30
        try:
            while time.monotonic() < deadline:
                check_wanted()
                time.sleep(0.02)
        except UnwantedError:
            self.given_up.set()
            raise

    def suggestions(self, article: Article, history: Any = ()) -> list[str]:
        return []

    def prepare(self, article: Article) -> None:
        pass


def test_a_question_over_http_is_given_up_when_its_connection_ends(serve: Callable[..., str]) -> None:
    bot = Endless()
    address = serve(bot)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{address}/ask", json={"question": "Who?"}, timeout=httpx.Timeout(60, read=3))
    assert bot.begun.is_set()
    assert bot.given_up.wait(20)


def test_a_question_of_a_closed_page_is_given_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    pages = OpenPages(clock=lambda: now)
    page, other = SimpleNamespace(session_hash="a"), SimpleNamespace(session_hash="b")
    with pages.while_open(page):
        pages.close(other)
        pages.close(page)
        now = page_cancellation.PATIENCE - 1
        check_wanted()
        now = page_cancellation.PATIENCE + 1
        with pytest.raises(UnwantedError):
            check_wanted()
    with pages.while_open(page):  # it asks again, so it is open
        check_wanted()
    with pages.while_open(None):
        check_wanted()
    monkeypatch.setattr(page_cancellation, "KEPT", 3)
    for number in range(9):
        pages.close(SimpleNamespace(session_hash=str(number)))
    assert len(pages._closed) == 3


def test_the_page_says_when_it_is_closed(bot: Bot, article: Article) -> None:
    from qa_bot.app.page import build_app
    from qa_bot.app.service import QuestionService

    service = QuestionService(bot, article)
    page = build_app(bot, article, service)
    leaving = [function for function in page.fns.values() if any(target[1] == "unload" for target in function.targets)]
    assert len(leaving) == 1
    leaving[0].fn(SimpleNamespace(session_hash="x"))
    assert "x" in service.visits._closed
