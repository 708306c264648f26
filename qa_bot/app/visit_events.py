"""What happens to a visit as a whole: it begins anew, is kept by the browser, taken up again, or forgotten."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from qa_bot.app.article_store import article_name
from qa_bot.app.chat_html import render_conversation
from qa_bot.app.conversation import Conversation
from qa_bot.app.event_data import give_back
from qa_bot.app.events import Events, kept
from qa_bot.app.json_values import has_more_values
from qa_bot.app.safe_html import Json, text_html, to_json
from qa_bot.app.session import Session
from qa_bot.app.snapshot import article_to_json, freeze, thaw
from qa_bot.errors import QaBotError, TooManyError

MAX_VALUES = 1_000_000
"""Values in the JSON of a visit; one of ten million characters in short paragraphs has some hundred thousand."""
LOST = "Your last visit could not be restored."


class VisitEvents:
    """The handlers of a whole visit. They hold nothing of one visitor.

    Args:
        events: the page's other handlers, which know the articles.
    """

    def __init__(self, events: Events) -> None:
        self.events = events

    def restart(self, conversation: Conversation) -> Any:
        """Begin anew -> conversation, chat, article, notice."""
        if conversation.pending is not None:
            return gr.skip()
        fresh = conversation.restarted()
        return fresh, render_conversation(fresh), self.events.article_view(fresh), ""

    def reopen(self, conversation: Conversation) -> Any:
        """Bring back the conversation that was cleared, or the article that was removed -> as `restart`, and sources."""
        if conversation.pending is not None or not (conversation.cleared or conversation.removed):
            return gr.skip()
        back = conversation.reopened()
        return back, render_conversation(back), self.events.article_view(back), "", self.events.sources(back)

    def judge(self, conversation: Conversation, event: gr.EventData) -> Any:
        """A thumb up or down at an answer, or none again -> conversation, notice. The page shows it by itself."""
        turn, thumb = getattr(event, "turn", None), getattr(event, "thumb", None)
        if not isinstance(turn, int) or not 0 <= turn < len(conversation.replies) or not isinstance(thumb, str | None):
            return gr.skip()
        return kept(conversation, conversation.judging(turn, thumb)), ""

    def unmark(self, conversation: Conversation) -> Any:
        """Take the marks of earlier answers out of the article -> conversation, article."""
        unmarked = conversation.unmarking()
        return kept(conversation, unmarked), self.events.article_view(unmarked)

    def snapshot(self, session: Session) -> Any:
        """The conversation, for the visitor's browser to keep, and its place among those of the session: a busy line may bring an earlier one after a later one."""
        with session.lock:
            conversation, number = session.conversation, session.changes
        # a session that nothing has changed yet, of a server that was started again, must not take the place of the visit
        if conversation.put_aside or not number:
            return gr.skip()
        return to_json({"session": session.name, "number": number, "visit": freeze(conversation)})

    def article(self, session: Session, event: gr.EventData, request: gr.Request | None = None) -> Any:
        """One of the visitor's own articles, by its name in a snapshot, for the browser to keep too: it asks for one that it has not.

        It has up to tens of megabytes, so one is made at a time for a session; the browser asks again with the next snapshot.
        """
        if not session.copying.acquire(blocking=False):
            return gr.skip()
        try:
            self.events.service.limiter.count(self.events.visitor(request), "copies of articles")
            name, conversation = getattr(event, "name", None), session.conversation
            library = (conversation.removed or conversation).library  # the larger one
            found = next((article for article in library.brought if article_name(article) == name), None)
            return gr.skip() if found is None else Json(f'{{"name": "{name}", "article": {article_to_json(found)}}}')
        except TooManyError:
            return gr.skip()
        finally:
            session.copying.release()

    def restore(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Take up what the browser kept, where this session is new -> conversation, chat, article, fold, notice, sources, back.

        A session that is still here is only shown again: an answer may have got lost on its way to the browser.
        """
        try:
            visit = str(getattr(event, "visit", ""))
            if has_more_values(visit.encode("utf-8", "replace"), MAX_VALUES):
                raise ValueError("more than a visit has")
            data = json.loads(visit)
            if conversation.put_aside or conversation == Conversation():
                conversation = thaw(data, self.events.article_of(Conversation(article=str(data.get("article", ""))), 0))
        except (ValueError, AttributeError, RecursionError, QaBotError):
            return *[gr.skip()] * 4, text_html(LOST), gr.skip(), give_back("", lost=True)
        return *self._whole(conversation), gr.skip()

    def forget(self, conversation: Conversation) -> Any:
        """Drop the conversation and the visitor's own articles -> conversation, chat, article, fold, notice, sources."""
        if conversation.pending is not None:
            return gr.skip()
        return self._whole(Conversation(article=conversation.article))

    def _whole(self, conversation: Conversation) -> Any:
        fold = text_html(self.events.article_of(conversation, conversation.library.shown).title or "The article")
        return (
            conversation,
            render_conversation(conversation),
            self.events.article_view(conversation),
            fold,
            "",
            self.events.sources(conversation),
        )
