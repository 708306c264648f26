"""The visits of all visitors share a budget, and one that had to go is told of it and can come back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import gradio as gr
import httpx
import pytest

from qa_bot import Article, Bot
from qa_bot.app import launch, server, visit_events
from qa_bot.app.article_store import ArticleStore, article_name
from qa_bot.app.conversation import MAX_TURNS, Conversation
from qa_bot.app.events import FULL, PUT_ASIDE, Events
from qa_bot.app.library import Brought, Library
from qa_bot.app.middleware.bodies import BodyLimit
from qa_bot.app.safe_html import Html, text_html
from qa_bot.app.service import QuestionService
from qa_bot.app.session import EACH, Session, answering, changing, looking, size_of, visits_in
from qa_bot.app.snapshot import thaw
from qa_bot.app.sources import Sources
from qa_bot.app.unheard import EACH as EACH_MESSAGE
from qa_bot.app.unheard import Outcomes
from qa_bot.app.upload import LOST, Uploads
from qa_bot.app.visit_events import VisitEvents
from qa_bot.app.waiting_events import WaitingEvents
from qa_bot.cache import PREPARED, Memory
from qa_bot.settings import Settings

from .test_snapshot import sent


@pytest.fixture
def events(bot: Bot, article: Article) -> Events:
    return Events(QuestionService(bot, article))


def with_article(session: Session, events: Events, text: str) -> None:
    uploads = Uploads(events, allow_urls=False)
    uploads.incoming.put("a", Brought(Article(text), ""))
    assert changing(uploads.finish)(session, "a", None)[0] is session


def test_visits_stay_within_the_budget(events: Events) -> None:
    memory = Memory(20 * EACH)
    visits = visits_in(memory)
    sessions = [Session(visits) for _ in range(200)]
    for number, session in enumerate(sessions):
        with_article(session, events, f"Anna left for Rome on day {number}. " * 50)
        assert 0 < memory.used <= 20 * EACH
    kept = [session for session in sessions if session.conversation.library.brought]
    assert kept
    assert kept == sessions[-len(kept) :]
    assert all(session.conversation == Conversation(put_aside=True) for session in sessions[: -len(kept)])


def test_what_was_read_and_is_never_fetched_stays_within_the_budget(bot: Bot, article: Article) -> None:
    """Each of 300 pages could hold one of ten million characters."""
    service = QuestionService(bot, article, Settings(memory=160_000))
    uploads = Uploads(Events(service), allow_urls=False)
    names = [next(name for name, *_ in uploads.paste(f"Anna left for Rome on day {number}. " * 50) if name) for number in range(9)]
    assert all(isinstance(name, str) for name in names)
    assert service.store.memory.used <= service.store.memory.room == 40_000
    assert uploads.finish(Conversation(), names[-1], None)[0].library.brought[0].text.startswith("Anna left for Rome on day 8.")
    lost = uploads.finish(Conversation(), names[0], None)
    assert (lost[6], lost[10]) == (text_html(LOST), None)


def test_a_question_that_waits_counts_as_memory() -> None:
    assert size_of(Conversation().asking("x" * 1_000_000)) > 1_000_000


def test_a_visit_of_more_values_than_one_has_is_not_read(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit_events.json, "loads", lambda visit: pytest.fail("it was read"))
    event = gr.EventData(None, {"visit": f"[{'[],' * visit_events.MAX_VALUES}[]]"})
    assert visit_events.LOST in VisitEvents(events).restore(Conversation(), event)[4]


def test_a_visit_that_was_put_aside_says_so_and_comes_back(events: Events) -> None:
    visits = visits_in(Memory(1))
    session, other = Session(visits), Session(visits)
    with_article(session, events, "Anna left for Rome on Tuesday.")
    remembered = sent(session.conversation)
    with_article(other, events, "Nils stayed at the mill.")
    asked = changing(events.ask)(session, "Where did Anna go?")
    assert PUT_ASIDE in asked[3]["html"]
    assert session.conversation.pending is None  # nothing is asked of another article
    assert not isinstance(VisitEvents(events).snapshot(session), str)  # what the browser remembers is not overwritten
    changing(VisitEvents(events).restore)(session, gr.EventData(None, {"visit": json.dumps(remembered)}))
    assert session.conversation.library.brought[0].text == "Anna left for Rome on Tuesday."
    changing(events.ask)(session, "Where did Anna go?")
    assert session.conversation.pending == "Where did Anna go?"
    changing(VisitEvents(events).restart)(other)
    assert other.conversation.put_aside is False


def test_of_an_article_that_had_to_go_one_sentence_is_said_and_no_traceback(events: Events) -> None:
    session = Session(visits_in(Memory(1_000_000)))
    session.conversation = Conversation(article="0" * 64)
    for event in (
        lambda: changing(events.ask)(session, "Where did Anna go?"),
        lambda: answering(events.article_view)(session),
        lambda: looking(events.article_view)(session),
        lambda: list(looking(events.welcome)(session, None)),
    ):
        with pytest.raises(gr.Error, match="no longer kept") as raised:
            event()
        assert not raised.value.print_exception
    assert session.conversation.pending is None


def test_what_is_made_for_an_article_is_made_again_for_the_one_that_is_turned_to_meanwhile(events: Events) -> None:
    session = Session(visits_in(Memory(1_000_000)))
    with_article(session, events, "Anna left for Rome.")

    def steps(conversation: Conversation) -> Iterator[Html]:
        yield Html("")
        yield Html(conversation.library.own.text if conversation.library.own else "the first article")

    shown = looking(steps)(session)
    next(shown)
    session.conversation = session.conversation.opening(session.conversation.library.opening(0))
    assert [one["html"] for one in shown] == ["", "the first article"]


def test_the_start_page_keeps_the_questions_that_are_made_already(events: Events, bot: Bot) -> None:
    session = Session(visits_in(Memory(1_000_000)))
    with_article(session, events, "Anna Berg opened the mill by the river in 1931. Nils Holm has run it since Tuesday.")
    welcome = looking(events.welcome)
    *_, whole = welcome(session, None)
    assert "For example" in whole["html"]
    assert next(iter(welcome(session, None))) == whole


def test_a_removed_article_comes_back_with_its_answers(events: Events, bot: Bot) -> None:
    session = Session(visits_in(Memory(1_000_000)))
    for text in ("Anna left for Rome on Monday.", "Nils opened the mill in 1931."):
        with_article(session, events, text)
        library = session.conversation.library
        reply = bot.ask("Who left for Rome?" if "Rome" in text else "When did Nils open the mill?", library.brought[-1])
        session.conversation = session.conversation.asking("?").answered(reply, library.shown)
    before = session.conversation.judging(1, "up")
    session.conversation = before
    size = size_of(before)
    remove, reopen = changing(Sources(events).remove), changing(VisitEvents(events).reopen)
    shown = remove(session, gr.EventData(None, {"number": 1}))
    left = session.conversation
    assert "removed · <button" in shown[1]["html"]
    assert (len(left.replies), left.liked, len(left.library.brought)) == (1, (0,), 1)
    assert size_of(left) > size  # what can be brought back counts too
    kept = thaw(sent(left), events.article_of(left, 0))
    assert kept.library == left.library
    assert replace(kept.reopened(), step=0, target=None) == replace(before, step=0, target=None)
    copy = VisitEvents(events).article(session, gr.EventData(None, {"name": article_name(before.library.brought[0])}))
    assert "left for Rome" in str(copy)  # the browser may not have it yet
    reopen(session)
    assert replace(session.conversation, step=0, target=None) == replace(before, step=0, target=None)
    remove(session, gr.EventData(None, {"number": 1}))
    with_article(session, events, "Vera slept.")
    assert session.conversation.removed is None  # the new article would be lost


def test_a_cleared_conversation_comes_back_where_the_removed_article_is_there_again(events: Events, bot: Bot) -> None:
    session, text = Session(visits_in(Memory(1_000_000))), "Anna left for Rome on Monday."
    with_article(session, events, text)
    session.conversation = session.conversation.asking("?").answered(bot.ask("hello", session.conversation.library.brought[0]), 1)
    changing(Sources(events).remove)(session, gr.EventData(None, {"number": 1}))
    changing(VisitEvents(events).restart)(session)
    with_article(session, events, text)
    chat = changing(VisitEvents(events).reopen)(session)[1]["html"]
    assert "You asked" in chat
    assert "removed" not in chat


def test_a_conversation_has_an_end(events: Events, bot: Bot, article: Article) -> None:
    reply = bot.ask("hello", article)
    talk = Conversation()
    for _ in range(MAX_TURNS):
        talk = talk.asking("hello").answered(reply)
    assert events.ask(talk, "hello")[3] == FULL
    assert not isinstance(events.ask(talk, "hello")[0], Conversation)
    assert events.ask(talk.undone(), "hello")[0].pending == "hello"


def test_the_size_of_a_visit_counts_its_articles_and_replies(bot: Bot, article: Article) -> None:
    talk = Conversation()
    library = Library().with_article(Article("Anna left. " * 1_000), article)
    asked = talk.asking("Who is Dmitry Peskov?").answered(bot.ask("Who is Dmitry Peskov?", article))
    sizes: list[int] = [size_of(one) for one in (talk, asked, talk.opening(library))]
    assert sizes[0] == EACH
    assert sizes[1] > EACH + 5_000
    assert sizes[2] > EACH + 3 * 11_000
    assert size_of(asked.restarted()) == sizes[1]  # it can be brought back


def test_the_budget_is_shared_out(article: Article) -> None:
    class Nobody:
        """A bot that is not asked."""

    bot: Any = Nobody()
    service = QuestionService(bot, article, Settings(memory=40_000_000))
    assert (service.store.memory.room, service.visit_memory.room, PREPARED) == (10_000_000, 10_000_000, 0.5)
    store = ArticleStore(article, 100_000)
    names = [store.put(Article(f"Anna left for Rome on day {number}. " * 100)) for number in range(50)]
    assert store.memory.used <= 100_000
    assert store.get(names[-1]).text.startswith("Anna")


def test_events_that_nobody_listens_to_are_forgotten(bot: Bot, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "UNHEARD", 10)
    monkeypatch.setattr(server, "UNHEARD_BYTES", 1_000_000)
    page = launch(lambda: bot, article, block=False, quiet=True, settings=Settings())
    try:
        functions = httpx.get(f"{page.local_url}config", timeout=60).json()["dependencies"]
        number = next(function["id"] for function in functions if function["api_name"] == "suggest")
        for session in range(40):
            body = {"data": [None], "fn_index": number, "session_hash": f"s{session}"}
            assert httpx.post(f"{page.local_url}gradio_api/queue/join", json=body, timeout=60).status_code in (200, 503)
        assert page._queue.push.__self__.queue is page._queue
        assert 0 < len(page._queue.pending_event_ids_session) <= 10
        kept = page._queue.pending_messages_per_session
        assert 0 < len(kept) <= 10
        assert 0 < kept.used < kept.room == 1_000_000
    finally:
        page.close(verbose=False)


def test_events_that_wait_stay_within_a_budget() -> None:
    """34 texts of 10 MB that wait to be read took three gigabytes."""
    queue: Any = SimpleNamespace(event_ids_to_events={})

    async def push(body: Any, request: Any, username: Any) -> tuple[bool, str, str]:
        queue.event_ids_to_events[body] = SimpleNamespace(request=request)
        return True, body, "success"

    queue.push = push
    waiting = WaitingEvents(queue, 1_000_000)

    def sent(size: int) -> bool:
        scope: dict[str, Any] = {"type": "http", "path": "/gradio_api/queue/join", "headers": []}

        async def app(*_: Any) -> None:
            scope["pushed"] = (await waiting.push(f"{len(queue.event_ids_to_events)}", SimpleNamespace(scope=scope), None))[0]

        async def receive() -> Any:
            return {"type": "http.request", "body": b" " * size}

        asyncio.run(BodyLimit(app)(scope, receive, app))
        return bool(scope["pushed"])

    assert [sent(size) for size in (2_000_000, 300_000, 100)] == [True, False, True]  # one may be larger, and questions find room
    queue.event_ids_to_events.clear()
    assert [sent(size) for size in (600_000, 500_000, 400_000, 300_000)] == [True, False, True, False]


def test_outcomes_that_nobody_fetches_stay_within_a_budget() -> None:
    """One may be as large as an article: 3,000 of them were twelve gigabytes."""
    outcomes = Outcomes(3, 10_000)

    def send(session: str, size: int) -> None:
        outcomes[session].put_nowait(SimpleNamespace(output={"data": [None, {"html": "x" * size}, "text"]}))

    outcomes["heard"] = asyncio.Queue()
    for _ in range(100):
        send("heard", 5_000)
        assert outcomes["heard"].get_nowait()
    assert outcomes.used == 0
    outcomes["big"] = asyncio.Queue()
    send("big", 20_000)  # one outcome is kept, however large
    assert "big" in outcomes
    send("heard", 2_000)  # who left most goes first
    assert (set(outcomes), outcomes.used) == ({"heard"}, EACH_MESSAGE + 2_004)
    for _ in range(9):
        send("heard", 2_000)
    assert not outcomes
    send("heard", 2_000)  # what an event that runs on says then is lost
    for session in "abcd":
        outcomes[session] = asyncio.Queue()
    assert (list(outcomes), outcomes.used) == (["b", "c", "d"], 0)
