"""The article: one normalised text that is stored, shown and counted on, with what is known about it.

Every offset anywhere in the package counts code points of `Article.text`. Paragraphs are its non-empty lines.
Sentence bounds follow the rule of Kiss and Strunk's easy cases (a terminator, closing quotes, white space, then something
that can open a sentence) with a closed list of abbreviations; precision was preferred to recall, since a quoted sentence
that is too long still holds the answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qa_bot.answer import Span

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9À-ÖØ-ÞĀ-ɏ])")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sr jr vs etc e.g i.e no vol fig pp gen col lt sgt capt rev hon gov sen rep inc ltd co corp mt ft approx dept est "
    "jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m u.s u.k u.n ph.d cf al c ca".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that stood on the words `[start, end)` of the text."""

    start: int
    end: int
    url: str


@dataclass(frozen=True)
class Article:
    """A normalised text. Make one with `Article.load` or `Article.from_text`; the constructor takes the text as it is."""

    text: str
    title: str = ""
    source: str = ""
    date: str = ""
    """ISO 8601, empty when unknown."""
    credit: str = ""
    """Attribution that must be shown with the text."""
    links: tuple[Link, ...] = ()
    questions: tuple[str, ...] = ()
    """Questions to start with, where the article came with some."""

    @classmethod
    def load(cls, path: str | Path) -> Article:
        """Read and normalise the article in a file.

        Raises:
            QaBotError: the file is missing, too large, of a type that is not read, or holds no text.
        """
        from qa_bot.loading import load_article  # the door is here for readability; the room that parses is below this one

        return load_article(path)

    @classmethod
    def from_text(cls, raw: str, title: str = "") -> Article:
        """Normalise a raw text.

        Raises:
            QaBotError: the text is too long or holds nothing to read.
        """
        from qa_bot.loading import article_from_text

        return article_from_text(raw, title)

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs, in order."""
        return tuple(Span.cut(self.text, m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", self.text))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, in order; each lies within one paragraph, and together they hold all that is not white space."""
        found = []
        for paragraph in self.paragraphs:
            start = 0
            for end in [*self._ends(paragraph.text), len(paragraph.text)]:
                piece = paragraph.text[start:end]
                if piece.strip():
                    left = start + len(piece) - len(piece.lstrip())
                    right = start + len(piece.rstrip())
                    found.append(Span.cut(self.text, paragraph.start + left, paragraph.start + right))
                start = end
        return tuple(found)

    def sentence_of(self, start: int, end: int) -> Span:
        """The sentence that holds `[start, end)`; where the range crosses sentences, all of them as one span."""
        starts = [sentence.start for sentence in self.sentences]
        first = self.sentences[max(0, bisect_right(starts, start) - 1)]
        last = self.sentences[max(0, bisect_right(starts, end - 1) - 1)]
        return Span.cut(self.text, min(first.start, start), max(last.end, end))

    @staticmethod
    def _ends(text: str) -> list[int]:
        ends = []
        for match in _END.finditer(text):
            word = text[: match.start()].rsplit(None, 1)[-1:] if match.group().startswith(".") else []
            stem = word[0].lstrip("(\"'“‘[").lower() if word else ""
            if stem in _ABBREVIATIONS or (len(stem) == 1 and stem.isalpha() and word[0][-1].isupper()):
                continue
            ends.append(match.end())
        return ends
