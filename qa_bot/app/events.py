"""What happens on an event of the page: the visitor's conversation in, the new one and what it looks like out.

A question takes three steps, so that the page answers at once and loses nothing: `ask` shows the question as being read, `answer`
waits for the reader, `settle` gives the question back to the box where no answer came. An event that makes no sense is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import gradio as gr

from qa_bot.answer import Reply, Turn
from qa_bot.app.conversation import Conversation
from qa_bot.app.library import ask_all
from qa_bot.app.messages import render_conversation, render_more, render_paper
from qa_bot.article import Article
from qa_bot.errors import QaBotError
from qa_bot.highlight import text_to_html

BROKEN = "This question could not be read just now: please ask it again."


class Asked(Protocol):
    """What the page needs of a bot."""

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), *, as_typed: bool = False) -> Reply:
        """The reply to a question; raises `QaBotError` for one that cannot be read."""

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """Questions to start with, or to go on with."""

    def prepare(self, article: Article) -> None:
        """Do now what the first question about an article would wait for."""


class Events:
    """The handlers of one page. They hold the bot and the article, which all visitors share, and nothing of a visitor.

    Args:
        bot: answers the questions.
        article: what the page opens with.
    """

    def __init__(self, bot: Asked, article: Article) -> None:
        self.bot = bot
        self.article = article

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

    def ask_as_typed(self, conversation: Conversation) -> Any:
        """Ask the last question again, its words read as they stand -> as `retry`."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        asking = conversation.undone().asking(conversation.replies[-1].question, as_typed=True)
        return asking, render_conversation(asking), gr.skip(), ""

    def suggest(self, conversation: Conversation) -> Any:
        """Questions to go on with -> the list under the chat."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        shown = conversation.library.shown
        asked = [Turn(reply.question, reply.answer.text if reply.answer else None) for reply in conversation.replies]
        return render_more(self.bot.suggestions(self.article_of(conversation, shown), [*asked, *conversation.history(shown)]))

    def answer(self, conversation: Conversation) -> Any:
        """Read the article for the pending question -> conversation, chat, article, box, notice."""
        if conversation.pending is None:
            return gr.skip()
        try:
            source, reply, elsewhere = ask_all(partial(self._ask_one, conversation, conversation.pending), conversation.library.asked())
        except QaBotError as error:
            return self._given_back(conversation, str(error))
        answered = conversation.answered(reply, source, elsewhere)
        return answered, render_conversation(answered), self.paper(answered), gr.skip(), gr.skip()

    def settle(self, conversation: Conversation) -> Any:
        """Where no answer came, because the queue was full or something broke, give the question back -> as `answer`."""
        return gr.skip() if conversation.pending is None else self._given_back(conversation, BROKEN)

    def undo(self, conversation: Conversation) -> Any:
        """Take the last exchange back, its question to the box -> as `answer`."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        undone = conversation.undone()
        return undone, render_conversation(undone), self.paper(undone), conversation.replies[-1].question, ""

    def restart(self, conversation: Conversation) -> Any:
        """Begin anew -> conversation, chat, article, notice."""
        if conversation.pending is not None:
            return gr.skip()
        fresh = conversation.restarted()
        return fresh, render_conversation(fresh), self.paper(fresh), ""

    def show(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Light up the place of an earlier reply -> conversation, article."""
        turn = event._data.get("turn")
        if not isinstance(turn, int) or not 0 <= turn < len(conversation.replies):
            return gr.skip()
        shown = conversation.showing(turn, str(event._data.get("mark", "")))
        return shown, self.paper(shown)

    def endpoint(
        self, question: str, article: str | None = None, history: list[dict[str, Any]] | None = None, as_typed: bool = False
    ) -> dict[str, Any]:
        """Answer a question with an exact span of an article.

        Args:
            question: one question about the article.
            article: the text to read; without it, the article that the page shows.
            history: earlier turns, oldest first, each {"question": text, "answer": text or null}.
            as_typed: read the words as they stand, without regard to the history or to slips of spelling.
        """
        try:
            turns = [_turn(item) for item in history or ()]
            text = self.article if article is None else Article.from_text(article)
            return self.bot.ask(question, text, turns, as_typed=as_typed).to_dict()
        except QaBotError as error:
            raise gr.Error(str(error), print_exception=False) from None

    def article_of(self, conversation: Conversation, number: int) -> Article:
        """The article of a number in a visitor's library."""
        return (self.article, *conversation.library.brought)[number]

    def paper(self, conversation: Conversation) -> str:
        """The pane of the article that is shown."""
        return render_paper(self.article_of(conversation, conversation.library.shown), conversation)

    def _ask_one(self, conversation: Conversation, question: str, number: int) -> Reply:
        return self.bot.ask(question, self.article_of(conversation, number), conversation.history(number), as_typed=conversation.as_typed)

    def _given_back(self, conversation: Conversation, sentence: str) -> Any:
        settled = conversation.settled()
        question = conversation.pending
        return settled, render_conversation(settled), self.paper(settled), question, text_to_html(sentence)


def _turn(item: Any) -> Turn:
    if isinstance(item, dict) and isinstance(item.get("question"), str) and isinstance(item.get("answer"), str | None):
        return Turn(item["question"], item.get("answer"))
    raise QaBotError('Each turn of the history is an object {"question": text, "answer": text or null}.')
