"""The passages that an article is read by, and which of a long article's are worth reading.

Readers learn from single paragraphs, and read two or three in one window markedly worse than one by one. So an ordinary paragraph is a
passage of its own, short ones go together, and one that fits no window is cut at sentence ends; passages do not overlap, so that no
candidate is found twice. Scores of spans are sums of logits and stay comparable over passages; `reader.search` takes off
what a passage lacks in relevance.

From more than `FIRST` passages on, reading everything is too slow for a chat. They are ranked by Okapi BM25 (Robertson et al. 1994) in
bm25s's eager sparse scoring (Lù 2024), over stems without stop words. The reader reads the best `FIRST`, and goes on
while it is unsure, up to `MOST`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.answer import Span
from qa_bot.article import Article, Block
from qa_bot.reader.view import view_of

SIZE = 1500
"""Characters of the longest passage: about 340 tokens, so that it and a question of ordinary length fit one window."""
TOGETHER = 800
"""Characters that short paragraphs are put together up to: those of an ordinary paragraph of an encyclopaedia."""
FIRST = 20
"""Passages that are read at once; an article that has no more is read whole."""
MOST = 40
"""Passages that are read at most."""
K1, B = 0.9, 0.4
"""Anserini's defaults (Yang et al. 2017), for short passages: a word's second occurrence and a passage's length say little."""
Key = tuple[str, tuple[tuple[Block, ...], tuple[tuple[int, int], ...]]]
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_FOLDED = str.maketrans("’⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "'01234567890123456789")
"""People type CO2 for CO₂, and a straight apostrophe."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences, `article.text[start:end]`."""

    start: int
    end: int


def key_of(article: Article) -> Key:
    """What an article's passages and the way they are read depend on."""
    return article.text, (article.blocks, article.struck)


def _headings(article: Article) -> tuple[int, ...]:
    return tuple(block.start for block in article.blocks if block.kind == "heading")


def cut(article: Article, size: int = SIZE, together: int = TOGETHER) -> list[Passage]:
    """The passages of an article, in order.

    Nothing but white space lies between passages.

    Args:
        article: what is cut.
        size: characters of the longest passage; only headings on top of a long paragraph may add to it.
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
    headings = set(_headings(article))
    held: list[Span] = []
    for paragraph in article.paragraphs:
        start = held[0].start if held else paragraph.start
        if paragraph.start in headings:
            if paragraph.end - start > size and held:
                yield start, held[-1].end, True
                held = []
            held.append(paragraph)
            continue
        if paragraph.end - start <= size:
            yield start, paragraph.end, True
        else:
            for first, last in _parts(article, paragraph, size):
                yield start if first == paragraph.start else first, last, False
        held = []
    if held:
        yield held[0].start, held[-1].end, True


def _parts(article: Article, paragraph: Span, size: int) -> list[tuple[int, int]]:
    """A long paragraph's sentences in parts of about one length, so that none is left with a sentence out of all context."""
    pieces = [piece for sentence in article.sentences_in(paragraph) for piece in _broken(sentence, size)]
    begin, length = pieces[0][0], pieces[-1][1] - pieces[0][0]
    for count in range(-(-length // size), len(pieces) + 1):
        parts: dict[int, tuple[int, int]] = {}
        for start, end in pieces:
            place = count * (start + end - 2 * begin) // (2 * length)  # of the piece's middle
            parts[place] = (parts.get(place, (start, end))[0], end)
        if all(end - start <= size for start, end in parts.values()):
            return list(parts.values())
    return pieces


def _broken(sentence: Span, size: int) -> Iterator[tuple[int, int]]:
    """A sentence, or where it is longer than `size`, as a text without full stops is, pieces of it that end at a space if they can."""
    start, text = 0, sentence.text
    while len(text) - start > size:
        space = text.rfind(" ", start + 1, start + size + 1)
        end = following = space if space > 0 else start + size
        while text[end - 1].isspace():
            end -= 1
        while text[following].isspace():
            following += 1
        yield sentence.start + start, sentence.start + end
        start = following
    yield sentence.start + start, sentence.end


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return frozenset(STOPWORDS_EN_PLUS)


class Passages:
    """The passages of one article, ready to be ranked. Costs seconds for a book: make it once and keep it.

    Args:
        article: what is cut; only the offsets are kept, and counts of words.
    """

    def __init__(self, article: Article) -> None:
        import bm25s
        import Stemmer

        self.all = cut(article)
        self._stemmer = Stemmer.Stemmer("english")
        self._stemming = threading.Lock()  # a stemmer has one buffer, and a book's passages serve many threads
        self._stems: dict[str, int] = {}
        words: dict[str, int] = {}  # of every form of a word its stem's number, so that each form is stemmed once
        rows = [
            [
                number
                for word in self._words(view_of(article, passage.start, passage.end).text)
                if (number := self._number(word, words)) >= 0
            ]
            for passage in (self.all if len(self.all) > 1 else ())  # one alone is not ranked
        ]
        self._index = bm25s.BM25(k1=K1, b=B)
        if self._stems:
            self._index.index((rows, self._stems), show_progress=False)

    def rank(self, question: str, most: int = MOST) -> list[tuple[Passage, float]]:
        """The passages that share most with the question, best first, each with its BM25 score as a share of the best one's, 0 to 1.

        Equals, and those that share nothing, come in the article's order; all have 1 where none shares a word with the question.
        """
        scores = self._scores(question)
        best = float(scores.max(initial=0.0))
        shares = scores / best if best > 0 else np.ones(len(self.all))
        return [(self.all[index], float(shares[index])) for index in np.argsort(-shares, kind="stable")[:most].tolist()]

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
        """The number of a word's stem, a new one where it is new; -1 for a stop word."""
        number = words.get(word)
        if number is None:
            stop = word in _stop_words()
            number = words[word] = -1 if stop else self._stems.setdefault(self._stemmer.stemWord(word), len(self._stems))
        return number
