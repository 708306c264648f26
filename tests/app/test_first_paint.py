"""The first paint stands before everything that gradio loads, and its questions are answered."""

from __future__ import annotations

import pytest

from qa_bot import Article, Bot
from qa_bot.app.first_paint import _suggestions, colours, early_head, first_paint, painted, stored_suggestions
from qa_bot.loading import bundled_article

PAGE = b'<html><head><base href="./"><script>window.gradio_config = {};</script><link rel="stylesheet"></head><body style="margin: 0"><gradio-app>'


def test_what_gradio_loads_stands_behind_the_first_paint() -> None:
    page = painted(PAGE, "<p>paint</p>")
    order = [page.index(part) for part in (b"<base", b"<script>", b"</head>", b"<p>paint", b"gradio_config", b"<link", b"<gradio-app>")]
    assert order == sorted(order)
    assert len(page) == len(PAGE) + len(early_head().encode() + b"<p>paint</p>")
    assert painted(b"<html><body>other", "y") == b"<html><body>other"


def test_the_first_paint_shows_texts_as_they_are() -> None:
    shown = first_paint("<b>name</b>", Article("<script>x</script> is a text.", title="<i>title</i>"), ["<u>Who?</u>"])
    assert not any(tag in shown for tag in ("<b>", "<i>", "<u>", "<script>x"))
    assert len(shown) < 20_000  # a third of a second at 400 kbit/s
    assert colours("#x").count("--ink:") == 2


@pytest.mark.parametrize("name", sorted(_suggestions()))
def test_stored_suggestions_are_answered_by_the_reader(bot: Bot, name: str) -> None:
    article = bundled_article(name)
    questions = stored_suggestions(name)
    assert len(questions) >= 3
    for question in questions:
        assert bot.ask(question, article).answer is not None, question
    assert stored_suggestions("opened") == stored_suggestions(None) == []
