"""A bot that loads in the background, so that the page is up at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from qa_bot.answer import Reply, Turn
from qa_bot.app.service import Asked, overview_with
from qa_bot.article import Article
from qa_bot.dialogue.suggest.overview import Overview

_log = logging.getLogger(__name__)


class BackgroundBot:
    """A bot that another thread is still making; whoever asks it waits until it is there.

    Args:
        factory: makes the bot.
        article: what the bot then makes ready for questions, so that the first one does not wait for a book's index.
    """

    def __init__(self, factory: Callable[[], Asked], article: Article | None = None) -> None:
        self._bot: Future[Asked] = Future()
        self._prepared = threading.Event()
        threading.Thread(target=self._make, args=(factory, article), name="reader", daemon=True).start()

    def wait(self) -> Asked:
        """The bot; raises what its factory raised."""
        return self._bot.result()

    def wait_prepared(self, seconds: float | None = None) -> bool:
        """Whether the article is ready for questions, after waiting so long for it, or without end."""
        return self._prepared.wait(seconds)

    @property
    def status(self) -> str:
        """Where the bot is: "loading", "preparing" the article, "ready" or "failed"."""
        if not self._bot.done():
            return "loading"
        if self._bot.exception():
            return "failed"
        return "ready" if self._prepared.is_set() else "preparing"

    @property
    def engine(self) -> str:
        """What computes the reader; "" while it is not there."""
        there = self._bot.done() and not self._bot.exception()
        return str(getattr(self._bot.result(), "engine", "")) if there else ""

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        """Ask the bot, once it is there."""
        return self.wait().ask(question, article, history, top_k, as_typed)

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """The bot's questions to start with or to go on with, once it is there."""
        return self.wait().suggestions(article, history)

    def made_suggestions(self, article: Article) -> list[str]:
        """The bot's questions to start with, where they are made already."""
        made = getattr(self.wait(), "made_suggestions", None) if self.status == "ready" else None
        return made(article) if made else []

    def overview(self, article: Article) -> Overview:
        """What is shown of an article before the first question, once the bot is there."""
        return overview_with(self.wait(), article)

    def prepare(self, article: Article) -> None:
        """Have the bot make an article ready, once it is there."""
        self.wait().prepare(article)

    def _make(self, factory: Callable[[], Asked], article: Article | None) -> None:
        try:
            bot = factory()
        except BaseException as error:  # `wait` raises it
            self._bot.set_exception(error)
            return
        self._bot.set_result(bot)
        try:
            if article is not None:
                bot.prepare(article)
        except Exception:  # the first question tries again and reports the error
            _log.exception("the article could not be prepared")
        finally:
            self._prepared.set()
