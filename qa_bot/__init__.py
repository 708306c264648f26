"""Ask an article a question and get the exact span that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa_bot.answer import Answer, Reply, Span, Turn
from qa_bot.article import Article
from qa_bot.errors import QaBotError

if TYPE_CHECKING:
    from qa_bot.dialogue import Bot
    from qa_bot.pipelines import pipeline
    from qa_bot.reader import Reader

__version__ = "0.1.0"
__all__ = ["Answer", "Article", "Bot", "QaBotError", "Reader", "Reply", "Span", "Turn", "__version__", "pipeline"]


def __getattr__(name: str) -> Any:
    # numpy and the reader's rooms load on first use, so that `qa-bot --help` stays quick
    if name == "Bot":
        from qa_bot.dialogue import Bot

        return Bot
    if name == "Reader":
        from qa_bot.reader import Reader

        return Reader
    if name == "pipeline":
        from qa_bot.pipelines import pipeline

        return pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
