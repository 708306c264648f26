"""The search of a whole article: what counts as alike, and that no words hold up the server. The contents: how many they list."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from qa_bot import Article, article_from_text
from qa_bot.app.article_pane import MOST_LISTED, entries_of, render_contents
from qa_bot.app.article_search import MOST, Finding, find_all
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.rate_limit import EASIER
from qa_bot.app.service import QuestionService
from qa_bot.article import Block
from qa_bot.settings import Settings


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("a \n\n b A\u00a0b", "a  b", ["a \n\n b", "A\u00a0b"]),
        ("“So,”  she said – twice", '"so," she said - twice', ["“So,”  she said – twice"]),
        ("İzmir, izmir and ΟΔΟΣ, οδος", "izmir", ["İzmir", "izmir"]),
        ("İzmir, izmir and ΟΔΟΣ, οδος", "οδοσ", ["ΟΔΟΣ", "οδος"]),
        ("a\n\nb\n\nc", "c", ["c"]),
        ("Māori, MĀORI and maori", "maori", ["Māori", "MĀORI", "maori"]),
        ("a cafe, the café", "cafe\u0301", ["cafe", "café"]),
        ("Αθήνα", "αθηνα", ["Αθήνα"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("abc", "  ", []),
    ],
)
def test_what_is_typed_finds_what_looks_alike(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_all(text, words)] == found


def test_no_more_places_than_are_counted() -> None:
    assert len(find_all("a" * (MOST + 5), "a")) == MOST


@pytest.mark.parametrize(
    ("text", "words"), [("a ", "a " * 99 + "b"), ("ā", "a" * 199 + "b"), ("'", "'" * 199 + "b"), ("a", "a" * 199 + "b")]
)
def test_words_that_almost_stand_everywhere_hold_up_nobody(text: str, words: str) -> None:
    """As a pattern, each of these took two seconds, in which nothing else ran."""
    article = text * (1_000_000 // len(text))
    began = time.thread_time()
    assert find_all(article, words) == []
    assert time.thread_time() - began < 0.5


def test_contents_of_very_many_headings_list_the_outer_ones_and_say_so() -> None:
    lines = [f"Heading {number}" for number in range(20_000)]
    text, at, blocks = "\n\n".join(lines), 0, []
    for number, line in enumerate(lines):
        blocks.append(Block(at, at + len(line), "heading", 2 if number % 100 else 1))
        at += len(line) + 2
    listed = render_contents(Article(text, blocks=tuple(blocks)))
    assert listed.count("<li") == MOST_LISTED
    assert ">Heading 19900<" in listed
    assert "1,000 of 20,000 places are listed" in listed
    assert "are listed" not in render_contents(Article(text, blocks=tuple(blocks[:9])))


class Silent:
    """A bot whose overview is counted."""

    made = 0

    def overview(self, article: Article) -> object:
        self.made += 1
        return article

    def suggestions(self, article: Article) -> list[str]:
        return []


def test_contents_list_no_title_in_other_capitals() -> None:
    text = "THE LAMPS OF\nHARROW\n\nThe first lamp\n\nIt was lit in 1780."
    blocks = (Block(0, 19, "heading", level=1), Block(21, 35, "heading", level=2))
    assert [words for _, words, _ in entries_of(Article(text, title="The lamps of Harrow", blocks=blocks))] == ["The first lamp"]


def test_looking_into_an_article_is_limited_and_the_page_goes_on() -> None:
    bot = Silent()
    service = QuestionService(bot, article_from_text("Anna left. " * 4_000), Settings(rate=1))  # type: ignore[arg-type]
    finding, talk = Finding(Events(service)), Conversation()
    event = type("Event", (), {"id": 7, "words": "Anna"})()
    told = [finding.find(talk, event) for _ in range(EASIER + 1)]
    assert '"count": 4000' in told[EASIER - 1]
    assert '"refused": "Please wait ' in told[EASIER]
    assert "Please wait" in finding.contents(talk)
    shown = list(Events(service).welcome(talk, SimpleNamespace(query_params={}, client=None, headers={})))  # type: ignore[arg-type]
    assert bot.made == 0
    assert all("Ask the article" in one for one in shown)
