"""One visitor's conversation: an immutable value that each event replaces, and the marks that it puts on the article."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Literal

from qa_bot.answer import Reply, Turn
from qa_bot.app.library import Library
from qa_bot.app.surroundings import Surroundings
from qa_bot.highlight import Mark

MAX_TURNS = 200
"""Questions of one conversation; each event renders all of them."""
LONGEST_LABEL = 200
"""Characters of a question beside each of its marks, of which one reply can have thousands."""
DEEPEST = 12
"""Marks over one place, of the shown reply and of all others each: a hundred answers of the same words would be a hundred elements in each other."""


@dataclass(frozen=True)
class Conversation:
    """What one visitor asked so far."""

    replies: tuple[Reply, ...] = ()
    article: str = ""
    """The name of article 0, where the page's address asked for another than the one that the server opens with."""
    pending: str | None = None
    """The question that is being read."""
    asked: str = ""
    """What the browser calls the last question, or what the address asks for: it may send one again when it hears nothing."""
    as_typed: bool = False
    """The pending question is to be read as it stands."""
    shown: int | None = None
    """The reply whose place is highlighted; the answers of all others are faint."""
    target: str | None = None
    """The mark to bring into view."""
    step: int = 0
    """Counts the changes, so that the page sees that a place is shown again."""
    library: Library = field(default_factory=Library)
    """What the visitor brought, and which article is asked."""
    sources: tuple[int, ...] = ()
    """The article that each reply is about, as a number of the library."""
    elsewhere: tuple[tuple[tuple[int, Reply], ...], ...] = ()
    """For each reply, answers to the same question in other articles."""
    among: tuple[int, ...] = ()
    """For each reply, how many articles were asked."""
    around: tuple[Surroundings | None, ...] = ()
    """For each reply, the text around its quote, for a view that shows no article."""
    cleared: Conversation | None = None
    """What was here before "New conversation", until the next question."""
    removed: Conversation | None = None
    """What was here before an article was removed, until the next question or another change of the articles."""
    unmarked: int = 0
    """The answers of so many replies, the first ones, are marked no more but where one is shown."""
    liked: tuple[int, ...] = ()
    """The replies that got a thumb up."""
    disliked: tuple[int, ...] = ()
    """The replies that got a thumb down."""
    put_aside: bool = False
    """It had to go for others: nothing of it is known here any more, but the visitor's browser may bring it back."""
    part: int | None = None
    """The part of a long article that was turned to; None: the one that holds the target, or the first."""

    def history(self, source: int | None = None) -> tuple[Turn, ...]:
        """The turns about an article before the pending question, or about any; small talk is none."""
        asked = zip(self.replies, self.sources, strict=True)
        return tuple(reply.turn for reply, about in asked if has_place(reply) and source in (None, about))

    def asking(self, question: str, *, as_typed: bool = False, name: str = "") -> Conversation:
        """With a question that waits for its answer, and what the browser calls it."""
        return replace(self, pending=question, as_typed=as_typed, asked=name, cleared=None, removed=None)

    def was_asked(self, name: str) -> bool:
        """Whether the browser sends again what it calls so."""
        return bool(name) and name == self.asked

    def settled(self) -> Conversation:
        """Without the pending question."""
        return replace(self, pending=None)

    def answered(
        self,
        reply: Reply,
        source: int = 0,
        elsewhere: tuple[tuple[int, Reply], ...] = (),
        among: int = 1,
        around: Surroundings | None = None,
    ) -> Conversation:
        """With the reply to the pending question about an article, its place highlighted; answers in other articles; how many were asked; the text around the quote."""
        replies, sources = (*self.replies, reply), (*self.sources, source)
        others, counts = (*self.elsewhere, elsewhere), (*self.among, among)
        paragraphs = (*self.around, around)
        grown = replace(self, replies=replies, sources=sources, elsewhere=others, among=counts, around=paragraphs, pending=None)
        return grown.showing(len(self.replies)) if has_place(reply) else grown

    def showing(self, turn: int, target: str | None = None) -> Conversation:
        """With the place of one reply highlighted; without a `target`, its first mark is brought into view. Its article is shown."""
        places = {mark.id: self.sources[turn] for mark in _marks_of(self.replies[turn], turn, current=True)}
        first = next(iter(places), None)
        for number, (source, reply) in enumerate(self.elsewhere[turn]):
            places |= {mark.id: source for mark in _elsewhere(reply, turn, number)}
        target = target if target in places else first
        library = self.library.opening(places[target]) if target else self.library
        return replace(self, shown=turn, target=target, library=library, part=None, step=self.step + 1)

    def opening(self, library: Library) -> Conversation:
        """With another article shown, or one more in the library; nothing moves."""
        removed = self.removed if library.brought == self.library.brought else None
        return replace(self, library=library, removed=removed, target=None, part=None, step=self.step + 1)

    def turning(self, part: int) -> Conversation:
        """With a part of a long article shown."""
        return replace(self, part=part, target=None, step=self.step + 1)

    def undone(self) -> Conversation:
        """Without the last exchange; the place of the one before is highlighted, and nothing moves."""
        rest, sources, elsewhere = self.replies[:-1], self.sources[:-1], self.elsewhere[:-1]
        unmarked = min(self.unmarked, len(rest))
        shown = next((turn for turn in reversed(range(len(rest))) if has_place(rest[turn])), None)
        judged = self.judging(len(rest), None)
        kept = replace(
            judged,
            removed=None,
            replies=rest,
            sources=sources,
            elsewhere=elsewhere,
            among=self.among[:-1],
            around=self.around[:-1],
            pending=None,
        )
        return replace(kept, shown=shown, target=None, unmarked=unmarked, step=self.step + 1)

    def restarted(self) -> Conversation:
        """A new conversation about the same articles; this one can be brought back until the next question."""
        cleared = replace(self, cleared=None) if self.replies else self.cleared
        return Conversation(article=self.article, step=self.step + 1, library=self.library, cleared=cleared)

    def reopened(self) -> Conversation:
        """The conversation before an article was removed; or the one that was cleared, with the articles as they are now. Nothing moves."""
        if self.removed:
            return replace(self.removed, target=None, step=self.step + 1)
        return replace(self.cleared.opening(self.library), part=self.cleared.part, step=self.step + 1) if self.cleared else self

    @property
    def removed_number(self) -> int:
        """The number that the article that was removed had; 0 where none can be brought back."""
        before, left = self.removed.library.brought if self.removed else (), self.library.brought
        return next((number for number, article in enumerate(before, start=1) if article not in left), 0)

    def thumb(self, turn: int) -> Literal["up", "down"] | None:
        """What the visitor thinks of a reply."""
        return "up" if turn in self.liked else "down" if turn in self.disliked else None

    def judging(self, turn: int, thumb: str | None) -> Conversation:
        """With a thumb, "up" or "down", at a reply, or without one."""
        liked, disliked = (tuple(one for one in each if one != turn) for each in (self.liked, self.disliked))
        if thumb == "up":
            return replace(self, liked=(*liked, turn), disliked=disliked)
        return replace(self, liked=liked, disliked=(*disliked, turn) if thumb == "down" else disliked)

    def unmarking(self) -> Conversation:
        """Without the marks of all replies so far but the one that is shown; nothing moves."""
        return replace(self, unmarked=len(self.replies), target=None, step=self.step + 1)

    def marks(self) -> list[Mark]:
        """All marks of the article that is shown: those of the shown reply, and the answers of the others, where they were not cleared."""
        found: list[Mark] = []
        earlier: list[Mark] = []
        for turn, (reply, source, others) in enumerate(zip(self.replies, self.sources, self.elsewhere, strict=True)):
            if source == self.library.shown and (turn == self.shown or turn >= self.unmarked):
                current = turn == self.shown
                (found if current else earlier).extend(_marks_of(reply, turn, current=current))
            if turn == self.shown:
                for number, (place, other) in enumerate(others):
                    found += _elsewhere(other, turn, number) if place == self.library.shown else []
        return [*_not_too_deep(found), *_not_too_deep(earlier)]


