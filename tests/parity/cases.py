"""The calls whose answers are recorded: drawn from seeds, so that the fixture holds answers only. Knows no qa_bot."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any

from .families import WORDS

PER_FAMILY = 36
ODD = ("Zürich", "X9", "🎉", "  ", "\n", "ANNA", "Bob's", "bread-and-river", "“Rome”", "3,000", "unbelievable", "Ǆ", "e\u0301", "中文")
STORY = (
    "Anna Weber opened her bakery in Zürich on Monday, 4 January 1999. Her brother Bob, a doctor from Berlin, lent her 3,000 francs. "
    "“I told everyone it would fail,” he said in 2020. The bakery's rye bread won a prize in Paris, where the mayor, Carol Dubois, ate two loaves. "
    "The bridge over the river was closed that week, so the guests came by boat. "
)
QUESTIONS = (
    "Who opened a bakery?",
    "When did the bakery open?",
    "What did Bob lend?",
    "Where did the bread win a prize?",
    "Who ate two loaves?",
    "Why did the guests come by boat?",
    "Who is the king of Spain?",
    "  who is Anna's brother  ",
)


def _pick(draw: random.Random, items: Any) -> Any:
    return items[int(draw.random() * len(items))]  # of `random`, only random() is promised to stay the same


def _text(draw: random.Random, least: int, most: int) -> str:
    count = least + int(draw.random() * (most - least + 1))
    words = [_pick(draw, ODD) if draw.random() < 0.12 else _pick(draw, WORDS) for _ in range(count)]
    return " ".join(word.capitalize() if draw.random() < 0.1 else word for word in words)


def _options(draw: random.Random) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if draw.random() < 0.6:
        options["top_k"] = 2 + int(draw.random() * 6)
    if draw.random() < 0.35:
        options["handle_impossible_answer"] = True
    if draw.random() < 0.35:
        options["align_to_words"] = False
    if draw.random() < 0.3:
        options["max_answer_len"] = _pick(draw, (1, 3, 5, 30))
    if draw.random() < 0.3:
        options["max_seq_len"] = _pick(draw, (60, 80, 100))
    if draw.random() < 0.3:
        options["doc_stride"] = _pick(draw, (0, 8, 20))
    if draw.random() < 0.15:
        options["max_question_len"] = 4
    if draw.random() < 0.15:
        options["padding"] = _pick(draw, ("max_length", "longest"))
    return options


def cases(model: str) -> list[dict[str, Any]]:
    """The calls for a family, or for a shipped reader (`shipped`), as keyword arguments."""
    draw = random.Random(f"parity of {model}")
    if model == "shipped":
        return [
            {"question": question, "context": context, **_options(draw)}
            for question in QUESTIONS
            for context in (STORY, STORY * 4, _text(draw, 30, 60))
        ]
    calls = []
    for i in range(PER_FAMILY):
        # short, one window, several windows; byte tokens are many
        least, most = ((1, 6), (8, 25), (60, 200))[i % 3]
        question: Any = _text(draw, 1, 5) + "?"
        context: Any = _text(draw, least, most).strip() or "rome"
        if i % 9 == 4:
            question = [question, _text(draw, 1, 4)]
        elif i % 9 == 7:
            question, context = [question, _text(draw, 1, 4)], [context, _text(draw, 3, 30)]
        calls.append({"question": question, "context": context, **_options(draw)})
    return calls


def digest(calls: list[dict[str, Any]]) -> str:
    """What tells whether a fixture belongs to these calls."""
    return hashlib.sha256(json.dumps(calls, sort_keys=True).encode()).hexdigest()[:16]
