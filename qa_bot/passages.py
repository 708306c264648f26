"""The passages that an article is read by, and which of a long article's are worth reading.

Readers learn from single paragraphs, and read two or three in one window markedly worse than one by one. So an ordinary paragraph is a
passage of its own, short ones go together, and one that fills no window is cut at sentence ends; passages do not overlap, so that no
candidate is found twice. Scores of spans are sums of logits and stay comparable over passages; `reader.weighing` takes off
what a passage lacks in relevance.

From more than `FIRST` passages on, reading everything is too slow for a chat. They are ranked by Okapi BM25 (Robertson et al. 1994) in
bm25s's eager sparse scoring (Lù 2024), over stems without stop words. The reader reads the best `FIRST`, and goes on
while it is unsure, up to `MOST`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.answer import Span
from qa_bot.article import Article

SIZE = 1500
"""Characters of the longest passage: about 340 tokens, so that it and a question fill one window."""
TOGETHER = 800
"""Characters that short paragraphs are put together up to: those of an ordinary paragraph of an encyclopaedia."""
FIRST = 20
"""Passages that are read at once; an article that has no more is read whole."""
MOST = 40
"""Passages that are read at most."""
K1, B = 0.9, 0.4
"""Anserini's defaults (Yang et al. 2017), for short passages: a word's second occurrence and a passage's length say little."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences, `article.text[start:end]`."""

    start: int
    end: int


def cut(article: Article, size: int = SIZE, together: int = TOGETHER) -> list[Passage]:
    """The passages of an article, in order.

    Nothing but white space lies between passages.

    Args:
        article: what is cut.
        size: characters of the longest passage; only a single sentence may be longer.
        together: characters that paragraphs, and a heading with what stands under it, are put together up to.
    """
    passages: list[Passage] = []
    for start, end, whole in _pieces(article, size):
        if whole and passages and end - passages[-1].start <= together:
            passages[-1] = Passage(passages[-1].start, end)
        else:
            passages.append(Passage(start, end))
    return passages


def _pieces(article: Article, size: int) -> Iterator[tuple[int, int, bool]]:
    """Bounds of what is put together, and whether it may join what stands before: a paragraph may, a part of one may not.

    Headings go with the paragraph that stands under them.
    """
    headings = {block.start for block in article.blocks if block.kind == "heading"}
    held: list[Span] = []
    for paragraph in article.paragraphs:
        if paragraph.start in headings and paragraph.end - (held or [paragraph])[0].start <= size:
            held.append(paragraph)
            continue
        start = (held or [paragraph])[0].start
        if paragraph.end - start <= size:
            yield start, paragraph.end, True
        else:
            for part in _parts([*held, *article.sentences_in(paragraph)], size):
                yield *part, False
        held = []
    if held:
        yield held[0].start, held[-1].end, True


def _parts(sentences: Sequence[Span], size: int) -> Iterator[tuple[int, int]]:
    """A long paragraph's sentences in parts of about one length, so that none is left with a sentence out of all context."""
    whole = sentences[-1].end - sentences[0].start
    wanted = whole / -(-whole // size)
    start = end = sentences[0].start
    for sentence in sentences:
        if end > start and (sentence.end - start > size or end - start >= wanted):
            yield start, end
            start = sentence.start
        end = sentence.end
    yield start, end


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
            for passage in (self.all if len(self.all) > 1 else ())  # one alone is not ranked
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
