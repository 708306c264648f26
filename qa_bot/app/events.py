"""What happens on an event of the page: the visitor's conversation in, the new one and what it looks like out.

A question takes three steps, so that the page answers at once and loses nothing: `ask` shows the question as being read, `answer`
waits for the reader, `settle` gives the question back to the box where no answer came. An event that makes no sense is skipped.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from qa_bot.app.conversation import Conversation
from qa_bot.app.doors import Doors
from qa_bot.app.gate import visitor_of
from qa_bot.app.messages import render_conversation, render_paper, render_welcome
from qa_bot.article import Article
from qa_bot.errors import QaBotError, UnknownArticleError
from qa_bot.highlight import text_to_html

BROKEN = "This question could not be read just now: please ask it again."


class Events:
    """The handlers of one page. They hold the doors, which all visitors share, and nothing of a visitor.

    Args:
        doors: answers the questions; knows the articles.
    """

    def __init__(self, doors: Doors) -> None:
        self.doors = doors

    def open(self, conversation: Conversation, request: gr.Request) -> Any:
        """What the page's address asks for, `?article=` and `?q=` -> conversation, chat, article, fold, notice."""
        name, question = _wanted(request, "article"), _wanted(request, "q")
        if conversation != Conversation() or not (name or question):
            return gr.skip()
        try:
            article = self.doors.shelf.get(name)
        except UnknownArticleError as error:
            return *[gr.skip()] * 4, text_to_html(str(error))
        opened = Conversation(article=name)
        if question:
            opened = opened.asking(question)
        return opened, render_conversation(opened), render_paper(article, opened), text_to_html(article.title or "The article"), ""

    def welcome(self, request: gr.Request) -> str:
        """The welcome with questions to start with, for the article that the page's address names."""
        try:
            article = self.doors.shelf.get(_wanted(request, "article"))
        except UnknownArticleError:
            article = self.doors.shelf.opened
        return render_welcome(self.doors.bot.suggestions(article))

    def ask(self, conversation: Conversation, question: str) -> Any:
        """Show a question as being read -> conversation, chat, box, notice."""
        if conversation.pending is not None:
            return gr.skip()
        asking = conversation.asking(question)
        return asking, render_conversation(asking), "", ""

    def ask_example(self, conversation: Conversation, event: gr.EventData) -> Any:
        """As `ask`, with the question that a button names."""
        return self.ask(conversation, str(event._data.get("question", "")))

    def retry(self, conversation: Conversation) -> Any:
        """Ask the last question again -> as `ask`; what is typed meanwhile stays."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        asking = conversation.undone().asking(conversation.replies[-1].question)
        return asking, render_conversation(asking), gr.skip(), ""

    def answer(self, conversation: Conversation, request: gr.Request | None = None) -> Any:
        """Read the article for the pending question -> conversation, chat, article, box, notice."""
        if conversation.pending is None:
            return gr.skip()
        try:
            visitor = visitor_of(request, self.doors.settings.proxy)
            reply = self.doors.read(visitor, conversation.pending, self._article(conversation), conversation.history)
        except QaBotError as error:
            return self._given_back(conversation, str(error))
        answered = conversation.answered(reply)
        return answered, render_conversation(answered), self._paper(answered), gr.skip(), gr.skip()

    def settle(self, conversation: Conversation) -> Any:
        """Where no answer came, because the queue was full or something broke, give the question back -> as `answer`."""
        return gr.skip() if conversation.pending is None else self._given_back(conversation, BROKEN)

    def undo(self, conversation: Conversation) -> Any:
        """Take the last exchange back, its question to the box -> as `answer`."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        undone = conversation.undone()
        return undone, render_conversation(undone), self._paper(undone), conversation.replies[-1].question, ""

    def restart(self, conversation: Conversation) -> Any:
        """Begin anew -> conversation, chat, article, notice."""
        if conversation.pending is not None:
            return gr.skip()
        fresh = conversation.restarted()
        return fresh, render_conversation(fresh), self._paper(fresh), ""

    def show(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Light up the place of an earlier reply -> conversation, article."""
        turn = event._data.get("turn")
        if not isinstance(turn, int) or not 0 <= turn < len(conversation.replies):
            return gr.skip()
        shown = conversation.showing(turn, str(event._data.get("mark", "")))
        return shown, self._paper(shown)

    def endpoint(  # noqa: D417
        self,
        question: str,
        article: str | None = None,
        history: list[dict[str, Any]] | None = None,
        article_id: str | None = None,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answer a question with an exact span of an article.

        Args:
            question: one question about the article.
            article: the text to read; without it, the article that the page shows.
            history: earlier turns, oldest first, each {"question": text, "answer": text or null}.
            article_id: the name of a bundled article, or the id of one that was loaded, in place of its text.
        """
        try:
            return self.doors.ask(visitor_of(request, self.doors.settings.proxy), question, article, article_id, history)
        except QaBotError as error:
            raise gr.Error(str(error), print_exception=False) from None

    def _article(self, conversation: Conversation) -> Article:
        return self.doors.shelf.get(conversation.article)

    def _paper(self, conversation: Conversation) -> str:
        return render_paper(self._article(conversation), conversation)

    def _given_back(self, conversation: Conversation, sentence: str) -> Any:
        settled = conversation.settled()
        question = conversation.pending
        return settled, render_conversation(settled), self._paper(settled), question, text_to_html(sentence)


def _wanted(request: gr.Request, name: str) -> str:
    return str(dict(request.query_params or {}).get(name) or "").strip()
