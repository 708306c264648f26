"""Rank the passages of an article by their relevance to a question.

Okapi BM25 (Robertson et al. 1994) with bm25s's eager sparse scoring (Lù 2024), on stems without stop words. `passage_search` says how many
of them are read.
"""

from __future__ import annotations

import logging
import re
import threading
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.answer import Span
from qa_bot.article import Article, Block
from qa_bot.cache import PAIR, WORD
from qa_bot.reader.passages import Passage, cut

K1, B = 0.9, 0.4
"""Anserini's defaults (Yang et al. 2017) for short passages, where repeated words and length matter little."""
Key = tuple[str, tuple[tuple[Block, ...], tuple[tuple[int, int], ...]]]
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_FOLDED = str.maketrans("’⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "'01234567890123456789")
"""People type CO2 for CO₂, and straight apostrophes."""


def key_of(article: Article) -> Key:
    """A cache key: everything that an article's passages and their views depend on."""
    return article.text, (article.blocks, article.struck)


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return frozenset(STOPWORDS_EN_PLUS)


class Passages:
    """The passages of one article, indexed for ranking. For a book this takes seconds, so the result should be cached.

    Args:
        article: the article. Only the offsets of passages and their word counts are kept.
    """

    def __init__(self, article: Article) -> None:
        import bm25s
        import Stemmer

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # on import, bm25s sets it to DEBUG and then logs every index

        self.all = cut(article)
        self._stemmer = Stemmer.Stemmer("english")
        self._stemming = threading.Lock()  # a stemmer is not thread-safe
        self._stems: dict[str, int] = {}
        words: dict[str, int] = {}  # stem numbers by word form, so that each form is stemmed once
        rows = [
            [number for word in self._words(passage.view(article).text) if (number := self._number(word, words)) >= 0]
            for passage in (self.all if len(self.all) > 1 else ())  # a single passage is not ranked
        ]
        self._index = bm25s.BM25(k1=K1, b=B)
        if self._stems:
            self._index.index((rows, self._stems), show_progress=False)

    @property
    def size(self) -> int:
        """Bytes, about."""
        index = sum(array.nbytes for array in getattr(self._index, "scores", {}).values() if isinstance(array, np.ndarray))
        return 2000 + len(self.all) * 2 * PAIR + len(self._stems) * WORD + index

    def rank(self, question: str, most: int) -> list[tuple[Passage, float]]:
        """The `most` relevant passages, best first, each with its BM25 score divided by the best one's (0 to 1).

        Passages with equal scores are in the article's order. If no passage shares a word with the question, all have 1.
        """
        scores = self._scores(question)
        best = float(scores.max(initial=0.0))
        shares = scores / best if best > 0 else np.ones(len(self.all))
        return [(self.all[index], float(shares[index])) for index in np.argsort(-shares, kind="stable")[:most].tolist()]

    def around(self, span: Span) -> list[Passage]:
        """The passage that holds a span, with the one before and the one after it where they are under the same headings."""
        at = next((i for i, one in enumerate(self.all) if span.overlaps(one.start, one.end)), None)
        if at is None:
            return []
        here = self.all[at]
        return [one for one in self.all[max(0, at - 1) : at + 2] if one.context[: one.headings] == here.context[: here.headings]]

    def _scores(self, question: str) -> npt.NDArray[np.float64]:
        with self._stemming:
            stems = self._stemmer.stemWords([word for word in self._words(question) if word not in _stop_words()])
        numbers = [self._stems[stem] for stem in stems if stem in self._stems]
        found: Any = self._index.get_scores_from_ids(numbers) if numbers else np.zeros(len(self.all))
        return np.asarray(found, dtype=np.float64)

    @staticmethod
    def _words(text: str) -> list[str]:
        return _WORD.findall(text.lower().translate(_FOLDED))

    def _number(self, word: str, words: dict[str, int]) -> int:
        """The number of a word's stem (a new number for a new stem); -1 for a stop word."""
        number = words.get(word)
        if number is None:
            stop = word in _stop_words()
            number = words[word] = -1 if stop else self._stems.setdefault(self._stemmer.stemWord(word), len(self._stems))
        return number
