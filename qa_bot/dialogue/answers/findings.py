"""The result of an answerer, before it becomes a reply."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.answer import Answer, Span


@dataclass(frozen=True, slots=True)
class Findings:
    """Answers to a question, with alternatives, evidence and a message."""

    answers: tuple[Answer, ...] = ()
    """In the article's order; empty if the bot abstains."""
    others: tuple[Answer, ...] = ()
    """Candidates for alternatives, best first."""
    whole: Answer | None = None
    """One span that contains all answers, if there is one."""
    evidence: Span | None = None
    """The passage to quote when abstaining; None means the closest one."""
    message: str | None = None

    @property
    def top(self) -> Answer | None:
        """The answer with the highest confidence."""
        return max(self.answers, key=lambda answer: answer.confidence, default=None)
