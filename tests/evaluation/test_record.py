"""A record of the answers tells what a change made different."""

from __future__ import annotations

from qa_bot import Bot
from tests.benchmarks.record import conversations, differences, record


def test_a_record_tells_what_is_different() -> None:
    one = {"id": "a/1", "question": "Who?", "answer": "Ann", "confidence": 0.912}
    other = one | {"id": "a/2"}
    assert list(differences([one], [one | {"confidence": 0.914}])) == []
    assert list(differences([one], [one | {"answer": "Bob"}])) == ["a/1 Who?: answer 'Ann' -> 'Bob'"]
    assert list(differences([one], [other])) == ["a/2 Who?: new", "a/1 Who?: missing"]


def test_a_turn_is_recorded_with_the_ones_before(bot: Bot) -> None:
    name, article, questions = next(conversations(None, None, 0))
    rows = list(record(bot, name, article, questions))
    assert [row["question"] for row in rows] == questions
    assert all(row["answer"] is None or article.text[row["start"] : row["end"]] == row["answer"] for row in rows)
    assert any(row["resolved_question"] for row in rows)
