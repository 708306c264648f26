"""Ask an article a question and get the exact span that answers it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from qa_bot.answer import Answer, Reply, Span, Turn
from qa_bot.article import Article
from qa_bot.errors import QaBotError, TooLongError, UnknownArticleError

if TYPE_CHECKING:
    from qa_bot.compat import pipeline
    from qa_bot.dialogue import Bot
    from qa_bot.loading import article_from_bytes, article_from_text, load_article
    from qa_bot.reader import Reader

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Article",
    "Bot",
    "QaBotError",
    "Reader",
    "Reply",
    "Span",
    "TooLongError",
    "Turn",
    "UnknownArticleError",
    "__version__",
    "article_from_bytes",
    "article_from_text",
    "load_article",
    "pipeline",
]

_LATE = {
    "Bot": "qa_bot.dialogue",
    "Reader": "qa_bot.reader",
    "article_from_bytes": "qa_bot.loading",
    "article_from_text": "qa_bot.loading",
    "load_article": "qa_bot.loading",
    "pipeline": "qa_bot.compat",
}
"""Names whose packages are imported on first use, so that `qa-bot --help` is fast."""


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
