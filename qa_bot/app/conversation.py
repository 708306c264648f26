"""One visitor's conversation: an immutable value that each event replaces, and the marks that it puts on the article."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_bot.answer import Reply, Turn
from qa_bot.highlight import Mark


@dataclass(frozen=True)
class Conversation:
    """What one visitor asked so far."""

    replies: tuple[Reply, ...] = ()
    pending: str | None = None
    """The question that is being read."""
    as_typed: bool = False
    """The pending question is to be read as it stands."""
    shown: int | None = None
    """The reply whose place is lit up; the answers of all others are faint."""
    target: str | None = None
    """The mark to bring into view."""
    step: int = 0
    """Counts the changes, so that the page sees that a place is shown again."""

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns before the pending question; small talk is none."""
        return tuple(reply.turn for reply in self.replies if has_place(reply))

    def asking(self, question: str, *, as_typed: bool = False) -> Conversation:
        """With a question that waits for its answer."""
        return replace(self, pending=question, as_typed=as_typed)

    def settled(self) -> Conversation:
        """Without the pending question."""
        return replace(self, pending=None)

    def answered(self, reply: Reply) -> Conversation:
        """With the reply to the pending question, its place lit up."""
        grown = replace(self, replies=(*self.replies, reply), pending=None)
        return grown.showing(len(self.replies)) if has_place(reply) else grown

    def showing(self, turn: int, target: str | None = None) -> Conversation:
        """With the place of one reply lit up; without a `target`, its first mark is brought into view."""
        marks = _marks_of(self.replies[turn], turn, current=True)
        names = [mark.id for mark in marks]
        return replace(self, shown=turn, target=target if target in names else next(iter(names), None), step=self.step + 1)

    def undone(self) -> Conversation:
        """Without the last exchange; the place of the one before is lit up, and nothing moves."""
        rest = self.replies[:-1]
        shown = next((turn for turn in reversed(range(len(rest))) if has_place(rest[turn])), None)
        return replace(self, replies=rest, pending=None, shown=shown, target=None, step=self.step + 1)

    def restarted(self) -> Conversation:
        """A new conversation."""
        return Conversation(step=self.step + 1)

    def marks(self) -> list[Mark]:
        """All marks of the article: those of the shown reply, and the answers of the others."""
        return [mark for turn, reply in enumerate(self.replies) for mark in _marks_of(reply, turn, current=turn == self.shown)]


def has_place(reply: Reply) -> bool:
    """Whether the reply points into the article; small talk does not."""
    return reply.answer is not None or reply.evidence is not None


def answer_mark(turn: int, number: int) -> str:
    """The name of the mark of an answer's span."""
    return f"answer-{turn}-{number}"


def alternative_mark(turn: int, number: int) -> str:
    """The name of the mark of another candidate."""
    return f"other-{turn}-{number}"


def closest_mark(turn: int) -> str:
    """The name of the mark of the passage that is shown in place of an answer."""
    return f"closest-{turn}"


def _marks_of(reply: Reply, turn: int, *, current: bool) -> list[Mark]:
    asked = f"“{reply.question}”"
    answers = [
        Mark(answer.start, answer.end, "answer" if current else "earlier", answer_mark(turn, number), f"Answer to {asked}")
        for number, answer in enumerate(reply.answers or ((reply.answer,) if reply.answer else ()))
    ]
    if not current:
        return answers
    others = [
        Mark(other.start, other.end, "alternative", alternative_mark(turn, number), f"Also possible as an answer to {asked}")
        for number, other in enumerate(reply.alternatives)
    ]
    if reply.answer is None and reply.evidence is not None:
        label = f"Closest passage to {asked}; it does not answer it"
        return [Mark(reply.evidence.start, reply.evidence.end, "closest", closest_mark(turn), label)]
    return [*answers, *others]
