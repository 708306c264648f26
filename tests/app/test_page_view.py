"""The pages of a PDF: only whoever brought a file sees its pages, within the budget of what is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from time import thread_time
from typing import Any

import gradio as gr
import pytest

from qa_bot import Article, Bot, QaBotError, Span
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.library import Library
from qa_bot.app.originals import WIDTHS, Originals
from qa_bot.app.page_view import MARK_SECONDS, PageView
from qa_bot.app.service import QuestionService
from qa_bot.app.snapshot import thaw
from qa_bot.app.upload import Uploads
from qa_bot.cache import Memory
from qa_bot.loading import load_article
from qa_bot.loading.pdf_places import PagePicture
from qa_bot.settings import Settings

from .test_snapshot import sent

PDF = Path(__file__).parents[1] / "documents" / "harrow-groff.pdf"
WHO = "Who was the engineer of the stone tower?"


@pytest.fixture
def events(bot: Bot, article: Article) -> Events:
    return Events(QuestionService(bot, article, Settings(rate=3)))


def brought(events: Events, bot: Bot) -> Conversation:
    """A visit that brought the PDF and asked about it."""
    copy = PDF.read_bytes()
    uploads = Uploads(events, False)
    incoming = uploads.incoming.get(next(found for found, *_ in uploads._load("", lambda: load_article(PDF), None) if found))
    assert incoming is not None
    assert incoming.article.original == b""  # it is counted once
    library = Library().with_article(incoming.article, events.article_of(Conversation(), 0), incoming.file)
    talk = Conversation(library=library).asking(WHO)
    assert copy == events.service.originals._kept.get(incoming.file)
    return talk.answered(bot.ask(WHO, library.brought[0]), 1)


def drawn(events: Events, visit: Conversation, **data: Any) -> dict[str, Any]:
    with gr.Blocks():
        view = PageView(events)
    told: dict[str, Any] = json.loads(view.draw(visit, gr.EventData(None, {"id": 1, **data})))
    return told


def test_a_mark_is_shown_on_its_page(events: Events, bot: Bot) -> None:
    visit = brought(events, bot)
    told = drawn(events, visit, mark=visit.target, width=600)
    assert (told["page"], told["of"], told["words"]) == (2, 4, True)
    (mark,) = told["marks"]
    assert (mark["id"], mark["level"], len(mark["boxes"])) == (visit.target, "answer", 1)
    assert told["image"].startswith("UklGR")  # RIFF, of WebP
    again = drawn(events, visit, page=2, width=600, have=told["key"])
    assert "image" not in again
    assert again["marks"] == told["marks"]
    assert [drawn(events, visit, page=page)["page"] for page in (-3, 99, "2", None)] == [1, 4, 1, 1]
    assert drawn(events, visit, page=1)["marks"] == []


def test_nobody_sees_the_pages_of_another(events: Events, bot: Bot, article: Article) -> None:
    visit = brought(events, bot)
    gone = "This PDF is no longer here. Open the file again to see its pages."
    other = Conversation(library=replace(visit.library, files=("0" * 32,)))
    for stranger in (Conversation(), other, replace(other, library=replace(other.library, files=()))):
        assert drawn(events, stranger, page=1)["message"] == gone
    # the name that a server gives a file is no hash that anybody could compute
    name = visit.library.files[0]
    assert Originals(Memory(10**6)).keep(PDF.read_bytes()) != name == events.service.originals.keep(PDF.read_bytes())
    # the browser keeps the name, not the file, and brings both back
    kept = sent(visit)
    assert "original" not in kept["library"]["brought"][0]
    back = thaw(kept, article)
    assert back.library == visit.library
    assert drawn(events, back, page=1)["words"]
    del kept["library"]["files"]  # of an earlier version
    assert thaw(kept, article).library.file_of(1) == ""


def test_files_are_told_apart_when_one_goes(events: Events, article: Article) -> None:
    one, two = (Article(text, text) for text in ("Anna left.", "Nils slept."))
    library = Library().with_article(one, article, "a").with_article(two, article, "b")
    assert library.removing(1).files == ("b",)
    assert library.with_article(one, article, "c").files == ("c", "b")  # brought again after the server was started anew
    assert library.with_article(one, article).files == ("a", "b")


def test_files_and_pictures_share_a_budget() -> None:
    data = PDF.read_bytes()
    originals = Originals(Memory(len(data) + 1000))
    first, second = originals.keep(data), originals.keep(data + b"\n")
    with pytest.raises(QaBotError, match="no longer here"):
        originals.picture(first, 1, 700, lambda: None)
    counted: list[int] = []
    for _ in range(3):
        originals.picture(second, 1, 650, lambda: counted.append(1))
    assert counted == [1]


def test_drawing_is_counted_and_the_opened_file_stays(bot: Bot) -> None:
    opened = load_article(PDF)
    events = Events(QuestionService(bot, opened, Settings(rate=3, memory=1)))
    for page in (1, 2, 3, 3):
        assert "message" not in drawn(events, Conversation(), page=page)
    assert "pages in a minute" in drawn(events, Conversation(), page=4)["message"]


def test_very_many_marks_of_a_page_do_not_hold_up_the_server(events: Events, bot: Bot) -> None:
    """A browser may give back thousands of answers that each stand in thousands of places: they took up to twenty minutes."""
    visit = brought(events, bot)
    text, (reply,), (file,) = "aaaa " * 500, visit.replies, visit.library.files
    assert reply.answer is not None
    answers = tuple(replace(reply.answer, span=Span.cut(text, at, at + 4)) for at in range(0, len(text), 5))
    library = replace(visit.library, brought=(Article(text, pages=(0,)),))
    many = replace(visit, library=library, replies=(replace(reply, answer=answers[0], answers=answers, alternatives=(), evidence=None),))
    letters = 100_000
    events.service.originals._drawn.put((file, 1, WIDTHS[0]), PagePicture(b"", 9, 9, "a" * letters, bytes(8 * letters)))
    began = thread_time()
    marks = drawn(events, many, page=1)["marks"]
    assert thread_time() - began < 3 * MARK_SECONDS
    assert len(marks) == len(answers)
    assert marks[0]["boxes"]
