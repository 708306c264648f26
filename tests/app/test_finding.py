"""The search of a whole article: what counts as alike, and that no words hold up the server."""

from __future__ import annotations

import time

import pytest

from qa_bot.app.finding import MOST, find_all


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("a \n\n b A\u00a0b", "a  b", ["a \n\n b", "A\u00a0b"]),
        ("“So,”  she said – twice", '"so," she said - twice', ["“So,”  she said – twice"]),
        ("İzmir, izmir and ΟΔΟΣ, οδος", "izmir", ["İzmir", "izmir"]),
        ("İzmir, izmir and ΟΔΟΣ, οδος", "οδοσ", ["ΟΔΟΣ", "οδος"]),
        ("a\n\nb\n\nc", "c", ["c"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("abc", "  ", []),
    ],
)
def test_what_is_typed_finds_what_looks_alike(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_all(text, words)] == found


def test_no_more_places_than_are_counted() -> None:
    assert len(find_all("a" * (MOST + 5), "a")) == MOST


@pytest.mark.parametrize(("text", "words"), [("a ", "a " * 99 + "b"), ("'", "'" * 199 + "b"), ("a", "a" * 199 + "b")])
def test_words_that_almost_stand_everywhere_hold_up_nobody(text: str, words: str) -> None:
    """As a pattern, each of these took two seconds, in which nothing else ran."""
    article = text * (1_000_000 // len(text))
    began = time.thread_time()
    assert find_all(article, words) == []
    assert time.thread_time() - began < 0.5
