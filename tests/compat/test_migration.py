"""docs/migration.md: every "after" is run, and differs from its "before" by the import only."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qa_bot.reader.reader

TEXT = (Path(__file__).parents[2] / "docs/migration.md").read_text(encoding="utf-8")
SNIPPETS = {
    title: (before, after)
    for title, before, after in re.findall(
        r"^## ([^\n]+)\n\nBefore:\n\n```python\n(.*?)```\n\nAfter:\n\n```python\n(.*?)```", TEXT, re.M | re.S
    )
}
MOVED = {
    "from transformers import pipeline": "from qa_bot import pipeline",
    "from transformers.data.metrics.squad_metrics import": "from qa_bot.evaluation import",
}
CHECKS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "One question": lambda names: (names["result"]["answer"], names["result"]["start"], names["result"]["end"]) == ("Rome", 14, 18),
    "Many questions": lambda names: (
        [result["answer"] for result in names["results"]] == ["Rome", "Paris"]
        and [pair["answer"] for pair in names["pairs"]] == ["Anna", "Bob"]
    ),
    "Several answers": lambda names: len(names["answers"]) == 3 and "Anna" in names["answers"][0]["answer"],
    "Questions without an answer": lambda names: names["result"]["start"] == names["result"]["end"] == 0,
    "Evaluation": lambda names: names["scores"]["exact"] == 50 and names["exact"] == 0 and names["f1"] == pytest.approx(2 / 3),
}


def test_there_is_a_check_for_every_snippet() -> None:
    assert list(SNIPPETS) == list(CHECKS)


@pytest.mark.parametrize("title", CHECKS)
def test_snippet(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = SNIPPETS[title]
    moved = before
    for old, new in MOVED.items():
        moved = moved.replace(old, new)
    assert moved == after != before
    # no network in tests: the hub name of the snippets leads to the shipped reader
    found = qa_bot.reader.reader.find_model
    monkeypatch.setattr(qa_bot.reader.reader, "find_model", lambda model: found(None if model == "deepset/roberta-base-squad2" else model))
    names: dict[str, Any] = {}
    exec(after, names)  # noqa: S102
    assert CHECKS[title](names)
