"""Texts that nobody writes but an attacker: what they cost, and that they raise no error."""

from __future__ import annotations

import time

from qa_bot import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.coordination.splitting import enumeration
from qa_bot.dialogue.answers.definitions import Description, descriptions, entity_called


def described(text: str) -> list[Description]:
    """What the text says of Ann Berg."""
    analyzed = AnalyzedArticle.of(Article(text))
    name = entity_called("Ann Berg", analyzed)
    assert name is not None
    return descriptions(name, analyzed)


def test_marks_are_no_description() -> None:
    assert described("The town slept. So --' Ann Berg left. Ann Berg came.") == []
    assert described("So Ann Berg, --' %-, left. Ann Berg came.") == []


def test_a_text_that_is_little_but_one_name_takes_no_longer_than_a_story() -> None:
    """Each mention was looked at against all words before it: one question about four megabytes held the reader for five minutes."""
    text = "Ann Berg’s " * 20_000
    described(text[:1_000])
    began = time.thread_time()
    described(text)
    assert time.thread_time() - began < 5


def test_a_long_word_of_capitals_is_looked_at_once() -> None:
    """Two letters more made the time twice as long, or more: 60 held the whole server up for weeks."""
    text = f"He runs the {'A' * 41}! and Television Commission."
    began = time.thread_time()
    assert enumeration(text, 8, len(text) - 1, 0, len(text))
    assert time.thread_time() - began < 1
