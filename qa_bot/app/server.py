"""Launching: the page is up at once, the reader loads behind it, and the first question waits for the reader."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from starlette.middleware import Middleware

from qa_bot.answer import Reply, Turn
from qa_bot.app.http import http_routes
from qa_bot.app.mcp import PATH as MCP_PATH
from qa_bot.app.mcp import mcp_server
from qa_bot.app.page import build_app
from qa_bot.app.service import Asked, QuestionService
from qa_bot.app.social_preview import SocialPreview
from qa_bot.app.theme import FAVICON, STYLES, early_head, page_head, page_theme
from qa_bot.article import Article
from qa_bot.loading.limits import MAX_BYTES
from qa_bot.settings import Settings

_log = logging.getLogger(__name__)
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

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        """Ask the bot, once it is there."""
        return self.wait().ask(question, article, history, top_k, as_typed)

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """The bot's questions to start with or to go on with, once it is there."""
        return self.wait().suggestions(article, history)

    def prepare(self, article: Article) -> None:
        """Have the bot make an article ready, once it is there."""
        self.wait().prepare(article)

    def _make(self, factory: Callable[[], Asked], article: Article | None) -> None:
        try:
            bot = factory()
        except BaseException as error:  # handed to whoever waits
            self._bot.set_exception(error)
            return
        self._bot.set_result(bot)
        try:
            if article is not None:
                bot.prepare(article)
        except Exception:  # the first question tries again and says what is wrong
            _log.exception("the article could not be prepared")
        finally:
            self._prepared.set()


def launch(
    bot_factory: Callable[[], Asked],
    article: Article,
    host: str | None = None,
    port: int | None = None,
    *,
    settings: Settings | None = None,
    block: bool = True,
    quiet: bool = False,
) -> Any:
    """Serve the page about an article, print its address, and stay until interrupted.

    Args:
        bot_factory: makes the bot; called once, in the background.
        article: what the page opens with.
        host: name or address to listen on; default: this machine only, or gradio's environment variables.
        port: default: the first free one from 7860.
        settings: limits, title, what visitors may do; default: what the environment sets.
        block: whether to stay until interrupted.
        quiet: print nothing.

    Returns:
        The gradio page, running if not `block`; its `local_url` is the address.

    Raises:
        QaBotError: the bot could not be made, and the server is down again; or the extra `mcp` is wanted and missing.
    """
    bot = LaterBot(bot_factory, article)
    service = QuestionService(bot, article, settings or Settings.from_environment())
    page = build_app(bot, article, service)
    server = _server(service, host, str(page.title))
    page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        theme=page_theme(),
        css_paths=STYLES,
        head=page_head(),
        favicon_path=FAVICON,
        app_kwargs=server,
        **OPTIONS,
    )
    if not quiet:
        print(f"qa_bot is at {page.local_url} (Ctrl+C stops it); the reader is loading.", flush=True)
        if service.settings.mcp:
            print(f"Tools for agents (MCP) are at {str(page.local_url).rstrip('/')}{MCP_PATH}", flush=True)
    try:
        bot.wait()
        if not quiet:
            print("The reader is ready.", flush=True)
            if not bot.wait_prepared(1.0):
                print(f"Preparing the article's {article.report.words:,} words for questions.", flush=True)
                bot.wait_prepared()
                print("The article is ready.", flush=True)
        if block:
            page.block_thread()
    except BaseException:
        page.close(verbose=False)
        raise
    return page


def _server(service: QuestionService, host: str | None, title: str) -> dict[str, Any]:
    """What the web server has beside the page: the routes for programs, and the preview of a shared link."""
    routes = http_routes(service)
    preview = [Middleware(SocialPreview, title, os.environ.get("GRADIO_ROOT_PATH", ""), early_head())]
    if not service.settings.mcp:
        return {"routes": routes, "middleware": preview}
    tools, lifespan = mcp_server(service, local=host in (None, "127.0.0.1", "localhost", "::1") and not service.settings.proxy)
    return {"routes": [*routes, *tools], "lifespan": lifespan, "middleware": preview}


def main() -> None:
    """Serve what the environment sets: what the Space runs."""
    from qa_bot.dialogue import Bot
    from qa_bot.loading import opening_article
    from qa_bot.reader import Reader

    settings = Settings.from_environment()
    launch(lambda: Bot(Reader.load()), opening_article(settings.article, settings.allow_urls), settings=settings)
