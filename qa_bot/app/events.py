"""What happens on an event of the page: the visitor's conversation in, the new one and what it looks like out.

A question takes three steps, so that the page answers at once and loses nothing: `ask` shows the question as being read, `answer`
waits for the reader, `settle` gives the question back where no answer came. None of them writes to the box, which is the browser's. An event that makes no sense is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from qa_bot.answer import Reply, Turn
from qa_bot.app.article_pane import render_article_pane
from qa_bot.app.chat_html import render_conversation
from qa_bot.app.conversation import MAX_TURNS, Conversation
from qa_bot.app.event_data import give_back, name_of_event, parameter
from qa_bot.app.first_paint import stored_suggestions
from qa_bot.app.library import ask_all
from qa_bot.app.rate_limit import visitor_of
from qa_bot.app.safe_html import Html, text_html
from qa_bot.app.service import QuestionService
from qa_bot.app.source_cards import render_sources
from qa_bot.app.surroundings import surroundings
from qa_bot.app.welcome import NOTHING, render_more, render_welcome
from qa_bot.article import Article
from qa_bot.errors import QaBotError, UnknownArticleError
from qa_bot.progress import listening

BROKEN = "Something went wrong. Please ask again."
PUT_ASIDE = "Your visit was set aside to make room for others. Reload the page to go on."
FULL = f"This conversation has {MAX_TURNS} questions, the most that I keep. Start a new conversation to ask more."
_TOLD = gr.Progress()


class Events:
    """The handlers of one page. They hold the service, which all visitors share, and nothing of one visitor.

    Args:
        service: answers the questions; knows the articles that anybody may name.
    """

    def __init__(self, service: QuestionService) -> None:
        self.service = service
        self.bot = service.bot

    def open(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Any:
        """What the page's address asks for, `?article=` and `?q=` -> conversation, chat, article, fold, notice.

        Sent again by the browser, under the same name, it is only shown again.
        """
        name, question = parameter(request, "article"), parameter(request, "q")
        called = name_of_event(event)
        again = conversation.was_asked(called)
        if not (again or conversation == Conversation()) or not (name or question):
            return gr.skip()
        try:
            article = self.service.store.get(name)
        except UnknownArticleError:
            return *[gr.skip()] * 4, text_html("This link leads to an article that isn't here. You can ask about this one instead.")
        opened = conversation if again else Conversation(article=name, pending=question or None, asked=called)
        return opened, render_conversation(opened), self.article_view(opened), text_html(article.title or "The article"), ""

    def welcome(self, conversation: Conversation, request: gr.Request) -> Iterator[Html]:
        """The welcome with questions to start with, for the article that is shown; before it, what they wait for. Nothing where a question was asked."""
        if conversation.replies:
            return
        article = self._welcomed(conversation, request)
        known = self.service.opening if article is self.service.store.opened else NOTHING  # also while the bot is loading
        stored = stored_suggestions(self.service.store.name_of(article)) or self.service.made_suggestions(article)
        waiting = "" if stored else self.service.waiting_for(article)
        if at_once := bool(waiting) or known != NOTHING:
            yield render_welcome(stored, waiting, known)
        overview = self.service.overview(self.visitor(request), article)
        if overview != known or (stored and not at_once):
            yield render_welcome(stored, waiting, overview)
        if not stored:
            yield render_welcome(self.service.suggestions(self.visitor(request), article), overview=overview)

    def ask(self, conversation: Conversation, question: str, name: str = "") -> Any:
        """Show a question as being read -> conversation, chat, questions to go on with, notice, back.

        A question that the browser sends again, under the `name` that it has, is only shown again.
        """
        if conversation.was_asked(name):
            return conversation, render_conversation(conversation), *[gr.skip()] * 3
        if conversation.pending is not None:
            return gr.skip()
        if conversation.put_aside or len(conversation.replies) >= MAX_TURNS:
            return *[gr.skip()] * 3, text_html(PUT_ASIDE if conversation.put_aside else FULL), gr.skip()
        for number in conversation.library.ticked:
            self.article_of(conversation, number)  # while the question is still in the browser
        return _asked(conversation.asking(question, name=name))

    def ask_named(self, conversation: Conversation, later: tuple[int, ...] | None, event: gr.EventData) -> Any:
        """As `ask`, with the question that the page sends, about the article that was chosen while the last question was read, if one was.

        A server that was started again knows nothing of a visit that the browser still shows: here the question would be asked of the wrong article.
        """
        library, name = conversation.library, name_of_event(event)
        if conversation == Conversation() and getattr(event, "known", False) is True:
            return *[gr.skip()] * 4, give_back(str(getattr(event, "question", "")), unknown=True)
        if conversation.pending is None and later is not None and later != library.ticked and not conversation.was_asked(name):
            conversation = conversation.opening(library.ticking(later))
        return self.ask(conversation, str(getattr(event, "question", "")), name)

    def ask_as_typed(self, conversation: Conversation) -> Any:
        """Ask the last question again, its words read as they stand -> as `ask`."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        return _asked(conversation.undone().asking(conversation.replies[-1].question, as_typed=True))

    def suggest(self, conversation: Conversation, request: gr.Request | None = None) -> Iterator[Html]:
        """Questions to go on with, for the article that is shown; before them none, since those that stand there may be of another."""
        if conversation.pending is not None:
            return
        yield render_more([])
        if not conversation.replies:
            return
        shown = conversation.library.shown
        asked = [Turn(reply.question, reply.answer.text if reply.answer else None) for reply in conversation.replies]
        history = [*asked, *conversation.history(shown)]
        yield render_more(self.service.suggestions(self.visitor(request), self.article_of(conversation, shown), history))

    def answer(self, conversation: Conversation, request: gr.Request | None = None, told: gr.Progress = _TOLD) -> Any:
        """Read the article for the pending question, and tell how far that is -> conversation, chat, article, back, notice."""
        if conversation.pending is None:
            return gr.skip()

        def listener(what: str, done: int, of: int) -> None:
            told((done, of), desc=f"{what} {done:,} of {of:,} passages")

        try:
            with self.service.visits.while_open(request), self.service.reading(self.visitor(request)):
                shown = conversation.library.shown  # first: of "what is this about?", all are equally sure
                asked = sorted(conversation.library.ticked, key=lambda number: number != shown)
                with listening(listener):
                    source, reply, elsewhere = ask_all(partial(self._ask_one, conversation, conversation.pending), asked)
        except QaBotError as error:
            return self._given_back(conversation, str(error))
        around = surroundings(self.article_of(conversation, source), reply)
        answered = conversation.answered(reply, source, elsewhere, len(asked), around)
        return answered, render_conversation(answered), self.article_view(answered), gr.skip(), gr.skip()

    def left(self, request: gr.Request) -> None:
        """The page was closed: what it asked is given up, unless it is open again soon."""
        self.service.visits.close(request)

    def stop(self, conversation: Conversation) -> Any:
        """Give the pending question back; its answer is dropped when it comes -> as `answer`."""
        return gr.skip() if conversation.pending is None else self._given_back(conversation, "")

    def settle(self, conversation: Conversation) -> Any:
        """Where no answer came, because the queue was full or something broke, give the question back -> as `answer`.

        Only after a failure: a moment after an answer, the next question may be pending already.
        """
        return gr.skip() if conversation.pending is None else self._given_back(conversation, BROKEN)

    def undo(self, conversation: Conversation) -> Any:
        """Take the last exchange back, its question with it -> as `answer`."""
        if conversation.pending is not None or not conversation.replies:
            return gr.skip()
        undone = conversation.undone()
        return undone, render_conversation(undone), self.article_view(undone), give_back(conversation.replies[-1].question), ""

    def show(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Highlight the place of an earlier reply -> conversation, article."""
        turn = getattr(event, "turn", None)
        if not isinstance(turn, int) or not 0 <= turn < len(conversation.replies):
            return gr.skip()
        shown = conversation.showing(turn, str(getattr(event, "mark", "")))
        return kept(conversation, shown), self.article_view(shown)

    def endpoint(  # noqa: D417
        self,
        question: str,
        article: str | None = None,
        history: list[dict[str, Any]] | None = None,
        as_typed: bool = False,
        article_id: str | None = None,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answer a question with an exact span of an article.

        Args:
            question: one question about the article.
            article: the text to read; without it, the article that the page shows.
            history: earlier turns, oldest first, each {"question": text, "answer": text or null}.
            as_typed: read the words as they stand, without regard to the history or to slips of spelling.
            article_id: the name of a bundled article, or the id of one that was loaded, in place of its text.
        """
        try:
            with self.service.visits.while_open(request):
                return self.service.ask(self.visitor(request), question or "", article, article_id, history, as_typed)
        except QaBotError as error:
            raise gr.Error(str(error), print_exception=False) from None

    def article_of(self, conversation: Conversation, number: int) -> Article:
        """The article of a number in a visitor's library."""
        return conversation.library.brought[number - 1] if number else self.service.store.get(conversation.article)

    def file_of(self, conversation: Conversation, number: int) -> str:
        """The name of the PDF of an article of a visitor's library; empty for none."""
        if number:
            return conversation.library.file_of(number)
        return self.service.originals.opened if self.article_of(conversation, 0).original else ""

    def article_view(self, conversation: Conversation) -> Html:
        """The pane of the article that is shown."""
        shown = conversation.library.shown
        return render_article_pane(self.article_of(conversation, shown), conversation, has_pages=bool(self.file_of(conversation, shown)))

    def sources(self, conversation: Conversation) -> Html:
        """The visitor's articles as cards."""
        return render_sources(conversation.library, self.article_of(conversation, 0), conversation.sources)

    def visitor(self, request: gr.Request | None) -> str:
        """Who a request of the page is from, for the rate limit."""
        return visitor_of(request, self.service.settings)

    def _welcomed(self, conversation: Conversation, request: gr.Request) -> Article:
        """The article that is shown; of a new visit, the one that the page's address names."""
        if conversation.library.shown or conversation.article:
            return self.article_of(conversation, conversation.library.shown)
        try:
            return self.service.store.get(parameter(request, "article"))
        except UnknownArticleError:
            return self.service.store.opened

    def _ask_one(self, conversation: Conversation, question: str, number: int) -> Reply:
        """The reply of one article. Of several, each knows the whole conversation: the last turn may have been about another one."""
        history = conversation.history(number if len(conversation.library.ticked) == 1 else None)
        return self.bot.ask(question, self.article_of(conversation, number), history, as_typed=conversation.as_typed)

    def _given_back(self, conversation: Conversation, sentence: str) -> Any:
        settled = conversation.settled()
        back = give_back(conversation.pending or "")
        return settled, render_conversation(settled), self.article_view(settled), back, text_html(sentence)


def kept(conversation: Conversation, looked_at: Conversation) -> Any:
    """What was only looked at is kept, but not while a question is being read: written late, it would undo the reply."""
    return looked_at if conversation.pending is None else gr.skip()


def _asked(asking: Conversation) -> Any:
    return asking, render_conversation(asking), "", "", gr.skip()
