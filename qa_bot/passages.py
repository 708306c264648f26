"""Which parts of a long article are worth reading: passages cut at sentence ends and ranked by BM25.

From `LONG` windows on, reading everything is too slow for a chat. The article is cut into passages that fit a window together
with the question; they do not overlap, so that no candidate is found twice. They are ranked by Okapi BM25 (Robertson et al.
1994) in bm25s's eager sparse scoring (Lù 2024), over stems without stop words. The reader reads the best `FIRST`, and
goes on while it is unsure, up to `MOST`. Scores of spans are sums of logits and stay comparable over
passages; `reader.weighing` takes off what a passage lacks in relevance.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.answer import Span
from qa_bot.article import Article

LONG = 16
"""Windows from which an article is long."""
SIZE = 1300
"""Characters of a passage: about 300 tokens, so that it and a question fill one window."""
FIRST = 12
"""Passages that are read at once."""
MOST = 48
"""Passages that are read at most."""
K1, B = 0.9, 0.4
"""Anserini's defaults (Yang et al. 2017), for short passages: a word's second occurrence and a passage's length say little."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences, `article.text[start:end]`."""

    start: int
    end: int


def cut(article: Article, size: int = SIZE) -> list[Passage]:
    """The passages of an article, in order: paragraphs together up to `size` characters, a longer paragraph by its sentences.

    Nothing but white space lies between passages, and none is longer than `size` unless a single sentence is.
    """
    passages: list[Passage] = []
    start = end = -1
    for piece in _pieces(article, size):
        if start >= 0 and piece.end - start > size:
            passages.append(Passage(start, end))
            start = -1
        start = piece.start if start < 0 else start
        end = piece.end
    if start >= 0:
        passages.append(Passage(start, end))
    return passages


def _pieces(article: Article, size: int) -> Iterator[Span]:
    headings = {block.start for block in article.blocks if block.kind == "heading"}
    held: Span | None = None
    for paragraph in article.paragraphs:
        if held is not None:
            if paragraph.end - held.start <= size:
                yield Span.cut(article.text, held.start, paragraph.end)
                held = None
                continue
            yield held
            held = None
        if paragraph.start in headings:
            held = paragraph  # a heading goes with what stands under it
        elif len(paragraph.text) <= size:
            yield paragraph
        else:
            yield from article.sentences_in(paragraph)
    if held is not None:
        yield held


class Passages:
    """The passages of one article, ready to be ranked. Costs seconds for a book: make it once and keep it.

    Args:
        article: what is cut; only the offsets are kept, and counts of words.
    """

    def __init__(self, article: Article) -> None:
        import bm25s
        import Stemmer
        from bm25s.stopwords import STOPWORDS_EN_PLUS

        self.all = cut(article)
        self._starts = [passage.start for passage in self.all]
        self._stemmer = Stemmer.Stemmer("english")
        self._stop_words = frozenset(STOPWORDS_EN_PLUS)
        self._stems: dict[str, int] = {}
        words: dict[str, int] = {}  # of every form of a word its stem's number, so that each form is stemmed once
        rows = [
            [number for word in self._words(article.text[passage.start : passage.end]) if (number := self._number(word, words)) >= 0]
            for passage in self.all
        ]
        self._index = bm25s.BM25(k1=K1, b=B)
        if self._stems:
            self._index.index((rows, self._stems), show_progress=False)

    def rank(self, question: str, most: int = MOST) -> list[Passage]:
        """The passages that share most with the question, best first; equals, and those that share nothing, in the article's order."""
        return [self.all[index] for index in np.argsort(-self._scores(question), kind="stable")[:most].tolist()]

    def relevance(self, question: str) -> npt.NDArray[np.float64]:
        """Each passage's BM25 score as a share of the best one's, 0 to 1, (passages,); all 1 where none shares a word with the question."""
        scores = self._scores(question)
        best = float(scores.max(initial=0.0))
        return scores / best if best > 0 else np.ones(len(self.all))

    def of(self, position: int) -> int:
        """Index of the passage that holds a position, in code points of the article; the one before, for white space between two."""
        return max(0, bisect_right(self._starts, position) - 1)

    def _scores(self, question: str) -> npt.NDArray[np.float64]:
        stems = self._stemmer.stemWords([word for word in self._words(question) if word not in self._stop_words])
        numbers = [self._stems[stem] for stem in stems if stem in self._stems]
        found: Any = self._index.get_scores_from_ids(numbers) if numbers else np.zeros(len(self.all))
        return np.asarray(found, dtype=np.float64)

    @staticmethod
    def _words(text: str) -> list[str]:
        return _WORD.findall(text.lower().replace("’", "'"))

    def _number(self, word: str, words: dict[str, int]) -> int:
        """The number of a word's stem, a new one where it is new; -1 for a stop word."""
        number = words.get(word)
        if number is None:
            stop = word in self._stop_words
            number = words[word] = -1 if stop else self._stems.setdefault(self._stemmer.stemWord(word), len(self._stems))
        return number
