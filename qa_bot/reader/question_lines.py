r"""Find the lines of an article that ask what the lines below them answer, as in a list of questions and answers.

The reader reads such a line as it reads a heading: with its answer, but never as an answer. A line counts as a question if it is labelled
("Q: ...", "Question 3: ..."), or if it is one of several lines that are nothing but a question with an answer below.

Example:
    >>> article = Article("Q. When does the shop open?\n\nA. At nine.\n\nIt is closed on Sundays.")
    >>> [(line.text, answer_start("A. At nine.")) for line in question_lines(article)]
    [('Q. When does the shop open?', 3)]
"""

from __future__ import annotations

import re
from itertools import pairwise

from qa_bot.answer import Span
from qa_bot.article import Article

LONGEST = 160
"""Maximum characters of a question line."""
_LEAST = 2
"""Minimum number of question lines without a label; a single one may be a figure of speech."""
_LABEL = re.compile(r"\W{0,2}(?:Q ?\d{0,3}|Question(?: \d{1,3})?)[.:)]\W{0,2}\s", re.IGNORECASE)
_ANSWER = re.compile(r"(?:A ?\d{0,3}|Answer(?: \d{1,3})?)[.:)]\s+(?=\S)")
_BARE = re.compile(r"(?:\d{1,3}[.)]\s+)?[*_]{0,2}[A-ZÀ-Þ][^.?!\n]*\?[*_]{0,2}")
"""One sentence that is a question, perhaps after a number."""
_AFTER = "*_ )"
"""Marks after a question mark. A quotation mark is not one of them, because people in a story ask questions too."""


def question_lines(article: Article) -> list[Span]:
    """The paragraphs that are questions with an answer below, in order."""
    kinds = {block.start: block.kind for block in article.blocks}
    labelled: list[Span] = []
    bare: list[Span] = []
    for line, below in pairwise(article.paragraphs):
        kind, following = kinds.get(line.start, ""), kinds.get(below.start, "")
        if not _asks(line) or _asks(below) or kind in ("heading", "row", "code", "quote") or following in ("heading", kind or "heading"):
            continue
        if _LABEL.match(line.text):
            labelled.append(line)
        elif _BARE.fullmatch(line.text):
            bare.append(line)
    return sorted(labelled + (bare if len(bare) >= _LEAST else []), key=lambda line: line.start)


def answer_start(paragraph: str) -> int:
    """Where the text of an answer begins after its label ("A:", "Answer 3:"); 0 if there is no label."""
    label = _ANSWER.match(paragraph)
    return label.end() if label else 0


def _asks(line: Span) -> bool:
    return len(line.text) <= LONGEST and line.text.rstrip(_AFTER).endswith("?")
