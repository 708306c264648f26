"""No value that reaches the browser as text can become HTML there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import gradio as gr
import pytest

from qa_bot import Article, Bot
from qa_bot.app.article_pane import render_article_pane, render_contents
from qa_bot.app.chat_html import render_conversation
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.library import Library
from qa_bot.app.page import build_app
from qa_bot.app.safe_html import VALUE, Html, text_html, to_browser
from qa_bot.app.service import QuestionService
from qa_bot.app.source_cards import render_sources
from qa_bot.app.upload import Uploads
from qa_bot.app.welcome import render_more, render_welcome
from qa_bot.article import Block, Report
from qa_bot.dialogue.suggest.overview import Offer, Overview
from qa_bot.loading import article_from_text

HOSTILE = '<img src=x onerror=ran()><script>ran()</script><svg onload=ran()>"\'><a href="javascript:ran()">`${ran()}`{{value}}'
HANDLER = re.compile(r"on\w+$")


class Tags(HTMLParser):
    """The tags of a piece of HTML, and what of it could run a script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.running: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        if tag in ("script", "img", "svg", "iframe", "object", "embed", "style", "link", "base", "form", "math"):
            self.running.append(tag)
        self.running += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if HANDLER.match(name) or (name in ("href", "src", "action") and not re.match(r"https?://|\?", value or ""))
        ]


def blocks_of(bot: Bot, article: Article) -> dict[str, gr.HTML]:
    """All HTML components of the page, by id."""
    page = build_app(bot, article, QuestionService(bot, article))
    return {str(block.elem_id): block for block in page.blocks.values() if isinstance(block, gr.HTML)}


def rendered(template: str, value: Any) -> str:
    """What gradio's component shows: its template is first one of Handlebars, then a template string of JavaScript."""
    return _rendered(template, json.dumps(value))


@cache  # many components have one template
def _rendered(template: str, value: str) -> str:
    assert "{{" not in template, "Handlebars runs first, and what it puts in would run as JavaScript"
    program = (
        "const value = JSON.parse(process.argv[1]); process.stdout.write(Function('value', `return \\`${process.argv[2]}\\`;`)(value))"
    )
    node = shutil.which("node")
    if node is None:  # the two templates there are, by hand
        assert template.count("${") == template.count(VALUE) <= 1
        sent = json.loads(value)
        return template.replace(VALUE, sent.get("html", "") if isinstance(sent, dict) else "")
    return subprocess.run([node, "-e", program, value, template], capture_output=True, text=True, check=True).stdout


def test_a_text_full_of_tags_renders_none_in_any_component(bot: Bot, article: Article) -> None:
    blocks = blocks_of(bot, article)
    assert {"log", "article-view", "returned-question", "download", "notice", "welcome", "more", "fold", "bring-notice"} <= set(blocks)
    for name, block in blocks.items():
        assert block.html_template in ("", VALUE) or block.html_template.count("${") == 1, name
        empty = Tags(rendered(block.html_template, "")).found
        for text in (HOSTILE, json.dumps(["id", HOSTILE]), json.dumps({"html": HOSTILE})):
            sent = to_browser(text)
            assert Tags(rendered(block.html_template, sent)).found == empty, name
            assert Tags(rendered(block.html_template, to_browser(text_html(text)))).found == empty, name


def test_what_the_page_makes_of_a_text_renders_only_its_own_tags() -> None:
    brought = article_from_text(f"{HOSTILE}\n\n{HOSTILE} went to Rome.", HOSTILE)
    brought = replace(
        brought,
        blocks=(Block(0, len(HOSTILE), "heading", marker=HOSTILE),),
        report=Report(HOSTILE, 9, language=HOSTILE, dropped=(HOSTILE,)),
    )
    talk = Conversation(library=Library().with_article(brought, brought)).opening(Library((brought,), shown=1)).asking(HOSTILE)
    for html in (
        render_sources(talk.library, brought, ()),
        render_contents(brought),
        render_conversation(talk),
        render_article_pane(brought, talk),
        render_welcome([HOSTILE], HOSTILE, Overview((HOSTILE,), (Offer(HOSTILE, HOSTILE),))),
        render_more([HOSTILE]),
        text_html(HOSTILE),
    ):
        assert isinstance(html, Html)
        assert Tags(html).running == []


@pytest.mark.parametrize("way", ["give back", "undo", "save"])
def test_what_a_script_of_the_page_reads_is_data(bot: Bot, article: Article, way: str) -> None:
    """The script gets the text as it was; the component that carries it shows nothing."""
    events = Events(QuestionService(bot, article))
    long = HOSTILE + " a" * 1000
    if way == "give back":
        *_, sent, _ = events.answer(Conversation().asking(long))
        assert json.loads(sent)[1] == long
    elif way == "undo":
        answered, *_ = events.answer(Conversation().asking(f"Who is {HOSTILE}?"))
        sent = events.undo(answered)[3]
        assert HOSTILE in json.loads(sent)[1]
    else:
        answered, *_ = events.answer(Conversation().asking(f"Who is {HOSTILE}?"))
        sent = Uploads(events, allow_urls=False).save(answered, gr.EventData(None, {"kind": "json"}))
        assert "<img src=x onerror=ran()>" in json.loads(sent)["text"]
    sent = to_browser(sent)
    assert list(sent) == ["json"]
    blocks = blocks_of(bot, article)
    assert rendered(blocks["returned-question"].html_template, sent) == rendered(blocks["download"].html_template, sent) == ""
