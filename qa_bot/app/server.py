"""Launching: the page is up at once, the reader loads behind it, and the first question waits for the reader."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import gradio as gr
from fastapi import FastAPI
from gradio.utils import LRUCache
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from qa_bot.app.background_bot import BackgroundBot
from qa_bot.app.first_paint import first_paint, painted, stored_suggestions
from qa_bot.app.http import http_routes
from qa_bot.app.mcp import PATH as MCP_PATH
from qa_bot.app.mcp import mcp_server
from qa_bot.app.middleware import protected
from qa_bot.app.middleware.documents import DocumentRewriter
from qa_bot.app.middleware.hosts import LOOPBACK
from qa_bot.app.page import build_app
from qa_bot.app.service import Asked, QuestionService, Shared
from qa_bot.app.social_preview import with_tags
from qa_bot.app.theme import FAVICON, STYLES, page_head, page_theme
from qa_bot.app.unheard import Outcomes
from qa_bot.app.upload_parser import read_uploads_so
from qa_bot.app.waiting_events import WaitingEvents
from qa_bot.app.web_server import CONNECTIONS, OF_ONE, STOP_SECONDS, WebServer, listen, url_of
from qa_bot.article import Article
from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_BYTES
from qa_bot.reader.tensors import share_heap
from qa_bot.settings import Settings

SESSIONS = 300
"""Pages whose conversations are kept; the oldest goes first, and its browser brings it back."""
UNHEARD = 2_000
"""Sessions whose events nobody listens to."""
UNHEARD_BYTES = 64_000_000
"""Bytes of the outcomes of events that nobody has fetched."""
WAITING_BYTES = 24_000_000
"""Bytes of the events that wait in the queue: two of the longest. What is made of one, before it is read, takes six times as much."""
OPTIONS: dict[str, Any] = {
    "max_file_size": MAX_BYTES,
    "footer_links": [],
    "run_history": False,
    "ssr_mode": False,
    "pwa": False,
    "show_error": False,
    "enable_monitoring": False,
    "mcp_server": False,
}


def launch(
    bot_factory: Callable[[], Asked],
    article: Article,
    host: str | None = None,
    port: int | None = None,
    *,
    settings: Settings | None = None,
    shared: Shared | None = None,
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
        shared: what other servers in front of the same readers have in common with this one.
        block: whether to stay until interrupted.
        quiet: print nothing.

    Returns:
        The gradio page, running if not `block`; its `local_url` is the address.

    Raises:
        QaBotError: the port cannot be used; the bot could not be made, and the server is down again; or the extra `mcp` is missing.
    """
    settings = settings or Settings.from_environment()
    share_heap()
    listener = listen(host, port)
    try:
        folder = upload_folder()
        if block:
            _on_signal(lambda: _end(folder))
        bot = BackgroundBot(bot_factory, article)
        service = QuestionService(bot, article, settings, shared)
        page: Any = build_app(bot, article, service)
        page.local_url = url_of(listener)
        page.server = WebServer(_web_app(page, service, listener), listener, CONNECTIONS if settings.proxy else OF_ONE)
        page.server.start()
    except BaseException:
        listener.close()
        raise
    if not quiet:
        print(f"qa_bot is at {page.local_url} (Ctrl+C stops it). It is starting up; questions wait until the reader is ready.", flush=True)
        if service.settings.mcp:
            print(f"Tools for agents (MCP) are at {str(page.local_url).rstrip('/')}{MCP_PATH}", flush=True)

    def stop_early() -> None:
        stop(page, service, folder, quiet=quiet)
        _end(folder)

    try:
        if block:
            _on_signal(stop_early)
        bot.wait()
        if not quiet:
            print("The reader is ready.", flush=True)
            if not bot.wait_prepared(1.0):
                print(f"Preparing the article's {article.report.words:,} words.", flush=True)
                bot.wait_prepared()
                print("The article is ready.", flush=True)
        if block:
            stay(page)
            stop(page, service, folder, quiet=quiet)
    except BaseException:
        page.close(verbose=False)
        raise
    return page


