"""The values that all interfaces share: spans of an article, answers, and the reply to a question. Plain frozen dataclasses.

All offsets are code points of `article.text`, half-open. A `Span` can only be cut from the text that it belongs to
(`Span.cut`), so `text[span.start:span.end] == span.text` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """`article.text[start:end]`, with the text it holds."""

    start: int
    end: int
    text: str

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Span:
        """The span `[start, end)` of `text`.

        Raises:
            ValueError: the range is empty or leaves the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"[{start}, {end}) is not a span of a text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the span shares a character with `[start, end)`."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Answer:
    """A span offered as an answer."""

    span: Span
    confidence: float
    """Calibrated probability, 0 to 1, that this span is right."""
    score: float
    """Margin over "not here" in the span's own passage, in logits; on one scale over all passages."""

    @property
    def text(self) -> str:
        """The answer's own words."""
        return self.span.text

    @property
    def start(self) -> int:
        """First code point."""
        return self.span.start

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.span.end


@dataclass(frozen=True, slots=True)
class PassageRead:
    """A passage that was read for a question, and the best that was found in it."""

    start: int
    end: int
    best: Span | None
    """The best span; None where the passage holds nothing that could be an answer."""
    margin: float | None
    """The best span's margin over "not here", in logits; None without a span."""
    relevance: float
    """What is added to the margin because of what the passage has to do with the question, in logits; 0 for the best passage."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that the command line, HTTP and MCP give."""
        return {
            "start": self.start,
            "end": self.end,
            "best": _span(self.best) if self.best else None,
            "margin": None if self.margin is None else round(self.margin, 2),
            "relevance": round(self.relevance, 2),
        }


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer was found."""

    windows: int
    """Windows of the article that were read."""
    margin: float | None
    """The best span's margin over "not here", in logits; None where nothing was read."""
    threshold: float
    """The margin below which the bot abstains."""
    milliseconds: float
    passages: tuple[PassageRead, ...] = ()
    """The passages that were read, in the order of reading."""
    of: int = 0
    """Passages that the article has; 0 where nothing was read."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that the command line, HTTP and MCP give."""
        return {
            "windows": self.windows,
            "margin": None if self.margin is None else round(self.margin, 2),
            "threshold": round(self.threshold, 2),
            "passages": [passage.to_dict() for passage in self.passages],
            "of": self.of,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked and what was answered (None: nothing)."""

    question: str
    answer: str | None


class Outcome(StrEnum):
    """What kind of reply it is."""

    ANSWER = "answer"
    """The article answers: `answer`, `answers`."""
    CLOSEST_PASSAGE = "closest passage"
    """The article does not say; `evidence` is the closest passage."""
    MESSAGE = "message"
    """Only a `message`: nothing was searched."""
    ABSTENTION = "abstention"
    """The article does not say, and no passage is close."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says to one question."""

    question: str
    """As typed."""
    resolved_question: str | None
    """The question as it was read; None if that is what was typed."""
    answer: Answer | None
    """None if the article does not say, or if only a `message` is given."""
    answers: tuple[Answer, ...]
    """All spans of the answer, in the article's order; empty when abstaining. If `answer` is an enumeration, these are its items."""
    alternatives: tuple[Answer, ...]
    """Other candidates with similar confidence, best first."""
    evidence: Span | None
    """The sentence that contains the answer; when abstaining, the closest passage. Of a very long sentence, the part around it."""
    confidence: float
    """Probability that `answer` is right; when abstaining, that the best candidate would have been."""
    article: str
    """The article's title."""
    trace: Trace
    message: str | None = None
    """A sentence for the user: small talk instead of an answer, or a remark about it."""
    page: int | None = None
    """The page (from 1) on which the answer or the closest passage begins; None if the article has no pages."""
    section: tuple[str, ...] = ()
    """The headings above the answer or the closest passage, outermost first; empty if there are none."""
    struck: tuple[tuple[int, int], ...] = ()
    """The parts of `evidence`, as ranges of the article, that the source strikes out."""
    gaps: tuple[tuple[int, int], ...] = ()
    """The parts of `evidence`, as ranges of the article, that only part the cells of a table's row from each other."""
    breaks_off: tuple[bool, bool] = (False, False)
    """Whether the sentence goes on before `evidence`, and after it."""

    @property
    def outcome(self) -> Outcome:
        """Whether the reply is an answer, an abstention (with or without a closest passage) or only a message."""
        if self.answer is not None:
            return Outcome.ANSWER
        if self.evidence is not None:
            return Outcome.CLOSEST_PASSAGE
        return Outcome.MESSAGE if self.message else Outcome.ABSTENTION

    @property
    def place(self) -> Span | None:
        """The range that the reply points at: the answer, or else the closest passage."""
        return self.answer.span if self.answer else self.evidence

    @property
    def quote(self) -> str:
        """The evidence as people read it, with an ellipsis where its sentence goes on; empty without evidence."""
        before, after = self.ellipses
        return f"{before}{self.evidence.text}{after}" if self.evidence else ""

    @property
    def is_quote(self) -> bool:
        """Whether an answer is the evidence itself: quoted below the answer, it would be said twice."""
        return any(answer.span == self.evidence for answer in self.answers) and not any(self.breaks_off)

    @property
    def ellipses(self) -> tuple[str, str]:
        """What is shown before and after the evidence: an ellipsis where its sentence goes on."""
        before, after = self.breaks_off
        return "… " if before else "", " …" if after else ""

    @property
    def turn(self) -> Turn:
        """This exchange as history for the next question."""
        return Turn(self.resolved_question or self.question, self.answer.text if self.answer else None)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that the command line, HTTP and MCP return."""
        return {
            "question": self.question,
            "resolved_question": self.resolved_question,
            "answer": self.answer.text if self.answer else None,
            "start": self.answer.start if self.answer else None,
            "end": self.answer.end if self.answer else None,
            "confidence": round(self.confidence, 4),
            "evidence": _span(self.evidence) if self.evidence else None,
            "alternatives": [_answer(answer) for answer in self.alternatives],
            "answers": [_answer(answer) for answer in self.answers],
            "article": self.article,
            "page": self.page,
            "section": list(self.section) or None,
            "message": self.message,
            "trace": self.trace.to_dict(),
        }


def _span(span: Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start, "end": span.end}


def _answer(answer: Answer) -> dict[str, Any]:
    return {"answer": answer.text, "start": answer.start, "end": answer.end, "confidence": round(answer.confidence, 4)}
