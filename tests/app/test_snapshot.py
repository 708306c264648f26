"""What the browser keeps of a visit comes back whole, and nothing else is let in."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from qa_bot import Article, Bot, Span
from qa_bot.answer import Answer
from qa_bot.app.article_pane import render_article_pane, render_contents
from qa_bot.app.article_store import article_name
from qa_bot.app.chat_html import render_conversation
from qa_bot.app.conversation import DEEPEST, Conversation
from qa_bot.app.events import Events
from qa_bot.app.library import Library
from qa_bot.app.service import QuestionService
from qa_bot.app.session import Session, changing, size_of, visits_in
from qa_bot.app.snapshot import MAX_ANSWERS, SnapshotError, article_to_json, freeze, thaw
from qa_bot.app.source_cards import render_sources
from qa_bot.app.sources import without
from qa_bot.app.surroundings import surroundings
from qa_bot.app.visit_events import VisitEvents
from qa_bot.cache import Memory
from qa_bot.dialogue import MAX_QUESTION
from qa_bot.loading import load_article
from qa_bot.settings import Settings

from .test_app import STORY
from .test_safe_html import HOSTILE, Tags


@pytest.fixture(scope="module")
def visit(bot: Bot, article: Article) -> Conversation:
    """An answer from the bundled article, an own article with blocks, and an abstention about it."""
    reply = bot.ask("Who is Dmitry Peskov?", article)
    talk = Conversation().asking("Who?").answered(reply, around=surroundings(article, reply))
    talk = talk.opening(talk.library.with_article(load_article("tests/documents/harrow.md"), article))
    own = talk.library.brought[0]
    return talk.asking("How?").answered(bot.ask("How tall is the Eiffel Tower?", own), 1, ((0, reply),), 2)


def sent(visit: Conversation) -> Any:
    """What the browser sends back: the snapshot, with the articles in place of their names."""
    data = json.loads(json.dumps(freeze(visit)))
    brought = (visit.removed or visit).library.brought
    articles = {article_name(article): json.loads(article_to_json(article)) for article in brought}
    data["library"]["brought"] = [articles[name] for name in data["library"]["brought"]]
    if data["removed"]:
        data["removed"]["article"] = articles[data["removed"]["article"]]
    return data


def test_an_article_is_kept_once(bot: Bot, article: Article, visit: Conversation) -> None:
    """It is not in what is sent after each answer; the browser asks for it by its name."""
    events, own = VisitEvents(Events(QuestionService(bot, article))), visit.library.brought[0]
    session = Session(visits_in(Memory(1_000_000)))
    assert not isinstance(events.snapshot(session), str)  # a new server's, before the visit is brought back
    changing(lambda _: (visit,))(session)
    told = events.snapshot(session)
    assert own.text[:100] not in json.loads(told).__repr__()
    (name,) = json.loads(told)["visit"]["library"]["brought"]
    assert json.loads(events.article(session, gr.EventData(None, {"name": name}))) == {
        "name": name,
        "article": json.loads(article_to_json(own)),
    }
    place = json.loads(told)["number"]
    changing(lambda _: (visit,))(session)
    assert json.loads(events.snapshot(session))["number"] > place
    for unknown in ("", '"}', 7, article_name(article)):
        assert not isinstance(events.article(session, gr.EventData(None, {"name": unknown})), str)


def test_one_copy_of_an_article_is_made_at_a_time_and_no_more_than_the_rate(bot: Bot, article: Article, visit: Conversation) -> None:
    """It has up to tens of megabytes, and the request for it some bytes."""
    events, session = VisitEvents(Events(QuestionService(bot, article, Settings(rate=1)))), Session(visits_in(Memory(1_000_000)))
    changing(lambda _: (visit,))(session)
    event = gr.EventData(None, {"name": article_name(visit.library.brought[0])})
    with session.copying:
        assert not isinstance(events.article(session, event), str)
    assert isinstance(events.article(session, event), str)
    assert not isinstance(events.article(session, event), str)
    assert not session.copying.locked()


def test_a_visit_comes_back_whole(visit: Conversation, article: Article) -> None:
    back = thaw(sent(visit), article)
    assert (back.replies, back.library, back.sources, back.elsewhere, back.around) == (
        visit.replies,
        visit.library,
        visit.sources,
        visit.elsewhere,
        visit.around,
    )
    assert back.marks() == visit.marks()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["replies", 0, "answer", "span", "text"], "Ottoline"),
        (["replies", 0, "answer", "span", "end"], 10**9),
        (["replies", 0, "confidence"], float("nan")),
        (["replies", 0, "confidence"], 10**400),
        (["replies", 0, "answer", "confidence"], float("nan")),
        (["replies", 0, "answer", "confidence"], 1e308),
        (["elsewhere", 1, 0, 1, "answer", "confidence"], 1e308),
        (["replies", 0, "question"], "x" * (MAX_QUESTION + 1)),
        (["replies", 0, "trace", "milliseconds"], float("inf")),
        (["library", "brought", 0, "text"], "half a character: \ud800"),
        (["liked"], [0] * 1000),
        (["replies", 0, "question"], {"html": "<b>"}),
        (["sources", 0], 7),
        (["sources"], [0]),
        (["library", "shown"], 5),
        (["library", "brought", 0, "text"], 7),
        (["library", "brought", 0, "blocks", 0, "kind"], "script"),
        (["library", "brought", 0, "blocks", 0, "end"], 10**9),
        (["library", "brought", 0, "blocks", 0, "level"], 101),
        (["library", "brought", 0, "blocks", 0, "level"], -1),
        (["library", "brought", 0, "title"], "x" * 1_001),
        (["replies", 0, "message"], "x" * 4_000_000),
        (["library", "brought", 0, "blocks", 0, "cells"], [[0, 5], [0, 5]]),
        (["library", "brought", 0, "struck"], [[0, 90]] * 100_000),
        (["library", "brought", 0, "pages"], [9, 3]),
        (["replies", 0, "struck"], [[0, 90]] * 100_000),
        (["replies", 0, "gaps"], [[0, 90]] * 100_000),
        (["around", 0, "gaps"], [[0, 90]] * 100_000),
        (["around", 0, "span", "end"], 10**9),
        (["library", "files"], ["f" * 1_000]),
        (["library", "brought", 0, "links"], [{"start": 9, "end": 3, "url": "https://a.org"}]),
        (["shown"], 9),
        (["target"], '"><script>'),
        (["step"], True),
    ],
)
def test_what_is_no_visit_is_refused(visit: Conversation, article: Article, path: list[Any], value: Any) -> None:
    data = copy.deepcopy(sent(visit))
    at = data
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    with pytest.raises(SnapshotError):
        thaw(data, article)


@pytest.mark.parametrize(
    "path",
    [
        *(["replies", 0, name] for name in ("resolved_question", "message", "article")),
        ["replies", 0, "section"],
        ["replies", 0, "trace", "passages", 0, "best", "text"],
        ["library", "brought", 0, "source"],
        *(["library", "brought", 0, "report", name] for name in ("kind", "language", "remarks", "dropped")),
        *(["library", "brought", 0, "blocks", 0, name] for name in ("marker", "labels")),
        ["elsewhere", 1, 0, 1, "message"],
    ],
)
def test_whatever_a_visit_holds_counts_as_memory(visit: Conversation, article: Article, path: list[Any]) -> None:
    data = sent(visit)
    at = data
    for name in path[:-1]:
        at = at[name]
    long = "x" * 1_000_000
    at[path[-1]] = [long] if isinstance(at[path[-1]], list) else long
    assert size_of(thaw(data, article)) > 1_000_000


def test_what_was_cleared_can_be_brought_back_after_a_reload(visit: Conversation, article: Article) -> None:
    data = sent(visit.restarted())
    assert "library" not in data["cleared"]  # its articles are kept once
    back = thaw(data, article)
    assert back.reopened().replies == visit.replies
    assert back.reopened().library == visit.library
    for name, value in (("library", data["library"]), ("cleared", {}), ("pending", "Who?"), ("sources", [0, 7])):
        forged = copy.deepcopy(data)
        forged["cleared"][name] = value
        with pytest.raises(SnapshotError):
            thaw(forged, article)
    for nothing in ([], "x", 7):
        for name in ("cleared", "removed"):
            with pytest.raises(SnapshotError):
                thaw({**data, name: nothing or ["x"]}, article)


def test_what_was_removed_can_be_brought_back_after_a_reload(visit: Conversation, article: Article) -> None:
    data = sent(without(visit, 1))
    assert [*data["removed"]["library"]["brought"], *data["library"]["brought"]] == []  # each article is kept once
    back = thaw(data, article).reopened()
    assert (back.replies, back.library, back.sources) == (visit.replies, visit.library, visit.sources)
    forged: list[tuple[str, Any]] = [("number", 0), ("number", 3), ("number", True), ("cleared", {}), ("removed", data["removed"])]
    forged += [("pending", "Who?"), ("sources", [0, 7]), ("article", {"text": 7}), ("library", data["library"] | {"shown": 2})]
    for name, value in forged:
        with pytest.raises(SnapshotError):
            thaw({**data, "removed": {**data["removed"], name: value}}, article)


def test_a_visit_full_of_tags_renders_none(visit: Conversation, article: Article) -> None:
    def poisoned(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: poisoned(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [poisoned(part, name) for part in value]
        return HOSTILE if isinstance(value, str) and name not in ("text", "article", "kind") else value

    data = poisoned(sent(visit))
    data["library"]["brought"][0]["report"]["kind"] = HOSTILE
    for reply in data["replies"]:
        reply.update(message=HOSTILE, resolved_question=HOSTILE, section=[HOSTILE], article=HOSTILE)
    talk = thaw(data, article)
    for shown in (0, 1):
        looked = talk.opening(talk.library.opening(shown))
        own = (article, *talk.library.brought)[shown]
        for html in (
            render_conversation(looked),
            render_article_pane(own, looked),
            render_sources(looked.library, article, looked.sources),
            render_contents(own),
        ):
            assert not [tag for tag in Tags(html).running if "thumb" not in tag and tag != "svg"]


def test_a_visit_of_very_many_answers_is_refused(visit: Conversation, article: Article) -> None:
    data = sent(visit)
    data["replies"][0]["answers"] = [data["replies"][0]["answer"]] * (MAX_ANSWERS + 1)
    with pytest.raises(SnapshotError):
        thaw(data, article)


def test_answers_within_each_other_do_not_hold_up_the_server(visit: Conversation, article: Article) -> None:
    """As marks within each other, they took minutes."""
    reply, most = visit.replies[0], len(article.text) // 2 - 1
    assert reply.answer is not None
    nested = tuple(replace(reply.answer, span=Span.cut(article.text, at, len(article.text) - at)) for at in range(min(most, 1_000)))
    talk = Conversation(replies=(replace(reply, answers=nested),) * 20, sources=(0,) * 20, elsewhere=((),) * 20, among=(1,) * 20, shown=19)
    began = time.thread_time()
    shown = render_article_pane(article, talk)
    assert time.thread_time() - began < 5
    assert len(shown) < 2_000_000
    assert {mark.level for mark in talk.marks()} >= {"answer", "earlier"}
    assert len(talk.marks()) <= 4 * DEEPEST


def test_very_many_marks_hold_little_of_a_long_question_each(visit: Conversation, article: Article) -> None:
    """A visit of two megabytes made two hundred for the browser, and so did each click."""
    text = "Nils " * 3_000
    answers = tuple(Answer(Span.cut(text, at, at + 4), 0.5, 1.0) for at in range(0, len(text), 5))
    reply = replace(visit.replies[0], question="?" * MAX_QUESTION, answer=answers[0], answers=answers, evidence=None, gaps=())
    talk = Conversation(replies=(reply,), sources=(0,), elsewhere=((),), among=(1,), shown=0)
    assert len(talk.marks()) >= 3_000
    assert len(render_article_pane(Article(text), talk)) < 3_000 * MAX_QUESTION / 2


def test_half_a_character_of_a_visit_is_shown(visit: Conversation, article: Article) -> None:
    data = sent(visit)
    data["replies"][0]["resolved_question"] = "Who is \ud800?"
    assert "q=Who+is+%3F%3F" in render_conversation(thaw(data, article))


def test_only_a_new_session_takes_a_visit_up(bot: Bot, article: Article, visit: Conversation) -> None:
    events = VisitEvents(Events(QuestionService(bot, article)))
    event = gr.EventData(None, {"visit": json.dumps(sent(visit))})
    restored, chat, *_ = events.restore(Conversation(), event)
    assert restored.replies == visit.replies
    assert "Eiffel" in chat
    other = Conversation(library=Library().with_article(Article(STORY), article))
    assert events.restore(other, event)[0] is other
    kept, _, _, _, notice, *_ = events.restore(Conversation(), gr.EventData(None, {"visit": "[]"}))
    assert not isinstance(kept, Conversation)
    assert "could not be restored" in notice
