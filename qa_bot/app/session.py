"""The session of one visitor: a conversation that several events may change at the same time.

Gradio reads a `gr.State` when an event begins and writes it when the event ends, so of two events that overlap the later one undoes the
other: a question asked while an article was being chosen was lost that way. So the state holds a `Session`, and an event takes its
conversation, and puts the new one back, under a lock.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any

import gradio as gr

from qa_bot.app.conversation import Conversation
from qa_bot.app.markup import sending, to_browser


class Session:
    """What a `gr.State` holds of one visitor: the conversation as it is now."""

    def __init__(self) -> None:
        self.conversation = Conversation()
        self.lock = RLock()

    def __deepcopy__(self, memo: dict[int, Any]) -> Session:
        """A new session: gradio copies the first value of a state for every visitor."""
        return Session()

    def _keep(self, outcome: Any) -> Any:
        """The outputs of a handler, its conversation kept and the session in its place."""
        if not isinstance(outcome, tuple):
            return to_browser(outcome)  # all outputs are skipped
        first, *others = outcome
        if isinstance(first, Conversation):
            self.conversation = first
        return self, *map(to_browser, others)


def changing(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler from conversation to conversation, as the event of a session that no other event comes between."""

    @wraps(handler)
    def event(session: Session, *inputs: Any) -> Any:
        with session.lock:
            return session._keep(handler(session.conversation, *inputs))

    return event


def answering(handler: Callable[..., Any]) -> Callable[..., Any]:
    """As `changing`, but the lock is free while the handler reads: what it answers is pending, and nothing else changes a conversation then."""

    @wraps(handler)
    def event(session: Session, *inputs: Any) -> Any:
        conversation = session.conversation
        outcome = handler(conversation, *inputs)
        with session.lock:
            # one that was stopped meanwhile is not answered
            return session._keep(outcome) if session.conversation is conversation else gr.skip()

    return event


def looking(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler that only looks at the conversation, as the event of a session."""

    @wraps(handler)
    def event(session: Session, *inputs: Any) -> Any:
        return handler(session.conversation, *inputs)

    return sending(event)