def has_place(reply: Reply) -> bool:
    """Whether the reply points into the article; small talk does not."""
    return reply.place is not None


def _not_too_deep(marks: list[Mark]) -> list[Mark]:
    """The marks without those that would be more than `DEEPEST` over one place."""
    kept: list[Mark] = []
    open_: list[int] = []  # where those that are open end, the nearest first
    for mark in sorted(marks, key=lambda mark: mark.start):
        while open_ and open_[0] <= mark.start:
            heappop(open_)
        if len(open_) < DEEPEST:
            heappush(open_, mark.end)
            kept.append(mark)
    return kept


def answer_mark(turn: int, number: int) -> str:
    """The name of the mark of an answer's span."""
    return f"answer-{turn}-{number}"


def alternative_mark(turn: int, number: int) -> str:
    """The name of the mark of another candidate."""
    return f"other-{turn}-{number}"


def closest_mark(turn: int) -> str:
    """The name of the mark of the passage that is shown in place of an answer."""
    return f"closest-{turn}"


def elsewhere_mark(turn: int, number: int) -> str:
    """The name of the mark of an answer in another article."""
    return f"elsewhere-{turn}-{number}"


def _quoted(question: str) -> str:
    return f"“{question if len(question) <= LONGEST_LABEL else f'{question[:LONGEST_LABEL]}…'}”"


def _elsewhere(reply: Reply, turn: int, number: int) -> list[Mark]:
    if reply.answer is None:
        return []
    label = f"Also an answer to {_quoted(reply.question)}"
    return [Mark(reply.answer.start, reply.answer.end, "alternative", elsewhere_mark(turn, number), label)]


def _marks_of(reply: Reply, turn: int, *, current: bool) -> list[Mark]:
    asked = _quoted(reply.question)
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
