"""What a visitor does with the articles of a visit: tick which are asked, show one, rename or remove one of their own.

While a question is being read, what is ticked waits, because the reply would undo it; an article is shown without being remembered, and
nothing is renamed or removed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from qa_bot.answer import Reply
from qa_bot.app.chat_html import render_conversation
from qa_bot.app.conversation import Conversation, has_place
from qa_bot.app.events import Events, kept
from qa_bot.app.source_cards import LONGEST_TITLE

_KEEP = gr.skip()


class Sources:
    """The handlers of the cards. They hold nothing of a visitor.

    Args:
        events: the page's other handlers, which know the articles.
    """

    def __init__(self, events: Events) -> None:
        self.events = events

    def tick(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Ask other articles -> conversation, chat, article, cards, what is to be ticked later."""
        numbers = getattr(event, "numbers", None)
        if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
            return (_KEEP,) * 5
        ticked = conversation.opening(conversation.library.ticking(numbers))
        if conversation.pending is not None:
            return *(_KEEP,) * 3, self.events.sources(ticked), ticked.library.ticked
        return *self._changed(ticked), None

    def open(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Show an article -> conversation, chat, article, cards."""
        number = self._number(conversation, event, least=0)
        if number is None:
            return (_KEEP,) * 4
        opened = conversation.opening(conversation.library.turning_to(number))
        if conversation.pending is not None:
            return kept(conversation, opened), _KEEP, self.events.article_view(opened), _KEEP
        return self._changed(opened)

    def rename(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Give one of the visitor's articles another title -> as `open`."""
        number, title = self._number(conversation, event), " ".join(str(getattr(event, "title", "")).split())[:LONGEST_TITLE]
        if number is None or not title or conversation.pending is not None:
            return (_KEEP,) * 4
        return self._changed(
            renamed(conversation, number, conversation.library.renaming(number, title, self.events.article_of(conversation, 0)))
        )

    def remove(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Remove one of the visitor's articles, and what was answered from it -> as `open`."""
        number = self._number(conversation, event)
        return (_KEEP,) * 4 if number is None or conversation.pending is not None else self._changed(without(conversation, number))

    def _changed(self, conversation: Conversation) -> Any:
        return conversation, render_conversation(conversation), self.events.article_view(conversation), self.events.sources(conversation)

    @staticmethod
    def _number(conversation: Conversation, event: gr.EventData, least: int = 1) -> int | None:
        number = getattr(event, "number", None)
        return number if isinstance(number, int) and least <= number <= len(conversation.library.brought) else None


def renamed(conversation: Conversation, number: int, library: Any) -> Conversation:
    """With a library in which one article has another title, under which the replies about it cite it too."""
    title = library.brought[number - 1].title

    def cited(reply: Reply, source: int) -> Reply:
        return replace(reply, article=title) if source == number and reply.article else reply

    replies = tuple(cited(reply, source) for reply, source in zip(conversation.replies, conversation.sources, strict=True))
    elsewhere = tuple(tuple((place, cited(reply, place)) for place, reply in others) for others in conversation.elsewhere)
    return replace(conversation.opening(library), replies=replies, elsewhere=elsewhere)


def without(conversation: Conversation, number: int) -> Conversation:
    """Without one of the visitor's articles and the replies that quote it; small talk stays."""
    asked = list(zip(conversation.replies, conversation.sources, strict=True))
    stay = [turn for turn, (reply, source) in enumerate(asked) if source != number or not has_place(reply)]
    moved = {place: place - (place > number) for place in range(len(conversation.library.brought) + 1) if place != number}
    return replace(
        conversation.opening(conversation.library.removing(number)),
        replies=tuple(conversation.replies[turn] for turn in stay),
        sources=tuple(moved.get(conversation.sources[turn], 0) for turn in stay),
        elsewhere=tuple(tuple((moved[place], reply) for place, reply in conversation.elsewhere[turn] if place in moved) for turn in stay),
        among=tuple(conversation.among[turn] for turn in stay),
        around=tuple(conversation.around[turn] for turn in stay),
        unmarked=sum(turn < conversation.unmarked for turn in stay),
        liked=tuple(stay.index(turn) for turn in conversation.liked if turn in stay),
        disliked=tuple(stay.index(turn) for turn in conversation.disliked if turn in stay),
        shown=None,
        cleared=None,
        removed=replace(conversation, cleared=None, removed=None),
    )
