"""The page in front of the readers that a cluster serves: a light process, of which there may be many."""

from __future__ import annotations

from qa_bot.app import launch
from qa_bot.article import Article
from qa_bot.cluster.serving import bot
from qa_bot.cluster.shared import shared
from qa_bot.settings import Settings


def open_page(article: Article, host: str | None, port: int | None, settings: Settings) -> None:
    """Open the page until interrupted, in a process that is part of a cluster.

    Args:
        article: what the page opens with.
        host: see `launch`.
        port: see `launch`.
        settings: limits, which hold over all fronts of the cluster; the first front sets them.

    Raises:
        QaBotError: the cluster serves no reader, or the port cannot be used.
    """
    found = bot()
    launch(lambda: found, article, host, port, settings=settings, shared=shared(settings))
