"""The command `qa-bot serve`: readers on a cluster, the routes for programs, and the page if it is wanted."""

from __future__ import annotations

import signal
import threading
from functools import partial
from typing import Annotated

import typer

from qa_bot.cli_options import ArticleOption, GpusOption, HostOption, ModelOption, article_at, bot_with
from qa_bot.settings import Settings


def serve(
    article: ArticleOption = None,
    model: ModelOption = None,
    cluster: Annotated[
        str, typer.Option("--cluster", help="Address of a Ray cluster, HOST:PORT; auto for the one that runs here; local to start one.")
    ] = "local",
    readers: Annotated[int, typer.Option("--readers", min=1, help="Readers, each a process of its own.")] = 1,
    most: Annotated[
        int, typer.Option("--most", min=0, help="Readers at most, when many questions wait; default: as many as --readers.")
    ] = 0,
    cpus: Annotated[float, typer.Option("--cpus", min=0.1, help="Processors of each reader.")] = 2,
    gpus: GpusOption = 0,
    host: HostOption = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="Port of the routes for programs.")] = 8000,
    page: Annotated[int | None, typer.Option("--page", min=1, max=65_535, help="Open the page too, on this port.")] = None,
) -> None:
    """Serve readers on a Ray cluster to /ask and to the page (extra `cluster`)."""
    from qa_bot.cluster.connection import connected
    from qa_bot.reader.checkpoint import find_model

    settings = Settings.from_environment()
    text = article_at(article or settings.article, settings.allow_urls)
    find_model(model)  # report a wrong name now, before many processes do
    with connected(cluster, max(readers, most), cpus, gpus):
        from qa_bot.cluster.page import open_page
        from qa_bot.cluster.serving import Options, application, ended, run

        options = Options(model=model, readers=readers, most=most, cpus=cpus, gpus=gpus, local=host in ("127.0.0.1", "localhost", "::1"))
        with ended():
            run(application(options, partial(bot_with, model, gpus > 0), text, settings), host, port)
            print(f"Questions are answered at http://{host}:{port}/ask (Ctrl+C stops it).", flush=True)
            if page is not None:
                open_page(text, host, page, settings)
            else:
                _stay()


def _stay() -> None:
    """Wait for Ctrl+C or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(0.2):
        pass
