"""A running server with every interface."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa_bot import Article, Bot
from qa_bot.app import launch
from qa_bot.settings import Settings


@pytest.fixture(scope="session")
def serve(bot: Bot, article: Article) -> Iterator[Callable[..., str]]:
    """`serve(bot=..., rate=...)` is the address of a server of its own; options are those of `Settings`."""
    running = []

    def start(asked: Any = bot, **options: Any) -> str:
        page = launch(lambda: asked, article, block=False, quiet=True, settings=Settings(**options))
        running.append(page)
        return str(page.local_url).rstrip("/")

    yield start
    for page in running:
        page.close(verbose=False)


@pytest.fixture(scope="session")
def address(serve: Callable[..., str]) -> str:
    """A server without limits, with the tools for agents."""
    return serve(mcp=True)
