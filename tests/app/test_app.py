"""The page's endpoint and its handlers, without a browser."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import gradio as gr
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from qa_bot import Article, Bot
from qa_bot.app import launch, theme
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.library import Library
from qa_bot.app.service import QuestionService
from qa_bot.app.session import Session, answering, changing, visits_in
from qa_bot.app.sources import Sources
from qa_bot.app.upload import Uploads
from qa_bot.cache import Memory
from qa_bot.loading.limits import MAX_CHARACTERS
from qa_bot.reply_text import BUSY

STORY = "Anna left for Rome on Tuesday. Her brother Nils stayed at the mill."


@pytest.fixture(scope="module")
def client(bot: Bot, article: Article) -> Iterator[Client]:
    page = launch(lambda: bot, article, block=False, quiet=True)
    yield Client(page.local_url, verbose=False)
    page.close(verbose=False)


def test_the_endpoint_gives_what_python_gives(client: Client, bot: Bot, article: Article) -> None:
    for question in ("Who is Dmitry Peskov?", "How tall is the Eiffel Tower?", "hello"):
        assert client.predict(question, api_name="/ask") == bot.ask(question, article).to_dict()
    asked = client.predict("Where did Anna go?", STORY, [{"question": "Who stayed?", "answer": None}], api_name="/ask")
    assert asked["answer"] == "Rome"
    assert STORY[asked["start"] : asked["end"]] == "Rome"


def test_the_endpoint_is_the_only_public_one(client: Client) -> None:
    named: dict[str, Any] = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert "/ask" in named
    assert [parameter["parameter_name"] for parameter in named["/ask"]["parameters"]][:3] == ["question", "article", "history"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("   ",), "Type a question"),
        (("why " * 1250,), "characters"),
        (("Who?", " "), "no text here"),
        (("Who?", "x" * (MAX_CHARACTERS + 1)), "characters"),
        (("Who?", STORY, ["x"]), "Each turn"),
    ],
)
def test_a_mistake_gets_one_sentence(client: Client, arguments: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises(AppError, match=sentence) as caught:
        client.predict(*arguments, api_name="/ask")
    assert "Traceback" not in str(caught.value)


class Broken:
    """A bot whose machine is on fire."""

    def ask(self, *arguments: Any, **options: Any) -> Any:
        raise RuntimeError("secret path /root")

    def suggestions(self, article: Article) -> list[str]:
        return []


def test_a_question_that_got_no_answer_is_given_back(article: Article) -> None:
    events = Events(QuestionService(Broken(), article))
    asking, *_ = events.ask(Conversation(), "Who is it?")
    with pytest.raises(RuntimeError):
        events.answer(asking)
    settled, chat, _, back, notice = events.settle(asking)
    assert (settled.pending, json.loads(back)[1]) == (None, "Who is it?")
    assert "Please ask again" in notice
    assert "secret" not in chat + notice


def test_looking_at_an_earlier_answer_does_not_undo_the_reply_on_its_way(bot: Bot, article: Article) -> None:
    events = Events(QuestionService(bot, article))
    answered, *_ = events.answer(Conversation().asking("Who is Dmitry Peskov?"))
    look = gr.EventData(None, {"turn": 0, "mark": "answer-0-0", "part": 0})
    for show in (events.show, Uploads(events, allow_urls=False).turn):
        stored, pane = show(answered, look)
        assert isinstance(stored, Conversation)
        stored, pane = show(answered.asking("When?"), look)
        assert not isinstance(stored, Conversation)
        assert "mark" in pane


def test_an_article_chosen_while_a_question_is_read_is_asked_next(bot: Bot, article: Article) -> None:
    events = Events(QuestionService(bot, article))
    uploads = Uploads(events, allow_urls=False)
    talk = Conversation(library=Library().with_article(Article(STORY), article)).asking("Where did Anna go?")
    sources = Sources(events)
    *waits, later = sources.tick(talk, gr.EventData(None, {"numbers": [0]}))
    assert later == (0,)
    assert not any(isinstance(part, Conversation) for part in (*waits, *uploads.finish(talk, None, later)))
    answered, *_ = events.answer(talk)
    assert (answered.sources, answered.library.ticked) == ((1,), (1,))
    chosen, _, pane, *_, left = uploads.finish(answered, None, later)
    assert (chosen.library.ticked, left) == ((0,), None)
    assert article.title in pane
    next_one, *_ = events.ask_named(answered, (0,), gr.EventData(None, {"question": "Who is Dmitry Peskov?"}))  # it may come first
    assert events.answer(next_one)[0].sources == (1, 0)


def test_of_several_articles_each_knows_the_whole_conversation_and_the_shown_one_is_asked_first(bot: Bot, article: Article) -> None:
    events = Events(QuestionService(bot, article))
    cake = Article("The cake is baked at 180 degrees. It stays in the oven for 50 minutes, because the apples are wet.", title="Cake")
    several = Conversation(library=Library().with_article(cake, article).ticking((0, 1)))
    asked = several
    for question in ("Who is Dmitry Peskov?", "How hot is the oven?", "for how long?"):
        asked = events.answer(asked.asking(question))[0]
    assert asked.sources[1:] == (1, 1)
    assert str(asked.replies[-1].resolved_question).startswith("For how long is the oven ")
    assert events.answer(several.asking("What is this about?"))[0].sources == (several.library.shown,) == (1,)


def test_bringing_an_article_says_how_far_it_is(article: Article, tmp_path: Path) -> None:
    class Prepared:
        status = "ready"

        def prepare(self, article: Article) -> None:
            raised.append(article.title)

    raised: list[str] = []
    uploads: Any = Uploads(Events(QuestionService(cast(Any, Prepared()), article)), allow_urls=False)
    file = tmp_path / "story.txt"
    file.write_text("Anna left for Rome. Nils stayed at the mill.")
    said = [(incoming, notice) for incoming, notice, _ in uploads.drop(str(file))]
    assert [notice for _, notice in said[:2]] == ["Reading story.txt…", "Preparing 9 words…"]
    assert [uploads.incoming.get(name).article.title for name, _ in said if name] == raised == ["Story"]
    assert not file.exists()
    assert [notice for _, notice, _ in uploads.point("https://example.org")][-1].startswith("Opening web addresses is switched off")


def test_two_events_of_one_visit_do_not_undo_each_other(bot: Bot, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that comes while an article is being chosen waits for it, and both are kept."""
    events = Events(QuestionService(bot, article))
    session = Session(visits_in(Memory(1_000_000)))
    session.conversation = Conversation(library=Library().with_article(Article(STORY), article))
    choosing, drawn = threading.Event(), threading.Event()

    def article_view(conversation: Conversation) -> str:
        choosing.set()
        assert drawn.wait(10)
        return ""

    monkeypatch.setattr(events, "article_view", article_view)
    choose, ask = changing(Sources(events).tick), changing(events.ask)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(choose, session, gr.EventData(None, {"numbers": [0]}))
        assert choosing.wait(10)
        second = pool.submit(ask, session, "Who is Dmitry Peskov?")
        time.sleep(0.1)  # long enough to overtake, if it could
        drawn.set()
        outputs = first.result(10), second.result(10)
    assert [first is session for first, *_ in outputs] == [True, True]
    assert (session.conversation.library.ticked, session.conversation.pending) == ((0,), "Who is Dmitry Peskov?")
    answering(events.answer)(session)
    assert (session.conversation.sources, session.conversation.pending) == ((0,), None)
    assert deepcopy(session).conversation == Conversation()  # gradio's copy for the next visitor


def test_the_page_says_busy_in_the_words_of_all_interfaces() -> None:
    assert theme.page_head().count(json.dumps(BUSY)) == 1
    assert [path.name for path in Path(theme.__file__).parent.glob("static/*.js") if BUSY in path.read_text(encoding="utf-8")] == []
