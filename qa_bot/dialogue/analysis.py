"""What is known of an article before anything is asked: its names, its words, and which stems each sentence holds."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from qa_bot.answer import Span
from qa_bot.article import Article
from qa_bot.dialogue.english.morphology import content_stems, forms_of, words_of
from qa_bot.dialogue.ner.recognizer import Name, names_in

SURVEYED = 60_000
"""Code points from the beginning in which names and sentences are looked for; the words of the whole text are known."""


@dataclass(frozen=True, eq=False)
class Survey:
    """An article and what was found in it once."""

    article: Article
    names: tuple[Name, ...]
    vocabulary: dict[str, str]
    """Every word of the text in lower case -> as it is most often written."""
    sentences: tuple[Span, ...]
    """The sentences that were surveyed, in order."""
    stems: tuple[frozenset[str], ...]
    """Content stems of each of `sentences`."""
    weights: dict[str, float]
    """Rarity of each stem, log(sentences / sentences that hold it) + 1."""

    @classmethod
    def of(cls, article: Article) -> Survey:
        """Survey an article; about 5 ms for 600 words."""
        forms = Counter(forms_of(article.text))
        vocabulary: dict[str, str] = {}
        for form, _ in forms.most_common():
            vocabulary.setdefault(form.lower(), form)
        paragraphs = [paragraph for paragraph in article.paragraphs if paragraph.start < SURVEYED]
        sentences = tuple(sentence for paragraph in paragraphs for sentence in article.sentences_in(paragraph) if sentence.start < SURVEYED)
        stems = tuple(frozenset(content_stems(words_of(sentence.text))) for sentence in sentences)
        held = Counter(stem for sentence in stems for stem in sentence)
        weights = {stem: math.log(len(stems) / count) + 1 for stem, count in held.items()}
        return cls(article, tuple(names_in(article.text[:SURVEYED])), vocabulary, sentences, stems, weights)

    def weight(self, stem: str) -> float:
        """Rarity of a stem; one that the article does not hold is as rare as can be."""
        return self.weights.get(stem, math.log(len(self.stems) or 1) + 1)

    def overlap(self, wanted: list[str], sentence: int) -> float:
        """Share, by rarity, of the wanted stems that a sentence holds, 0 to 1."""
        total = sum(map(self.weight, wanted))
        return sum(self.weight(stem) for stem in wanted if stem in self.stems[sentence]) / total if total else 0.0

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds a code point."""
        starts = [sentence.start for sentence in self.sentences]
        return max((i for i, start in enumerate(starts) if start <= offset), default=0)

    def names_of(self, text: str) -> list[Name]:
        """The article's names that a text mentions, in any case, in the text's order; a longer name hides one inside it."""
        words = [word.lower for word in words_of(text)]
        found: list[tuple[int, int, Name]] = []
        for name in self.names:
            full = [word.lower for word in words_of(name.text)]
            forms = [full, *([word] for word in (full[-1], full[0]) if len(full) > 1 and name.kind == "person" and word in name.words)]
            for form in forms:
                at = next((i for i in range(len(words) - len(form) + 1) if words[i : i + len(form)] == form), None)
                if at is not None:
                    found.append((at, -len(form), name))
                    break
        kept: list[tuple[int, int, Name]] = []
        for at, length, name in sorted(found, key=lambda item: (item[1], item[0])):
            if all(at >= other - size or other >= at - length for other, size, _ in kept):
                kept.append((at, length, name))
        return [name for _, _, name in sorted(kept, key=lambda item: item[0])]

    def sentence_span(self, index: int) -> Span:
        """A sentence by its index."""
        return self.sentences[index]
