"""What is quoted around an answer is bounded, through every interface, also in a text that is one sentence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qa_bot import Article, Bot, Span, article_from_text
from qa_bot.answer import Answer
from qa_bot.app.chat_html import copy_text, render_reply
from qa_bot.app.service import QuestionService
from qa_bot.export import Exchange, to_json, to_markdown
from qa_bot.sentence_ends import LONGEST
from qa_bot.terminal import show

FILLER = "and the old stone bridge over the slow river stood there for many years "
ONE_SENTENCE = FILLER * 300 + "until Anna Berg sold the water mill to Nils Aho in 1904 " + FILLER * 300


@pytest.fixture(scope="module")
def text() -> Article:
    return article_from_text(ONE_SENTENCE)


@pytest.mark.parametrize(
    "question", ["Who sold the water mill?", "Did Anna Berg sell the water mill?", "Who painted the ceiling in Vienna?"]
)
def test_a_quote_is_short_and_exact_everywhere(bot: Bot, text: Article, question: str, capsys: pytest.CaptureFixture[str]) -> None:
    reply = bot.ask(question, text)
    assert reply.evidence is not None
    assert reply.evidence.text == text.text[reply.evidence.start : reply.evidence.end]
    assert len(reply.evidence.text) <= 2 * LONGEST
    assert reply.breaks_off == (True, True)
    if reply.answer:
        assert reply.answer.text == text.text[reply.answer.start : reply.answer.end]
        assert len(reply.answer.text) <= LONGEST
    show(reply)
    exchange = [Exchange(reply, text)]
    for shown in (render_reply(reply, 0), copy_text(reply), to_markdown(exchange), capsys.readouterr().out):
        assert "… " in shown
        assert " …" in shown
        assert len(shown) < 20 * LONGEST
    assert len(json.dumps(reply.to_dict())) < 60 * LONGEST
    assert len(to_json(exchange)) < 60 * LONGEST


def test_lists_and_found_evidence_are_short(bot: Bot, text: Article) -> None:
    found = QuestionService(bot, text).find_evidence("", "Who sold the water mill?", None, None)
    assert all(len(one["text"]) <= 2 * LONGEST for one in found["passages"])
    for question in ("What does the article say about Anna Berg?", "Summarise this", "What is this about?"):
        reply = bot.ask(question, text)
        assert all(len(one.text) <= LONGEST for one in reply.answers)
    assert all(len(sentence) <= LONGEST for sentence in bot.overview(text).sentences)


def test_a_row_of_a_table_as_an_answer_shows_lines_for_its_bars(bot: Bot) -> None:
    row = Span.cut("Anna | baker | Rome", 0, 19)
    reply = replace(bot.ask("hello", Article(row.text)), answer=Answer(row, 1.0, 0.0), evidence=row, gaps=((4, 7), (12, 15)))
    heading = render_reply(reply, 0).partition("</button>")[0]
    assert heading.count('<span class="bar" aria-hidden="true"> | </span>') == 2
