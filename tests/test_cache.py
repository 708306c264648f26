"""What is kept stays within its budget, and the estimates of its size are near the truth."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from threading import Thread
from typing import Any

import numpy as np
import pytest

from qa_bot import Article, Bot, Reader
from qa_bot.cache import Kept, Memory, size_of_article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.loading import article_from_text, default_article
from qa_bot.reader.retrieval import Passages
from tests.undecided import Undecided


def weight(root: object) -> int:
    """Bytes of an object and of all that it holds, each counted once."""
    seen: set[int] = set()
    found, left = 0, [root]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        found += one.nbytes if isinstance(one, np.ndarray) else sys.getsizeof(one)
        left += held_by(one)
    return found


def held_by(one: Any) -> Iterator[Any]:
    if isinstance(one, dict):
        yield from one.keys()
        yield from one.values()
    elif isinstance(one, list | tuple | set | frozenset):
        yield from one
    elif is_dataclass(one):
        yield from (getattr(one, field.name, None) for field in fields(one))
        yield from getattr(one, "__dict__", {}).values()  # what was cached
    elif type(one).__module__.startswith(("qa_bot", "bm25s")):
        yield from vars(one).values()


def made_of(word: str, count: int) -> str:
    letters = random.Random(7)
    return " ".join(
        word.format("".join(letters.choices("abcdefghij", k=7))) + ("." if number % 12 == 11 else "") for number in range(count)
    )


TEXTS = {
    "news": default_article().text,
    "book": "\n".join(default_article().text.replace("Putin", f"Putin{number}") for number in range(20)),
    "words": made_of("{}", 20_000),
    "names": " ".join(name.capitalize() for name in made_of("{}", 20_000).split()),
    "lines": "a line\n" * 8_000,
    "table": "Name | Fee\n--- | ---\n" + "Anna | 80\n" * 3_000,
    "russian": "Анна уехала в Рим. " * 3_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_estimates_are_near_the_truth(name: str) -> None:
    article = article_from_text(TEXTS[name])
    assert article.sentences
    assert article.paragraphs
    analyzed, passages = AnalyzedArticle.of(article), Passages(article)
    assert analyzed.entity_at is not None
    estimated = size_of_article(article) + analyzed.size + passages.size
    assert 0.6 < estimated / weight((article, analyzed, passages)) < 3


def test_what_was_unused_for_longest_goes_first() -> None:
    memory = Memory(100)
    texts, numbers = Kept[str, str](memory, lambda key, value: 40), Kept[str, int](memory, lambda key, value: value)
    assert texts.put("a", "one") == []
    assert texts.put("b", "two") == []
    assert texts.get("a") == "one"
    assert texts.put("c", "three") == ["two"]
    assert numbers.put("a", 50) == ["one"]  # the same key of another kind is another entry
    assert (memory.used, texts.get("c"), numbers.get("a"), numbers.get("b")) == (90, "three", 50, None)
    assert numbers.put("a", 10) == []
    assert memory.used == 50
    assert numbers.put("large", 500) == [10]  # of each kind the last one stays, however large
    assert (numbers.get("large"), texts.get("c")) == (500, "three")
    assert numbers.put("small", 1) == [500]
    memory.clear()
    assert (memory.used, texts.get("c")) == (0, None)


def test_many_threads_count_right() -> None:
    memory = Memory(1_000)
    kept = Kept[int, int](memory, lambda key, value: 10)

    def work(first: int) -> None:
        for number in range(2_000):
            kept.put((first + number) % 300, number)
            kept.get(number % 300)

    threads = [Thread(target=work, args=(100 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.used == 1_000


def test_a_bot_keeps_no_more_than_its_budget(reader: Reader) -> None:
    """Many articles, each asked and each with questions suggested: tokens, passages and analyses together."""
    own = Reader(Undecided(), reader.tokenizer, memory=Memory(1_000_000))
    bot = Bot(own)
    for number in range(40):
        article = Article(f"Anna Berg {number} left for Rome on Tuesday. " + made_of("{}", 300))
        bot.ask("Where did Anna Berg go?", article)
        assert 0 < own.memory.used <= 1_000_000
