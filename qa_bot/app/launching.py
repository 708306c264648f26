"""Launching: the page is up at once, the reader loads behind it, and the first question waits for the reader."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from qa_bot.answer import Reply, Turn
from qa_bot.app.events import Asked
from qa_bot.app.page import build_app
from qa_bot.app.theme import STYLES, page_theme
from qa_bot.article import Article
from qa_bot.loading import urls_allowed
from qa_bot.loading.limits import MAX_BYTES

OPTIONS: dict[str, Any] = {
    "max_file_size": MAX_BYTES,
    "footer_links": [],
    "run_history": False,
    "share": False,
    "ssr_mode": False,
    "pwa": False,
    "show_error": False,
}


class LaterBot:
    """A bot that another thread is still making; whoever asks it waits until it is there."""

    def __init__(self, factory: Callable[[], Asked]) -> None:
        self._bot: Future[Asked] = Future()
        threading.Thread(target=self._make, args=(factory,), name="reader", daemon=True).start()

    def wait(self) -> Asked:
        """The bot; raises what its factory raised."""
        return self._bot.result()

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), *, as_typed: bool = False) -> Reply:
        """Ask the bot, once it is there."""
        return self.wait().ask(question, article, history, as_typed=as_typed)

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """The bot's questions to start with or to go on with, once it is there."""
        return self.wait().suggestions(article, history)

    def prepare(self, article: Article) -> None:
        """Have the bot make an article ready, once it is there."""
        self.wait().prepare(article)

    def _make(self, factory: Callable[[], Asked]) -> None:
        try:
            self._bot.set_result(factory())
        except BaseException as error:  # handed to whoever waits
            self._bot.set_exception(error)


def launch(
    bot_factory: Callable[[], Asked],
    article: Article,
    host: str | None = None,
    port: int | None = None,
    *,
    block: bool = True,
    quiet: bool = False,
    allow_urls: bool | None = None,
) -> Any:
    """Serve the page about an article, print its address, and stay until interrupted.

    Args:
        bot_factory: makes the bot; called once, in the background.
        article: what the page opens with.
        host: name or address to listen on; default: this machine only, or gradio's environment variables.
        port: default: the first free one from 7860.
        block: whether to stay until interrupted.
        quiet: print nothing.
        allow_urls: whether visitors may have addresses fetched; None asks the environment's `QA_BOT_ALLOW_URLS`.

    Returns:
        The gradio page, running if not `block`; its `local_url` is the address.

    Raises:
        QaBotError: the bot could not be made; the server is down again then.
    """
    bot = LaterBot(bot_factory)
    page = build_app(bot, article, urls_allowed() if allow_urls is None else allow_urls)
    page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        theme=page_theme(),
        css_paths=STYLES,
        **OPTIONS,
    )
    if not quiet:
        print(f"qa_bot is at {page.local_url} (Ctrl+C stops it); the reader is loading.", flush=True)
    try:
        bot.wait()
        if not quiet:
            print("The reader is ready.", flush=True)
        if block:
            page.block_thread()
    except BaseException:
        page.close(verbose=False)
        raise
    return page


def main() -> None:
    """Serve the shipped reader with the default article: what the Space runs."""
    from qa_bot.dialogue import Bot
    from qa_bot.loading import default_article
    from qa_bot.reader import Reader

    launch(lambda: Bot(Reader.load()), default_article())
