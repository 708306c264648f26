"""What is known of an article before anything is asked: its entities, its words, and the stems of each sentence.

Everything covers the whole text, so that somebody who appears on the last page of a book is known too.

    >>> analyzed = AnalyzedArticle.of(Article("Anna Berg met Nils. They left the mill."))
    >>> [entity.text for entity in analyzed.entities], analyzed.sentence_at(25)
    (['Anna Berg', 'Nils'], 1)
"""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from threading import Lock

from qa_bot.answer import Span
from qa_bot.article import Article
from qa_bot.cache import PAIR, SPAN, WORD, Kept, Memory, size_of_article
from qa_bot.dialogue.english.morphology import content_stems, forms_of, words_of
from qa_bot.dialogue.ner.recognizer import Entity, find_entities


@dataclass(eq=False)
class AnalyzedArticle:
    """An article and what was found in it once."""

    article: Article
    entities: tuple[Entity, ...]
    """In the order in which they first appear."""
    vocabulary: dict[str, str]
    """Every word of the text in lower case -> as it is most often written."""
    sentences: tuple[Span, ...]
    """In order, without those that are struck out."""
    stems: tuple[frozenset[str], ...]
    """Content stems of each of `sentences`."""
    weights: dict[str, float]
    """Rarity of each stem, log(sentences / sentences that hold it) + 1."""
    number: int = field(default_factory=count().__next__)
    """Its own: what is kept for it is kept under this number."""
    suggesting: Lock = field(default_factory=Lock, repr=False)
    """Held while questions are made from the article, so that two pages that open at once do not both read it."""
    suggested: list[tuple[str, str]] | None = field(default=None, repr=False)
    """Questions that the article answers, with their answers; None until the bot has made them."""

    @classmethod
    def of(cls, article: Article) -> AnalyzedArticle:
        """Analyse an article: about 5 ms for 600 words, some seconds for a book."""
        text = _without_struck(article)
        forms = Counter(forms_of(text))
        vocabulary: dict[str, str] = {}
        for form, _ in forms.most_common():
            vocabulary.setdefault(form.lower(), form)
        sentences = tuple(sentence for sentence in article.sentences if not article.struck or text[sentence.start : sentence.end].strip())
        stems = tuple(frozenset(content_stems(words_of(text[sentence.start : sentence.end]))) for sentence in sentences)
        held = Counter(stem for sentence in stems for stem in sentence)
        weights = {stem: math.log(len(stems) / count) + 1 for stem, count in held.items()}
        return cls(article, tuple(find_entities(text)), vocabulary, sentences, stems, weights)

    @property
    def size(self) -> int:
        """Bytes of what was found, about, beside the article itself."""
        mentions = sum(len(entity.spans) + len(entity.words) for entity in self.entities)
        entities = len(self.entities) * 3 * SPAN + mentions * 2 * PAIR
        stems = sum(map(sys.getsizeof, self.stems)) + len(self.weights) * WORD
        return 1000 + entities + stems + len(self.vocabulary) * WORD + len(self.sentences) * PAIR

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def entity_at(self) -> dict[int, tuple[Entity, int]]:
        """Where each mention begins -> its entity and where it ends."""
        return {start: (entity, end) for entity in reversed(self.entities) for start, end in entity.spans}

    def weight(self, stem: str) -> float:
        """Rarity of a stem; one that the article does not hold is as rare as can be."""
        return self.weights.get(stem, math.log(len(self.stems) or 1) + 1)

    def overlap(self, wanted: list[str], sentence: int) -> float:
        """Share, by rarity, of the wanted stems that a sentence holds, 0 to 1."""
        total = sum(map(self.weight, wanted))
        return sum(self.weight(stem) for stem in wanted if stem in self.stems[sentence]) / total if total else 0.0

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds a code point, or stands before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def entities_of(self, category: str) -> list[Entity]:
        """The entities of a type; countries are places too, and everything has a "name"."""
        kinds = ("place", "country") if category == "place" else (category,)
        return [entity for entity in self.entities if category == "name" or entity.kind in kinds]

    def entities_mentioned(self, text: str) -> list[Entity]:
        """The article's entities that a text mentions, in any case, in the text's order; a longer name hides one inside it."""
        words = [word.lower for word in words_of(text)]
        found: list[tuple[int, int, Entity]] = []
        for name in self.entities:
            if not name.words.intersection(words):
                continue
            full = [word.lower for word in words_of(name.text)]
            forms = [full, *([word] for word in (full[-1], full[0]) if len(full) > 1 and name.kind == "person" and word in name.words)]
            for form in forms:
                at = next((i for i in range(len(words) - len(form) + 1) if words[i : i + len(form)] == form), None)
                if at is not None:
                    found.append((at, -len(form), name))
                    break
        kept: list[tuple[int, int, Entity]] = []
        for at, length, name in sorted(found, key=lambda item: (item[1], item[0])):
            if all(at >= other - size or other >= at - length for other, size, _ in kept):
                kept.append((at, length, name))
        return [name for _, _, name in sorted(kept, key=lambda item: item[0])]


def _without_struck(article: Article) -> str:
    """The text with blanks in place of what is struck out, so that every offset stays."""
    pieces, last = [], 0
    for start, end in article.struck:
        pieces += [article.text[last:start], re.sub(r"\S", " ", article.text[start:end])]
        last = end
    return "".join([*pieces, article.text[last:]])


@dataclass(slots=True)
class _Slot:
    """The place of one article's analysis; locked while it is made."""

    lock: Lock = field(default_factory=Lock)
    made: AnalyzedArticle | None = None


class Analyses:
    """The analyses of the articles that were asked about last. May serve many threads.

    Args:
        memory: what they may take.
    """

    def __init__(self, memory: Memory) -> None:
        self._kept = Kept[Article, _Slot](memory, _size)
        self._lock = Lock()

    def of(self, article: Article) -> AnalyzedArticle:
        """The analysis of an article, made on the first call. Two visitors who bring the same book wait for one analysis."""
        with self._lock:
            slot = self._kept.get(article)
            if slot is None:
                slot = _Slot()
                self._kept.put(article, slot)
        with slot.lock:
            if slot.made is None:
                slot.made = AnalyzedArticle.of(article)
                self._kept.put(article, slot)  # its size is known now
            return slot.made

    def made(self, article: Article) -> AnalyzedArticle | None:
        """The analysis of an article, where it is there already."""
        with self._lock:
            slot = self._kept.get(article)
        return slot.made if slot else None


def _size(article: Article, slot: _Slot) -> int:
    return size_of_article(article) + (slot.made.size if slot.made else 0)
