"""No text takes more than linear time: ten times the length costs at most fifteen times the processor time.

Each pattern is repeated to 1, 10 and 100 thousand characters and goes through cleaning, the article's own analysis, the cutting into
passages, what the page shows of it, and, through `Bot` with a reader that only points at places, every rule of `dialogue` that looks at
an article. The text that a browser gives back is not cleaned, so the pattern is shown and analysed as it is, too.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from typing import Any

import pytest

from qa_bot.answer import Span, Turn
from qa_bot.app.article_search import find_all
from qa_bot.article import Article
from qa_bot.cache import Memory
from qa_bot.dialogue import Bot
from qa_bot.highlight import render_article
from qa_bot.loading.plain_text import clean
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.passage_search import FIRST
from qa_bot.reader.passages import cut
from qa_bot.reader.reading import Reading, Scored

SIZES = (1_000, 10_000, 100_000)
LONG = (100_000, 400_000)
MOST = 15
FLOOR = 0.01
"""Seconds below which a time says nothing; the fixed cost of a call is among them."""

MARKS = [
    # stops, marks, brackets
    *(".", "…", ". ", "? ", ".) ", ".” ", "A. ", "x. ", "U.S. ", "e.g. ", "No. 7 ", ".[1] ", ".[a b][c] ", ", ", ": ", "(", ")", "()", "[[", "((a) ", "“", "“a” "),
    *("'", '"a" ', "-", " - ", "a-", "a-b ", "*", "* ", "|", "/"),
    # white space and lines
    *(" ", "\n", "\n\n", "\r\n", "a \n", "- a\n", "1. a\n", "A\nb\n", "a\u2028", "\u00a0", "\u200b", "a" * 60 + "\n", "A" * 60 + " \n", "*" * 70 + "\n"),
    # letters, digits, combining marks
    *("a", "A", "a ", "A ", "aA ", "the ", "of ", "and ", "a, ", "A, ", "A, B and ", "1", "1 ", "1,000 ", "3.5 ", "1. ", "é", "e\u0301", "\u0315\u0300", "a\u0300", "🎉", "中 ", "\x00", "&", "<", "<b>"),
    # quotes, cues, pages, boxes, headers of mail
    *("> a\n", ">", "> > a\n", "1\n00:00:01,000 --> 00:00:02,000\na\n\n", "<v A>", "a\n\f", "a [Page 1]\n\f", "* a *\n", "a\n---\n", "a   b  2\n", "a\tb\n", "|a|b|\n|--|--|\n", "A: b\n", "=?utf-8?Q?=E9?= "),
    # addresses
    *("http://", "https://a.b ", "<http://a.b>", "word <http://a.b> ", "Ann <http://a.b> Lee ", "inher <http://a.b> ", "<http://a.b>\n\n", ".<http://a.b>", "a@b.c "),
    *("Read more\n<http://a.b>\n", "A head\nRead more <http://a.b>\n\n"),
]  # fmt: skip
"""Repeated as they are."""
RUNS = [
    "* {run}x",
    "*{run}*",
    "x{run}",
    "{run}x",
    "<v {run}x",
    "a,{run}B",
    "a{run}<http://a.b>",
    ".{run}A",
    "> {run}x",
    "A:{run}\n\nx",
    "1.{run}x",
    "<b {run}",
]
"""One run of spaces as long as the text, in its place."""
SENTENCES = [
    *("Ann Berg said so. ", "Ann Berg, a baker, and Nils Aho met. ", "Yes. No. ", "Is it so? ", "It is not known. ", "It is a list: a, b, c and d. ", "said Ann Berg "),
    *("The Court of Justice of the European Union ", "in Paris, ", "She was born in 1931 and he in 1929; "),
    *("Ann Berg{n} ", "Ann{n} Berg ", "Berg{n} said so. ", "the word{n} ", "- item {n}\n", "{n}. ", "Dr. Holm{n} met Mr. Aho{n}. ", "Word{n} <http://a.b/{n}> "),
]  # fmt: skip
"""Every rule finds something here. Where `{n}` stands, the repetitions differ: many names, many words."""
PATTERNS = [*MARKS, *RUNS, *SENTENCES]
QUESTIONS = [
    *("Who is Ann Berg?", "What is it about?", "Who wrote it?", "Which people are mentioned?", "Is it not known?", "Which items are there?", "When did she leave?"),
    *("Where?", "Who said that Ann Berg left Paris?", "Waht did Anne Bergg say?", "How many are there?", "What are the three words?", "she left where", "and Nils Aho?"),
]  # fmt: skip


class Pointing:
    """A reader that reads nothing: its answers are words at the beginning, in the middle and at the end."""

    calibration = Calibration()
    question_limit = 64
    memory = Memory(1_000_000_000)

    def prepare(self, article: Article) -> None:
        """Nothing is to be done."""

    def takes(self, question: str) -> bool:
        return len(question) <= 200

    def is_long(self, article: Article) -> bool:
        return len(cut(article)) > FIRST

    def read(self, questions: Sequence[str], article: Article, top_k: int = 5, last: Span | None = None) -> list[Reading]:
        text = article.text
        spans = []
        for start in sorted({0, len(text) // 3, len(text) // 2, max(0, len(text) - 5)}):
            piece = text[start : start + 5]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                spans.append(Scored(Span.cut(text, left, left + len(piece.strip())), 9.0 - len(spans)))
        return [Reading(question, tuple(spans), 1, cut=False) for question in questions]


def text_of(pattern: str, size: int) -> str:
    if "{run}" in pattern:
        return pattern.replace("{run}", " " * size)
    if "{n}" not in pattern:
        return (pattern * (size // len(pattern) + 1))[:size]
    number = count()
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(pattern.replace("{n}", letters(next(number))))
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def letters(number: int) -> str:
    found = ""
    while True:
        number, rest = divmod(number, 26)
        found += chr(97 + rest)
        if not number:
            return found


def steps(raw: str, questions: Sequence[str]) -> dict[str, float]:
    """Seconds of the processor that each step takes."""
    found: dict[str, float] = {}

    def timed(name: str, work: Any) -> Any:
        began = time.thread_time()
        done = work()
        found[name] = time.thread_time() - began
        return done

    cleaned = timed("clean", lambda: clean(raw))
    text = cleaned.text
    if not any(map(str.isalnum, text)):
        return found
    article = Article(text, "A title")
    timed("sentences", lambda: article.sentences)
    timed("passages", lambda: cut(article))
    bot = Bot(Pointing())  # type: ignore[arg-type]
    timed("prepare", lambda: bot.prepare(article))
    history = [Turn("Who is Ann Berg?", text[:20]), Turn("Who met Nils Aho?", "Ann Berg")]
    for question in questions:
        timed(question, lambda question=question: bot.ask(question, article, history))
    timed("suggestions", lambda: bot.suggestions(article))
    timed("overview", lambda: bot.overview(article))
    timed("shown", lambda: render_article(Article(text, "A title", links=cleaned.links, blocks=cleaned.blocks)))
    timed("found", lambda: find_all(text, questions[0]))
    given_back = Article(raw, "Given back")  # another article than the clean one, whose analysis is kept
    timed("given back", lambda: (render_article(given_back), cut(given_back), bot.prepare(given_back)))
    return found


def too_fast(pattern: str, questions: Sequence[str], sizes: Sequence[int]) -> dict[str, list[float]]:
    """The steps whose time grows too fast from one length to the next, with their times."""
    rows = [steps(text_of(pattern, size), questions) for size in sizes]
    times = {name: [row.get(name, 0.0) for row in rows] for name in rows[-1]}
    most = [MOST ** math.log10(longer / shorter) for shorter, longer in pairwise(sizes)]
    return {name: row for name, row in times.items() if any(b > m * max(a, FLOOR) for m, (a, b) in zip(most, pairwise(row), strict=True))}


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    """Word lists are loaded before, and no garbage is collected meanwhile: neither belongs to a text's time."""
    steps("Ann Berg, a baker, met Nils in her old mill <http://a.b>. It is not known. " * 20, QUESTIONS)
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("number", range(len(PATTERNS)), ids=lambda number: repr(PATTERNS[number])[:30])
def test_ten_times_the_length_takes_ten_times_as_long(number: int) -> None:
    pattern = PATTERNS[number]
    # each time other questions, more of them where rules find something
    questions = [QUESTIONS[(5 * number + i) % len(QUESTIONS)] for i in range(5 if pattern in SENTENCES else 1)]
    found = too_fast(pattern, questions, SIZES)
    for _ in range(4):  # a busy neighbour takes the caches, which long texts miss most: the growth must show between two long ones too
        if found:
            again = too_fast(pattern, questions, LONG)
            found = {name: again[name] for name in found if name in again}
    assert not found
    gc.collect()
