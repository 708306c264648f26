"""The session of one visitor: a conversation that several events may change at the same time.

Gradio reads a `gr.State` when an event begins and writes it when the event ends, so of two events that overlap the later one undoes the
other: a question asked while an article was being chosen was lost that way. So the state holds a `Session`, and an event takes its
conversation, and puts the new one back, under a lock. All conversations share a budget of bytes; one that had to go for others says so,
and the visitor's browser brings it back when the page is loaded again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from inspect import isgeneratorfunction
from threading import Lock, RLock
from typing import Any
from uuid import uuid4

import gradio as gr

from qa_bot.answer import Reply
from qa_bot.app.conversation import Conversation
from qa_bot.app.library import Library
from qa_bot.app.safe_html import sending, to_browser
from qa_bot.cache import PAIR, SPAN, Kept, Memory, size_of_article
from qa_bot.cancellation import while_wanted
from qa_bot.errors import UnknownArticleError

GONE = "This article is no longer kept here. Reload the page."

EACH, REPLY, PASSAGE = 3_000, 5_000, 700
"""Bytes of a conversation without questions, of a reply, and of a passage that was read for it."""


class Session:
    """What a `gr.State` holds of one visitor: the conversation as it is now.

    Args:
        visits: the sessions of all visitors; see `visits_in`.
    """

    def __init__(self, visits: Visits) -> None:
        self.name = uuid4().hex
        self.conversation = Conversation()
        self.changes = 0
        """How often the conversation was changed: the browser takes an earlier one that arrives late for no newer one."""
        self.lock = RLock()
        self.copying = Lock()
        """Held while one of its articles is written out for the browser."""
        self._answered: Conversation | None = None  # it is being read for
        self._visits = visits

    def __deepcopy__(self, memo: dict[int, Any]) -> Session:
        """A new session: gradio copies the first value of a state for every visitor."""
        return Session(self._visits)

    def _keep(self, outcome: Any) -> Any:
        """The outputs of a handler, its conversation kept and the session in its place."""
        if not isinstance(outcome, tuple):
            return to_browser(outcome)  # all outputs are skipped
        first, *others = outcome
        if isinstance(first, Conversation):
            self.conversation = first
            self.changes += 1
            for other in self._visits.put(id(self), self):
                other.conversation = Conversation(
                    put_aside=True
                )  # without its lock: two sessions that wait for each other's locks would wait forever
        return self, *map(to_browser, others)


@contextmanager
def _with_its_article() -> Iterator[None]:
    """Say in a sentence that the article that the page's address names had to go for others; the browser shows it."""
    try:
        yield
    except UnknownArticleError:
        raise gr.Error(GONE, print_exception=False) from None


Visits = Kept[int, Session]


def visits_in(memory: Memory) -> Visits:
    """The sessions of all visitors, within a budget."""
    return Visits(memory, lambda key, session: size_of(session.conversation))


def size_of(conversation: Conversation) -> int:
    """Bytes of a conversation with the articles that the visitor brought, about."""
    before = conversation.removed
    brought = {id(article): article for article in (*conversation.library.brought, *(before.library.brought if before else ()))}
    articles = sum(map(size_of_article, brought.values()))
    cleared = size_of(conversation.cleared) - EACH if conversation.cleared else 0
    if before:
        cleared += size_of(replace(before, library=Library()))
    replies = [*conversation.replies, *(reply for others in conversation.elsewhere for _, reply in others)]
    pending = (
        sys.getsizeof(conversation.pending) if conversation.pending else 0
    )  # what is too long to be read is given back, but only when it is asked for
    around = sum(sys.getsizeof(one.span.text) + PAIR * (len(one.struck) + len(one.gaps)) for one in conversation.around if one)
    return EACH + articles + cleared + pending + around + sum(map(_size_of_reply, replies))


def _size_of_reply(reply: Reply) -> int:
    """Bytes of a reply, about; a sentence without an end is as long as its article, and so is what a browser gives back."""
    answers = [answer.text for answer in (*([reply.answer] if reply.answer else []), *reply.answers, *reply.alternatives)]
    quotes = [passage.best.text for passage in reply.trace.passages if passage.best] + ([reply.evidence.text] if reply.evidence else [])
    said = (reply.question, reply.resolved_question, reply.message, reply.article, *reply.section)
    texts = sum(map(sys.getsizeof, (*answers, *quotes, *said)))
    return REPLY + texts + PASSAGE * len(reply.trace.passages) + SPAN * len(answers) + PAIR * (len(reply.struck) + len(reply.gaps))


def changing(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler from conversation to conversation, as the event of a session that no other event comes between."""

    @wraps(handler)
    def event(session: Session, *inputs: Any) -> Any:
        with _with_its_article(), session.lock:
            return session._keep(handler(session.conversation, *inputs))

    return event


def answering(handler: Callable[..., Any]) -> Callable[..., Any]:
    """As `changing`, but the lock is free while the handler reads: what it answers is pending, and nothing else changes a conversation then.

    Where something does, because the visitor stopped it, the reading ends too. A question that the page sent twice is read once.
    """

    @wraps(handler)
    def event(session: Session, *inputs: Any) -> Any:
        with session.lock:
            conversation = session.conversation
            if session._answered is conversation:
                return gr.skip()
            session._answered = conversation
        try:
            with _with_its_article(), while_wanted(lambda: session.conversation is conversation):
                outcome = handler(conversation, *inputs)
            with session.lock:
                # the question was stopped meanwhile: drop the outcome
                return session._keep(outcome) if session.conversation is conversation else gr.skip()
        finally:
            with session.lock:
                if session._answered is conversation:
                    session._answered = None

    return event


def looking(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler that only looks at the conversation, as the event of a session; one in steps begins again where another article is shown meanwhile."""
    if isgeneratorfunction(handler):

        @wraps(handler)
        def steps(session: Session, *inputs: Any) -> Iterator[Any]:
            own: Any = ...
            with _with_its_article():
                while own is not session.conversation.library.own:
                    own = session.conversation.library.own
                    for outcome in handler(session.conversation, *inputs):
                        if session.conversation.library.own is not own:
                            break  # another article is shown by now: look at that one
                        yield outcome

        return sending(steps)

    @wraps(handler)
    def event(session: Session, *inputs: Any) -> Any:
        with _with_its_article():
            return handler(session.conversation, *inputs)

    return sending(event)
