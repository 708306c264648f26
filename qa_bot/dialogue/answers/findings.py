"""What is found for a question, before it becomes a reply."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.answer import Answer, Span


@dataclass(frozen=True, slots=True)
class Findings:
    """The answers to a question, and what is said and shown beside them."""

    answers: tuple[Answer, ...] = ()
    """In the article's order; empty where nothing answers."""
    others: tuple[Answer, ...] = ()
    """Candidates for alternatives, best first."""
    whole: Answer | None = None
    """The answers as one span, where they stand in one."""
    evidence: Span | None = None
    """What is quoted where nothing answers; None: what came closest."""
    message: str | None = None

    @property
    def top(self) -> Answer | None:
        """The surest answer."""
        return max(self.answers, key=lambda answer: answer.confidence, default=None)
