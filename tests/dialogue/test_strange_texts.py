"""Texts that nobody writes but an attacker: what they cost, and that they raise no error."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from qa_bot import Article, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.coordination.splitting import enumeration
from qa_bot.dialogue.answers.definitions import Description, descriptions, entity_called
from qa_bot.dialogue.followup.mentions import mentions
from qa_bot.dialogue.question.normalization import as_question, reordered
from qa_bot.dialogue.question.small_talk import small_talk
from qa_bot.dialogue.suggest.templates import framed

CAPITALS = f"He runs the {'A' * 41}! and Television Commission."


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
    assert time.thread_time() - began < 12


@pytest.mark.parametrize(
    "read",
    [
        lambda: enumeration(CAPITALS, 8, len(CAPITALS) - 1, 0, len(CAPITALS)),
        lambda: small_talk(f"you{' a' * 24}", {"you", "a"}),
        lambda: list(framed(AnalyzedArticle.of(Article(f"To x {'a' * 80}% he left now.")))),
        lambda: mentions(Turn(f"Who is Ann{' of the' * 24}?", None), AnalyzedArticle.of(Article("Ann left."))),
        lambda: as_question(f"Ann's {'b' * 900}1?", AnalyzedArticle.of(Article("Ann left."))),
        lambda: reordered(f"a who about {'b' * 400} - - - - -", AnalyzedArticle.of(Article("Ann left."))),
    ],
)
def test_what_can_be_read_in_many_ways_is_read_in_one(read: Callable[[], object]) -> None:
    """A few characters more made the time twice as long: texts and questions of 60 to 130 held the whole server up for weeks."""
    AnalyzedArticle.of(Article("Word lists are loaded."))
    began = time.thread_time()
    read()
    assert time.thread_time() - began < 1