def stay(page: Any) -> None:
    """Wait until Ctrl+C or SIGTERM, or until the server has ended."""
    stop = threading.Event()
    _on_signal(stop.set)
    while not stop.wait(0.2) and page.server.thread.is_alive():
        pass


def stop(page: Any, service: QuestionService, folder: Path | None, *, quiet: bool) -> None:
    """Stop the server: answers that were begun are finished first, for a while.

    Where the reader still reads then, the process ends here: see `_end`.

    Args:
        page: what runs.
        service: whose answers are finished.
        folder: the folder for uploads, which is deleted.
        quiet: print nothing.
    """
    begun, deadline = service.limiter.inside, time.monotonic() + STOP_SECONDS
    if begun and not quiet:
        print(f"Stopping, after the answers that have begun: {begun}.", flush=True)
    while service.limiter.inside and time.monotonic() < deadline:
        time.sleep(0.05)
    left = service.limiter.inside
    if left:  # uvicorn would log a traceback for each
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
    page.close(verbose=False)
    if left:
        print(f"Stopped; {left} questions were not answered.", flush=True)
        _end(folder)


def _end(folder: Path | None) -> NoReturn:
    """End the process at once: an ordinary end would crash it while a thread is inside torch."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _on_signal(handle: Callable[[], Any]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: handle())


def upload_folder() -> Path | None:
    """Give this process a folder of its own for uploads, which is deleted when it ends, unless GRADIO_TEMP_DIR names one; None then.

    Raises:
        QaBotError: nothing can be written there.
    """
    named = os.environ.get("GRADIO_TEMP_DIR")
    try:
        if named:
            Path(named).mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=named).close()
            return None
        folder = tempfile.mkdtemp(prefix="qa_bot-")
    except OSError as error:
        name = "GRADIO_TEMP_DIR" if named else "TMPDIR"
        raise QaBotError(f"No folder for uploads can be made ({error.strerror}): set {name} to a folder that can be written to.") from None
    os.environ["GRADIO_TEMP_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _web_app(page: Any, service: QuestionService, listener: socket.socket) -> ASGIApp:
    """The page and the routes for programs, behind the checks of `middleware`."""
    opened = service.store.opened
    paint = first_paint(service.settings.title, opened, stored_suggestions(service.store.name_of(opened)), service.opening)
    settings, root = service.settings, os.environ.get("GRADIO_ROOT_PATH", "")
    rewrites = (lambda sent, _: painted(sent, paint), lambda sent, request: with_tags(sent, request, str(page.title), root))
    local = listener.getsockname()[0] in LOOPBACK
    routes, lifespan = http_routes(service), None
    if settings.mcp:
        tools, lifespan = mcp_server(service, local=False)  # the host is checked before
        routes = [*routes, *tools]
    page.state_session_capacity = SESSIONS
    # gradio keeps a list of events for every session that sent an event and did not listen for the outcome
    page._queue.pending_event_ids_session = LRUCache(UNHEARD)
    page._queue.pending_messages_per_session = Outcomes(UNHEARD, UNHEARD_BYTES)
    page._queue.push = WaitingEvents(page._queue, WAITING_BYTES).push
    service.unread.names = page.upload_file_set
    read_uploads_so()
    app = gr.mount_gradio_app(
        FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan),
        page,
        path="/",
        server_name=listener.getsockname()[0],
        server_port=listener.getsockname()[1],
        root_path=root or None,
        app_kwargs={"routes": routes, "middleware": [Middleware(DocumentRewriter, rewrites)]},
        theme=page_theme(),
        css_paths=STYLES,
        head=page_head(),
        favicon_path=str(FAVICON),
        **OPTIONS,
    )
    page.app = page.server_app = next(route.app for route in app.routes if isinstance(route, Mount))
    page.has_launched = True  # otherwise gradio accepts any path of this machine as a file in an event
    return protected(app, settings, service.limiter, page.fns, service.unread, local=local)


def main() -> None:
    """Serve what the environment sets: what the Space runs."""
    from qa_bot.dialogue import Bot
    from qa_bot.loading import opening_article
    from qa_bot.reader import Reader

    settings = Settings.from_environment()
    launch(lambda: Bot(Reader.load()), opening_article(settings.article, settings.allow_urls), settings=settings)
